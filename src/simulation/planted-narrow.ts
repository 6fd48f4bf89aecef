// Bugs planted in how a station stands a narrow way.

import type { Plant } from "./plant.ts";
import { toHex } from "../core/bytes/hex.ts";
import { readNarrowContent } from "../core/line/narrow-control.ts";
import { readNarrowFragment } from "../core/line/narrow-fragment.ts";
import { flashLevel } from "../core/line/state.ts";

/** The bearer takes whatever it is given and sends it in that order: its queue stands where nothing can overtake. */
const bearerQueues: Plant = {
  name: "queue-in-the-bearer",
  promise: "P16",
  beside: "satellite",
  handled: (node, _, outputs) => {
    for (const output of outputs) {
      const narrow = output.kind === "send" && node.state?.line.links.get(output.link)?.narrow !== null;
      if (!narrow) continue;
      const { link } = output;
      node.ifAlive(1, () => node.feed({ kind: "line", input: { kind: "drained", link } }));
    }
    return outputs;
  },
};

/** All forms of an entry are sealed under one key. */
const formsShareAKey: Plant = {
  name: "one-key-for-all-forms",
  promise: "P10",
  beside: "satellite",
  self: ({ crypto, ...rest }) => ({
    ...rest,
    crypto: {
      ...crypto,
      hmacSha256: (key, ...parts) => {
        const isForm = parts.length === 1 && parts[0]?.length === 1;
        return crypto.hmacSha256(key, ...(isForm ? [Uint8Array.of(0)] : parts));
      },
    },
  }),
};

/** A content that cannot be read is our own bug, and our own bugs are assertions. */
const contentAsserts: Plant = {
  name: "narrow-content-is-an-assertion",
  promise: "P13",
  needs: ["forge"],
  beside: "satellite",
  handled: ({ state }, input, outputs) => {
    if (input.kind !== "line" || input.input.kind !== "received") return outputs;
    const { link, fragment } = input.input;
    const read = state?.line.links.get(link)?.narrow == null ? null : readNarrowFragment(fragment);
    if (read?.sort === "whole") readNarrowContent(read.bytes);
    return outputs;
  },
};

/** Of a frame in pieces the last is taken for noise: what it carries comes over wide links alone. */
const lastPieceDropped: Plant = {
  name: "last-piece-taken-for-noise",
  promise: "P17",
  beside: "radio-300",
  told: ({ state }, input) => {
    if (input.kind !== "line" || input.input.kind !== "received") return input;
    const { link, fragment } = input.input;
    const read = state?.line.links.get(link)?.narrow == null ? null : readNarrowFragment(fragment);
    return read?.sort === "piece" && read.index === read.count - 1 ? { kind: "woke" } : input;
  },
};

/** What a third has said goes on to others as urgently as what we say. */
const thirdsFirst: Plant = {
  name: "what-thirds-say-goes-as-flash",
  promise: "P18",
  cast: "flooder",
  beside: "satellite",
  handled: (node, _, outputs) => {
    if (!node.honest) return outputs;
    const own = new Set([...node.state?.channels.values() ?? []].map(({ ownLog }) => toHex(ownLog)));
    for (const { narrow } of node.state?.line.links.values() ?? []) for (const list of narrow?.levels ?? []) {
      const flash = narrow?.levels[flashLevel];
      if (flash === undefined || list === flash) continue;
      const thirds = list.items.slice(list.first).filter(({ item }) => item !== null && !own.has(item.share.log.hex));
      list.items = list.items.slice(list.first).filter((one) => !thirds.includes(one));
      list.first = 0;
      const urged = thirds.map((one) => Object.assign(one, { level: flashLevel }));
      flash.items = [...urged, ...flash.items.slice(flash.first)];
      flash.first = 0;
    }
    return outputs;
  },
};

/** The bugs of this file. */
export const plantedInNarrowWays: readonly Plant[] = [
  bearerQueues, formsShareAKey, contentAsserts, lastPieceDropped, thirdsFirst,
];
