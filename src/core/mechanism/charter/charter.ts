// The charter: the first thing two parties agree, and what every other rule of their channel counts with.

import type { Crypto } from "../../../ports/crypto.ts";
import { equalBytes, toHex } from "../../bytes/hex.ts";
import { bytes, decodeShape, encodeShape, list, oneOf, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import { precedence, precedences } from "../../names.ts";
import type { ChannelId, Hex, Precedence } from "../../names.ts";
import { checkAuthored } from "../../text/authored.ts";
import { areLanguages, isNamedOnce, language, names } from "../../text/named.ts";
import type { Names } from "../../text/named.ts";

/** Version of the charter. */
export const charterVersion = 1;
/** Principals of one channel. */
export const partiesMin = 2;
export const partiesMax = 16;
/** Most languages, handling labels, rungs and pre-agreed words of one charter. */
export const languagesMax = 12;
export const labelsMax = 32;
export const rungsMax = 8;
export const wordsMax = 64;
/** Longest duration a charter may name: ten years, in milliseconds. */
export const durationMsMax = 10 * 366 * 86_400_000;
/** Persons a release may ask for at most. */
export const personsMax = 2;

/** A principal of the channel. `short` stands before running numbers ("A:105"); `phone` is the out-of-band number. */
export const charterParty = struct({
  id: bytes(32),
  short: text(8, 1),
  names,
  languages: list(language, languagesMax, 1),
  phone: text(64),
});
export type CharterParty = Of<typeof charterParty>;

/** A handling label that every message may bear. */
export const handlingLabel = struct({ code: text(32, 1), names });

/** Times of one precedence, counted from delivery. */
export const precedenceLimits = struct({ receiptMs: uint(durationMsMax), answerMs: uint(durationMsMax) });
export type PrecedenceLimits = Of<typeof precedenceLimits>;

/** What both do after so many missed line tests. */
export const rung = struct({ missed: uint(65_535), names });
export type Rung = Of<typeof rung>;

/** A pre-agreed word: sent as a code, read by each in their own language. */
export const charterWord = struct({ code: text(32, 1), names, precedence, persons: uint(personsMax) });
export type CharterWord = Of<typeof charterWord>;

/** The charter, in the order of its bytes. `limits` stand in the order of precedences, ROUTINE first. */
export const charter = struct({
  v: uint(255),
  world: oneOf("actual", "exercise"),
  nonce: bytes(16),
  parties: list(charterParty, partiesMax, partiesMin),
  languages: list(language, languagesMax, 1),
  labels: list(handlingLabel, labelsMax),
  limits: list(precedenceLimits, precedences.length, precedences.length),
  skewMs: uint(durationMsMax),
  courierMs: uint(durationMsMax),
  longStopMs: uint(durationMsMax),
  lineTestMs: uint(durationMsMax),
  ladder: list(rung, rungsMax),
  words: list(charterWord, wordsMax),
});
export type Charter = Of<typeof charter>;

/** Canonical bytes of a charter, which are the content of its proposal. */
export function encodeCharter(item: Charter): Uint8Array {
  return encodeShape(charter, item);
}

/** The charter of a proposal's content. Errors: cbor-*, shape, charter. */
export function decodeCharter(content: Uint8Array): Charter {
  const item = decodeShape(charter, content);
  checkCharter(item);
  return item;
}

/** The channel of a charter: SHA-256 of the canonical bytes of its proposal. */
export function channelId(crypto: Crypto, proposal: Uint8Array): ChannelId {
  return crypto.sha256(proposal);
}

/** What every charter must keep beyond its shape (spec/08-charter.md). Errors: charter. */
export function checkCharter(item: Charter): void {
  if (item.v !== charterVersion) throw new ChirographError("charter", `Version ${item.v}.`);
  const languages = new Set(item.languages);
  demand(areLanguages(item.languages), "languages");
  checkParties(item);
  checkTimes(item);
  for (const one of [...item.parties, ...item.labels, ...item.ladder, ...item.words]) checkNames(one.names, languages);
  demand(item.labels.every((one) => isCode(one.code)) && distinct(item.labels.map((one) => one.code)), "label codes");
  demand(item.words.every((one) => isCode(one.code)) && distinct(item.words.map((one) => one.code)), "word codes");
  demand(item.words.every((one) => one.persons >= 1), "persons of a word");
  const missed = item.ladder.map((one) => one.missed);
  demand(missed.every((count, index) => count > (missed[index - 1] ?? 0)), "ladder: rungs in rising order, from 1");
}

/** A code of a label, word or desk: small letters, digits and hyphens, beginning with a letter or digit. */
export function isCode(code: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/u.test(code);
}

/** Ids of the parties, in the order of the charter. */
export function partyIds({ parties }: Pick<Charter, "parties">): readonly Hex[] {
  return parties.map((party) => toHex(party.id));
}

/** Index of a party in the charter, or null when it is no principal. */
export function partyIndex(item: Charter, party: Uint8Array): number | null {
  const index = item.parties.findIndex((one) => equalBytes(one.id, party));
  return index === -1 ? null : index;
}

/** The charter's times for a precedence. */
export function limitsOf(item: Charter, urgency: Precedence): PrecedenceLimits {
  return item.limits[precedences.indexOf(urgency)] as PrecedenceLimits;
}

/** The pre-agreed word of a code, or null. */
export function wordOf(item: Charter, code: string): CharterWord | null {
  return item.words.find((one) => one.code === code) ?? null;
}

/** The rung reached after so many missed line tests, or null. */
export function rungOf(item: Charter, missed: number): Rung | null {
  return item.ladder.findLast((one) => one.missed <= missed) ?? null;
}

function checkParties(item: Charter): void {
  for (const party of item.parties) {
    demand(/^[A-Z0-9]{1,8}$/u.test(party.short), "party short: 1 to 8 of A-Z and 0-9");
    demand(areLanguages(party.languages), "languages of a party");
    demand(/^[+0-9 ()-]*$/u.test(party.phone), "phone");
  }
  demand(distinct(partyIds(item)), "parties: one principal twice");
  demand(distinct(item.parties.map((one) => one.short)), "parties: one short name twice");
}

function checkTimes(item: Charter): void {
  demand(item.limits.every((one) => one.receiptMs >= 1 && one.answerMs >= one.receiptMs), "limits");
  demand(item.lineTestMs >= 1, "lineTestMs");
  // Before the long stop every honest entry can have come, even by the slowest courier and with the worst clock.
  demand(item.longStopMs >= item.skewMs + item.courierMs, "longStopMs: at least skewMs + courierMs");
}

function checkNames(all: Names, languages: ReadonlySet<string>): void {
  const named = new Set(all.map((one) => one.language));
  demand(isNamedOnce(all), "names: one for each language");
  demand([...languages].every((one) => named.has(one)), "names: one in every language of the charter");
  const plain = all.every((one) => checkAuthored(one.text).length === 0 && !one.text.includes("\n"));
  demand(plain, "names: hidden characters");
}

function distinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

function demand(condition: boolean, detail: string): void {
  if (!condition) throw new ChirographError("charter", detail);
}
