// Exports whose entries are signed as they stand and are wrong all the same, and items out of their order.

import { addLeaf, createTree, rootOf } from "../../src/core/record/merkle.ts";
import { boot } from "../../src/core/record/boot.ts";
import type { BootContent } from "../../src/core/record/boot.ts";
import { leafHash } from "../../src/core/record/entry.ts";
import { encodeExportItem } from "../../src/core/record/export.ts";
import type { ExportItem } from "../../src/core/record/export.ts";
import {
  adopt, carry, crypto, filled, logOf, makePair, makeParty, reopen, sayMessage, sayReceipt, sign, start,
} from "../../src/core/record/ledger.fixture.ts";
import type { MadeEnd, Sent, Wrong } from "../../src/core/record/ledger.fixture.ts";
import { lineTest } from "../../src/core/mechanism/line-test/entries.ts";
import { houseChannelId, encodeHouseCharter } from "../../src/core/mechanism/charter/house.ts";
import { createLedger } from "../../src/core/record/ledger.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encode } from "../../src/core/bytes/cbor.ts";
import { encodeSignedRoster } from "../../src/core/keys/roster.ts";
import { entryItem, fileOf, itemsOf, rootsOfPair, spokenPair } from "../../src/verify/export.fixture.ts";
import {
  altered, firstEntry, flip, inside, items, other, pair, startOf, trusted, whole,
} from "./07-verification.cases.ts";
import type { Damage, EntryItem } from "./07-verification.cases.ts";

/** A line test of B after all it has said, altered before it is signed. */
function tested(wrong: Wrong, end: MadeEnd = pair.b, time = 5_000): Sent {
  const content = { peer: pair.a.by.station, bearer: "tls", roundTripMs: 1, missed: 0 };
  return sign(end, time, lineTest, content, "ROUTINE", wrong);
}

/** The whole file with entries after the last of their logs. */
export function withEntries(...sent: readonly Sent[]): ExportItem[] {
  const made = [...items];
  for (const one of sent) {
    const at = made.findLastIndex((item) => item.item === "entry" && toHex(item.log) === toHex(one.body.log));
    if (at === -1) made.push(entryItem(one));
    else made.splice(at + 1, 0, entryItem(one));
  }
  return made;
}

/** The root of B's log with another entry after it. */
function rootAfter(sent: Sent): Uint8Array {
  const tree = createTree();
  for (const { body, entry } of pair.b.held) {
    if (toHex(body.log) === toHex(pair.b.log)) addLeaf(crypto, tree, leafHash(crypto, entry.payload));
  }
  addLeaf(crypto, tree, leafHash(crypto, sent.entry.payload));
  return rootOf(crypto, tree);
}

export function signedCases(): readonly Damage[] {
  return [
    ...wronglySigned(), ...wrongBoots(), ...outOfOrder(), ...withoutAuthor(), ...forks(), ...charters(), ...unseen(),
  ];
}

function wronglySigned(): readonly Damage[] {
  const last = (name: string, wrong: Wrong): Damage => altered(name, "V-9", other(withEntries(tested(wrong))));
  const low = tested({ lamport: 1 });
  const seq = low.body.seq + 1;
  const { lamport } = tested({}).body;
  const next = tested({ seq, prev: rootAfter(low), lamport: lamport + 1 });
  const gone = tested({ prev: filled(32, 0) });
  const after = tested({ seq, prev: rootAfter(gone), lamport: lamport + 1 });
  const ownAck = { log: pair.b.log, size: 1, root: filled(32, 0), heldAt: 1 };
  const noSignature = { ...tested({}), entry: { ...tested({}).entry, signature: filled(64, 0) } };
  return [
    altered("one entry more", "V-9", other(withEntries(tested({})))),
    last("a time before that of the entry before", { time: 1 }),
    last("a lamport that does not follow", { lamport: 1 }),
    last("a prev that is not the root", { prev: filled(32, 0) }),
    last("an ack of the own log", { acks: [ownAck] }),
    last("a leaf held after the entry's time", { leaves: [{ ...ownAck, log: filled(16, 7), seq: 1, leaf: filled(32, 1),
      heldAt: 9_000 }].map(({ log, seq: at, leaf, heldAt }) => ({ log, seq: at, leaf, heldAt })) }),
    last("signed for another channel", { channel: filled(32, 1) }),
    last("a body of version 2", { v: 2 }),
    last("an object of 31 bytes", { object: filled(31, 1) }),
    last("another BOOT in the middle of the log", { kind: boot.code }),
    altered("a lamport that does not follow, and the author goes on", "V-9 V-12", other(withEntries(low, next))),
    altered("a prev that is not the root, and the author goes on", "V-9 V-12", other(withEntries(gone, after))),
    altered("a prev that is not the root, and after it a time that goes back", "V-12",
      other(withEntries(gone, tested({ seq, prev: rootAfter(gone), lamport: lamport + 1, time: 1 })))),
    altered("a prev that is not the root, and after it a lamport that does not rise", "V-12",
      other(withEntries(gone, tested({ seq, prev: rootAfter(gone), lamport: lamport - 1 })))),
    altered("a prev that is not the root, and after it an ack held too late", "V-12", other(withEntries(gone, tested({
      seq, prev: rootAfter(gone), lamport: lamport + 1, acks: [{ ...ownAck, log: filled(16, 7), heldAt: 9_000 }],
    })))),
    altered("a last entry without a signature", "V-12", other(withEntries(noSignature as Sent))),
  ];
}

