// What the watch of a station sees, taken from the same views that a console shows.

import type { Look } from "./observation.ts";
import { textLooks } from "./text-look.ts";
import { toHex } from "../core/bytes/hex.ts";
import type { StationState } from "../station/state.ts";
import { messageView } from "../station/view/message-view.ts";
import { stationView } from "../station/view/station-view.ts";

const shownDelivered: ReadonlySet<string> = new Set(["durable", "taken", "holding", "answered", "refused"]);

/** Whether a message in this state is shown as delivered. */
export function isDelivered(state: string): boolean {
  return shownDelivered.has(state);
}

/** One look at a station, at its own time. */
export function lookAt(state: StationState, nowMs: number): Look {
  state.nowMs = nowMs;
  const view = stationView(state);
  return {
    impaired: view.impaired, alerts: view.alerts.map((one) => one.kind),
    lines: view.lines.map(({ party, state: is, missedTests }) => ({ party, state: is, missedTests })),
    confirmed: view.channels.filter(({ memory }) => memory === "confirmed").map(({ id }) => (
      { channel: id, log: toHex(state.channels.get(id)?.ownLog ?? new Uint8Array(0)) }
    )),
    delivered: deliveredOf(state), texts: textLooks(state), kept: keptOf(state),
  };
}

function deliveredOf(state: StationState): Look["delivered"] {
  const own = toHex(state.self.party);
  return [...state.channels.values()].flatMap((channel) => channel.messages.flatMap((object) => {
    const entry = channel.objects.get(object)?.[0];
    if (entry === undefined || toHex(entry.party) !== own) return [];
    return (messageView(state, channel, object)?.to ?? []).filter((one) => isDelivered(one.state)).map((one) => (
      { object, at: entry.at, reader: one.party, wentBack: one.wentBack }
    ));
  }));
}

function keptOf(state: StationState): number {
  const parked = [...state.channels.values()].reduce((sum, one) => sum + one.parked.length, 0);
  const peers = [...state.line.peers.values()].reduce((sum, one) => (
    sum + one.items.size + one.delivered.size + one.unopened.size + one.ahead.size
  ), 0);
  return parked + peers + state.loads.size + state.lineInputs.length + state.recent.size;
}
