// The state of a meeting as the cases have it.

import type { MeetingState } from "../../src/core/mechanism/meeting/fold.ts";

/** The state in JSON: entries by their places, parties by their ids. */
export function meetingJson(told: MeetingState | null): unknown {
  if (told === null) return null;
  const { state, digest, replacedBy, delegations, sittings, regrets, passedOver } = told;
  const places = (all: MeetingState["delegations"] | MeetingState["regrets"]): unknown => Object.fromEntries(
    [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([party, { entry }]) => [party, entry.at]),
  );
  return {
    state, digest, replacedBy, delegations: places(delegations), sittings: sittings.map(({ entry }) => entry.at),
    regrets: places(regrets), passedOver,
  };
}
