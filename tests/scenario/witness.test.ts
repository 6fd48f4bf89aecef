// Two stations and a witness, each a process of its own: heads are cosigned, the witness is killed, and a station that
// shows it another log than its peer is found out.

import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, json, main, meet, ownPort, run, running, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";
import { openFile, secretNames, stationKeys } from "../../src/cli/station/folder.ts";
import { decodeShape } from "../../src/core/bytes/shape.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeAddCheckpoint } from "../../src/core/checkpoint/add-checkpoint.ts";
import { decodeCheckpoint, originOf, signCheckpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { decodeNote } from "../../src/core/checkpoint/signed-note.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { createSoftwareSigner } from "../../src/crypto/node/signer.ts";

const crypto = createNodeCrypto();

/** A witness's folder and, while it runs, its process and address. */
interface Witness {
  readonly folder: string;
  readonly key: string;
  url: string;
  child: ChildProcess | null;
}

async function startWitness(witness: Witness): Promise<void> {
  const args = [main, "witness", "start", witness.folder, "--key-file", witness.key, "--json"];
  const { child, ready } = running<{ url: string }>(args);
  witness.child = child;
  witness.url = (await ready).url;
}

/** What a station's record says of the heads that the witness has signed. */
function cosigned(root: string, party: Party, by: string): string {
  const file = join(root, `${party.short}-${Date.now()}.chirograph`);
  json("export", file, "--folder", party.folder);
  const cards = ["--root", join(root, "NDL/cards/NDL.card"), "--root", join(root, "VES/cards/VES.card")];
  return run("verify", file, ...cards, "--witness", by).out;
}

test("a witness sees both logs, forgets nothing when it is killed, and finds out who shows it another", {
  timeout: 1_800_000,
}, async (t) => {
  const { root, a, b } = await startPair(t);
  const witness: Witness = { folder: join(root, "witness"), key: join(root, "witness.key"), url: "", child: null };
  t.after(() => stop(witness, "SIGKILL"));
  json(
    "witness", "init", witness.folder, "--name", "w.example/1", "--listen", `127.0.0.1:${ownPort()}`, "--key-file",
    witness.key,
  );
  for (const { card } of [a, b]) json("witness", "card", witness.folder, card);
  await startWitness(witness);
  const pub = join(witness.folder, "witness.pub");
  for (const party of [a, b]) {
    json("witness", "trust", pub, "--address", witness.url, "--folder", party.folder);
    await stop(party);
    await start(party);
  }
  meet(a, b);
  await agree(a, b);
  await until(() => cosigned(root, a, pub).split("w.example/1").length === 3);
  await until(() => cosigned(root, b, pub).split("w.example/1").length === 3);
  match(cosigned(root, b, pub), /stay authentic even when Ed25519 is broken/u);
  equal(run("witness", "list", "--folder", a.folder).status, 0);
  // Who is told to ask it no more asks it until the next start, and only one that is asked can be given up.
  const { witness: asked } = json<{ witness: string }>("witness", "distrust", "w.example/1", "--folder", b.folder);
  equal(asked, "w.example/1");
  equal(run("witness", "distrust", "w.example/1", "--folder", b.folder).status, 2);
  json("witness", "trust", pub, "--address", witness.url, "--folder", b.folder);

  // It is killed in the middle of its work; what it answered it still knows, at the same address.
  const before = await head(witness, a);
  await stop(witness, "SIGKILL");
  await startWitness(witness);
  const known = await head(witness, a);
  ok(known.origin === before.origin && known.size >= before.size);

  // A hand at A's key shows the witness a head that B never was; B asks the witness when it starts, and finds it.
  equal(await showForged(witness, a), 422, "not the head it cosigned");
  const found = run("witness", "evidence", witness.url, "--json");
  equal(found.status, 1);
  const [evidence] = JSON.parse(found.out) as { id: string; kind: string }[];
  equal(evidence?.kind, "heads");
  const file = join(root, "found.evidence");
  json("witness", "evidence", witness.url, evidence?.id ?? "", file);
  const lacks = run("witness", "evidence", witness.url, "0".repeat(16), join(root, "none.evidence"), "--json");
  deepEqual([lacks.status, (JSON.parse(lacks.out) as { error: string }).error], [2, "witness-lacks"]);
  const checked = run("verify", file, "--root", a.card, "--witness", pub);
  equal(checked.status, 1);
  match(checked.out, /NDL signed two different contents of the first \d+ entries/u);
  match(checked.out, /The witness w\.example\/1 saw this head/u);

  // A is copied, and both go on from one place.
  await stop(a);
  const copy: Party = { ...a, folder: join(root, "copy"), child: null };
  cpSync(a.folder, copy.folder, { recursive: true });
  await start(a);
  // The witness has seen where the one goes on before the other does.
  for (let now = known; now.origin === known.origin; now = await head(witness, a));
  await stop(a);
  await start(copy);
  t.after(() => stop(copy, "SIGKILL"));
  await until(() => kinds(witness).includes("siblings"));
});

/** Asks on a connection of its own: one that was kept may have been closed while a command was waited for. */
async function ask(witness: Witness, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, witness.url), { ...init, headers: { connection: "close" } });
}

