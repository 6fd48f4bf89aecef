// chirograph show: one message in full, its thread and the chain of entries about it.

import type { ProofView, ThreadView } from "../../api/views.ts";
import { exit, flagOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { findMessage } from "../lookup.ts";
import { labelColumn, messageLine, messageLines } from "../present.ts";
import { noteSeen } from "./seen.ts";
import { showTime } from "../time.ts";

export const show: Command = {
  name: "show",
  args: "<message>",
  station: true,
  options: [{ flags: "--proof", words: "option.proof" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const state = await client.state();
    const { object } = await findMessage(client, asked);
    if (flagOf(given, "proof")) {
      const proof = await client.get<ProofView>(`/messages/${object}/proof`);
      cli.answer(proof, () => proof.text.trimEnd());
      return exit.done;
    }
    const view = await client.get<ThreadView>(`/messages/${object}`);
    cli.answer(view, () => [
      ...messageLines(cli, state, view.message),
      ...view.chain.map((one) => {
        const released = one.released === null ? "" : `  ${cli.say(`chain.released-${one.released}`)}`;
        return `  ${labelColumn(one.label)}${showTime(one.timeMs)}  ${cli.sayCode("kind", one.kind)}${released}`;
      }),
      ...(view.thread.length > 1 ? ["", cli.say("show.thread")] : []),
      ...(view.thread.length > 1 ? view.thread.map((one) => messageLine(cli, state, one)) : []),
    ]);
    noteSeen(cli, client.officer.id, [view.message]);
    return exit.done;
  },
};
