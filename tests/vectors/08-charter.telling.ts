// What stories of an agreement are told with: two charters, and who says what when.

import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { channelId, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import type { Charter } from "../../src/core/mechanism/charter/charter.ts";
import { charterAcceptance, charterRefusal } from "../../src/core/mechanism/charter/entries.ts";
import { foldCharter } from "../../src/core/mechanism/charter/fold.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { testCharter } from "../../src/core/mechanism/message/message.fixture.ts";
import { caseEntry, caseView, leafOf, sha256Only } from "./06-messages.cases.ts";
import type { CaseCutoffs } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";

export const A = 1;
export const B = 2;
export const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };
export const charter: Charter = { ...testCharter(), ...terms };
export const channel = channelId(sha256Only, encodeCharter(charter));
export const until = 10_000;
export const C = 3;
/** The same between three; what of them has one log, or shows several. */
const [testA, testB] = charter.parties as [Charter["parties"][number], Charter["parties"][number]];
const testC = { ...testB, id: new Uint8Array(32).fill(C), short: "C" };
export const charterOfThree: Charter = { ...charter, parties: [testA, testB, testC] };
const channelOfThree = channelId(sha256Only, encodeCharter(charterOfThree));
export const roster = new Uint8Array(32).fill(8);

export const stories: Case[] = [];
export const hearsA = { hears: [A] };
export const hearsB = { hears: [B] };

export function story(
  name: string, must: readonly string[], ats: readonly number[], tell: (record: MadeRecord) => void,
  cutoffs?: CaseCutoffs, seats?: CaseCutoffs, of = charter,
): void {
  const digest = of === charter ? channel : channelOfThree;
  const record = makeRecord(leafOf, digest);
  tell(record);
  const { entries } = record;
  const draw = seeded(stories.length);
  const places = entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, draw)];
  const expect = ats.map((at) => foldCharter(digest, of, entries, caseView(entries, [], cutoffs, seats), at));
  const principals = of.parties.map((one) => toHex(one.id));
  const input = { digest: toHex(digest), principals, terms, ats, entries: entries.map(caseEntry), orders,
    ...(cutoffs === undefined ? {} : { cutoffs }), ...(seats === undefined ? {} : { seats }),
  };
  stories.push({ name, must: [...must, "C-25"], accept: true, input, expect });
}

export function accepts(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}, to = until): void {
  const rosters = record.channel === channelOfThree ? [roster, roster, roster] : [roster, roster];
  const content = { proposal: record.channel, rosters, until: to };
  say(record, { party, time, kind: charterAcceptance, content, ...more });
}

export function refuses(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}): void {
  say(record, { party, time, kind: charterRefusal, content: { proposal: record.channel, reason: null }, ...more });
}

export function speaks(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}): void {
  const content = { peer: new Uint8Array(16), bearer: "tls", roundTripMs: 1, missed: 0 };
  say(record, { party, time, kind: lineTest, content, ...more });
}
