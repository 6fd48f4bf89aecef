// A rehearsal of a stolen key: somebody copies a station with its keys and runs it too. The root names another station
// in its place, and from then on the thief speaks for nobody.

import { cpSync } from "node:fs";
import { join } from "node:path";

import { concat, toHex } from "../../core/bytes/hex.ts";
import { encodeExportItem, exportMagic, fileInMemory, nextDigest, readExport } from "../../core/record/export.ts";
import type { ExportItem } from "../../core/record/export.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { Report } from "../../verify/report.ts";
import { verifyFile } from "../../verify/verify.ts";
import { begin, firstSteps } from "./rehearsal.ts";
import type { Rehearsal, Scene } from "./rehearsal.ts";
import {
  acceptOnceWhole, addSite, alike, checkRecords, confirmed, done, durable, held, isIn, messagesMax, notAccepted,
  propose, say, sayAll, signRoster, start, stationOf, stop, until,
} from "./scratch.ts";
import type { Side } from "./scratch.ts";

/** Messages said before the theft. */
export const saidBeforeTheft = 3;

const steps = [
  ...firstSteps, "say", "copied", "both-spoke", "seen", "frozen", "replaced", "revoked", "heard-no-more",
  "by-hand", "agreed-again", "nothing-lost",
] as const;

/** The thief has everything but the root, which lies elsewhere. */
export const compromise: Rehearsal = { steps, play };

async function play(scene: Scene): Promise<void> {
  const { root, made, doing } = scene;
  const [robbed, other, channel] = await begin(scene);
  await doing("say", () => sayAll(robbed, other, channel, saidBeforeTheft, 0));
  const open = await propose(other, robbed);
  const thief: Side = { ...robbed, folder: join(root, "thief"), opened: null };
  made.push(thief);
  await doing("copied", async () => {
    await stop(robbed);
    cpSync(robbed.folder, thief.folder, { recursive: true });
    for (const side of [robbed, thief]) await start(side);
    return 1;
  });
  await twice({ robbed, thief, other, channel, open }, doing);
  let fresh = robbed;
  await doing("replaced", async () => {
    fresh = await addSite(root, robbed, "NDL-2");
    made.push(fresh);
    for (const one of ["house", channel, open]) await alike(robbed, fresh, one);
    // Two machines of one name take each other's links away; from here on the thief is alone with it.
    await stop(robbed);
    // The thief's program learns of the new station too, and speaks on: what is acknowledged now still stands.
    const known = () => stationOf(thief).rosters().find((one) => one.ours)?.stations ?? [];
    await until(() => known().length === 2);
    await durable(thief, [await say(thief, other, channel, "STILL", "FLASH")]);
    // Only what is acknowledged without a gap before it stands.
    await alike(thief, other, channel);
    await alike(other, fresh, channel);
    return 1;
  });
  await putRight({ thief, other, fresh, channel, open }, doing);
}

interface Theft {
  readonly robbed: Side;
  readonly thief: Side;
  readonly other: Side;
  readonly channel: string;
  /** A charter that waits for the robbed party. */
  readonly open: string;
}

/** Two machines sign with one key: everybody sees it, and nothing is agreed. */
async function twice({ robbed, thief, other, channel, open }: Theft, doing: Scene["doing"]): Promise<void> {
  await doing("both-spoke", async () => {
    for (const side of [robbed, thief]) await durable(side, [await say(side, other, channel, "TWO", "FLASH")]);
    return 2;
  });
  await doing("seen", async () => {
    const sees = (side: Side): number => (
      stationOf(side).evidence().filter((one) => one.sort === "siblings" && one.channel === channel).length
    );
    await until(() => [robbed, other].every((side) => sees(side) > 0));
    return sees(robbed) + sees(other);
  });
  await doing("frozen", async () => {
    for (const side of [robbed, thief]) {
      await until(() => stationOf(side).state().channels.every((one) => one.wentOnTwice));
      const reason = await notAccepted(side, open);
      if (reason !== "went-on-twice") throw new Error(reason);
    }
    return 2;
  });
}

