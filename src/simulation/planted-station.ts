// Bugs planted in how a station stands its disk, its line, its peers and its own past.

import type { Plant } from "./plant.ts";
import type { SimNode } from "./sim-node.ts";
import { frameOf } from "./tap.ts";
import type { StationInput } from "../station/machine.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";
import { cutFragment, readFragment } from "../core/line/fragment.ts";
import { flashLevel } from "../core/line/state.ts";
import { encodeFrame, frameBytesMax } from "../core/line/frame.ts";
import type { Frame } from "../core/line/frame.ts";
import { toHex } from "../core/bytes/hex.ts";

/** The commitment of a BOOT covers nothing but who speaks, so every start of a station writes the same log. */
const logNameReused: Plant = {
  name: "one-log-name-for-every-start",
  promise: "P1",
  needs: ["crash"],
  self: ({ crypto, ...rest }: Self): Self => ({
    ...rest,
    crypto: {
      ...crypto,
      hmacSha256: (key, text) => (
        isBoot(text) ? crypto.sha256(text.slice(0, authorBytes)) : crypto.hmacSha256(key, text)
      ),
    },
  }),
};

/** A BOOT begins with its party and its station, as an array of six. */
const authorBytes = 1 + 34 + 17;

function isBoot(text: Uint8Array): boolean {
  return text[0] === 0x86 && text[1] === 0x58 && text[2] === 0x20 && text[35] === 0x50;
}

/** Evidence of a fork is taken for noise and thrown away. */
const evidenceDropped: Plant = {
  name: "fork-evidence-thrown-away",
  promise: "P2",
  cast: "equivocator",
  handled: ({ state }, _, outputs) => {
    state?.evidence.clear();
    return outputs;
  },
};

/** What a bearer has taken is shown as delivered. */
const carriedIsDelivered: Plant = {
  name: "carried-shown-as-delivered",
  promise: "P3",
  needs: ["loss"],
  shown: (_, view) => ({
    ...view, to: view.to.map((one) => (one.state === "carried" ? { ...one, state: "durable" } : one)),
  }),
};

/** A reader that went back is passed over in silence. */
const wentBackHidden: Plant = {
  name: "going-back-not-told",
  promise: "P4",
  needs: ["restore"],
  look: (_, look) => ({ ...look, delivered: look.delivered.map((one) => ({ ...one, wentBack: false })) }),
};

/** A station takes its own memory for confirmed as soon as it runs. */
const memoryTaken: Plant = {
  name: "memory-confirmed-by-itself",
  promise: "P5",
  needs: ["crash", "oneway"],
  look: (state, look) => ({
    ...look,
    confirmed: [...state.channels.values()].map((one) => ({ channel: one.hex, log: toHex(one.ownLog) })),
  }),
};

/** A station that has started anew takes nothing for lost, asks nobody and agrees at once. */
const neverDoubts: Plant = {
  name: "never-doubts-its-memory",
  promise: "P5",
  needs: ["crash", "restore"],
  told: ({ state }, input) => {
    if (state !== null) state.memory.fresh = true;
    for (const channel of state?.channels.values() ?? []) {
      for (const peer of state?.parties.keys() ?? []) channel.memory.set(peer, "same");
    }
    return input;
  },
};

/** What a bearer has taken need not be kept: a courier's word ends retention. */
const courierBelieved: Plant = {
  name: "retention-ends-with-the-courier",
  promise: "P6",
  needs: ["loss", "delay"],
  handled: ({ state }, _, outputs) => {
    for (const key of state?.carried.keys() ?? []) if (state !== null) believe(state, key);
    return outputs;
  },
};

function believe(state: StationState, key: string): void {
  const [party = "", at = ""] = key.split(" ");
  const [log = "", seq] = at.split(":");
  const peer = state.line.peers.get(party);
  const share = peer?.shares.get(log);
  const item = share?.items.get(Number(seq));
  share?.singles.add(Number(seq));
  if (peer === undefined || share === undefined || item === undefined || item.waiting.size > 0) return;
  item.done = true;
  share.items.delete(item.seq);
  if (peer.items.delete(item) && item.level === flashLevel) peer.flashItems -= 1;
}

/** Everything that comes rings again at each start. */
const ringsAtStart: Plant = {
  name: "rings-again-after-a-start",
  promise: "P7",
  needs: ["crash"],
  handled: (node, input, outputs) => {
    if (input.kind !== "flush" || rungIn.get(node) === node.state) return outputs;
    if (node.state !== null) rungIn.set(node, node.state);
    return [...outputs, ...incoming(node)];
  },
};

const rungIn = new WeakMap<SimNode, StationState>();

function incoming(node: SimNode): StationOutput[] {
  return [...node.state?.channels.values() ?? []].flatMap((channel) => (
    [...channel.facts].filter(([, { incoming: number }]) => number > 0).map(([object]) => (
      { kind: "ring", object, precedence: "FLASH" } as const
    ))
  ));
}

/** An end that says hello in an old version is humoured. */
const oldHelloTaken: Plant = {
  name: "old-version-humoured",
  promise: "P11",
  cast: "old-version",
  told: (_, input) => rewritten(input, (frame) => (frame.name === "hello" ? { ...frame, version: 1 } : null)),
};

