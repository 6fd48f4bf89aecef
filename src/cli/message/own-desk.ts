// Which of our desks acts on a message.

import type { MessageView, StationView } from "../../api/views.ts";

/** The desk asked for, else the first of ours addressed that has not taken it, else the one it came from. */
export function ownDesk(state: StationView, message: MessageView, asked: string | null): string {
  if (asked !== null) return asked;
  const ours = [...message.to, ...message.info].filter((one) => one.party === state.party.id);
  const addressed = ours.find((one) => one.taken === null && one.holding === null) ?? ours[0];
  const written = message.direction === "out" ? message.desk : undefined;
  return addressed?.desk ?? written ?? state.party.desks[0]?.code ?? "";
}
