// What a case of chapters 06 and 08 is made of, for the script that makes the vectors and for the tests that run them.

import { createHash } from "node:crypto";
import { partyOfByte, viewOf } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, WholeEntry } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Verdict } from "../../src/core/clock/verdict.ts";
import type { AddresseeState, MessageState } from "../../src/core/mechanism/message/fold.ts";
import { decodeContent } from "../../src/core/mechanism/registry.ts";
import { decodeBody } from "../../src/core/record/entry.ts";
import type { AgreementView } from "../../src/core/record/held-entry.ts";
import type { Crypto } from "../../src/ports/crypto.ts";

/** An entry of a case: signature, chain and acknowledged roots count as checked. */
export interface CaseEntry {
  readonly party: string;
  readonly payload: string;
  readonly content: string;
  readonly proofPending?: boolean;
}

/** SHA-256 alone; the cases need nothing else of cryptography. */
export const sha256Only = {
  sha256: (...parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  },
} as unknown as Crypto;

/** The leaf of a payload. */
export function leafOf(payload: Uint8Array): Uint8Array {
  return sha256Only.sha256(Uint8Array.of(0), payload);
}

/** A made entry as a case shows it. */
export function caseEntry(entry: MadeEntry): CaseEntry {
  const shown = { party: toHex(entry.party), payload: toHex(entry.payload), content: toHex(entry.contentBytes) };
  return entry.proofPending ? { ...shown, proofPending: true } : shown;
}

/** The entry of a case as a fold takes it. */
export function heldEntry(shown: CaseEntry): WholeEntry {
  const payload = Uint8Array.fromHex(shown.payload);
  const body = decodeBody(payload);
  const leaf = leafOf(payload);
  const party = Uint8Array.fromHex(shown.party);
  const decoded = body.commit.length === 0 ? null : decodeContent(body.kind, Uint8Array.fromHex(shown.content));
  return {
    at: `${toHex(body.log)}:${body.seq}`, leaf, party, station: party.slice(0, 16), body,
    object: toHex(body.object.length === 0 ? leaf : body.object),
    content: decoded?.kind === "decoded" ? decoded.content : null, poison: decoded?.kind === "poison",
    proofPending: shown.proofPending === true,
  };
}

/** How far logs of revoked stations count, by log; others count whole. */
export type CaseCutoffs = Readonly<Record<string, number>>;

/** The view of the entries of a case; `closed` are logs that a later BOOT continued. */
export function caseView(
  entries: readonly WholeEntry[], closed: readonly string[] = [], cutoffs: CaseCutoffs = {},
  seats: CaseCutoffs = {},
): AgreementView {
  const view = viewOf(entries, new Map(Object.entries(cutoffs)), new Map(Object.entries(seats)));
  return { ...view, heads: view.heads.map((head) => (closed.includes(head.log) ? { ...head, closed: true } : head)) };
}

/** A verdict as a case expects it. */
export function verdictJson(one: Verdict | null): unknown {
  if (one === null) return null;
  const { state, outcome, limitMs, byEntries, rule, unheard, contested } = one;
  return { state, outcome, limitMs, byEntries, rule, unheard, contested };
}

/** The state of a message as a case expects it: entries by their places. */
export function stateJson(state: MessageState | null): unknown {
  if (state === null) return null;
  const places = (acts: readonly { readonly entry: { readonly at: string } }[]): string[] => (
    acts.map((one) => one.entry.at)
  );
  return {
    ...(state.revoked ? { revoked: true } : {}),
    poison: state.poison, proofPending: state.proofPending, live: state.live, conflict: state.conflict,
    cancelled: state.cancellation?.entry.at ?? null, corrections: places(state.corrections),
    supersessions: places(state.supersessions), replies: places(state.replies),
    translations: places(state.translations),
    to: state.to.map(addresseeJson), info: state.info.map(addresseeJson), passedOver: state.passedOver,
  };
}

function addresseeJson(one: AddresseeState): unknown {
  const { receipt, early, limits } = one;
  return {
    party: one.party, desk: one.address.desk, state: one.state, sinceMs: one.sinceMs,
    receipt: receipt === null ? null : { at: receipt.at, heldAt: receipt.heldAt, disputed: receipt.disputed },
    ...(early === null ? {} : { early: { at: early.at, heldAt: early.heldAt } }),
    taken: one.taken?.entry.at ?? null, holding: one.holding?.entry.at ?? null,
    answered: one.answered?.entry.at ?? null,
    refused: one.refused?.entry.at ?? null, receiptBy: verdictJson(limits.receiptBy),
    answerBy: verdictJson(limits.answerBy),
    nextWordBy: limits.nextWordBy.map((clock) => ({ hold: clock.hold, verdict: verdictJson(clock.verdict) })),
  };
}

/** Hex of the party of a byte. */
export function partyHex(byte: number): string {
  return toHex(partyOfByte(byte));
}