/** Shows the witness another head of the size that it knows of A's newest log, signed by A's key; its answer. */
async function showForged(witness: Witness, a: Party): Promise<number> {
  const { origin, size } = await head(witness, a);
  const [, , channel = "", log = ""] = origin.split("/");
  const forged = signCheckpoint(
    crypto, createSoftwareSigner(crypto, keysOf(a)), Uint8Array.fromHex(channel), Uint8Array.fromHex(log), size,
    new Uint8Array(32).fill(9),
  );
  const { status } = await ask(witness, "/add-checkpoint", {
    method: "POST", body: encodeAddCheckpoint({ old: size, proof: [], note: forged }),
  });
  // Where A's log has grown meanwhile, the witness names its new size first.
  return status === 409 ? showForged(witness, a) : status;
}

function kinds(witness: Witness): readonly string[] {
  return (JSON.parse(run("witness", "evidence", witness.url, "--json").out) as { kind: string }[]).map((one) =>
    one.kind);
}

function keysOf(party: Party): Uint8Array {
  const storage = openFile(crypto, party.folder, "keys/storage-key", secretNames.storageKey, {
    kind: "key", key: Uint8Array.from(readFileSync(party.key)),
  });
  const opened = openFile(crypto, party.folder, "keys/station", secretNames.stationKeys, { kind: "key", key: storage });
  return decodeShape(stationKeys, opened).seed;
}

/** The newest head of A's log at the witness. */
async function head(
  witness: Witness, a: Party,
): Promise<{ readonly origin: string; readonly size: number; readonly root: string }> {
  const channels = json<readonly { id: string }[]>("charter", "show", "--folder", a.folder);
  const file = join(witness.folder, `${Date.now()}.chirograph`);
  json("export", file, "--folder", a.folder);
  const { logs, parties } = JSON.parse(run("verify", file, "--root", a.card, "--json").out) as {
    logs: { log: string; party: string }[]; parties: { id: string; short: string }[];
  };
  const id = parties.find((one) => one.short === a.short)?.id;
  const channel = Uint8Array.fromHex(channels[0]?.id ?? "");
  for (const { log } of logs.filter((one) => one.party === id).toReversed()) {
    const origin = originOf(channel, Uint8Array.fromHex(log));
    const hash = toHex(crypto.sha256(new TextEncoder().encode(origin)));
    const answer = await ask(witness, `/${hash}/checkpoint`);
    if (answer.status !== 200) continue;
    const checkpoint = decodeCheckpoint(decodeNote(await answer.text()).text);
    return { origin, size: checkpoint.size, root: toHex(checkpoint.root) };
  }
  throw new Error("the witness shows no head of A");
}
