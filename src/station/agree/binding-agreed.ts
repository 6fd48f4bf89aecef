// The acceptance of anything but a charter, as what binds us: when it may be said, and what is read back of it.

import { agreementOn, thingOf } from "./agreed-things.ts";
import type { Agreeable } from "./agreed-things.ts";
import type { Binding } from "./bindings.ts";
import { refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { acceptance, acceptanceContent } from "../../core/mechanism/agreed/entries.ts";
import { partyIndex } from "../../core/mechanism/charter/charter.ts";
import type { Hex } from "../../core/names.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import type { Agreement } from "../../core/agree/agreement.ts";

export const agreedBinding: Binding = {
  kind: acceptance,
  act: "agree.accept",
  what(state, channel, content, object) {
    const { digest } = decodeShape(acceptanceContent, content);
    return `accept.${thingOf(state, channel, object ?? "", toHex(digest))?.what ?? "other"}`;
  },
  refusal(state, channel, content, object) {
    const { digest, until } = decodeShape(acceptanceContent, content);
    return until <= state.nowMs ? refused("until-passed") : acceptRefusal(state, channel, object, toHex(digest));
  },
  readBack(state, channel, content, object) {
    const { digest, until, rosters } = decodeShape(acceptanceContent, content);
    return [
      { name: "digest", text: shortHash(digest), timeMs: null },
      { name: "until", text: null, timeMs: until },
      ...thingOf(state, channel, object ?? "", toHex(digest))?.readBack() ?? [],
      { name: "rosters", text: rosters.map(shortHash).join(", "), timeMs: null },
    ];
  },
};

/** Why a digest about an object is not to be accepted by us now, whoever asks; null when it may be. */
function acceptRefusal(
  state: StationState, channel: Channel, object: Hex | null, digest: Hex,
): Refused | null {
  const thing = object === null ? null : thingOf(state, channel, object, digest);
  if (object === null || thing === null) return refused("digest-unknown");
  const agreement = agreementOn(state, channel, object, digest, thing.principals);
  return agreement === null ? refused("channel-unknown") : refusalOf(state, channel, thing, agreement);
}

/** The same, of what stands as it is told. */
export function refusalOf(
  state: StationState, channel: Channel, thing: Agreeable, agreement: Agreement,
): Refused | null {
  return wordRefusal(state, channel, thing, agreement) ?? (thing.refusal === null ? null : refused(thing.refusal));
}

/** Why we have no word to say about a digest any more, or at all; null while we have. */
export function wordRefusal(
  state: StationState, channel: Channel, { principals }: Agreeable, { positions }: Agreement,
): Refused | null {
  const us = channel.charter === null ? null : partyIndex(channel.charter, state.self.party);
  if (us === null || !principals.includes(us)) return refused("not-a-principal");
  const own = positions.find((one) => one.party === toHex(state.self.party));
  // The first word of a party is the one that counts (C-16), and it stays said.
  return own?.act === "none" ? null : refused("word-already-said");
}
