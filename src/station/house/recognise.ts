// What other sites of ours say of our people is recognised here: checked, and said in our own log, so that a start
// comes to the same without checking anything again.

import { endSessions } from "../act/act-people.ts";
import { withdrawPasskeys } from "../act/act-passkey.ts";
import { say } from "../append.ts";
import { houseView } from "./house-view.ts";
import { forgetSecrets } from "./officer-secrets.ts";
import type { StationState } from "../state.ts";
import { fromHex, toHex } from "../../core/bytes/hex.ts";
import { setting } from "../../core/mechanism/house/entries.ts";
import type { SettingContent } from "../../core/mechanism/house/entries.ts";
import { recognition } from "../../core/mechanism/officer/entries.ts";
import { proofOf } from "../../core/mechanism/officer/recognise.ts";
import type { Proof } from "../../core/mechanism/officer/recognise.ts";
import { resetSetting, textOf } from "../../core/mechanism/officer/standing.ts";
import { canonicalOrder } from "../../core/record/held-entry.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";

/** Recognises every claim that is proven by now, until none is. Before the record is read whole, nothing is. */
export function recogniseOthers(state: StationState): void {
  const { standing } = state;
  if (!state.standingMoved || state.rest !== null) return;
  state.standingMoved = false;
  const view = houseView(state);
  for (let found = true; found;) {
    found = false;
    // In one order, whatever order they came in.
    for (const claim of standing.claims.values().toArray().sort(canonicalOrder)) {
      const proof = isPlaced(state, claim) ? proofOf(standing, view, claim) : null;
      if (proof === null) continue;
      found = true;
      if (!sayRecognised(state, claim, proof)) return;
    }
  }
  state.standingMoved = false;
}

/** Whether everything before an entry in its log is held. */
function isPlaced({ house }: StationState, { body }: HeldEntry): boolean {
  return body.seq < (house.ledger.logs.get(toHex(body.log))?.size ?? 0);
}

function sayRecognised(state: StationState, claim: HeldEntry, { basis }: Proof): boolean {
  const { log, seq } = claim.body;
  const held = say(state, state.house, recognition, {
    log, seq, leaf: claim.leaf, basis: basis === null ? null : fromHex(basis),
  }, { officer: null, act: "recognition" });
  if (held === null) return false;
  state.outputs.push({ kind: "state" });
  if (claim.body.kind === setting.code) learnReset(state, claim.content as SettingContent);
  return true;
}

/** An officer whose means were taken at another site has none here either (O-25). */
function learnReset(state: StationState, { name, value, officer: by }: SettingContent): void {
  if (name !== resetSetting) return;
  const officer = textOf(value);
  withdrawPasskeys(state, by, officer);
  forgetSecrets(state, officer);
  endSessions(state, by, officer);
}
