// P10: under one key and nonce a station never seals two texts: whoever has both ciphertexts would read of both.

import type { Checker } from "../observation.ts";

/** Follows everything that is sealed. */
export function oneKeyOneText(): Checker {
  /** By "<node> <key and nonce>": the tag, which is another one for another text. */
  const tags = new Map<string, string>();
  return {
    promise: "P10",
    see: (observation, facts, report) => {
      if (observation.kind !== "sealed" || facts.honest.get(observation.node) !== true) return;
      const under = `${observation.node} ${observation.under}`;
      const tag = tags.get(under);
      if (tag === undefined) tags.set(under, observation.tag);
      else if (tag !== observation.tag) report(`${observation.node} sealed two texts under one key and nonce`);
    },
  };
}
