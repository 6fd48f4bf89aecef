// A text for tests: parties that say things about it in a made-up record, by short names.

import { createHash } from "node:crypto";
import type { Crypto } from "../../../ports/crypto.ts";
import { makeRecord, partyOfByte, say, seeded, viewOf } from "../../agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, Saying, WholeEntry } from "../../agree/record.fixture.ts";
import { fromHex, toHex } from "../../bytes/hex.ts";
import { acceptance, declination } from "../agreed/entries.ts";
import type { Charter } from "../charter/charter.ts";
import { lineTest } from "../line-test/entries.ts";
import { testCharter } from "../message/message.fixture.ts";
import { fairCopy, offer, position, textBegun } from "./entries.ts";
import type { Change, FairCopyContent, OfferContent, Slot, Stance, TextContent } from "./entries.ts";
import { addToText, createTextFold } from "./fold.ts";
import type { TextFold } from "./fold.ts";
import { readText } from "./reading.ts";
import type { Reading } from "./reading.ts";
import { textState } from "./state.ts";
import type { TextState } from "./state.ts";

export const [partyA, partyB, partyC] = [1, 2, 3] as const;
/** SHA-256 alone; nothing here needs more of cryptography. */
export const sha256 = {
  sha256: (...parts: readonly Uint8Array[]): Uint8Array => {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  },
} as unknown as Crypto;

/** A charter of three parties, of which the third is a mediator where a text does not name it. */
export function charterOfThree(): Charter {
  const charter = testCharter();
  const [a, b] = charter.parties as [Charter["parties"][number], Charter["parties"][number]];
  return { ...charter, parties: [a, b, { ...b, id: partyOfByte(partyC), short: "C" }] };
}

/** A text that grows. */
export interface ToldText {
  readonly record: MadeRecord;
  readonly begun: MadeEntry;
  /** Says an offer; each change is what `put`, `amend` and the like give. */
  offers(
    party: number, changes: readonly Change[], more?: Partial<OfferContent & { hears: readonly number[] }>,
  ): MadeEntry;
  says(party: number, stance: Stance, of: MadeEntry, n?: number, hears?: readonly number[]): MadeEntry;
  copies(party: number, runs: FairCopyContent["runs"], hears?: readonly number[]): MadeEntry;
  /** Accepts a copy until a time far ahead; and declines one. */
  agrees(party: number, digest: string, hears?: readonly number[], until?: number): MadeEntry;
  declines(party: number, digest: string, hears?: readonly number[]): MadeEntry;
  /** Says something else, so that the others know what is held. */
  speaks(party: number): MadeEntry;
}

const everyone = [partyA, partyB, partyC];

/** Begins a text of A and B in English and Russian, unless `more` says otherwise. */
export function tellText(more: Partial<TextContent> = {}): ToldText {
  const record = makeRecord((payload) => sha256.sha256(Uint8Array.of(0), payload), new Uint8Array(32).fill(7));
  const content: TextContent = {
    purpose: "communique", title: ["Title", "Название"], languages: ["en", "ru"], principals: [0, 1], pen: null,
    amends: null, meeting: null, ...more,
  };
  let time = 1_000;
  const speak = (saying: Omit<Saying, "time">): MadeEntry => {
    time += 100;
    return say(record, { time, hears: everyone.filter((one) => one !== saying.party), ...saying });
  };
  const begun = speak({ party: partyA, kind: textBegun, content });
  return {
    record, begun,
    offers: (party, changes, { hears, ...rest } = {}) => speak({
      party, kind: offer, object: begun, content: { changes, package: 0, note: null, ...rest },
      ...(hears === undefined ? {} : { hears }),
    }),
    says: (party, stance, of, n = 0, hears = undefined) => speak({
      party, kind: position, object: begun, content: { stands: [{ offer: of.leaf, change: n, stance }], note: null },
      ...(hears === undefined ? {} : { hears }),
    }),
    copies: (party, runs, hears = undefined) => speak({
      party, kind: fairCopy, object: begun, content: { runs }, ...(hears === undefined ? {} : { hears }),
    }),
    agrees: (party, digest, hears = undefined, until = 1_000_000) => speak({
      party, kind: acceptance, object: begun, ...(hears === undefined ? {} : { hears }),
      content: { digest: fromHex(digest), rosters: [1, 2, 3].map(partyOfByte), until },
    }),
    declines: (party, digest, hears = undefined) => speak({
      party, kind: declination, object: begun, content: { digest: fromHex(digest), reason: null },
      ...(hears === undefined ? {} : { hears }),
    }),
    speaks: (party) => speak({
      party, kind: lineTest, content: { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 },
    }),
  };
}

