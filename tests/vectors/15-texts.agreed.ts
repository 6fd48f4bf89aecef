// Stories of an agreement on anything but a charter, between two principals of a channel of three parties.

import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { channelId, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import { acceptance, declination } from "../../src/core/mechanism/agreed/entries.ts";
import { foldAgreed } from "../../src/core/mechanism/agreed/fold.ts";
import { textBegun } from "../../src/core/mechanism/text/entries.ts";
import { caseEntry, caseView, leafOf, partyHex, sha256Only } from "./06-messages.cases.ts";
import type { CaseCutoffs } from "./06-messages.cases.ts";
import { A, B, C, charterOfThree, hearsA, hearsB, roster, speaks, terms, until } from "./08-charter.telling.ts";
import type { Case } from "./vectors.ts";

const digest = new Uint8Array(32).fill(0xd1);
const otherDigest = new Uint8Array(32).fill(0xd2);
const stories: Case[] = [];

/** A record with the object that is to be agreed, and another one. */
interface Told {
  readonly record: MadeRecord;
  readonly thing: MadeEntry;
  readonly other: MadeEntry;
}

function accepts({ record, thing }: Told, party: number, time: number, more: Partial<Saying> & {
  readonly of?: Uint8Array; readonly rosters?: number; readonly until?: number;
} = {}): void {
  const { of = digest, rosters = 3, until: to = until, ...rest } = more;
  const content = { digest: of, rosters: Array.from({ length: rosters }, () => roster), until: to };
  say(record, { party, time, kind: acceptance, content, object: thing, ...rest });
}

function declines({ record, thing }: Told, party: number, time: number, more: Partial<Saying> = {}): void {
  say(record, { party, time, kind: declination, content: { digest, reason: null }, object: thing, ...more });
}

function story(
  name: string, must: readonly string[], ats: readonly number[], tell: (told: Told) => void, cutoffs?: CaseCutoffs,
  seats?: CaseCutoffs,
): void {
  const record = makeRecord(leafOf, channelId(sha256Only, encodeCharter(charterOfThree)));
  const begin = (title: string): MadeEntry => say(record, {
    party: C, time: 500, kind: textBegun, content: {
      purpose: "agreement", title: [title, title], languages: ["en", "ru"], principals: [0, 1], pen: null, amends: null,
      meeting: null,
    },
  });
  const told = { record, thing: begin("One"), other: begin("Two") };
  tell(told);
  const places = record.entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, seeded(stories.length))];
  const thing = { object: told.thing.object, digest: toHex(digest), principals: [0, 1] };
  const view = caseView(record.entries, [], cutoffs, seats);
  const expect = ats.map((at) => foldAgreed(thing, record.entries, view, charterOfThree, at));
  const input = {
    object: thing.object, digest: thing.digest, principals: [partyHex(A), partyHex(B)], parties: 3, terms, ats,
    entries: record.entries.map(caseEntry), orders, ...(cutoffs === undefined ? {} : { cutoffs }),
    ...(seats === undefined ? {} : { seats }),
  };
  stories.push({ name, must: [...must, "T-3"], accept: true, input, expect });
}

function adopted(told: Told): void {
  accepts(told, A, 1_000);
  accepts(told, B, 2_000, hearsA);
  speaks(told.record, A, 3_000, hearsB);
  speaks(told.record, B, 4_000, hearsA);
  speaks(told.record, A, 5_000, hearsB);
}

const logA = "01".repeat(16);

/** The stories. */
export function agreedCases(): Case[] {
  story("nobody has accepted", [], [1_000], () => undefined);
  story("one has accepted", [], [2_000, until + 1], (told) => accepts(told, A, 1_000));
  story("both have, and it is adopted for good without the third party", [], [5_000, until * 10], adopted);
  story("the third party accepts, and that is nothing", [], [3_000], (told) => {
    accepts(told, A, 1_000);
    accepts(told, C, 1_500, hearsA);
  });
  story("the third party declines, and that is nothing", [], [5_000], (told) => {
    adopted(told);
    declines(told, C, 2_500, hearsA);
  });
  story("declined", [], [3_000, until * 10], (told) => {
    accepts(told, A, 1_000);
    declines(told, B, 2_000, hearsA);
    speaks(told.record, A, 3_000, hearsB);
  });
  story("who has declined cannot accept after it", [], [4_000], (told) => {
    declines(told, A, 1_000);
    accepts(told, A, 2_000);
    accepts(told, B, 3_000, hearsA);
  });
  story("who has accepted cannot decline after it", [], [6_000], (told) => {
    adopted(told);
    declines(told, A, 5_500);
  });
  story("acceptances of two digests: each accepted by one", [], [4_000], (told) => {
    accepts(told, A, 1_000);
    accepts(told, B, 2_000, { ...hearsA, of: otherDigest });
    speaks(told.record, A, 3_000, hearsB);
  });
  story("the same digest about another object is nothing", [], [4_000], (told) => {
    accepts(told, A, 1_000);
    accepts(told, B, 2_000, { ...hearsA, object: told.other });
    speaks(told.record, A, 3_000, hearsB);
  });
  story("a roster for each principal and not for each party: without effect", [], [4_000], (told) => {
    accepts(told, A, 1_000, { rosters: 2 });
    accepts(told, B, 2_000, hearsA);
  });
  story("accepted with an until that has passed", [], [4_000], (told) => {
    accepts(told, A, 1_000, { until: 999 });
    accepts(told, B, 2_000, hearsA);
  });
  story("accepted too late for the other's until", [], [1_600, until], (told) => {
    accepts(told, A, 1_000, { until: 1_500 });
    accepts(told, B, 2_000, hearsA);
    speaks(told.record, A, 3_000, hearsB);
  });
  story("accepted and declined at once by two: declined", [], [4_000], (told) => {
    accepts(told, A, 1_000);
    declines(told, B, 1_000);
    speaks(told.record, A, 2_000, hearsB);
    speaks(told.record, B, 2_000, hearsA);
  });
  story("an acceptance beyond a gap", [], [3_000], (told) => {
    accepts(told, A, 1_000, { proofPending: true });
    accepts(told, B, 2_000);
  });
  story("an acceptance beyond the cut-off of its log", [], [5_000], adopted, { [logA]: 0 });
  story("an acceptance of a station without the seat", [], [5_000], adopted, {}, { [logA]: 0 });
  story("an acceptance that is poison", [], [3_000], (told) => {
    accepts(told, A, 1_000, { poison: true });
    accepts(told, B, 2_000);
  });
  return stories;
}
