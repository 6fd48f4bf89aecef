// chirograph courier: the record in files that a person carries, and what they carried taken in.

import { exportBundle } from "./export.ts";
import { importBundles } from "./import.ts";
import { printMessage, readPictures } from "./paper.ts";
import { showBundle } from "./show.ts";
import type { CourierView } from "../../api/courier-views.ts";
import type { StationView } from "../../api/views.ts";
import { exit } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { openClient } from "../client.ts";
import { nameIn, partyShort } from "../present.ts";
import { showTime } from "../time.ts";

const status: Command = {
  name: "courier status",
  isDefault: true,
  station: true,
  async run(cli) {
    const client = await openClient(cli);
    const state = await client.state();
    const peers = await client.get<readonly CourierView[]>("/courier");
    cli.answer(peers, () => peers.length === 0
      ? cli.say("courier.none")
      : peers.flatMap((peer) => peerLines(cli, state, peer)));
    return exit.done;
  },
};

export const courier: Command = { name: "courier", subcommands: [
  status, exportBundle, importBundles, showBundle, printMessage, readPictures,
] };

function peerLines(cli: Cli, state: StationView, peer: CourierView): readonly string[] {
  const { taken, written } = peer;
  const short = partyShort(state, peer.party);
  return [
    `${short} ${nameIn(cli, peer.names)}${peer.reachable ? `  ${cli.say("courier.reachable")}` : ""}`,
    `  ${cli.say("courier.they-lack", { entries: peer.lacks, words: peer.lacksWords })}`,
    `  ${cli.say("courier.we-lack", { entries: peer.weLack, unopened: peer.unopened })}`,
    `  ${written === null ? cli.say("courier.never-written") : cli.say("courier.last-written", {
      time: showTime(written.atMs), entries: written.entries, left: written.left,
    })}`,
    `  ${taken === null ? cli.say("courier.never-taken") : cli.say("courier.last-taken", {
      made: showTime(taken.madeMs), time: showTime(taken.takenMs), fresh: taken.fresh,
    })}`,
  ];
}
