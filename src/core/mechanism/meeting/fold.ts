// The state of one meeting, folded from the entries about it, in whatever order they came.

import type { Crypto } from "../../../ports/crypto.ts";
import type { Agreement } from "../../agree/agreement.ts";
import { toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import type { ChannelId, Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { AgreementView, HeldEntry } from "../../record/held-entry.ts";
import { isNamedOnce } from "../../text/named.ts";
import { agreedDigest, foldAgreed } from "../agreed/fold.ts";
import { acceptance, declination } from "../agreed/entries.ts";
import { principalIds } from "../agreed/principals.ts";
import type { Charter } from "../charter/charter.ts";
import { isWholeMeeting } from "./act.ts";
import { delegation, meeting, meetingContent, regret, sitting } from "./entries.ts";
import type { DelegationContent, MeetingContent, RegretContent, SittingContent } from "./entries.ts";

/** An entry that has an effect, and its content. */
export interface Said<C> {
  readonly entry: HeldEntry;
  readonly content: C;
}

/** A meeting as the record has it. */
export interface MeetingState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: MeetingContent;
  readonly digest: Hex;
  readonly agreement: Agreement;
  /** Whether it is convened, and what became of it. */
  readonly state: "proposed" | "convened" | "declined" | "lapsed" | "replaced" | "void";
  /** The meeting that stands instead of it, once that is convened. */
  readonly replacedBy: Hex | null;
  /** The newest list of each party, by party id. */
  readonly delegations: ReadonlyMap<Hex, Said<DelegationContent>>;
  /** By the times they began, then in canonical order. */
  readonly sittings: readonly Said<SittingContent>[];
  /** Parties that have said they will not come, and their newest word. A delegation named later takes it back. */
  readonly regrets: ReadonlyMap<Hex, Said<RegretContent>>;
  readonly passedOver: readonly { readonly at: string; readonly reason: PassedOver }[];
}

/** Why an entry about a meeting has no effect. */
export type PassedOver =
  "key-revoked" | "poison" | "not-a-principal" | "ends-before-it-begins" | "agenda" | "languages" | "kind";

/** A meeting that would stand instead of another, and when it was convened; null while it is not, or is void. */
export interface Successor {
  readonly object: Hex;
  readonly replaces: Hex;
  /** Indexes in the charter: who has to agree to the other one being replaced is among them. */
  readonly principals: readonly number[];
  readonly convenedAt: number | null;
}

/** Digest that those who convene a meeting accept. */
export function meetingDigest(crypto: Crypto, channel: ChannelId, content: MeetingContent): Hex {
  return toHex(agreedDigest(crypto, channel, meeting.name, encodeShape(meetingContent, content)));
}

/**
 * Folds a meeting at `at`. `entries` are those about its object, in any order and however often; `successors` those
 * that name it in `replaces`. Null when the meeting itself is not among them, or is poison or withheld. Delegations,
 * sittings and regrets bind their author alone, and of one party the newest counts (G-4), so no order between parties
 * matters.
 */
export function foldMeeting(
  crypto: Crypto, channel: ChannelId, object: Hex, entries: readonly HeldEntry[], successors: readonly Successor[],
  view: AgreementView, charter: Charter, at: number,
): MeetingState | null {
  const sorted = [...new Map(entries.map((one) => [one.at, one])).values()].sort(canonicalOrder);
  const entry = sorted.find((one) => toHex(one.leaf) === object && one.body.kind === meeting.code);
  const content = entry?.content as MeetingContent | null | undefined;
  if (entry === undefined || content == null) return null;
  const principals = principalIds(charter, content.principals);
  const about = sorted.filter((one) => one.object === object && one !== entry);
  const judged = about.map((one) => ({ one, reason: whyPassedOver(one, content, principals, view) }));
  const counted = judged.filter(({ reason }) => reason === null).map(({ one }) => one);
  const digest = meetingDigest(crypto, channel, content);
  const agreement = foldAgreed({ object, digest, principals: content.principals }, sorted, view, charter, at);
  const delegations = newest<DelegationContent>(counted, delegation.code);
  const regrets = newest<RegretContent>(counted, regret.code);
  const standing = [...regrets].filter(([party, one]) => !isLater(delegations.get(party)?.entry, one.entry));
  const replacedBy = successorOf(object, content, successors);
  const isVoid = !view.counts(entry.at) || !isWholeMeeting(content, charter.parties.length);
  return {
    object, entry, content, digest, agreement,
    state: isVoid ? "void" : replacedBy !== null ? "replaced" : stateOf(agreement), replacedBy,
    delegations, regrets: new Map(standing),
    sittings: said<SittingContent>(counted, sitting.code).sort((a, b) => a.content.begins - b.content.begins),
    passedOver: judged.flatMap(({ one, reason }) => (reason === null ? [] : [{ at: one.at, reason }])),
  };
}

function whyPassedOver(
  entry: HeldEntry, { agenda }: MeetingContent, principals: readonly Hex[], view: AgreementView,
): PassedOver | null {
  const { kind } = entry.body;
  if (!view.counts(entry.at)) return "key-revoked";
  if (entry.poison) return "poison";
  // What is said of the agreement is the agreement's, with reasons of its own.
  if (kind === acceptance.code || kind === declination.code) return null;
  if (![delegation.code, sitting.code, regret.code].includes(kind)) return "kind";
  if (!principals.includes(toHex(entry.party))) return "not-a-principal";
  if (kind === delegation.code && entry.content !== null) {
    return (entry.content as DelegationContent).members.every((one) => isNamedOnce(one.names)) ? null : "languages";
  }
  if (kind !== sitting.code || entry.content === null) return null;
  const { begins, ends, agenda: items } = entry.content as SittingContent;
  if (ends < begins) return "ends-before-it-begins";
  return items.every((item) => item < agenda.length) ? null : "agenda";
}

function stateOf({ state }: Agreement): MeetingState["state"] {
  switch (state) {
    case "adopted": return "convened";
    case "lapsed": return "lapsed";
    case "refused": return "declined";
    default: return "proposed";
  }
}

/**
 * Of several that are convened the one that was first, then the lesser id: both sides name the same one. Others put off
 * no meeting of ours: all its principals must have agreed to the one that stands instead.
 */
function successorOf(object: Hex, { principals }: MeetingContent, successors: readonly Successor[]): Hex | null {
  const convened = successors.filter((one) => (
    one.replaces === object && one.convenedAt !== null && principals.every((index) => one.principals.includes(index))
  ));
  const [first] = convened.sort((a, b) => (
    (a.convenedAt ?? 0) - (b.convenedAt ?? 0) || (a.object < b.object ? -1 : 1)
  ));
  return first?.object ?? null;
}

function said<C>(entries: readonly HeldEntry[], code: number): Said<C>[] {
  return entries.filter((one) => one.body.kind === code && one.content !== null)
    .map((entry) => ({ entry, content: entry.content as C }));
}

function newest<C>(entries: readonly HeldEntry[], code: number): Map<Hex, Said<C>> {
  return new Map(said<C>(entries, code).map((one) => [toHex(one.entry.party), one]));
}

function isLater(one: HeldEntry | undefined, other: HeldEntry): boolean {
  return one !== undefined && canonicalOrder(one, other) > 0;
}
