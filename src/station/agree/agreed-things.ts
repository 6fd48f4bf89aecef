// What can be agreed beside a charter: one row for each kind of entry that begins such a thing (spec/15-texts.md).

import { meetingThings } from "./agreed-meeting.ts";
import { scheduleThings } from "./agreed-schedule.ts";
import { textThings } from "./agreed-text.ts";
import type { Channel, StationState } from "../state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import type { Agreement } from "../../core/agree/agreement.ts";
import { foldAgreed } from "../../core/mechanism/agreed/fold.ts";
import type { TextContent } from "../../core/mechanism/text/entries.ts";
import type { Hex } from "../../core/names.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Things of one kind. */
export interface AgreedThings {
  /** The kind of the entry that begins such an object. */
  readonly kind: { readonly code: number };
  /** What this digest about this object stands for; null where there is nothing of the kind to agree to. */
  find(state: StationState, channel: Channel, object: Hex, digest: Hex): AgreedOne | null;
}

/** Who agrees, and whether that can be now. */
export interface Agreeable {
  /** Indexes in the charter of those whose acceptance is needed. */
  readonly principals: readonly number[];
  /** Why it is not to be accepted now, as a reason of the catalogues, beside what holds for everything; else null. */
  readonly refusal: string | null;
}

/** One digest that can be agreed. */
export interface AgreedOne extends Agreeable {
  /** What it is, as a word of the catalogues (`undertaking.accept.<what>`). */
  readonly what: "meeting" | "schedule" | TextContent["purpose"];
  /** All that whoever accepts it accepts, line by line. */
  readBack(): readonly ReadBackLine[];
}

const rows: readonly AgreedThings[] = [textThings, scheduleThings, meetingThings];

/** What a digest about an object stands for, or null. */
export function thingOf(state: StationState, channel: Channel, object: Hex, digest: Hex): AgreedOne | null {
  const begins = channel.objects.get(object)?.[0];
  const row = rows.find(({ kind }) => kind.code === begins?.body.kind);
  return row === undefined ? null : row.find(state, channel, object, digest);
}

/** Where the agreement on a digest stands now. */
export function agreementOn(
  state: StationState, channel: Channel, object: Hex, digest: Hex, principals: readonly number[],
): Agreement | null {
  const { charter, ledger } = channel;
  if (charter === null) return null;
  const entries = channel.objects.get(object) ?? [];
  return foldAgreed({ object, digest, principals }, entries, recordView(ledger), charter, state.nowMs);
}