function wrongBoots(): readonly Damage[] {
  const stranger = makeParty(30, "C");
  const content = (end: MadeEnd, more: Partial<BootContent>): BootContent => ({
    party: end.by.party, station: end.by.station, roster: end.by.digest, channelForm: "parties", previous: null,
    reason: "first", ...more,
  });
  const booted = (
    name: string, must: string, by: MadeEnd, more: Partial<BootContent>, wrong: Wrong = {},
  ): Damage => {
    const said = content(by, more);
    const end = { ...by, ledger: createLedger(pair.channel, null), log: logOf(pair.channel, said, 0xd1) };
    return altered(name, must, other(withEntries(sign(end, 5_000, boot, said, "ROUTINE", wrong))));
  };
  const c: MadeEnd = { ...pair.a, by: stranger };
  const cEnd = { ...c, ledger: createLedger(pair.channel, null), log: logOf(pair.channel, content(c, {}), 0xd1) };
  const cBoot = sign(cEnd, 5_000, boot, content(c, {}));
  const listed = withEntries(cBoot).toSpliced(3, 0, { item: "roster", roster: encodeSignedRoster(stranger.signed) });
  const [first, second] = [tested({}, pair.b), tested({}, pair.a)];
  return [
    booted("a new log", "V-9", pair.a, {}),
    booted("a BOOT of a station that its roster does not name", "V-9", pair.a, { station: filled(16, 1) }),
    booted("a BOOT that names an unknown roster", "V-9 V-13", pair.a, { roster: filled(32, 1) }),
    booted("a BOOT under the roster of the other party", "V-9 V-13", pair.a, { roster: pair.b.by.digest }),
    booted("a BOOT with a lamport of 5", "V-9", pair.a, {}, { lamport: 5 }),
    booted("a BOOT whose log has another id than follows from it", "V-9 V-13 R-44", pair.a, {}, {
      log: filled(16, 0xd1),
    }),
    booted("a BOOT with another prev", "V-9", pair.a, {}, { prev: filled(32, 0) }),
    altered("a log of a party that is no principal", "V-9", other(listed), [...trusted, toHex(stranger.party)]),
    altered("a log of a party that is no principal, and not trusted", "V-6 V-9", other(listed)),
    altered("a log of a party of which there is no roster", "V-6 V-13", other(withEntries(cBoot))),
    altered("entries of both after all", "V-9", other(withEntries(first, second))),
  ];
}

