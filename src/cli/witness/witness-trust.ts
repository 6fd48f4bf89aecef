// The witnesses that a station asks: whose keys it trusts, and where they answer.

import { resolve } from "node:path";

import { readBoundedText } from "../bounded-file.ts";
import { answerAct, exit, textOf } from "../cli.ts";
import type { Command } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { findChannel } from "../lookup.ts";
import { partyShort } from "../present.ts";
import { readConfig, writeConfig } from "../station/station-config.ts";
import type { StationConfig } from "../station/station-config.ts";
import { showTime } from "../time.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { visibleText } from "../../core/text/visible.ts";
import { decodeWitness, encodeWitness } from "../../core/checkpoint/cosignature.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import { ChirographError } from "../../core/errors.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { Crypto } from "../../ports/crypto.ts";
import type { StationOptions } from "../../station/start.ts";
import { witnessesMax } from "../../station/witness/witnessing.ts";
import { createWitnessClient, witnessAddress } from "../../witness/client/client.ts";

/** Longest file of a witness's keys, in bytes. */
const witnessBytesMax = 8_192;

/** The witness of a file of its keys. Errors: witness-unusable. */
export function readWitness(asked: string): Witness {
  const path = resolve(asked);
  try {
    return decodeWitness(createNodeCrypto(), readBoundedText(path, witnessBytesMax));
  } catch (error) {
    if (error instanceof ChirographError) throw new CliError("witness-unusable", { path, detail: error.message });
    throw error;
  }
}

/** The witnesses of a station's configuration, and the way to them. Errors: folder-unusable. */
export function witnessesOf(
  crypto: Crypto, folder: string, config: StationConfig,
): NonNullable<StationOptions["witnesses"]> {
  const addresses = new Map<string, URL>();
  const trusted: Witness[] = [];
  for (const { address, keys } of config.witnesses ?? []) {
    try {
      const witness = decodeWitness(crypto, `${keys.join("\n")}\n`);
      addresses.set(witness.name, witnessAddress(address));
      trusted.push(witness);
    } catch (error) {
      if (!(error instanceof ChirographError)) throw error;
      throw new CliError("folder-unusable", { folder, detail: "station.json, witnesses" });
    }
  }
  return { trusted, way: createWitnessClient(addresses) };
}

export const trust: Command = {
  name: "witness trust",
  args: "<file>",
  station: true,
  options: [{ flags: "--address <url>", words: "option.witness-address" }],
  async run(cli, [file = ""], given) {
    const witness = readWitness(file);
    const address = addressOf(textOf(given, "address"));
    const config = readConfig(cli.folder);
    const others = (config.witnesses ?? []).filter((one) => nameOf(one) !== witness.name);
    if (others.length >= witnessesMax) throw new CliError("witness-many", { limit: witnessesMax });
    const keys = encodeWitness(createNodeCrypto(), witness).trimEnd().split("\n");
    writeConfig(cli.folder, { ...config, witnesses: [...others, { address, keys }] });
    cli.answer({ kind: "done", witness: witness.name, address }, () =>
      cli.say("witness.trusted", { name: witness.name, address }));
    return exit.done;
  },
};

export const distrust: Command = {
  name: "witness distrust",
  args: "<name>",
  station: true,
  run(cli, [called = ""]) {
    const config = readConfig(cli.folder);
    const witnesses = config.witnesses ?? [];
    const others = witnesses.filter((one) => nameOf(one) !== called);
    if (others.length === witnesses.length) {
      const names = witnesses.map(nameOf).join(", ") || cli.say("doctor.none");
      throw new CliError("witness-unknown", { asked: visibleText(called.slice(0, 255)), names });
    }
    writeConfig(cli.folder, { ...config, witnesses: others });
    cli.answer({ kind: "done", witness: called }, () => cli.say("witness.distrusted", { name: called }));
    return Promise.resolve(exit.done);
  },
};

/** The name of a witness of the configuration, which each of its keys begins with. */
function nameOf({ keys }: NonNullable<StationConfig["witnesses"]>[number]): string {
  return keys[0]?.split("+")[0] ?? "";
}

function addressOf(asked: string | null): string {
  if (asked === null) throw new CliError("needs-option", { option: "--address" });
  if (!URL.canParse(asked) || !/^https?:$/u.test(new URL(asked).protocol)) {
    throw new CliError("witness-address", { asked: asked.slice(0, 80) });
  }
  return asked;
}

export const name: Command = {
  name: "witness name",
  args: "<file>",
  station: true,
  options: [{ flags: "--channel <id>", words: "option.channel" }],
  async run(cli, [file = ""], given) {
    const { name: called, ed25519, mlDsa44 } = readWitness(file);
    const client = await openClient(cli);
    const channel = findChannel(await client.state(), textOf(given, "channel"));
    const keys = { ed25519: toHex(ed25519), mlDsa44: toHex(mlDsa44) };
    const result = await client.act({ act: "witness.name", channel: channel.id, name: called, ...keys });
    return answerAct(cli, result, "witness.named", { name: visibleText(called) });
  },
};

export const list: Command = {
  name: "witness list",
  station: true,
  async run(cli) {
    const state = await (await openClient(cli)).state();
    const { witnesses } = state;
    const named = state.channels.flatMap((one) => one.witnesses);
    cli.answer({ witnesses, named }, () => [
      ...(witnesses.length === 0 ? [cli.say("witness.none")] : witnesses.map(({ name, lastAnswerMs, failure }) => [
        name, lastAnswerMs === null ? cli.say("witness.never") : showTime(lastAnswerMs),
        failure === null ? "" : cli.sayCode("witness-failure", failure.replace(/-\d+$/u, "")),
      ].join("  ").trimEnd())),
      ...named.map((one) => (one.agreed
        ? cli.say("witness.agreed", { name: visibleText(one.name) })
        : cli.say("witness.named-by", {
          name: visibleText(one.name), parties: one.by.map((id) => partyShort(state, id)).join(", "),
        }))),
    ]);
    return witnesses.some((one) => one.failure !== null) ? exit.refused : exit.done;
  },
};
