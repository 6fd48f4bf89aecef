// Bugs planted in how a station stands a narrow way.

import type { Plant } from "./plant.ts";

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

/** The bugs of this file. */
export const plantedInNarrowWays: readonly Plant[] = [bearerQueues, formsShareAKey];
