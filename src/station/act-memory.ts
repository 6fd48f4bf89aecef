// An act about this station's own memory: an officer confirms, on the record, what no peer has answered for.

import { append } from "./append.ts";
import { done, refused } from "./outcome.ts";
import { unconfirmedPeers } from "./recollection.ts";
import type { StationState } from "./state.ts";
import type { Actor } from "./surface.ts";
import type { ActResult } from "../api/acts.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { fromHex } from "../core/bytes/hex.ts";
import { memoryConfirmation, memoryConfirmationContent } from "../core/mechanism/house/entries.ts";

/** One officer's confirmation; a second one by another officer opens what waits for the peers' answers. */
export function confirmMemory(state: StationState, actor: Actor): ActResult {
  const peers = [...state.parties.values()].filter((party) => party.confirmed).map((party) => party.id);
  const unheard = unconfirmedPeers(state, null, peers);
  if (unheard.length === 0) return refused("memory-confirmed");
  if (state.memory.confirmedBy.has(actor.officer)) return refused("already-confirmed");
  const parties = unheard.map((peer) => fromHex(peer) ?? new Uint8Array(32));
  const content = encodeShape(memoryConfirmationContent, { officer: actor.officer, unheard: parties });
  append(state, state.house, {
    kind: memoryConfirmation, precedence: "ROUTINE", object: new Uint8Array(0), content, officer: actor.officer,
    act: "memory.confirm",
  });
  state.outputs.push({ kind: "state" });
  return done({ officer: actor.officer });
}
