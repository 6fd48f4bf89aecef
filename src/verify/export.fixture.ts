// Export files of records made in memory, for tests and vectors of verification.

import { concat, toHex } from "../core/bytes/hex.ts";
import { encodeSignedRoster } from "../core/keys/roster.ts";
import { encodeExportItem, exportMagic, nextDigest } from "../core/record/export.ts";
import type { ExportItem } from "../core/record/export.ts";
import {
  adopt, carry, crypto, makePair, reopen, sayMessage, sayReceipt, start,
} from "../core/record/ledger.fixture.ts";
import { inclusionProof } from "../core/record/merkle.ts";
import type { Proof } from "../core/record/proof.ts";
import type { MadeEnd, MadePair, Sent } from "../core/record/ledger.fixture.ts";

/** The bytes of items with the end that belongs to them. */
export function fileOf(items: readonly ExportItem[]): Uint8Array {
  let digest: Uint8Array = crypto.sha256(exportMagic);
  const parts = items.map((item) => {
    const bytes = encodeExportItem(item);
    digest = nextDigest(crypto, digest, bytes);
    return bytes;
  });
  const entries = items.filter((one) => one.item === "entry" || one.item === "leaf").length;
  return concat(exportMagic, ...parts, encodeExportItem({ item: "end", entries, digest }));
}

/** The item of an entry, its content shown or withheld. */
export function entryItem({ body, entry, salt, content }: Sent, shown = true): Extract<ExportItem, { item: "entry" }> {
  return {
    item: "entry", log: body.log, seq: body.seq, payload: entry.payload, signature: entry.signature,
    salt: shown && salt !== null ? [salt] : [], content: shown && content !== null ? [content] : [],
  };
}

/** The items of what A holds, logs in the order in which they began. */
export function itemsOf(
  { a, b, channel, charter }: MadePair, withhold: (sent: Sent) => boolean = () => false,
): ExportItem[] {
  const logs = new Map<string, Sent[]>();
  for (const sent of a.held) {
    const hex = toHex(sent.body.log);
    logs.set(hex, [...(logs.get(hex) ?? []), sent]);
  }
  const entries = [...logs.values()].flatMap((all) => all.sort((x, y) => x.body.seq - y.body.seq));
  return [
    { item: "header", channel, world: "exercise", time: 10_000, exporter: a.by.party },
    ...[a, b].map(({ by }) => ({ item: "roster" as const, roster: encodeSignedRoster(by.signed) })),
    { item: "charter", charter },
    ...entries.map((one) => entryItem(one, !withhold(one))),
  ];
}

/** Two parties that have adopted a charter, spoken, and of which A has started again: fifteen entries in three logs. */
export function spokenPair(adopted = true): MadePair {
  const pair = makePair();
  if (adopted) adopt(pair);
  const { b } = pair;
  sayMessage(pair.a, 3_000, "The drone is not ours.");
  carry(pair.a, b, 3_100);
  sayReceipt(b, 3_200);
  sayMessage(b, 3_300, "We have seen it too.");
  carry(b, pair.a, 3_400);
  const a = reopen(pair.a);
  start(a, 4_000, "start", 0xa2);
  sayMessage(a, 4_100, "It has landed.");
  carry(a, b, 4_200);
  sayReceipt(b, 4_300);
  carry(b, a, 4_400);
  return { ...pair, a };
}

/** The parties of a pair, as a reader names those whom they trust. */
export function rootsOfPair({ a, b }: MadePair): readonly string[] {
  return [toHex(a.by.party), toHex(b.by.party)];
}

/** A, restored from an older backup, goes on twice from one log. */
export function restoredPair(): MadePair {
  const pair = makePair();
  adopt(pair);
  const before = [...pair.a.held];
  const one = reopen(pair.a);
  start(one, 4_000, "start", 0xa2);
  const two = reopen(pair.a, before);
  start(two, 4_100, "restored", 0xa3);
  carry(one, two, 4_200);
  return { ...pair, a: two };
}

/** A record in which B has acknowledged another entry of A than the one that is shown at the place. */
export function forkedItems(): { readonly items: readonly ExportItem[]; readonly label: string } {
  const pair = makePair();
  adopt(pair);
  const { a, b } = pair;
  const other = reopen(a);
  sayMessage(other, 3_000, "One text for B.");
  carry(other, b, 3_100);
  const receipt = sayReceipt(b, 3_200);
  sayMessage(a, 3_000, "Another for the file.");
  return { items: [...itemsOf(pair), entryItem(receipt)], label: `B:${receipt.body.seq + 1}` };
}

/** The proof of an entry of an end's log, under the newest head. */
export function madeProof(end: MadeEnd, index: number): Proof {
  const log = end.ledger.logs.get(toHex(end.log));
  const own = end.held.filter((one) => toHex(one.body.log) === toHex(end.log));
  const [one, head] = [own[index], own.at(-1)];
  if (log === undefined || one === undefined || head === undefined) throw new Error("no such entry");
  const size = head.body.seq;
  return {
    channel: end.ledger.channel, label: `${end.by.short}:${index + 1}`, index, size, root: head.body.prev,
    entry: one.entry, salt: one.salt ?? new Uint8Array(0), content: one.content ?? new Uint8Array(0),
    path: inclusionProof(crypto, log.tree, index, size), head: head.entry, rosters: [encodeSignedRoster(end.by.signed)],
  };
}
