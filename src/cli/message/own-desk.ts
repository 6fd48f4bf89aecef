// Which of our desks acts on a message; and what a desk says of one with a reason.

import type { MessageView, StationView } from "../../api/views.ts";
import { answerAct, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import type { WordId } from "../words/words.ts";

/** The command that cancels a message, or refuses it; a reason is offered, never compulsory. */
export function withReason(name: "cancel" | "refuse", done: WordId): Command {
  return {
    name,
    args: "<message>",
    station: true,
    options: [{ flags: "--reason <text>", words: "option.reason" }, { flags: "--desk <code>", words: "option.desk" }],
    async run(cli, [asked = ""], given) {
      const client = await openClient(cli);
      const message = await findMessage(client, asked);
      const desk = ownDesk(await client.state(), message, textOf(given, "desk"));
      const reason = textOf(given, "reason");
      const result = await client.act({ act: `message.${name}`, object: message.object, desk, reason });
      return answerAct(cli, result, done, { label: message.label });
    },
  };
}

/** The desk asked for, else the first of ours addressed that has not taken it, else the one it came from. */
export function ownDesk(state: StationView, message: MessageView, asked: string | null): string {
  if (asked !== null) return asked;
  const ours = [...message.to, ...message.info].filter((one) => one.party === state.party.id);
  const addressed = ours.find((one) => one.taken === null && one.holding === null) ?? ours[0];
  const written = message.direction === "out" ? message.desk : undefined;
  return addressed?.desk ?? written ?? state.party.desks[0]?.code ?? "";
}
