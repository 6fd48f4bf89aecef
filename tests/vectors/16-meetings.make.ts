// Makes vectors/16-meetings: node tests/vectors/16-meetings.make.ts. Same input, same files, byte for byte.

import { writeFileSync } from "node:fs";
import { makeRecord, say, seeded, shuffled } from "../../src/core/agree/record.fixture.ts";
import type { MadeEntry, MadeRecord } from "../../src/core/agree/record.fixture.ts";
import { encode } from "../../src/core/bytes/cbor.ts";
import type { Value } from "../../src/core/bytes/cbor.ts";
import { fromHex, toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import type { Shape } from "../../src/core/bytes/shape.ts";
import { acceptance, declination } from "../../src/core/mechanism/agreed/entries.ts";
import { channelId, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { delegation, meeting, regret, sitting } from "../../src/core/mechanism/meeting/entries.ts";
import type { MeetingContent, SittingContent } from "../../src/core/mechanism/meeting/entries.ts";
import { foldMeeting, meetingDigest } from "../../src/core/mechanism/meeting/fold.ts";
import type { Successor } from "../../src/core/mechanism/meeting/fold.ts";
import { take } from "../../src/core/mechanism/message/entries.ts";
import { caseEntry, caseView, leafOf, sha256Only } from "./06-messages.cases.ts";
import type { CaseCutoffs } from "./06-messages.cases.ts";
import { A, B, C, charterOfThree, hearsA, hearsB, roster, speaks, terms, until } from "./08-charter.telling.ts";
import { meetingJson } from "./16-meetings.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/16-meetings/", import.meta.url);
const hash = new Uint8Array(32).fill(1);
const channel = channelId(sha256Only, encodeCharter(charterOfThree));
const named = (en: string, ru: string): MeetingContent["title"] =>
  [{ language: "en", text: en }, { language: "ru", text: ru }];
const content: MeetingContent = {
  title: named("Working group", "Рабочая группа"), level: "experts", venue: "Exercise venue",
  host: { party: 2, names: named("The host", "Хозяин") }, languages: ["en", "ru"], principals: [0, 1], begins: 100_000,
  ends: 200_000, agenda: [named("The line", "Линия")], follows: null, replaces: null,
};
const spoken = { language: "ru", text: "Место не согласовано." };
const stories: Case[] = [];

function write(name: string, cases: readonly Case[]): void {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  writeFileSync(new URL(`${name}.json`, folder), `{\n  "chapter": "16-meetings",\n  "cases": [\n${lines}\n  ]\n}\n`);
}

function contents(): Case[] {
  const held = { form: "plenary", begins: 1, ends: 2, agenda: [0], texts: [hash], note: spoken } as const;
  const all: readonly (readonly [string, Kind, unknown])[] = [
    ["a meeting", meeting as Kind, content],
    ["a meeting without host and agenda, that replaces one and follows another", meeting as Kind, {
      ...content, host: null, agenda: [], replaces: hash, follows: hash,
    }],
    ["a delegation", delegation as Kind, {
      members: [{ role: "head", names: named("Head", "Глава") }, { role: "security", names: named("Guard", "Охрана") }],
    }],
    ["a sitting", sitting as Kind, held],
    ["a sitting without a note", sitting as Kind, { ...held, texts: [], agenda: [], note: null }],
    ["a regret", regret as Kind, { reason: null }],
    ["a regret with its reason", regret as Kind, { reason: spoken }],
  ];
  return all.map(([name, kind, of]) => {
    const shape = kind.content as Shape<unknown>;
    return {
      name, must: ["G-1"], accept: true,
      input: { kind: kind.code, content: toHex(encodeShape(shape, of)) }, expect: shape.toJson(of),
    } as Case;
  });
}

function badContents(): Case[] {
  const bad = (name: string, kind: number, value: Value, error = "shape"): Case => ({
    name, must: ["G-1"], accept: false, error,
    input: { kind, content: toHex(value instanceof Uint8Array ? value : encode(value)) },
  });
  const many = (count: number, of: Value): Value => Array.from({ length: count }, () => of);
  const names: Value = [["en", "Name"]];
  const of = (more: Readonly<Record<number, Value>>): Value => {
    const fields: Value[] = [names, 3, "Venue", [], ["en"], [0, 1], 1, 2, [], [], []];
    for (const [index, value] of Object.entries(more)) fields[Number(index)] = value;
    return fields;
  };
  return [
    bad("no bytes", 40, new Uint8Array(0), "cbor-truncated"),
    bad("a byte after the end", 43, Uint8Array.of(...encode([[]]), 0), "cbor-trailing"),
    bad("a meeting without a title", 40, of({ 0: [] })), bad("a sixth level", 40, of({ 1: 5 })),
    bad("a meeting nowhere", 40, of({ 2: "" })), bad("a venue of 801 bytes", 40, of({ 2: "v".repeat(801) })),
    bad("a host without a name", 40, of({ 3: [[[], []]] })),
    bad("two hosts", 40, of({ 3: [[[], names], [[], names]] })),
    bad("a meeting without a language", 40, of({ 4: [] })),
    bad("seven languages", 40, of({ 4: many(7, "en") })),
    bad("a meeting of one", 40, of({ 5: [0] })), bad("a principal of index 16", 40, of({ 5: [0, 16] })),
    bad("a time beyond the last", 40, of({ 7: 2 ** 48 })), bad("65 items", 40, of({ 8: many(65, names) })),
    bad("an item without a name", 40, of({ 8: [[]] })), bad("it follows 31 bytes", 40, of({ 9: [hash.slice(1)] })),
    bad("a field more", 40, [...of({}) as readonly Value[], []]),
    bad("nobody comes", 41, [[]]), bad("65 members", 41, [many(65, [0, names])]),
    bad("a ninth role", 41, [[[8, names]]]),
    bad("a member without a name", 41, [[[0, []]]]),
    bad("a fourth form", 42, [3, 1, 2, [], [], []]), bad("an item of number 64", 42, [0, 1, 2, [64], [], []]),
    bad("17 texts", 42, [0, 1, 2, [], many(17, hash), []]),
    bad("a regret of two reasons", 43, [[["en", "No."], ["ru", "Нет."]]]),
  ];
}

interface Told {
  readonly record: MadeRecord;
  readonly thing: MadeEntry;
}

interface More {
  readonly content?: MeetingContent;
  readonly successors?: readonly Successor[];
  readonly cutoffs?: CaseCutoffs;
}

function story(name: string, must: readonly string[], at: number, tell: (told: Told) => void, more: More = {}): void {
  const record = makeRecord(leafOf, channel);
  const thing = say(record, { party: C, time: 500, kind: meeting, content: more.content ?? content });
  tell({ record, thing });
  const places = record.entries.map((_, index) => index);
  const orders = [places, [...places].reverse(), shuffled(places, seeded(stories.length))];
  const { object } = thing;
  const successors = (more.successors ?? []).map((one) => ({ ...one, replaces: one.replaces || object }));
  const view = caseView(record.entries, [], more.cutoffs);
  const told = foldMeeting(
    sha256Only, channel, object, record.entries, successors, view, { ...charterOfThree, ...terms }, at,
  );
  stories.push({
    name, must: [...must, "G-7"], accept: true, expect: meetingJson(told), input: {
      object, channel: toHex(channel), parties: charterOfThree.parties.map((one) => toHex(one.id)), terms, at,
      successors, entries: record.entries.map(caseEntry), orders,
      ...(more.cutoffs === undefined ? {} : { cutoffs: more.cutoffs }),
    },
  });
}

function accepts({ record, thing }: Told, party: number, time: number, of: MeetingContent, more = {}): void {
  const digest = fromHex(meetingDigest(sha256Only, channel, of)) as Uint8Array;
  say(record, {
    party, time, kind: acceptance, object: thing, ...more,
    content: { digest, rosters: [roster, roster, roster], until },
  });
}

function convene(told: Told, of = content): void {
  accepts(told, A, 1_000, of);
  accepts(told, B, 2_000, of, hearsA);
  speaks(told.record, A, 3_000, hearsB);
  speaks(told.record, B, 4_000, hearsA);
  speaks(told.record, A, 5_000, hearsB);
}

function names(told: Told, party: number, time: number, ...texts: readonly string[]): void {
  const members = texts.map((text) => ({ role: "head" as const, names: [{ language: "en", text }] }));
  say(told.record, { party, time, kind: delegation, content: { members }, object: told.thing });
}

function sits(told: Told, party: number, time: number, more: Partial<SittingContent> = {}): void {
  const held = { form: "plenary", begins: 10, ends: 20, agenda: [0], texts: [], note: null, ...more } as const;
  say(told.record, { party, time, kind: sitting, content: held, object: told.thing });
}

const regrets = (told: Told, party: number, time: number): MadeEntry =>
  say(told.record, { party, time, kind: regret, content: { reason: null }, object: told.thing });

function tellStories(): void {
  story("proposed by one who is no principal", ["G-3"], 1_000, () => undefined);
  story("accepted by one", ["G-3"], 1_500, (told) => accepts(told, A, 1_000, content));
  story("convened", ["G-3"], 6_000, (told) => convene(told));
  story("the acceptance of another digest convenes nothing", ["G-3"], 6_000, (told) => (
    convene(told, { ...content, venue: "Elsewhere" })
  ));
  story("declined", ["G-3"], 3_000, (told) => {
    const digest = fromHex(meetingDigest(sha256Only, channel, content)) as Uint8Array;
    const declined = { digest, reason: null };
    say(told.record, { party: B, time: 2_000, kind: declination, content: declined, object: told.thing });
  });
  story("lapsed", ["G-3"], until + 1, (told) => accepts(told, A, 1_000, content));
}

function tellReplaced(): void {
  const two = ["02".repeat(32), "03".repeat(32)] as const;
  const of = { replaces: "", principals: [0, 1] };
  story("one that would replace it is proposed", ["G-3"], 6_000, (told) => convene(told), {
    successors: [{ ...of, object: two[0], convenedAt: null }],
  });
  story("replaced by the one that was convened first", ["G-3"], 6_000, (told) => convene(told), {
    successors: [
      { ...of, object: two[0], convenedAt: 5_900 }, { ...of, object: two[1], convenedAt: 5_800 },
    ],
  });
  story("replaced by the lesser of two of one date", ["G-3"], 6_000, (told) => convene(told), {
    successors: [
      { ...of, object: two[1], convenedAt: 5_800 }, { ...of, object: two[0], convenedAt: 5_800 },
      { ...of, object: "01".repeat(32), replaces: "04".repeat(32), convenedAt: 1 },
    ],
  });
  story("one of others, or of fewer, replaces nothing", ["G-3"], 6_000, (told) => convene(told), {
    successors: [{ ...of, object: two[0], principals: [1, 2], convenedAt: 5_800 }],
  });
  story("replaced by one of more, who all agreed", ["G-3"], 6_000, (told) => convene(told), {
    successors: [
      { ...of, object: two[0], principals: [0, 2], convenedAt: 5_800 },
      { ...of, object: two[1], principals: [0, 1, 2], convenedAt: 5_900 },
    ],
  });
}

function tellOwnParts(): void {
  story("the newest delegation of each stands, whole", ["G-4"], 9_000, (told) => {
    convene(told);
    names(told, A, 6_000, "First", "Second");
    names(told, B, 6_100, "Theirs");
    names(told, A, 6_200, "Third");
  });
  story("a regret, and a delegation named later", ["G-4"], 4_000, (told) => {
    regrets(told, B, 3_000);
    names(told, B, 4_000, "Head");
  });
  story("a delegation, and a regret said later", ["G-4"], 4_000, (told) => {
    names(told, B, 3_000, "Head");
    regrets(told, B, 4_000);
  });
  story("sittings by the time they began", ["G-5"], 9_000, (told) => {
    sits(told, A, 6_000, { begins: 30, ends: 40 });
    sits(told, B, 6_100, { form: "one-to-one" });
    sits(told, A, 6_200);
  });
  story("what has no effect", ["G-6"], 9_000, (told) => {
    names(told, C, 6_000, "Host");
    sits(told, A, 6_100, { agenda: [1] });
    sits(told, A, 6_200, { begins: 2, ends: 1 });
    regrets(told, C, 6_300);
    const taken = { desk: "watch", capacity: "" };
    say(told.record, { party: A, time: 6_400, kind: take, content: taken, object: told.thing });
    say(told.record, { party: A, time: 6_500, kind: delegation, content: null, poison: true, object: told.thing });
    say(told.record, {
      party: A, time: 6_600, kind: delegation, object: told.thing,
      content: { members: [{ role: "head", names: [{ language: "en", text: "A" }, { language: "en", text: "B" }] }] },
    });
  });
  story("what was signed with a revoked key", ["G-6"], 9_000, (told) => {
    convene(told);
    names(told, B, 6_000, "Head");
  }, { cutoffs: { ["02".repeat(16)]: 2 } });
}

function tellVoidOnes(): void {
  for (const [name, change] of [
    ["principals that do not rise", { principals: [1, 0] }], ["a principal twice", { principals: [1, 1] }],
    ["a principal whom the charter does not name", { principals: [0, 3] }],
    ["a host whom the charter does not name", { host: { party: 3, names: named("H", "Х") } }],
    ["a language twice", { languages: ["en", "en"] }], ["a language that is none", { languages: ["English"] }],
    ["a title twice in one language", { title: [{ language: "en", text: "A" }, { language: "en", text: "B" }] }],
    ["an item of the agenda in no language", { agenda: [[{ language: "--", text: "A" }]] }],
    ["an end before the beginning", { begins: 2, ends: 1 }],
  ] as const) {
    const of = { ...content, ...change } as MeetingContent;
    story(`void: ${name}`, ["G-2"], 6_000, (told) => convene(told, of), { content: of });
  }
  const cutoffs = { ["03".repeat(16)]: 0 };
  story("void: its key was revoked before", ["G-2"], 6_000, (told) => convene(told), { cutoffs });
}

tellStories();
tellReplaced();
tellOwnParts();
tellVoidOnes();
write("contents", [...contents(), ...badContents()]);
write("fold", stories);
