// Stories of one message: what was said about it, and the state that follows.

import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeRecord, Saying } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { cancellation, hold, message, refusal, take, translation } from "../../src/core/mechanism/message/entries.ts";
import type { MessageContent, Relation } from "../../src/core/mechanism/message/entries.ts";
import { foldMessage } from "../../src/core/mechanism/message/fold.ts";
import { testCharter, testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { caseEntry, caseView, leafOf, stateJson } from "./06-messages.cases.ts";
import type { CaseCutoffs } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";

export const A = 1;
export const B = 2;
const charter = testCharter();

export type Said = ReturnType<typeof say>;

export interface Story {
  readonly record: MadeRecord;
  readonly sent: Said;
}

function begin(): Story {
  const record = makeRecord(leafOf);
  return {
    record, sent: say(record, { party: A, time: 1_000, kind: message, content: testMessage(), precedence: "FLASH" }),
  };
}

/** Stories of one message; each is folded in several orders of arrival, and always comes out the same. */
const stories: Case[] = [];
export const home = { to: [{ party: 0, desk: "watch" }], info: [] };

/** Tells a story and folds its first message, or the one that `tell` returns. */
export function story(name: string, must: readonly string[], at: number, tell: (story: Story) => Said | void,
  cutoffs?: CaseCutoffs): void {
  const made = begin();
  const about = tell(made) ?? made.sent;
  stories.push(foldCase(name, must, at, { record: made.record, sent: about }, stories.length, cutoffs));
}

export function receipt(more: Partial<Saying> = {}): Saying {
  return { party: B, time: 1_050, kind: null, hears: [A], heldAt: 1_040, ...more };
}

export function taken(one: Story, more: Partial<Saying> = {}): Saying {
  return { party: B, time: 1_500, kind: take, content: { desk: "watch", capacity: "" }, object: one.sent, ...more };
}

export function related(kind: Relation["kind"], one: Story, more: Partial<MessageContent> = {}): MessageContent {
  return testMessage({ relation: { kind, object: one.sent.leaf }, ...more });
}

export function tested(missed: number): object {
  return { peer: new Uint8Array(16), bearer: "tls", roundTripMs: null, missed };
}

/** Logs of a case are named after their party. */
const logA = "01".repeat(16);
const logB = "02".repeat(16);

function revocations(): void {
  story("a take beyond the cut-off of the taker's log", ["R-42"], 2_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
  }, { [logB]: 1 });
  story("a receipt beyond the cut-off", ["R-42", "M-9"], 2_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one, { log: 12 }));
  }, { [logB]: 0 });
  story("a message beyond the cut-off of its author's log", ["R-42"], 2_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
  }, { [logA]: 0 });
  story("a cancellation beyond the cut-off", ["R-42"], 2_000, (one) => {
    const content = { desk: "watch", reason: null };
    say(one.record, { party: A, time: 1_500, kind: cancellation, content, object: one.sent });
  }, { [logA]: 1 });
}

export function foldCases(): Case[] {
  statesAndClocks();
  whoMay();
  replacements();
  disputedTimes();
  otherEntries();
  firstAcknowledgements();
  ranks();
  chains();
  metAndEnded();
  doubtfulActs();
  revocations();
  return stories;
}

function statesAndClocks(): void {
  story("nothing is proved before the receipt", ["M-9", "M-15"], 9_000, () => {});
  story("durable there: a receipt, and both clocks run from heldAt", [
    "M-9", "M-14", "M-15", "M-16", "M-17",
  ], 1_100, (one) => {
    say(one.record, receipt());
  });
  story("the receipt limit has passed, provisionally", ["M-16"], 2_041, (one) => { say(one.record, receipt()); });
  story("taken: the receipt clock is met, the answer clock runs on", ["M-5", "M-8", "M-16", "M-18"], 2_041, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
  });
  story("holding: neither take nor holding reply stops the answer clock", ["M-8", "M-18", "M-19"], 11_041, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
    const content = { desk: "watch", nextWordBy: 4_000, word: "received-considering", reason: null };
    say(one.record, { ...taken(one), time: 1_600, kind: hold, content });
  });
  story("two next words promised: the first was kept by the second, the second was not", ["M-19"], 3_001, (one) => {
    say(one.record, receipt());
    for (const [time, nextWordBy] of [[1_100, 2_000], [1_900, 3_000]] as const) {
      say(
        one.record,
        { ...taken(one), time, kind: hold, content: { desk: "watch", nextWordBy, word: null, reason: null } }
      );
    }
  });
  story("answered in time, final once both logs are past limit and skew", ["M-6", "M-8", "M-17"], 11_300, (one) => {
    say(one.record, receipt());
    say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 11_200, kind: lineTest, content: tested(0), hears: [B] });
    say(one.record, { party: B, time: 11_201, kind: lineTest, content: tested(0), hears: [A] });
  });
  story("answered and refused by one desk: the answer leads, both are shown", ["M-8"], 4_000, (one) => {
    say(one.record, receipt());
    say(
      one.record, { ...taken(one), time: 2_000, kind: refusal, content: { desk: "watch", word: null, reason: null } }
    );
    say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
  });
}

