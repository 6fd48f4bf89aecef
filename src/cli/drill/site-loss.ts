// A rehearsal of losing a site: a party with two loses the first, which had the seat, and goes on at the second.

import { toHex } from "../../core/bytes/hex.ts";
import { begin, firstSteps } from "./rehearsal.ts";
import type { Rehearsal, Scene } from "./rehearsal.ts";
import {
  accept, addSite, alike, checkRecords, confirmed, destroy, done, durable, held, isIn, notAccepted, propose, say,
  sayAll, signRoster, stationOf, until,
} from "./scratch.ts";
import type { Side } from "./scratch.ts";

/** Messages said before there were two sites, and by each party after it. */
export const saidAlone = 3;
export const saidByEach = 2;
/** More entries of a house record than a rehearsal makes. */
const houseEntriesMax = 1_000;

const steps = [
  ...firstSteps, "say", "second", "both", "holds", "lost", "flash", "no-seat", "signed-away", "followed",
  "seated", "nothing-lost",
] as const;

/** The first site burns; nothing is fetched from it again. */
export const siteLoss: Rehearsal = { steps, play };

async function play(scene: Scene): Promise<void> {
  const { root, made, doing } = scene;
  const [first, other, channel] = await begin(scene);
  await doing("say", () => sayAll(first, other, channel, saidAlone, 0));
  await doing("second", async () => {
    made.push(await addSite(root, first, "NDL-2"));
    return 1;
  });
  const second = made[2] as Side;
  await doing("both", async () => (
    await sayAll(first, other, channel, saidByEach, saidAlone)
      + await sayAll(other, first, channel, saidByEach, saidAlone + saidByEach)
  ));
  let before: Held = { messages: [], house: [] };
  await doing("holds", async () => {
    for (const one of ["house", channel]) await alike(first, second, one);
    before = await heldBy(first);
    return before.messages.length + before.house.length;
  });
  const lost = stationOf(first).state().station;
  await doing("lost", async () => {
    await destroy(first);
    return 1;
  });
  await goOn(second, other, channel, { lost, before }, doing);
}

/** What the second site does alone. */
async function goOn(
  second: Side, other: Side, channel: string, { lost, before }: { readonly lost: string; readonly before: Held },
  doing: Scene["doing"],
): Promise<void> {
  await doing("flash", async () => {
    await durable(second, [await say(second, other, channel, "FLASH", "FLASH")]);
    return 1;
  });
  let open = "";
  await doing("no-seat", async () => {
    open = await propose(other, second);
    const reason = await notAccepted(second, open);
    if (reason !== "not-the-seat") throw new Error(reason);
    return 1;
  });
  await doing("signed-away", async () => {
    const seat = Uint8Array.fromHex(stationOf(second).state().station);
    const card = signRoster(second, ({ stations }) => (
      { seat, stations: stations.filter((one) => toHex(one.id) !== lost) }
    ));
    await done(second, { act: "roster.adopt", card });
    return 1;
  });
  await doing("followed", async () => {
    const ours = () => stationOf(other).rosters().find((one) => one.party === second.party)?.stations ?? [];
    await until(() => ours().length === 1 && ours().every((one) => one.seat && one.id !== lost));
    return ours().length;
  });
  await doing("seated", async () => {
    await confirmed(second);
    await accept(second, open);
    for (const side of [second, other]) await until(() => isIn(side, open, "adopted"));
    return 1;
  });
  await doing("nothing-lost", async () => {
    await sayAll(other, second, channel, 1, 0);
    for (const one of [channel, open]) await alike(second, other, one);
    if (!includes(await heldBy(second), before)) throw new Error("messages, house");
    return await checkRecords([second, other]);
  });
}

/** What a site holds: messages by object, entries of the house record by log and position. */
interface Held {
  readonly messages: readonly string[];
  readonly house: readonly string[];
}

async function heldBy(side: Side): Promise<Held> {
  const { entries } = await stationOf(side).house(0, houseEntriesMax);
  return { messages: held(side), house: entries.map((one) => `${one.log}:${one.seq}`) };
}

function includes(whole: Held, part: Held): boolean {
  return part.messages.every((one) => whole.messages.includes(one)) &&
    part.house.every((one) => whole.house.includes(one));
}
