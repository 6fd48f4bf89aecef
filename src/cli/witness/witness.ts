// chirograph witness: a small server that sees only heads of logs, and signs that it has seen them, and when.

import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

import { readBoundedText, writeParts } from "../bounded-file.ts";
import { exit, flagOf, textOf } from "../cli.ts";
import type { Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openerOf, openerOptions } from "../opener.ts";
import { ask } from "../prompt.ts";
import { splitAddress } from "../station/station-config.ts";
import { stopSignal } from "../stop-signal.ts";
import { keepCard, makeWitness, openWitnessFolder, readWitnessConfig } from "./witness-folder.ts";
import { distrust, list, name, trust } from "./witness-trust.ts";
import type { OpenedWitness, WitnessConfig } from "./witness-folder.ts";
import { createListeners } from "../../server/listener.ts";
import type { Listening } from "../../server/listener.ts";
import { createRateLimiter } from "../../server/rate-limit.ts";
import { createWitnessApp } from "../../witness/server/app.ts";

/** Requests of one address at once, and how long one more takes to come back. */
const requestsPerAddress = { burst: 240, refillMs: 50 };
/** Longest answer of a witness that is read here, in bytes. */
const answerBytesMax = 1_048_576;

const init: Command = {
  name: "witness init",
  args: "<folder>",
  options: [
    { flags: "--name <name>", words: "option.witness-name" },
    { flags: "--listen <address>", words: "option.witness-listen" },
    ...openerOptions("station"),
  ],
  async run(cli, [asked = ""], given) {
    const folder = resolve(asked);
    if (existsSync(folder) && readdirSync(folder).length > 0) throw new CliError("folder-not-empty", { folder });
    const name = textOf(given, "name") ?? await ask(cli, "ask.witness-name", "--name");
    const listen = textOf(given, "listen") ?? "127.0.0.1:7480";
    splitAddress(listen);
    const path = makeWitness(folder, name, listen, await openerOf(cli, given, "station", true));
    cli.answer({ kind: "done", folder, name, listen, witness: path }, () =>
      cli.say("witness.made", { name, folder, path }));
    return exit.done;
  },
};

const card: Command = {
  name: "witness card",
  args: "<folder> <card>",
  async run(cli, [folder = "", path = ""]) {
    const { roster } = keepCard(resolve(folder), resolve(path));
    const values = { short: roster.short, party: roster.party.toHex(), seq: roster.seq };
    cli.answer({ kind: "done", ...values }, () => cli.say("witness.card", values));
    return exit.done;
  },
};

const start: Command = {
  name: "witness start",
  args: "<folder>",
  options: openerOptions("station"),
  async run(cli, [asked = ""], given) {
    const folder = resolve(asked);
    const config = readWitnessConfig(folder);
    const opened = await openWitnessFolder(folder, await openerOf(cli, given, "station", false));
    const { listeners, url } = await serve(folder, config, opened);
    const { name } = config;
    const parties = opened.state.byParty.size;
    cli.answer({ kind: "ready", name, url, parties }, () => cli.say("witness.ready", { name, url, parties }));
    await stopSignal();
    cli.note(cli.say("start.stopping"));
    await listeners.close();
    await opened.store.close();
    return exit.done;
  },
};

async function serve(
  folder: string, config: WitnessConfig, { state, clock }: OpenedWitness,
): Promise<{ readonly listeners: Listening; readonly url: string }> {
  const requests = createRateLimiter(clock, requestsPerAddress);
  const app = createWitnessApp(state, requests.take, (error) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : "error"}\n`);
  });
  const listeners = createListeners((request, { incoming }) =>
    app.fetch(request, incoming?.socket.remoteAddress ?? "unknown"));
  const { host, port } = splitAddress(config.listen);
  const pem = config.tls === null ? undefined : {
    key: readBoundedText(resolve(folder, config.tls.key), 65_536),
    cert: readBoundedText(resolve(folder, config.tls.certificate), 65_536),
  };
  try {
    return { listeners, url: await listeners.listen(host, port, pem) };
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? "";
    throw new CliError("witness-port", { address: config.listen, detail });
  }
}

const evidence: Command = {
  name: "witness evidence",
  args: "<address> [id] [file]",
  options: [{ flags: "--overwrite", words: "option.overwrite" }],
  async run(cli, [address = "", id, file], given) {
    if (id !== undefined) return saveEvidence(cli, address, id, file ?? `${id}.evidence`, given);
    const all = JSON.parse(new TextDecoder().decode(await fetchBounded(address, "/evidence"))) as
      readonly { readonly id: string; readonly kind: string; readonly bytes: number }[];
    cli.answer(all, () => all.length === 0
      ? cli.say("witness.no-evidence")
      : all.map((one) => `${one.id}  ${cli.sayCode("evidence-kind", one.kind)}`));
    return all.length === 0 ? exit.done : exit.refused;
  },
};

async function saveEvidence(
  cli: Parameters<NonNullable<Command["run"]>>[0], address: string, id: string, file: string, given: Given,
): Promise<typeof exit.done> {
  if (!/^[0-9a-f]{16}$/u.test(id)) throw new CliError("evidence-unknown", { asked: id.slice(0, 80) });
  const path = resolve(file);
  const found = await fetchBounded(address, `/evidence/${id}`);
  const bytes = await writeParts(path, [found], flagOf(given, "overwrite"));
  cli.answer({ kind: "done", path, bytes, evidence: id }, () => cli.say("evidence.saved", { path }));
  return exit.done;
}

/** What a witness answers. Errors: witness-away, witness-lacks. */
async function fetchBounded(address: string, path: string): Promise<Uint8Array> {
  try {
    const answer = await fetch(new URL(path, address), { redirect: "error", signal: AbortSignal.timeout(20_000) });
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of answer.body ?? []) {
      length += part.length;
      if (length > answerBytesMax) throw new Error("too large");
      parts.push(part);
    }
    if (answer.status === 404) throw new CliError("witness-lacks", { address: address.slice(0, 200) });
    if (!answer.ok) throw new Error(String(answer.status));
    return new Uint8Array(Buffer.concat(parts));
  } catch (error) {
    if (error instanceof CliError) throw error;
    const detail = error instanceof Error ? error.message.slice(0, 200) : "";
    throw new CliError("witness-away", { address: address.slice(0, 200), detail });
  }
}

export const witness: Command = {
  name: "witness", subcommands: [init, card, start, evidence, trust, distrust, name, list],
};