function whoMay(): void {
  story("a desk that was only informed cannot take, nor the author for the reader", ["M-5"], 4_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one, { content: { desk: "radar", capacity: "" } }));
    say(one.record, taken(one, { party: A }));
  });
  story("an answer from a desk that was not asked is a reply without effect on the clock", ["M-6"], 4_000, (one) => {
    say(one.record, receipt());
    say(
      one.record,
      { party: B, time: 3_000, kind: message, content: related("answers", one, { ...home, desk: "radar" }) }
    );
  });
  story("the reader cannot cancel, correct or supersede", ["M-7"], 4_000, (one) => {
    say(one.record, receipt());
    say(one.record, { ...taken(one), kind: cancellation, content: { desk: "watch", reason: null } });
    say(one.record, { party: B, time: 1_600, kind: message, content: related("corrects", one, home) });
    say(one.record, { party: B, time: 1_700, kind: message, content: related("supersedes", one, home) });
  });
}

function replacements(): void {
  story("superseded by its author: no longer live, its clocks end", ["M-7", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 1_500, kind: message, content: related("supersedes", one) });
  });
  story("a cancellation ends what nothing has met and takes nothing away", ["M-7", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one));
    say(
      one.record,
      { party: A, time: 1_600, kind: cancellation, content: { desk: "watch", reason: null }, object: one.sent }
    );
  });
  story("a cancellation after the limit does not undo that it passed", ["M-20"], 50_000, (one) => {
    say(one.record, receipt());
    say(
      one.record,
      { party: A, time: 12_000, kind: cancellation, content: { desk: "watch", reason: null }, object: one.sent }
    );
  });
  story("two live supersessions from two logs of the author: a conflict, and nobody wins", ["M-11"], 4_000, (one) => {
    say(one.record, { party: A, time: 1_200, kind: message, content: related("supersedes", one, { text: "Go." }) });
    say(
      one.record,
      { party: A, log: 11, time: 1_200, kind: message, content: related("supersedes", one, { text: "Stay." }) }
    );
  });
}

function disputedTimes(): void {
  story("a heldAt before the message was made is disputed, and the passed limit with it", ["M-21"], 20_000, (one) => {
    say(one.record, receipt({ heldAt: 800 }));
  });
  story("a heldAt after the author already knew of the receipt is disputed", ["M-21"], 5_000, (one) => {
    say(one.record, receipt({ time: 4_000, heldAt: 4_000 }));
    say(one.record, { party: A, time: 1_200, kind: lineTest, content: tested(0), hears: [B] });
  });
  story("an answer timed before the message is disputed and meets nothing", ["M-21"], 20_000, (one) => {
    say(one.record, { party: B, time: 700, kind: message, content: related("answers", one, home) });
    say(one.record, receipt());
  });
  story("theirs not heard: the limit is final only at the long stop", ["M-17", "C-30"], 71_040, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 70_000, kind: lineTest, content: tested(3), hears: [B] });
  });
  story("an answer nobody had confirmed by the long stop contests, and reverses nothing", ["C-31"], 90_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: A, time: 70_000, kind: lineTest, content: tested(3), hears: [B] });
    say(one.record, { party: B, time: 5_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 80_000, kind: lineTest, content: tested(0), hears: [B] });
  });
}