/** A content that cannot be read is our own bug, and our own bugs are assertions. */
const poisonAsserts: Plant = {
  name: "poison-is-an-assertion",
  promise: "P13",
  cast: "poisoner",
  handled: ({ state, honest }, input, outputs) => {
    if (input.kind !== "line" || state === null || !honest) return outputs;
    for (const channel of state.channels.values()) {
      for (const entries of channel.objects.values()) {
        if (entries.some((one) => one.poison)) throw new Error("a content that does not decode");
      }
    }
    return outputs;
  },
};

/** A write that failed is written off as done: the pages are in memory, are they not. */
const failureIgnored: Plant = {
  name: "failed-sync-taken-for-done",
  promise: "P14",
  needs: ["sync-fails"],
  told: (_, input) => (input.kind === "failed" ? { kind: "committed", id: input.id } : input),
};

/** What waits for a link waits as routine, whatever it is. */
const flashUnmarked: Plant = {
  name: "flash-waits-as-routine",
  promise: "P16",
  needs: ["slow"],
  handled: ({ state }, _, outputs) => {
    // Once there is a line to speak of: to agree one, a FLASH must come through.
    for (const { queue } of state?.channels.values().some((one) => one.adopted) ? state.line.links.values() : []) {
      const [routine, , , flash] = queue.levels;
      for (const one of flash?.items.splice(flash.first) ?? []) {
        (one as { level: number }).level = 0;
        routine?.items.push(one);
      }
    }
    return outputs;
  },
};

/** What did not open is noise: nobody is asked to seal it anew. */
const neverAsksAnew: Plant = {
  name: "never-asks-for-a-new-seal",
  promise: "P17",
  needs: ["restore"],
  handled: (_, _input, outputs) => outputs.filter((one) => (
    one.kind !== "send" || frameIn(one.fragment)?.name !== "unopened"
  )),
};

function frameIn(fragment: Uint8Array): Frame | null {
  const read = readFragment(fragment);
  return read === null || !read.last || read.offset !== 0 ? null : frameOf(read.piece);
}

/** The input with another frame in its fragment, where it is a whole one and is to be another. */
function rewritten(input: StationInput, as: (frame: Frame) => Frame | null): StationInput {
  if (input.kind !== "line" || input.input.kind !== "received") return input;
  const read = readFragment(input.input.fragment);
  const frame = frameIn(input.input.fragment);
  const other = frame === null ? null : as(frame);
  if (read === null || other === null) return input;
  const fragment = cutFragment(encodeFrame(other), read.id, read.level, 0, frameBytesMax);
  return { kind: "line", input: { ...input.input, fragment } };
}

/** While one peer sends much, what the others send waits. */
const neighbourFirst: Plant = {
  name: "a-flood-is-worked-off-first",
  promise: "P18",
  cast: "flooder",
  told: (node, input) => {
    if (input.kind !== "line" || input.input.kind !== "received" || putOff.has(input)) return input;
    const backlog = backlogs.get(node) ?? 0;
    if (input.input.link.includes("C")) {
      backlogs.set(node, backlog + 1);
      return input;
    }
    if (backlog < floodedFrom) return input;
    putOff.add(input);
    node.ifAlive(putOffMs, () => node.feed(input));
    return { kind: "woke" };
  },
};

const [floodedFrom, putOffMs] = [600, 9_000];
const backlogs = new WeakMap<SimNode, number>();
const putOff = new WeakSet<StationInput>();

/** A disk that is short of room is somebody else's affair. */
const roomIgnored: Plant = {
  name: "intake-goes-on-without-room",
  promise: "P19",
  needs: ["full"],
  told: (_, input) => (input.kind === "space" ? { kind: "space", enough: true } : input),
};

/** What is held back for the last words is never given up. */
const ballastKept: Plant = {
  name: "ballast-never-given-up",
  promise: "P19",
  needs: ["full"],
  keepsBallast: true,
};

/** A message beyond a gap rings like any other. */
const gapUnmarked: Plant = {
  name: "gap-not-marked",
  promise: "P7",
  needs: ["loss"],
  shown: (_, view) => ({ ...view, proofPending: false }),
};

/** Silence is taken for peace. */
const silenceIsPeace: Plant = {
  name: "silence-taken-for-peace",
  promise: "P20",
  needs: ["oneway"],
  handled: ({ state }, _, outputs) => {
    for (const link of state?.line.links.values() ?? []) link.silentPings = 0;
    for (const line of state?.lines.values() ?? []) line.missed = 0;
    return outputs;
  },
};

let chance = 1;

/** Chance from outside the seed moves a timer by a millisecond. */
const chanceFromOutside: Plant = {
  name: "chance-from-outside-the-seed",
  promise: "P24",
  twice: true,
  handled: (_, _input, outputs) => outputs.map((one) => {
    if (one.kind !== "wakeAt") return one;
    chance = (Math.imul(chance, 48_271) >>> 0) % 2_147_483_647;
    return { ...one, atMs: one.atMs + (chance % 3) };
  }),
};

/** The bugs of this file. */
export const plantedInTheStation: readonly Plant[] = [
  logNameReused, evidenceDropped, carriedIsDelivered, wentBackHidden, memoryTaken, neverDoubts, courierBelieved,
  ringsAtStart, gapUnmarked, oldHelloTaken, poisonAsserts, failureIgnored, flashUnmarked, neverAsksAnew,
  neighbourFirst, roomIgnored, ballastKept, silenceIsPeace, chanceFromOutside,
];
