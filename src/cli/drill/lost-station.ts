// A rehearsal of losing a station: two real stations of an exercise, one of them destroyed and made again from its
// backup, while the other gives back what was said in between.

import { statSync } from "node:fs";
import { join } from "node:path";

import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { keyParts, recordParts, snapshotBytes } from "../backup/contents.ts";
import { restoreFolder } from "../backup/restore.ts";
import { sealStream } from "../backup/sealed-stream.ts";
import { writeParts } from "../bounded-file.ts";
import { files } from "../station/folder.ts";
import type { Opener } from "../sealed-file.ts";
import { begin, firstSteps } from "./rehearsal.ts";
import type { Rehearsal, Scene } from "./rehearsal.ts";
import { checkRecords, confirmed, destroy, held, messagesMax, newKey, sayAll, start, stationOf } from "./scratch.ts";
import type { Side } from "./scratch.ts";

/** Messages said before the backup, and after it. */
export const saidBefore = 3;
export const saidAfter = 2;

const steps = [
  ...firstSteps, "say", "backup", "more", "destroy", "restore", "again", "returned", "checked",
] as const;

/** The machine is lost; the backup and the other party give everything back. */
export const lostStation: Rehearsal = { steps, play };

async function play(scene: Scene): Promise<void> {
  const { root, doing } = scene;
  const [a, b, channel] = await begin(scene);
  await doing("say", () => sayAll(a, b, channel, saidBefore, 0));
  const own = newKey();
  const [backup, keys] = [join(root, "ndl.backup"), join(root, "ndl.keys")];
  await doing("backup", async () => {
    await write(a, own, "keys", keys);
    await write(a, own, "record", backup);
    return statSync(backup).size;
  });
  await doing("more", () => sayAll(a, b, channel, saidAfter, saidBefore));
  await doing("destroy", async () => {
    await destroy(a);
    return 1;
  });
  await doing("restore", async () => {
    const restored = await restoreFolder(backup, own, { path: keys, opener: own }, a.folder, () => undefined);
    return restored.entries;
  });
  await doing("again", async () => {
    await start(a);
    return 1;
  });
  await doing("returned", () => returned(a));
  await doing("checked", () => checkBoth(a, b, channel));
}

async function write(side: Side, opener: Opener, kind: "keys" | "record", path: string): Promise<void> {
  const { short } = stationOf(side).state().party;
  const about = { kind, world: "exercise", short, party: Uint8Array.fromHex(side.party), timeMs: Date.now() } as const;
  const snapshot = snapshotBytes(join(side.folder, files.record), false);
  const parts = kind === "keys" ? keyParts(side.folder) : recordParts(side.folder, snapshot, { entries: 0, values: 0 });
  await writeParts(path, sealStream(createNodeCrypto(), createNodeRandom(), opener, about, parts), false);
}

/** Waits for what the other side gives back; how many messages came so. */
async function returned(side: Side): Promise<number> {
  await confirmed(side);
  const back = stationOf(side).messages(messagesMax, null).filter((one) => one.returned).length;
  if (back !== saidAfter) throw new Error(`${back} / ${saidAfter}`);
  return back;
}

/** Both records whole and alike, no fork, and words go on. How many entries were checked. */
async function checkBoth(a: Side, b: Side, channel: string): Promise<number> {
  await sayAll(a, b, channel, 1, saidBefore + saidAfter);
  const checked = await checkRecords([a, b]);
  if (held(a).join() !== held(b).join()) throw new Error("messages");
  const evidence = [a, b].flatMap((side) => stationOf(side).evidence().map((one) => one.id));
  if (evidence.length > 0) throw new Error(evidence.join(", "));
  return checked;
}
