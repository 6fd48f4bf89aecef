// chirograph card: how two stations come to know each other.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { CardView, PartyView } from "../../api/views.ts";
import { decodeCard } from "../../core/keys/card.ts";
import { spokenCheck } from "../../core/keys/spoken-check.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { readBoundedText, writeWhole } from "../bounded-file.ts";
import { answerAct, exit, flagOf, listOf, textOf } from "../cli.ts";
import type { Cli, Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { readRoster } from "../station/folder.ts";
import { findParty } from "../lookup.ts";
import { qrLines } from "./qr.ts";
import { splitAddress } from "../station/station-config.ts";
import { ChirographError } from "../../core/errors.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";

const cardBytesMax = 200_000;

const show: Command = {
  name: "card show",
  isDefault: true,
  station: true,
  options: [{ flags: "--against <path>", words: "option.against" }],
  async run(cli, _args, given) {
    const against = textOf(given, "against");
    if (against !== null) return showAgainst(cli, against);
    const client = await openClient(cli);
    const card = await client.get<CardView>("/card");
    const { parties } = await client.state();
    const short = (id: string): string => parties.find((party: PartyView) => party.id === id)?.short ?? id.slice(0, 12);
    cli.answer(card, () => [
      cli.say("card.party", { party: card.party }), ...qrLines(card.qr),
      ...card.checks.flatMap(
        (check) => digitLines(cli, `${short(check.party)} (${state(cli, check.confirmed)})`, check.digits),
      ),
    ]);
    return exit.done;
  },
};

const write: Command = {
  name: "card write",
  args: "<file>",
  station: true,
  options: [{ flags: "--overwrite", words: "option.overwrite" }],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const { armour } = await client.get<CardView>("/card");
    const path = resolve(asked);
    writeNew(path, armour, flagOf(given, "overwrite"));
    cli.answer({ kind: "done", path }, () => cli.say("card.written", { path }));
    return exit.done;
  },
};

const add: Command = {
  name: "card add",
  args: "<file>",
  station: true,
  options: [{ flags: "--address <address>", words: "option.address", many: true }],
  async run(cli, [asked = ""], given) {
    const addresses = listOf(given, "address");
    for (const address of addresses) splitAddress(address);
    const client = await openClient(cli);
    const { text, signed } = readCard(asked);
    const id = toHex(signed.roster.party);
    const isConfirmed = (await client.state()).parties.some((one) => one.id === id && one.confirmed);
    const result = await client.act({ act: "party.add", card: text, addresses: [...addresses] });
    return answerAct(cli, result, isConfirmed ? "card.added-again" : "card.added", { party: signed.roster.short });
  },
};

const confirm: Command = {
  name: "card confirm",
  args: "<party> <digits...>",
  station: true,
  async run(cli, [asked = "", ...digits]) {
    const client = await openClient(cli);
    const party = findParty(await client.state(), asked);
    const result = await client.act({ act: "party.confirm", party: party.id, digits: digits.join(" ") });
    return answerAct(cli, result, "card.confirmed", { party: party.short });
  },
};

export const card: Command = { name: "card", subcommands: [show, write, add, confirm] };

/** The digits with a party whose card lies in a file, without a running station. */
function showAgainst(cli: Cli, path: string): 0 {
  const crypto = createNodeCrypto();
  const { signed } = readCard(path);
  const ours = readRoster(crypto, cli.folder).roster.party;
  const digits = spokenCheck(crypto, ours, signed.roster.party);
  cli.answer({ party: toHex(signed.roster.party), digits }, () => digitLines(cli, signed.roster.short, digits));
  return exit.done;
}

function digitLines(cli: Cli, party: string, digits: string): readonly string[] {
  const groups = digits.split(" ");
  return [cli.say("card.digits", { party }), `  ${groups.slice(0, 6).join(" ")}`, `  ${groups.slice(6).join(" ")}`];
}

function state(cli: Cli, confirmed: boolean): string {
  return cli.say(confirmed ? "party.confirmed" : "party.not-confirmed");
}

/** A card's file. Errors: card-unusable. */
export function readCard(path: string): { readonly text: string; readonly signed: SignedRoster } {
  const text = readBoundedText(path, cardBytesMax);
  try {
    return { text, signed: decodeCard(createNodeCrypto(), text) };
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("card-unusable", { path, detail: error.code });
    throw error;
  }
}

function writeNew(path: string, text: string, overwrite: boolean): void {
  if (!overwrite && existsSync(path)) throw new CliError("file-exists", { path });
  writeWhole(path, text, 0o644);
}