function otherEntries(): void {
  story("translations are listed and change nothing", ["M-13"], 2_000, (one) => {
    say(one.record, receipt());
    const content = { language: "ru", subject: "Тема", text: "Текст.", doubts: [], capacity: "" };
    say(one.record, { party: A, time: 1_100, kind: translation, content, object: one.sent });
    say(one.record, { party: B, time: 1_200, kind: translation, content, object: one.sent });
  });
  story("an entry about it that does not decode is passed over", ["M-1", "M-12"], 2_000, (one) => {
    say(one.record, receipt());
    say(one.record, { party: B, time: 1_100, kind: take, poison: true, object: one.sent });
  });
  const unreadable = makeRecord(leafOf);
  const sent = say(unreadable, { party: A, time: 1_000, kind: message, poison: true, proofPending: true });
  say(unreadable, { party: B, time: 1_100, kind: take, content: { desk: "watch", capacity: "" }, object: sent });
  stories.push(
    foldCase(
      "a message that does not decode has no addressees", ["M-12"], 2_000, { record: unreadable, sent }, stories.length
    )
  );
  story("an answer is itself taken, and asks for no answer", ["M-17"], 3_200, (one) => {
    say(one.record, receipt());
    const answer = say(one.record, { party: B, time: 3_000, kind: message, content: related("answers", one, home) });
    say(one.record, { party: A, time: 3_100, kind: take, content: { desk: "watch", capacity: "" }, object: answer });
    return answer;
  });
}

function spoken(record: MadeRecord, party: number, time: number, more: Partial<Saying> = {}): Said {
  return say(record, { party, time, kind: lineTest, content: tested(0), ...more });
}

/** Which acknowledgement is the first, and whose word it is. */
function firstAcknowledgements(): void {
  story("acknowledged by a leaf", ["M-14", "M-9"], 1_100, (one) => {
    say(one.record, { party: B, time: 1_060, kind: null, leaves: [[one.sent, 1_030]] });
  });
  story("an ack and a leaf of one entry: the heldAt of the ack", ["M-14"], 1_100, (one) => {
    say(one.record, receipt({ leaves: [[one.sent, 1_020]] }));
  });
  story("of two logs the earlier time is the first, though it comes later in canonical order", ["M-14"],
    1_600, (one) => {
      say(one.record, receipt({ log: 12, time: 1_300, heldAt: 1_290 }));
      say(one.record, receipt({ time: 1_060, heldAt: 1_055 }));
    });
  story("of two logs at one time the lower place is the first, though it comes later in canonical order", ["M-14"],
    1_600, (one) => {
      say(one.record, receipt({ log: 12, heldAt: 1_010 }));
      say(one.record, receipt({ heldAt: 1_020 }));
    });
  story("entries 9 and 10 of one log at one time: the place is ordered by number", ["M-14"], 1_100, (one) => {
    for (let count = 0; count < 9; count++) say(one.record, { party: B, time: 1_050, kind: null });
    say(one.record, { party: B, time: 1_050, kind: null, leaves: [[one.sent, 1_011]] });
    say(one.record, { party: B, time: 1_050, kind: null, leaves: [[one.sent, 1_012]] });
  });
  story("a receipt beyond a gap: durable there, its proof pending, and no clock runs", ["M-9", "M-15", "R-71"],
    9_000, (one) => {
      say(one.record, receipt({ proofPending: true }));
    });
  story("a receipt in its place counts, though one beyond a gap is of an earlier time", ["M-14", "M-9", "R-71"],
    1_100, (one) => {
      say(one.record, receipt());
      say(one.record, receipt({ log: 12, time: 1_045, heldAt: 1_020, proofPending: true }));
    });
  story("of two receipts beyond gaps the earlier time is told", ["M-9", "R-70"], 1_100, (one) => {
    say(one.record, receipt({ time: 1_070, heldAt: 1_045, proofPending: true }));
    say(one.record, receipt({ log: 12, time: 1_060, heldAt: 1_055, proofPending: true }));
  });
  story("a receipt beyond a gap that does not count", ["R-42", "R-70"], 1_100, (one) => {
    say(one.record, receipt({ proofPending: true }));
  }, { [logB]: 0 });
  story("a take beyond a gap counts, what it acknowledges starts no clock", ["M-8", "M-14", "R-71"], 2_100, (one) => {
    say(one.record, taken(one, { hears: [A], proofPending: true }));
  });
  story("a head beyond a gap makes nothing final", ["M-14", "C-29"], 12_000, (one) => {
    say(one.record, receipt());
    spoken(one.record, A, 11_200, { hears: [B] });
    spoken(one.record, B, 11_200, { proofPending: true });
  });
}

