// What the party's root says of officers: the first of a house, and an administrator where nobody is left.

import { say } from "../append.ts";
import { enrol } from "../house/house.ts";
import { officersMax } from "./act-people.ts";
import { done, refused } from "../outcome.ts";
import type { StationState } from "../state.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { officer as officerKind } from "../../core/mechanism/house/entries.ts";
import { naming } from "../../core/mechanism/officer/entries.ts";
import { checkNaming } from "../../core/mechanism/officer/naming.ts";
import { drawnKey, namedBy } from "../../core/mechanism/officer/standing.ts";

/** A recovery that the root signed is good for so long: it is made for the next start. */
export const recoveryLifeMs = 24 * 3_600_000;

/**
 * Enrols whom the root names, or gives them these roles where somebody of that name works here. It is said with the
 * root's signatures, so that every site of the party can check it (O-29). Errors: cbor-*, shape, version-unknown,
 * roster-signature.
 */
export function nameOfficers(state: StationState, act: ActOf<"officer.named">): ActResult {
  const { crypto, roster } = state.self;
  const signed = {
    statement: bytesOfHex(act.statement), ed25519: bytesOfHex(act.ed25519),
    mlDsa87: bytesOfHex(act.mlDsa87),
  };
  const said = checkNaming(crypto, roster.roster, signed);
  const isOld = said.time > state.nowMs || state.nowMs - said.time > recoveryLifeMs;
  if (said.reason === "recovery" && isOld) return refused("naming-over");
  const { officers, drawn } = state.standing;
  const ids = said.officers.map(({ id, name }) => officers.values().find((one) => one.name === name)?.id ?? id);
  const by = namedBy(crypto, signed.statement);
  if (ids.some((id) => drawn.has(drawnKey(by, `${officerKind.name} ${id}`)))) return refused("naming-over");
  if (officers.size + ids.length > officersMax) return refused("too-many-officers");
  const who = said.reason === "first" ? "init" : "root";
  const held = say(state, state.house, naming, { ...signed, ids }, { officer: who, act: act.act });
  if (held === null) return refused("no-keys-yet");
  for (const [at, { name, language, roles }] of said.officers.entries()) {
    enrol(state, who, { id: ids[at] ?? "", name, language, roles, state: "enrolled" });
  }
  state.outputs.push({ kind: "state" });
  return done();
}