function outOfOrder(): readonly Damage[] {
  const [header, one, two, charter] = items as [ExportItem, ExportItem, ExportItem, ExportItem];
  const entries = items.slice(firstEntry);
  const ofB = entries.filter((item) => item.item === "entry" && toHex(item.log) === toHex(pair.b.log));
  const rest = entries.filter((item) => !ofB.includes(item));
  const { length } = whole.file;
  const end = encodeExportItem({ item: "end", entries: items.length - firstEntry, digest: whole.file.slice(-32) });
  const more = encodeExportItem({ item: "end", entries: items.length - firstEntry + 1, digest: whole.file.slice(-32) });
  const third = firstEntry + 3;
  const bytes = encodeExportItem(items[third] as ExportItem);
  const swapped = entries.with(2, entries[3] as ExportItem).with(3, entries[2] as ExportItem);
  return [
    altered("a roster before the header", "V-3", other([one, header, two, charter, ...entries])),
    altered("a roster after the charter", "V-3", other([header, one, charter, two, ...entries])),
    altered("the charter last", "V-3", other([header, one, two, ...entries, charter])),
    altered("an entry before the charter", "V-3",
      other([header, one, two, ...entries.slice(0, 1), charter, ...entries.slice(1)])),
    altered("two charters", "V-3", other([header, one, two, charter, charter, ...entries])),
    altered("a log in two parts", "V-3", other([...items.slice(0, firstEntry), ...ofB.slice(0, 2), ...rest,
      ...ofB.slice(2)])),
    altered("two entries of a log in the other order", "V-3 V-9", other([...items.slice(0, firstEntry), ...swapped])),
    altered("the logs in another order", "V-3", other([...items.slice(0, firstEntry), ...ofB, ...rest])),
    altered("the rosters in another order", "V-3", other([header, two, one, charter, ...entries])),
    altered("an end that counts one entry more", "V-4", [[length - end.length, length, toHex(more)]]),
    altered("two ends", "V-4", [[length, length, toHex(end)]]),
    altered("an item of an unknown tag", "V-2 V-19", other2(third, encode([6, []]))),
    altered("an item of three", "V-2 V-19", other2(third, encode([3, [], 0]))),
    altered("an entry with two salts", "V-2 V-19", [[inside(third, Uint8Array.of(0x81)), startOf(third + 1),
      twoSalts(bytes, items[third] as EntryItem)]]),
    altered("an item longer than may be", "V-1", [[startOf(third), startOf(third) + 4, "00100001"]]),
    altered("a cut within the length of an item", "V-1", [[startOf(third) + 2, length, ""]]),
    altered("two items that are no CBOR, one after the other", "V-5 V-19",
      [...flipTo(third, "ff"), ...flipTo(third + 1, "ff")]),
    altered("the first entry of the second log no CBOR", "V-19 V-13", flipTo(firstEntry + 5, "ff")),
    altered("the last entry of the first log no CBOR", "V-5 V-19", flipTo(firstEntry + 4, "ff")),
    altered("a roster no CBOR", "V-19 V-7", flipTo(1, "ff")),
    altered("the charter no CBOR", "V-19 V-8", flipTo(3, "ff")),
    altered("a payload that names another log", "V-2 V-20",
      flip(inside(third, (items[third] as EntryItem).payload) + 42)),
    altered("an item that names another log", "V-2 V-20", flip(inside(third, (items[third] as EntryItem).log) + 3)),
  ];
}

function flipTo(index: number, byte: string): Damage["edits"] & object {
  return [[startOf(index) + 4, startOf(index) + 5, byte]];
}

/** Another item in place of one, its length with it. */
function other2(index: number, body: Uint8Array): Damage["edits"] {
  const length = Uint8Array.of(0, 0, body.length >> 8, body.length & 255);
  return [[startOf(index), startOf(index + 1), toHex(length) + toHex(body)]];
}

/** What follows the first 0x81 of an entry item when its salt stands twice; the item keeps its length. */
function twoSalts(bytes: Uint8Array, item: EntryItem): string {
  const at = bytes.indexOf(0x81);
  const salt = toHex(encode(item.salt[0] as Uint8Array));
  const tail = toHex(bytes.subarray(at));
  const [before = "", after = ""] = tail.split(`81${salt}`);
  const made = `${before}82${salt}${salt}${after}`;
  return made.slice(0, tail.length);
}

function withoutAuthor(): readonly Damage[] {
  const own = items.flatMap((item, index) => (
    item.item === "entry" && toHex(item.log) === toHex(pair.b.log) ? [index] : []
  ));
  const damaged = (count: number): ExportItem[] => items.flatMap((item, index) => {
    const place = own.indexOf(index);
    if (place === 0) return [];
    return place > 0 && place <= count ? [{ ...item, signature: filled(64, 0) } as ExportItem] : [item];
  });
  return [
    altered("a BOOT missing, and three signatures damaged", "V-13", other(damaged(3))),
    altered("a BOOT missing, and four signatures damaged: nobody is its author", "V-13", other(damaged(4))),
  ];
}