/** The k-th slot that an offer made; of none, of the offer that says it. */
export function slotOf(made: Pick<WholeEntry, "leaf"> | null, k = 0): Slot {
  return { offer: made?.leaf ?? null, k };
}

/** A new clause. */
export function put(words: string, after: Slot | null = null): Change {
  return { touches: [], clauses: [{ slot: null, after, heading: 0, texts: both(words) }] };
}

/** The clause at a slot with other words, or another place. */
export function amend(slot: Slot, words: string, after: Slot | null = null): Change {
  return { touches: [slot], clauses: [{ slot, after, heading: 0, texts: both(words) }] };
}

/** Nothing at a slot. */
export function strike(slot: Slot): Change {
  return { touches: [slot], clauses: [] };
}

/** Words as both languages of a test have them. */
export function both(words: string): readonly string[] {
  return [words, words === "" ? "" : `${words} (ru)`];
}

/** The fold of entries in the order they are given. */
export function foldOf(
  told: ToldText, entries: readonly WholeEntry[] = told.record.entries, counts: (at: string) => boolean = () => true,
): TextFold {
  const fold = createTextFold(told.begun.object, charterOfThree());
  for (const entry of entries) if (entry.object === told.begun.object) addToText(fold, entry, counts(entry.at));
  return fold;
}

/** Where a text stands, as whoever holds these entries reads it. */
export function stateOf(
  told: ToldText, entries: readonly WholeEntry[] = told.record.entries, at = 500_000, view = viewOf(entries),
): TextState | null {
  const about = entries.filter((one) => one.object === told.begun.object);
  const charter = charterOfThree();
  const fold = createTextFold(told.begun.object, charter);
  for (const entry of about) addToText(fold, entry, view.counts(entry.at));
  return textState(fold, about, { crypto: sha256, channel: told.record.channel, charter, view, at });
}

/** What a text reads as, in short: "words state" for each slot; absent ones only where asked for. */
export function readOf(told: ToldText, entries?: readonly WholeEntry[]): readonly string[] {
  return shortly(readText(foldOf(told, entries)));
}

/** A reading in short. */
export function shortly({ slots }: Reading, absent = false): readonly string[] {
  return slots.filter(({ state }) => absent || state !== "absent").map(({ clause, state, slot }) => {
    const { texts = [] } = (clause ?? slot.madeBy.puts.get(slot.slot))?.clause ?? {};
    return `${texts[0] ?? ""} ${state}`;
  });
}

/** Hex of a party by its byte. */
export function idOf(party: number): string {
  return toHex(partyOfByte(party));
}

/** A negotiation drawn from a seed: three parties, the third without a vote, that often have not heard each other. */
export function negotiation(seed: number): ToldText {
  const draw = seeded(seed);
  const told = tellText(draw(3) === 0 ? { pen: 2 } : {});
  const offers: MadeEntry[] = [];
  const slots: Slot[] = [];
  const stances: readonly Stance[] = ["accept", "accept", "accept", "reserve", "refuse", "withdraw"];
  for (let step = 0; step < 40; step++) {
    const party = 1 + draw(3);
    const hears = [partyA, partyB, partyC].filter((one) => one !== party && draw(2) === 0);
    const slot = slots[draw(Math.max(1, slots.length))] ?? null;
    const after = slots[draw(Math.max(1, slots.length))] ?? null;
    const of = offers[draw(Math.max(1, offers.length))];
    if (of !== undefined && draw(2) === 0) told.says(party, stances[draw(6)] as Stance, of, draw(2), hears);
    else {
      const changes = slot === null || draw(3) === 0 ? [put(`${step}`, after), put(`${step}b`, slotOf(null, 0))]
        : [draw(4) === 0 ? strike(slot) : amend(slot, `${step}`, draw(2) === 0 ? after : null)];
      const made = told.offers(party, changes, { package: draw(4) === 0 ? 1 : 0, hears });
      offers.push(made);
      if (changes.length === 2) slots.push(slotOf(made, 0), slotOf(made, 1));
    }
  }
  return told;
}
