// Which of our desks acts on a message.

import type { MessageView, StationView } from "../api/views.ts";

/** The desk asked for, else the one of ours the message is addressed to (or came from), else our first. */
export function ownDesk(state: StationView, message: MessageView, asked: string | null): string {
  if (asked !== null) return asked;
  const addressed = [...message.to, ...message.info].find((one) => one.party === state.party.id)?.desk;
  return addressed ?? (message.direction === "out" ? message.desk : undefined) ?? state.party.desks[0]?.code ?? "";
}