function forks(): readonly Damage[] {
  const made = makePair();
  adopt(made);
  const { a, b } = made;
  const twin = reopen(a);
  sayMessage(twin, 3_000, "One text for B.");
  carry(twin, b, 3_100);
  const receipt = sayReceipt(b, 3_200);
  sayMessage(a, 3_000, "Another for the file.");
  sayMessage(a, 3_300, "And on.");
  const all = itemsOf(made);
  const second = all.findIndex((item) => item.item === "entry" && item.seq === 1);
  const seen = all.filter((_, index) => index !== second);
  const leaf = (leafOf: Uint8Array, seq: number): Sent =>
    tested({ leaves: [{ log: a.log, seq, leaf: leafOf, heldAt: 3_000 }] });
  const wrongRoot = { log: pair.a.log, size: 2, root: filled(32, 1), heldAt: 3_000 };
  const lost = tested({ prev: filled(32, 0) });
  const { seq, lamport } = lost.body;
  const follower = tested({ seq: seq + 1, prev: rootAfter(lost), lamport: lamport + 1, acks: [wrongRoot] });
  const unknown = { log: filled(16, 0x77), size: 9, root: filled(32, 1), heldAt: 3_000 };
  return [
    altered("another root is acknowledged where the tree is not followed", "V-14",
      other([...seen, entryItem(receipt)])),
    altered("another root is acknowledged by an entry that follows no tree", "V-14",
      other(withEntries(lost, follower))),
    altered("another root is acknowledged by an entry whose time goes back", "V-14",
      other(withEntries(tested({ time: 1, acks: [{ ...wrongRoot, heldAt: 1 }] })))),
    altered("another leaf is named by an entry whose time goes back", "V-14", other(withEntries(tested({
      time: 1, leaves: [{ log: pair.a.log, seq: 1, leaf: filled(32, 1), heldAt: 1 }],
    })))),
    altered("a leaf of another entry", "V-14", other(withEntries(leaf(filled(32, 1), 1)))),
    altered("a leaf that the file does not hold", "V-14", other(withEntries(leaf(filled(32, 1), 99)))),
    altered("an acknowledgement of a log that the file does not hold", "V-14",
      other(withEntries(tested({ acks: [unknown] })))),
    altered("an acknowledgement of more than the file holds", "V-14", other(withEntries(tested({
      acks: [{ ...unknown, log: pair.a.log }],
    })))),
  ];
}

function charters(): readonly Damage[] {
  const broken = makePair({ lineTestMs: 0 });
  carry(broken.a, broken.b, 1_500);
  const later = makePair({ v: 2 });
  const { a } = makePair();
  const house = { v: 1, world: "exercise" as const, nonce: filled(16, 4), party: a.by.party };
  const channel = houseChannelId(crypto, house);
  const end: MadeEnd = { ...a, ledger: createLedger(channel, a.by.station), held: [] };
  start(end, 1_000, "first");
  const [, roster] = items as [ExportItem, ExportItem];
  const houseItems = (charter: Uint8Array): ExportItem[] => [
    { item: "header", channel, world: "exercise", time: 10_000, exporter: a.by.party }, roster,
    { item: "charter", charter }, ...end.held.map((sent) => entryItem(sent)),
  ];
  const bytes = encodeHouseCharter(house);
  const stranger = { ...pair, channel: filled(32, 3), charter: bytes };
  return [
    altered("a charter that breaks a rule", "V-8", other(itemsOf(broken)), rootsOfPair(broken)),
    altered("a charter of version 2", "V-8", other(itemsOf(later))),
    altered("the record of a house", "V-8", other(houseItems(bytes))),
    altered("the record of a house, and its charter cut", "V-8", other(houseItems(bytes.slice(0, -1)))),
    altered("the charter of a house in the place of that of parties", "V-8", other(itemsOf(stranger))),
    altered("no item but the header and the charter", "V-1 V-6", other(items.filter(
      (item) => item.item === "header" || item.item === "charter",
    ))),
  ];
}

/** What is not shown: nobody can say that it was not there. */
function unseen(): readonly Damage[] {
  const leaves = (want: (item: EntryItem) => boolean): ExportItem[] => items.map((item) => (
    item.item === "entry" && want(item)
      ? { item: "leaf", log: item.log, seq: item.seq, leaf: crypto.sha256(Uint8Array.of(0), item.payload) } : item
  ));
  const acceptance = leaves((item) => toHex(item.log) === toHex(pair.a.log) ? false : item.seq === 1);
  const two = leaves((item) => item.seq === 2 || item.seq === 3);
  const plain = itemsOf(spokenPair(false));
  const file = fileOf(plain);
  const hurt: Damage["edits"] = [[0, whole.file.length, toHex(file.with(-1, (file.at(-1) as number) ^ 1))]];
  return [
    altered("an acceptance by its leaf alone", "V-11 V-15", other(acceptance)),
    altered("an acceptance's content altered, which reads as another", "V-15 V-21",
      flip(inside(firstEntry + 2, (items[firstEntry + 2] as EntryItem).content[0] as Uint8Array) + 50)),
    altered("two leaves, one after the other", "V-11", other(two)),
    altered("words without an adopted charter, and the end altered", "V-15", hurt),
    altered("words without an adopted charter, one of them withheld", "V-15",
      other(itemsOf(spokenPair(false), ({ body }) => body.kind === 16))),
    altered("words without an adopted charter, and one missing", "V-15",
      other(plain.filter((item) => item.item !== "entry" || item.seq !== 1))),
  ];
}
