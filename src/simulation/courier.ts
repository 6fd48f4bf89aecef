// A courier in a world: a station's bundle is made now and taken in later, perhaps twice, cut off or hurt, and in
// whatever order couriers arrive.

import { createDraw } from "./random.ts";
import type { SimNode } from "./sim-node.ts";
import type { World } from "./world.ts";
import type { BundleView } from "../api/courier-views.ts";
import { concat, toHex } from "../core/bytes/hex.ts";
import { makeBundle } from "../station/courier/courier-make.ts";
import { takeBundle } from "../station/courier/courier-take.ts";
import { noteWritten } from "../station/courier/courier.ts";
import { sharedWith } from "../station/peer/peers.ts";

/** What befalls a file on the road, of a thousand files; what is left comes whole, once. */
const fates = { twice: 250, cutOff: 100, hurt: 100, lost: 50 } as const;
/** The second time that a file comes, it comes so much later at most, in milliseconds. */
const againMsMax = 120_000;
/** A file that comes while another is taken in waits so long. */
const busyMs = 500;
/** While all faults are over, couriers go so often from each to each, and are so long on the road. */
export const [roundEveryMs, roundMs] = [20_000, 4_000];

/** A courier leaves a station for the others, and arrives after `onRoadMs`. */
export async function sendCourier(world: World, from: SimNode, onRoadMs: number): Promise<void> {
  for (const to of world.nodes.slice(0, world.plan.stations)) {
    if (to !== from) await carryFile(world, from, to, onRoadMs, true);
  }
}

/** Makes a file for a peer and brings it there; `perilous`: something may befall it. */
export async function carryFile(
  world: World, from: SimNode, to: SimNode, onRoadMs: number, perilous: boolean,
): Promise<void> {
  const file = await write(from, to);
  if (file === null) return;
  world.count("courier");
  world.note(`courier ${from.name} ${to.name} ${file.length} ${onRoadMs}`);
  const bring = (bytes: Uint8Array, afterMs: number): void => void world.timeline.after(afterMs, async () => {
    const took = await take(to, bytes, ({ problem, fresh, waiting }) => {
      world.note(`courier taken ${from.name} ${to.name} ${problem ?? ""} ${fresh} ${waiting}`);
      // Another courier is at the counter: this one waits.
      if (problem === "bundle-busy") bring(bytes, busyMs);
    });
    if (took) world.reached("courier file taken in");
  });
  const draw = createDraw(world.plan.seed + onRoadMs, `road ${from.name} ${to.name}`);
  const befalls = (fate: keyof typeof fates): boolean => {
    const does = perilous && draw.chance(fates[fate]);
    if (does) world.count(`courier ${fate}`);
    return does;
  };
  if (befalls("lost")) return;
  const at = draw.below(file.length);
  bring(befalls("cutOff") ? file.slice(0, at) : befalls("hurt") ? hurt(file, at) : file, onRoadMs);
  if (befalls("twice")) bring(file, onRoadMs + draw.below(againMsMax));
}

function hurt(file: Uint8Array, at: number): Uint8Array {
  return file.with(at, (file[at] as number) ^ 4);
}

/** A bundle of one station for another; null while it cannot make one, or has nothing to do with it. */
async function write(from: SimNode, to: SimNode): Promise<Uint8Array | null> {
  const { state, disk } = from;
  const peer = toHex(to.self.station);
  if (state === null || from.holdsStill || state.impaired.size > 0 || sharedWith(state, peer).length === 0) return null;
  const parts: Uint8Array[] = [];
  const options = { after: null, reseal: false, only: null };
  const made = makeBundle(state, disk.reader(), peer, options, (written) => noteWritten(state, peer, written));
  for await (const part of made) parts.push(part);
  from.feed({ kind: "woke" });
  return concat(...parts);
}

/** Takes a file in; false when the station does not run. What it comes to is the station's affair. */
async function take(node: SimNode, file: Uint8Array, told: (view: BundleView) => void): Promise<boolean> {
  const taker = node.taker();
  if (taker === null) return false;
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield file;
  }
  let read = (): void => undefined;
  // Until all entries are with the machine it is one happening; that they become durable takes its time.
  const handed = new Promise<void>((resolve) => (read = resolve));
  const flushed = (): Promise<void> => {
    read();
    return taker.flushed();
  };
  void takeBundle({ ...taker, flushed }, parts(), true).then(told).finally(read);
  await handed;
  return true;
}
