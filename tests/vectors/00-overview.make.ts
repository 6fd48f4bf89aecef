// Makes vectors/00-overview: node tests/vectors/00-overview.make.ts. Same input, same files, byte for byte.

import { mkdirSync, writeFileSync } from "node:fs";
import { toHex } from "../../src/core/bytes/hex.ts";
import { Contact } from "./00-overview.contact.ts";
import type { Fields } from "./04-seal.cases.ts";
import type { Case } from "./vectors.ts";

const folder = new URL("../../vectors/00-overview/", import.meta.url);
const start = 1_795_357_800_000;
const day = 86_400_000;
const contact = new Contact();
const cases: Case[] = [];

function filled(byte: number, count = 32): string {
  return toHex(new Uint8Array(count).fill(byte));
}

function step(name: string, must: readonly string[], input: Fields): Readonly<Record<string, unknown>> {
  const expect = JSON.parse(JSON.stringify(contact.step(input))) as Readonly<Record<string, unknown>>;
  cases.push({ name, must, accept: true, input, expect });
  return expect;
}

/** Seeds of a side are filled from one number: its root 1 above, the next root 2, the station 3. */
function enrol(who: string, number: number, english: string, russian: string): void {
  const names = [{ language: "en", text: english }, { language: "ru", text: russian }];
  step(`${who} is enrolled`, ["K-1", "K-2", "K-3", "K-4", "K-9", "K-15"], {
    who,
    seeds: {
      ed25519: filled(number + 1), mlDsa87: filled(number + 0x41), nextEd25519: filled(number + 2),
      nextMlDsa87: filled(number + 0x42), station: filled(number + 3),
    },
    tls: filled(number + 4),
    roster: {
      time: start - day, short: who, names, desks: [{ code: "watch", names: [{ language: "en", text: "Watch" }] }],
      policy: [1, 1, 1, 1], telephone: "+00 1",
    },
  });
}

function charter(): Fields {
  const names = (english: string, russian: string): unknown => [
    { language: "en", text: english }, { language: "ru", text: russian },
  ];
  const party = (who: string, english: string, russian: string): unknown => ({
    id: toHex(contact.side(who).roster.party), short: who, names: names(english, russian), languages: ["en", "ru"],
    phone: "+00 1",
  });
  const limits = [[720, 10_080], [60, 1_440], [15, 240], [3, 30]] as const;
  return {
    v: 1, world: "exercise", nonce: filled(0x0f, 16),
    parties: [party("A", "Northland", "Нортландия"), party("B", "Vesland", "Весландия")], languages: ["en", "ru"],
    labels: [{ code: "open", names: names("Open", "Открыто") }],
    limits: limits.map(([receipt, answer]) => ({ receiptMs: receipt * 60_000, answerMs: answer * 60_000 })),
    skewMs: 60_000, courierMs: 7 * day, longStopMs: 14 * day, lineTestMs: 60_000, ladder: [], words: [],
  };
}

/** An entry that the other holds 20 ms after it was said. */
function say(
  name: string, must: readonly string[], by: string, kind: string, atMs: number, more: Fields,
): Readonly<Record<string, unknown>> {
  const [at, precedence] = [start + atMs, more["precedence"] ?? "ROUTINE"];
  return step(name, must, { by, kind, at, arrives: at + 20, object: "", ...more, precedence });
}

function keys(by: string, number: number, atMs: number): void {
  const { roster: { party }, station, digest } = contact.side(by);
  const content = {
    party: toHex(party), station: toHex(station), roster: toHex(digest), channelForm: "parties", previous: null,
    reason: "first",
  };
  say(`${by} begins its log`, ["R-9", "R-44", "C-52", "S-15", "L-4"], by, "boot", atMs, {
    precedence: "FLASH", content, salt: filled(number + 5),
  });
  say(`${by} publishes a prekey`, ["S-1", "C-52"], by, "prekeys", atMs + 100, {
    precedence: "FLASH", salt: filled(number + 6),
    made: { id: number + 7, seed: filled(number + 8), until: start + 30 * day },
  });
}

function stock(by: string, number: number, atMs: number): void {
  say(`${by} stocks an epoch for the other's prekey`, ["S-5", "S-6", "S-7"], by, "epochs", atMs, {
    precedence: "FLASH", salt: filled(number + 9),
    made: { epoch: number + 10, secret: filled(number + 11), randomness: filled(number + 12, 64) },
  });
}

function accept(by: string, channel: unknown, atMs: number): void {
  const rosters = ["A", "B"].map((one) => toHex(contact.side(one).digest));
  say(`${by} accepts`, ["C-15"], by, "charter-acceptance", atMs, {
    precedence: "IMMEDIATE", content: { proposal: channel, rosters, until: start + 7 * day },
  });
}

enrol("A", 0x10, "Northland", "Нортландия");
enrol("B", 0x20, "Vesland", "Весландия");
step("the sixty digits", ["K-19"], { digits: ["A", "B"] });
const terms = charter();
const { channel } = step("the charter that A will propose, and so the channel", ["C-1", "C-12"], { charter: terms });
for (const by of ["A", "B"]) {
  step(`${by} says hello`, ["L-3"], { by, frame: { name: "hello", version: 1 } });
  step(`${by} says its heads`, ["L-14"], { by, frame: { name: "heads", more: 0, heads: [] } });
}
step("A tests the line", ["L-32"], { by: "A", frame: { name: "ping", counter: filled(1, 8) } });
step("B answers the test", ["L-31"], { by: "B", frame: { name: "pong", counter: filled(1, 8) } });
keys("A", 0x10, 1_000);
keys("B", 0x20, 2_000);
stock("A", 0x10, 3_000);
say("A proposes", ["C-12", "S-8", "S-16"], "A", "charter-proposal", 3_100, { precedence: "IMMEDIATE", content: terms });
accept("A", channel, 3_200);
stock("B", 0x20, 4_000);
say("B receipts", ["R-17"], "B", "receipt", 4_100, { precedence: "IMMEDIATE" });
accept("B", channel, 5_000);
say("A receipts: it has seen that both have accepted", ["R-17", "C-44"], "A", "receipt", 6_000, {
  precedence: "IMMEDIATE",
});
step("the charter is adopted, provisionally", ["C-18", "C-19", "C-23"], { at: start + 6_500 });
const sent = say("A sends a FLASH", ["M-4", "C-13"], "A", "message", 7_000, {
  precedence: "FLASH",
  content: {
    desk: "watch", capacity: "", to: [{ party: 1, desk: "watch" }], info: [], label: "open", language: "en",
    subject: "A balloon", text: "EXERCISE. A weather balloon of ours drifts towards mark 14.", word: null,
    relation: null,
  },
});
say("B receipts it", ["R-17", "L-58"], "B", "receipt", 7_100, { precedence: "FLASH" });
step("it is durable there", ["M-9", "M-15"], { at: start + 7_500 });
say("a person at B takes it", ["M-5"], "B", "take", 9_000, {
  precedence: "FLASH", object: sent["leaf"], content: { desk: "watch", capacity: "" },
});
say("A receipts the take", ["R-17"], "A", "receipt", 9_100, { precedence: "FLASH" });
step("it is taken, and the charter adopted for good", ["M-8", "M-16", "C-23"], { at: start + 9_500 });
mkdirSync(folder, { recursive: true });
const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
writeFileSync(
  new URL("first-contact.json", folder), `{\n  "chapter": "00-overview",\n  "cases": [\n${lines}\n  ]\n}\n`,
);