/** Of several acts of one desk. */
function ranks(): void {
  const holds = (one: Story, time: number, log: number, nextWordBy: number): Said => say(one.record, {
    party: B, log, time, kind: hold, object: one.sent, content: { desk: "watch", nextWordBy, word: null, reason: null },
  });
  const declines = (one: Story, time: number, log: number): Said => say(one.record, {
    party: B, log, time, kind: refusal, object: one.sent, content: { desk: "watch", word: null, reason: null },
  });
  const answers = (one: Story, time: number, log: number): Said =>
    say(one.record, { party: B, log, time, kind: message, content: related("answers", one, home) });
  const pairs = [["the earlier", 1_500, 1_400], ["at one time the first in order", 1_500, 1_500]] as const;
  for (const [name, first, second] of pairs) {
    story(`two takes: ${name}`, ["M-8"], 1_600, (one) => {
      say(one.record, receipt());
      say(one.record, taken(one, { log: 12, time: first }));
      say(one.record, taken(one, { time: second }));
    });
    story(`two refusals: ${name}`, ["M-8"], 1_600, (one) => {
      say(one.record, receipt());
      declines(one, first, 12);
      declines(one, second, B);
    });
    story(`two answers: ${name}`, ["M-8"], 1_600, (one) => {
      say(one.record, receipt());
      answers(one, first, 12);
      answers(one, second, B);
    });
    story(`two holds: the later, or the last; here ${name} is the other`, ["M-8"], 1_600, (one) => {
      say(one.record, receipt());
      holds(one, first, 12, 9_000);
      holds(one, second, B, 9_500);
    });
  }
  story("refused after holding after a take: refused leads", ["M-8"], 2_100, (one) => {
    say(one.record, receipt());
    declines(one, 1_200, B);
    holds(one, 1_300, B, 9_000);
    say(one.record, taken(one, { time: 1_400 }));
  });
  story("an entry about it of a kind that is not about messages", ["M-4"], 1_600, (one) => {
    say(one.record, receipt());
    spoken(one.record, B, 1_300, { object: one.sent });
  });
  for (const precedence of ["ROUTINE", "PRIORITY", "IMMEDIATE"] as const) {
    story(`the limits of ${precedence}`, ["M-16", "M-17"], 1_200, (one) => {
      const sent = say(one.record, { party: A, time: 1_010, kind: message, content: testMessage(), precedence });
      say(one.record, receipt());
      return sent;
    });
  }
}

/** What replaces what. */
function chains(): void {
  const replaces = (one: Story, before: Said, time: number, more: Partial<Saying> = {}): Said => say(one.record, {
    party: A, time, kind: message,
    content: testMessage({ relation: { kind: "supersedes", object: before.leaf }, text: `At ${time}.` }), ...more,
  });
  const cancels = (one: Story, about: Said, time: number, party = A): Said => say(one.record, {
    party, time, kind: cancellation, content: { desk: "watch", reason: null }, object: about,
  });
  story("what supersedes is itself superseded: the first stays replaced", ["M-11", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    replaces(one, replaces(one, one.sent, 1_500), 1_600);
  });
  story("what supersedes is cancelled: the first is live again", ["M-11", "M-20"], 50_000, (one) => {
    say(one.record, receipt());
    cancels(one, replaces(one, one.sent, 1_500), 1_600);
  });
  story("the reader cancels what supersedes: it stands", ["M-11", "M-7"], 50_000, (one) => {
    say(one.record, receipt());
    cancels(one, replaces(one, one.sent, 1_500), 1_600, B);
  });
  story("of two that supersede one is itself superseded: no conflict", ["M-11"], 4_000, (one) => {
    replaces(one, one.sent, 1_500, { log: 11 });
    replaces(one, replaces(one, one.sent, 1_500), 1_600);
  });
  story("of two that supersede one is cancelled: no conflict", ["M-11"], 4_000, (one) => {
    replaces(one, one.sent, 1_500, { log: 11 });
    cancels(one, replaces(one, one.sent, 1_500), 1_600);
  });
  story("of two that supersede one is superseded by what is cancelled: a conflict", ["M-11"], 4_000, (one) => {
    replaces(one, one.sent, 1_500, { log: 11 });
    cancels(one, replaces(one, replaces(one, one.sent, 1_500), 1_600), 1_700);
  });
  story("the reader supersedes what supersedes: a conflict all the same", ["M-11", "M-7"], 4_000, (one) => {
    replaces(one, one.sent, 1_500, { log: 11 });
    replaces(one, replaces(one, one.sent, 1_500), 1_600, { party: B });
  });
}

