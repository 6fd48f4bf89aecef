// Naming a witness: one that every principal has named settles times between them.

import { agreeGate } from "../agree/agree-gate.ts";
import { speak } from "./spoken.ts";
import { refused } from "../outcome.ts";
import { witnessesOf } from "../witness/settled-times.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { witnessKeys } from "../../core/checkpoint/cosignature.ts";
import { namingKind } from "../../core/mechanism/checkpoint/entries.ts";

/** Most witnesses that one party names on a channel. */
export const namedMax = 16;

/** Names a witness on a channel; what is named stays named. */
export function nameWitness(
  state: StationState, actor: Actor, act: ActOf<"witness.name">,
): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  if (!channel.adopted) return refused("charter-not-adopted");
  const [ed25519, mlDsa44] = [bytesOfHex(act.ed25519), bytesOfHex(act.mlDsa44)];
  const named = { name: act.name, ed25519, mlDsa44 };
  witnessKeys(state.self.crypto, named);
  const own = toHex(state.self.party);
  const ours = witnessesOf(channel).filter((one) => one.by.includes(own));
  if (ours.some((one) => toHex(one.witness.ed25519) === act.ed25519 && one.witness.name === act.name)) {
    return refused("witness-named");
  }
  if (ours.length >= namedMax) return refused("too-many-witnesses");
  const closed = agreeGate(state, channel);
  if (closed !== null) return closed;
  return speak(state, actor, channel, {
    act: act.act, kind: namingKind, precedence: "ROUTINE", object: null, content: named,
  });
}
