// A rehearsal of losing everything but the offline root: the only station of a party burns with all its backups. The
// root names a new one, and the other party gives back what it holds of what both have said.

import { join } from "node:path";

import { decodeCardRosters } from "../../core/keys/card.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { rebuildSite, requestSite } from "../station/new-site.ts";
import { decodeRequest } from "../../station/peer/joining.ts";
import { begin, firstSteps } from "./rehearsal.ts";
import type { Rehearsal, Scene } from "./rehearsal.ts";
import {
  accept, alike, checkRecords, confirmed, destroy, done, held, isIn, know, messagesMax, newKey, notAccepted, propose,
  sayAll, signRoster, start, stationOf, until,
} from "./scratch.ts";
import type { Side } from "./scratch.ts";

/** Messages said by each party before everything was lost. */
export const saidByEach = 3;

const steps = [
  ...firstSteps, "both", "burnt", "rebuilt", "followed", "asks", "given-back", "gone", "agreed-again",
  "nothing-lost",
] as const;

/** Nothing is left but the root's medium, and what the other party holds. */
export const totalLoss: Rehearsal = { steps, play };

async function play(scene: Scene): Promise<void> {
  const { root, made, doing } = scene;
  const [lost, other, channel] = await begin(scene);
  await doing("both", async () => (
    await sayAll(lost, other, channel, saidByEach, 0) + await sayAll(other, lost, channel, saidByEach, saidByEach)
  ));
  const open = await propose(other, lost);
  // What the last of what was said has acknowledged stands too, and nothing is under way.
  for (const one of [channel, open]) await alike(lost, other, one);
  const before = texts(lost);
  await doing("burnt", async () => {
    await destroy(lost);
    return 1;
  });
  const fresh: Side = { ...lost, folder: join(root, "NDL-2"), opener: newKey(), root: lost.opener, opened: null };
  made.push(fresh);
  await doing("rebuilt", () => rebuilt(fresh, other));
  await goOn(fresh, other, { channel, open, before }, doing);
}

/** A new station of the party, with new keys, that the root names in the place of every other. */
async function rebuilt(fresh: Side, other: Side): Promise<number> {
  const crypto = createNodeCrypto();
  const ours = decodeCardRosters(crypto, fresh.card).at(-1);
  if (ours === undefined) throw new Error("card");
  const { request } = requestSite({
    folder: fresh.folder, roster: ours.roster, names: ours.roster.names, address: "", listen: "127.0.0.1:0",
    http: "127.0.0.1:0", storage: fresh.opener,
  });
  const { station } = decodeRequest(crypto, request);
  const card = signRoster(fresh, () => ({ stations: [station], seat: station.id }));
  rebuildSite(fresh.folder, fresh.opener, decodeCardRosters(crypto, card));
  await start(fresh);
  await done(other, { act: "party.add", card, addresses: [] });
  return 1;
}

interface Before {
  readonly channel: string;
  /** A charter that waits for the party that has lost its station. */
  readonly open: string;
  readonly before: readonly string[];
}

async function goOn(
  fresh: Side, other: Side, { channel, open, before }: Before, doing: Scene["doing"],
): Promise<void> {
  await doing("followed", async () => {
    await know(fresh, other);
    const ours = () => stationOf(other).rosters().find((one) => one.party === fresh.party)?.stations ?? [];
    await until(() => ours().length === 1 && ours().every((one) => one.seat));
    return 1;
  });
  await doing("asks", async () => {
    await until(() => stationOf(fresh).state().channels.some((one) => one.id === open));
    // Until the other party has answered, and all that it acknowledges of the lost station is here, nothing is agreed.
    const early = stationOf(fresh).state().channels.some((one) => one.memory !== "confirmed");
    if (early) await notAccepted(fresh, open);
    await confirmed(fresh);
    return 1;
  });
  await doing("given-back", async () => {
    await until(() => texts(fresh).length === before.length);
    if (texts(fresh).join() !== before.join()) throw new Error("messages");
    for (const one of [channel, open]) await alike(fresh, other, one);
    return before.length;
  });
  await doing("gone", async () => {
    // Who released what, what was drafted, and who worked here stood in the house record alone.
    const { entries } = await stationOf(fresh).house(0, 1_000);
    const known = stationOf(fresh).messages(messagesMax, null).filter((one) => one.direction === "out");
    const lines = known.flatMap(({ object }) => stationOf(fresh).thread(object)?.chain ?? []);
    if (lines.some((one) => one.officer !== null)) throw new Error("officer");
    return entries.length === 0 ? 0 : known.length;
  });
  await doing("agreed-again", async () => {
    await accept(fresh, open);
    for (const side of [fresh, other]) await until(() => isIn(side, open, "adopted"));
    return 1;
  });
  await doing("nothing-lost", async () => {
    await sayAll(fresh, other, channel, 1, 2 * saidByEach);
    await sayAll(other, fresh, channel, 1, 2 * saidByEach + 1);
    for (const one of [channel, open]) await alike(fresh, other, one);
    if (held(fresh).join() !== held(other).join()) throw new Error("messages");
    return await checkRecords([fresh, other]);
  });
}

/** What was said, as it is read. */
function texts(side: Side): readonly string[] {
  return stationOf(side).messages(messagesMax, null).map((one) => one.text).toSorted();
}
