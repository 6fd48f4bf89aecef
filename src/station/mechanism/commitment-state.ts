// Schedules of commitments as their channel's record has them.

import { noteExhibits } from "./exhibits.ts";
import type { Channel, StationState } from "../state.ts";
import type { AlertView } from "../../api/views.ts";
import type { Agreement } from "../../core/agree/agreement.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { agreedDigest, foldAgreed } from "../../core/mechanism/agreed/fold.ts";
import type { Start } from "../../core/mechanism/commitment/counted-from.ts";
import { commitments, commitmentsContent } from "../../core/mechanism/commitment/entries.ts";
import type { CommitmentsContent } from "../../core/mechanism/commitment/entries.ts";
import { foldSchedule } from "../../core/mechanism/commitment/fold.ts";
import type { ScheduleState } from "../../core/mechanism/commitment/fold.ts";
import { principalsOf } from "../../core/mechanism/commitment/schedule.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import type { TextContent } from "../../core/mechanism/text/entries.ts";
import type { Hex } from "../../core/names.ts";
import type { AgreementView, HeldEntry } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Schedules of a channel: which there are, and agreements that are final, which nothing changes any more. */
export interface KeptSchedules {
  readonly objects: Set<Hex>;
  readonly digests: Map<Hex, Hex>;
  readonly agreed: Map<string, Agreement>;
  /** Files of evidence that claims name, by their hash. */
  readonly files: Map<Hex, ClaimedFile>;
  /** What is alerted of them, and until when that may be shown again: to judge them all takes its time. */
  alerts: { readonly untilMs: number; readonly found: readonly AlertView[] } | null;
}

/** A file as claims of one channel name it: how large those of each party make it, and the keys of all. */
interface ClaimedFile {
  readonly bytes: Map<Hex, number>;
  readonly keys: Set<Hex>;
}

/** Nothing kept yet. */
export function createKeptSchedules(): KeptSchedules {
  return { objects: new Set(), digests: new Map(), agreed: new Map(), files: new Map(), alerts: null };
}

/** Takes note of an entry that begins a schedule. */
export function noteSchedule(channel: Channel, held: HeldEntry): void {
  const { schedules } = channel;
  if (held.body.kind === commitments.code && held.content !== null) schedules.objects.add(held.object);
  if (schedules.objects.has(held.object)) schedules.alerts = null;
  noteExhibits(channel, held);
}

/** What counts has changed: nothing is final that was. */
export function forgetSchedules({ schedules }: Channel): void {
  schedules.agreed.clear();
  schedules.alerts = null;
}

/** Digest of a schedule that is held: what is accepted. */
export function scheduleDigest(state: StationState, channel: Channel, object: Hex): Hex | null {
  const known = channel.schedules.digests.get(object);
  const content = scheduleContent(channel, object);
  if (known !== undefined || content === null) return known ?? null;
  const bytes = encodeShape(commitmentsContent, content);
  const digest = toHex(agreedDigest(state.self.crypto, channel.id, commitments.name, bytes));
  channel.schedules.digests.set(object, digest);
  return digest;
}

/** The content of a schedule that is held and reads, or null. */
export function scheduleContent(channel: Channel, object: Hex): CommitmentsContent | null {
  return (beginning(channel, object, commitments.code)?.content ?? null) as CommitmentsContent | null;
}

/** Where a schedule and its commitments stand now; null when there is none of this object here. */
export function scheduleStateOf(
  state: StationState, channel: Channel, object: Hex, view: AgreementView = recordView(channel.ledger),
): ScheduleState | null {
  const { charter } = channel;
  const content = scheduleContent(channel, object);
  const digest = scheduleDigest(state, channel, object);
  if (charter === null || content === null || digest === null) return null;
  const agreement = agreementOf(state, channel, view, object, digest, principalsOf(content.items));
  const own = startOf(agreement);
  return foldSchedule(object, channel.objects.get(object) ?? [], {
    view, charter, at: state.nowMs, agreement,
    adoption: content.text === null ? own : textAdoption(state, channel, view, content),
    entryOf: (of) => channel.objects.get(of)?.find((one) => toHex(one.leaf) === of) ?? null,
  });
}

/** Every schedule of every channel, as it stands now. */
export function* allSchedules(
  state: StationState,
): Generator<{ readonly channel: Channel; readonly schedule: ScheduleState }> {
  for (const channel of state.channels.values()) yield* schedulesOf(state, channel);
}

/** Every schedule of a channel, as it stands now. */
export function* schedulesOf(
  state: StationState, channel: Channel,
): Generator<{ readonly channel: Channel; readonly schedule: ScheduleState }> {
  if (channel.schedules.objects.size === 0) return;
  // Read once for all of them: heads and logs are made anew each time they are asked for.
  const view: AgreementView = { ...recordView(channel.ledger) };
  for (const object of channel.schedules.objects) {
    const schedule = scheduleStateOf(state, channel, object, view);
    if (schedule !== null) yield { channel, schedule };
  }
}

/** The adoption of the copy of the text that a schedule comes from; null while that is not adopted here. */
function textAdoption(
  state: StationState, channel: Channel, view: AgreementView, { text, digest }: CommitmentsContent,
): Start | null {
  const object = text === null ? "" : toHex(text);
  const content = (beginning(channel, object, textBegun.code)?.content ?? null) as TextContent | null;
  if (content === null || digest === null) return null;
  return startOf(agreementOf(state, channel, view, object, toHex(digest), content.principals));
}

function startOf({ state, adoptedAt, verdict }: Agreement): Start | null {
  if (state !== "adopted" || adoptedAt === null) return null;
  return { ms: adoptedAt, disputed: false, settled: verdict === "final" };
}

function agreementOf(
  state: StationState, channel: Channel, view: AgreementView, object: Hex, digest: Hex, principals: readonly number[],
): Agreement {
  const key = `${object} ${digest}`;
  const known = channel.schedules.agreed.get(key);
  if (known !== undefined || channel.charter === null) return known as Agreement;
  const entries = channel.objects.get(object) ?? [];
  const found = foldAgreed({ object, digest, principals }, entries, view, channel.charter, state.nowMs);
  // What is final stays (spec/08-charter.md): nobody computes it once more.
  if (found.state === "adopted" && found.verdict === "final") channel.schedules.agreed.set(key, found);
  return found;
}

function beginning(channel: Channel, object: Hex, kind: number): HeldEntry | null {
  const first = channel.objects.get(object)?.[0];
  return first !== undefined && first.body.kind === kind && toHex(first.leaf) === object ? first : null;
}