/** The root revokes the key; what is signed with it afterwards counts for nothing. */
async function putRight(
  { thief, other, fresh, channel, open }: Omit<Theft, "robbed"> & { readonly fresh: Side }, doing: Scene["doing"],
): Promise<void> {
  const stolen = stationOf(thief).state().station;
  const saidBefore = held(other);
  await doing("revoked", async () => {
    const seat = Uint8Array.fromHex(stationOf(fresh).state().station);
    const card = signRoster(fresh, ({ stations }) => (
      { seat, stations: stations.filter((one) => toHex(one.id) !== stolen) }
    ));
    await done(other, { act: "party.add", card, addresses: [] });
    await done(fresh, { act: "roster.adopt", card });
    const known = () => stationOf(other).rosters().find((one) => one.party === fresh.party)?.stations ?? [];
    await until(() => known().length === 1 && known().every((one) => one.seat && one.id !== stolen));
    return 1;
  });
  let theirs = "";
  await doing("heard-no-more", async () => {
    theirs = await say(thief, other, channel, "THIEF", "FLASH");
    await sayAll(fresh, other, channel, 1, saidBeforeTheft);
    await sayAll(other, fresh, channel, 1, saidBeforeTheft + 1);
    if ([fresh, other].some((side) => held(side).includes(theirs))) throw new Error(theirs);
    return 1;
  });
  await doing("by-hand", async () => {
    const [record, copy] = [await exported(other, channel), await exported(thief, channel)];
    const report = verifyFile(
      createNodeCrypto(), fileInMemory(withEntriesOf(record, copy)), [fresh.party, other.party], {},
    );
    const message = stationOf(thief).messages(messagesMax, null).find((one) => one.object === theirs);
    return countedOut(report, message?.log ?? "", message?.seq ?? 0);
  });
  await doing("agreed-again", async () => {
    await confirmed(fresh);
    await acceptOnceWhole(fresh, open);
    for (const side of [fresh, other]) await until(() => isIn(side, open, "adopted"));
    return 1;
  });
  await doing("nothing-lost", async () => {
    for (const one of [channel, open]) await alike(fresh, other, one);
    const standing = stationOf(other).messages(messagesMax, null).filter((one) => !one.revoked);
    if (!saidBefore.every((object) => standing.some((one) => one.object === object))) throw new Error("messages");
    return await checkRecords([fresh, other]);
  });
}

async function exported(side: Side, channel: string): Promise<readonly ExportItem[]> {
  const parts: Uint8Array[] = [];
  for await (const part of stationOf(side).exportRecord(channel, []) ?? []) parts.push(part);
  return [...readExport(concat(...parts))].map(({ item }) => item);
}

/** A record's file with what another one has beyond it, as whoever sides with a thief might make it. */
function withEntriesOf(record: readonly ExportItem[], more: readonly ExportItem[]): Uint8Array {
  const crypto = createNodeCrypto();
  const logs = new Map<string, ExportItem[]>();
  for (const item of [...record, ...more]) {
    if (item.item !== "entry") continue;
    const log = logs.get(toHex(item.log)) ?? [];
    logs.set(toHex(item.log), log);
    if (!log.some((one) => one.item === "entry" && one.seq === item.seq)) log.push(item);
  }
  const items = [...record.filter((one) => one.item !== "entry" && one.item !== "end"), ...[...logs.values()].flat()];
  const parts = [exportMagic];
  let digest: Uint8Array | null = null;
  for (const item of items) {
    const bytes = encodeExportItem(item);
    digest = nextDigest(crypto, digest, bytes);
    parts.push(bytes);
  }
  const entries = items.filter((one) => one.item === "entry").length;
  return concat(...parts, encodeExportItem({ item: "end", entries, digest: digest ?? new Uint8Array(32) }));
}

/** How many entries of a log a verifier says do not count; the one at `seq` must be among them. */
function countedOut(report: Report, log: string, seq: number): number {
  const size = report.logs.find((one) => one.log === log)?.size ?? 0;
  const counts = report.revoked?.find((one) => one.log === log)?.counts ?? size;
  if (report.findings.length > 0) throw new Error(report.findings.map((one) => `${one.code} ${one.label}`).join(", "));
  if (seq < counts || seq >= size) throw new Error(`${seq} / ${counts} / ${size}`);
  return size - counts;
}
