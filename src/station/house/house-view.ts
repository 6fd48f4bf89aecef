// The house record as the check of what other sites say asks about it.

import type { StationState } from "../state.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { assertionSigned, namingOf } from "../../core/mechanism/officer/recognise.ts";
import type { HouseView } from "../../core/mechanism/officer/recognise.ts";
import { knows } from "../../core/record/knows.ts";

/** Signatures of assents that are remembered as checked; beyond that all are checked again. */
const signedMax = 4_096;
const none = new Uint8Array(0);

/** The house record as the check asks about it. */
export function houseView(state: StationState): HouseView {
  const { house, self: { crypto } } = state;
  return {
    about: (object) => house.objects.get(object) ?? [],
    knows: (at, of) => knows(house.ledger, at, of),
    objectsOf: (nonce) => state.nonces.get(nonce) ?? new Set(),
    named: (entry) => {
      const known = state.namingsChecked.get(entry.at);
      if (known !== undefined) return known;
      const roster = state.rosters.get(toHex(house.ledger.logs.get(toHex(entry.body.log))?.boot.roster ?? none));
      const said = roster === undefined ? null : namingOf(crypto, roster, entry);
      state.namingsChecked.set(entry.at, said);
      return said;
    },
    signed: (entry, passkey, challenge) => {
      const key = `${entry.at} ${toHex(passkey.key)}`;
      const known = state.assentsSigned.get(key);
      if (known !== undefined) return known;
      const signed = assertionSigned(crypto, entry, passkey, challenge);
      if (state.assentsSigned.size >= signedMax) state.assentsSigned.clear();
      state.assentsSigned.set(key, signed);
      return signed;
    },
  };
}