/** What meets a clock, and what ends it. */
function metAndEnded(): void {
  const held = (one: Story, time: number, nextWordBy: number, more: Partial<Saying> = {}): Said => say(one.record, {
    ...taken(one), time, kind: hold, content: { desk: "watch", nextWordBy, word: null, reason: null }, ...more,
  });
  story("a reply of another desk of the party is the next word", ["M-19"], 4_001, (one) => {
    say(one.record, receipt());
    held(one, 1_500, 4_000);
    say(one.record, {
      party: B, time: 3_000, kind: message, content: related("replies", one, { ...home, desk: "radar" }),
    });
  });
  story("a reply of the author is not", ["M-19"], 4_001, (one) => {
    say(one.record, receipt());
    held(one, 1_500, 4_000);
    say(one.record, { party: A, time: 3_000, kind: message, content: related("replies", one) });
  });
  story("a take is not the next word", ["M-19"], 4_001, (one) => {
    say(one.record, receipt());
    held(one, 1_500, 4_000);
    say(one.record, taken(one, { time: 3_000 }));
  });
  story("a word at the same time with a greater lamport is later", ["M-19"], 4_001, (one) => {
    say(one.record, receipt());
    held(one, 1_500, 4_000);
    held(one, 1_500, 9_000);
  });
  story("one at the same time with a lesser lamport is not", ["M-19"], 4_001, (one) => {
    say(one.record, receipt());
    held(one, 1_500, 9_000, { log: 12 });
    held(one, 1_500, 4_000);
  });
  for (const [time, what] of [[2_040, "at the limit ends the clock"], [2_041, "a moment after does not"]] as const) {
    story(`a cancellation ${what}`, ["M-20"], 20_000, (one) => {
      say(one.record, receipt());
      const content = { desk: "watch", reason: null };
      say(one.record, { party: A, time, kind: cancellation, content, object: one.sent });
    });
    story(`a supersession ${what}`, ["M-20"], 20_000, (one) => {
      say(one.record, receipt());
      say(one.record, { party: A, time, kind: message, content: related("supersedes", one) });
    });
  }
  story("a cancellation does not end what was met", ["M-20"], 20_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one, { time: 1_900 }));
    say(one.record, {
      party: A, time: 1_200, kind: cancellation, content: { desk: "watch", reason: null }, object: one.sent,
    });
  });
}

/** Acts whose time cannot be. */
function doubtfulActs(): void {
  for (const [time, what] of [[1_200, "exactly"], [1_199, "more than"]] as const) {
    story(`a take timed ${what} the skew after the author knew of it`, ["M-21"], 3_000, (one) => {
      say(one.record, receipt());
      say(one.record, taken(one, { time: 1_300 }));
      spoken(one.record, A, time, { hears: [B] });
    });
  }
  for (const [time, what] of [[900, "exactly"], [899, "more than"]] as const) {
    story(`a take timed ${what} the skew before the message`, ["M-21"], 3_000, (one) => {
      say(one.record, receipt());
      say(one.record, taken(one, { log: 12, time }));
    });
  }
  for (const [heldAt, what] of [[3_140, "at"], [3_141, "after"]] as const) {
    story(`a take in time that the author held ${what} the limit, the skew and the courier delay`, ["M-21"], 5_000,
      (one) => {
        say(one.record, receipt());
        say(one.record, taken(one, { time: 2_040 }));
        spoken(one.record, A, 4_000, { hears: [B], heldAt });
      });
  }
  story("a take after the limit is not disputed, however late the author held it", ["M-21"], 5_000, (one) => {
    say(one.record, receipt());
    say(one.record, taken(one, { time: 2_041 }));
    spoken(one.record, A, 4_000, { hears: [B], heldAt: 4_000 });
  });
}

function foldCase(
  name: string, must: readonly string[], at: number, story: Story, seed: number, cutoffs?: CaseCutoffs,
): Case {
  const { record, sent } = story;
  const { entries } = record;
  const object = toHex(sent.leaf);
  const draw = seeded(seed);
  const places = entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, draw), shuffled([...places, ...places], draw)];
  const expect = stateJson(foldMessage(object, entries, caseView(entries, [], cutoffs), charter, at));
  return {
    name, must: [...must, "M-4", "M-10"], accept: true,
    input: { object, at, entries: entries.map(caseEntry), orders, ...(cutoffs === undefined ? {} : { cutoffs }) },
    expect,
  };
}
