// Two stations that reach each other only over gateways: processes without a key, killed again and again in the middle.

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { agree, by, json, list, main, meet, ownPort, run, running, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";

/** A gateway that can be killed and started again; it says its pin where it has one. */
interface GatewayProcess {
  start(): Promise<string | null>;
  kill(): Promise<void>;
}

function makeGateway(t: TestContext, udp: string, ...place: readonly string[]): GatewayProcess {
  let child: ChildProcess | null = null;
  t.after(() => child?.kill("SIGKILL"));
  return {
    start: async () => {
      const started = running<{ pin: string | null }>([main, "gateway", ...place, "--udp", `far=${udp}`, "--json"]);
      child = started.child;
      return (await started.ready).pin;
    },
    kill: () => stop({ child }, "SIGKILL"),
  };
}

function send(from: Party, to: Party, label: string, precedence: string, text: string): void {
  by(from, "send", "--to", `${to.short}/watch`, "--precedence", precedence, "--label", label, "--yes",
    "--despite-unread", text);
}

const count = (party: Party, text: string): number => list(party).filter((one) => one.text === text).length;
const durable = (from: Party, text: string): boolean =>
  list(from).some((one) => one.text === text && one.to[0]?.state === "durable");

test("gateways are killed amid a backlog, a FLASH and its receipt: nothing is lost, nothing comes twice", async (t) => {
  const { root, a, b } = await startPair(t);
  const [portA, portB] = [ownPort(), ownPort()];
  const [socket, listen] = [join(root, "a.sock"), `127.0.0.1:${ownPort()}`];
  const atA = makeGateway(t, `127.0.0.1:${portA},127.0.0.1:${portB}`, "--socket", socket);
  // The other is reached over TCP: the two know each other by their keys.
  const atB = makeGateway(t, `127.0.0.1:${portB},127.0.0.1:${portA}`, "--listen", listen, "--key",
    join(root, "gateway.key"), "--card", b.card);
  const [, pin] = await Promise.all([atA.start(), atB.start()]);
  for (const [party, peer, ...place] of [[a, b, socket], [b, a, listen, "--pin", pin ?? ""]] as const) {
    json("bearer", "add", "far", "gateway", "--socket", ...place, "--way", "far", "--peer", peer.short,
      "--headers", "28", "--rate", "9600", "--mtu", "512", "--folder", party.folder);
  }
  // Nobody listens at this address: there is no other way than the gateways.
  meet(a, b, "127.0.0.1:9");
  await Promise.all([stop(a), stop(b)]);
  await Promise.all([start(a), start(b)]);
  const label = await agree(a, b);

  const routine = Array.from({ length: 4 }, (_, at) => `Routine ${at}: ${"nothing of note. ".repeat(20)}`);
  for (const text of routine) send(a, b, label, "ROUTINE", text);
  await atA.kill();
  send(a, b, label, "FLASH", "Said while there is no gateway.");
  await atA.start();
  await until(() => count(b, "Said while there is no gateway.") === 1);
  // The receipt is on its way, or will be.
  await atB.kill();
  await atA.kill();
  await Promise.all([atA.start(), atB.start()]);
  await until(() => durable(a, "Said while there is no gateway."));
  send(b, a, label, "FLASH", "Сказано в ответ.");
  await atB.kill();
  await atB.start();
  await until(() => durable(b, "Сказано в ответ."));
  await until(() => routine.every((text) => durable(a, text)));
  for (const text of [...routine, "Said while there is no gateway."]) assert.equal(count(b, text), 1);
  assert.equal(count(a, "Сказано в ответ."), 1);
});

test("files cross one way only: a FLASH arrives, though nothing can come back", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  const label = await agree(a, b);
  // B's station listens at another port after its start: no network joins them any more.
  await Promise.all([stop(a), stop(b)]);
  const crossing = join(root, "crossing");
  mkdirSync(crossing);
  for (const [party, peer, option] of [[a, b, "--out"], [b, a, "--in"]] as const) {
    json("bearer", "add", "diode", "spool", option, crossing, "--one-way", "--peer", peer.short, "--folder",
      party.folder);
  }
  await Promise.all([start(a), start(b)]);
  send(a, b, label, "FLASH", "Through the diode.");
  await until(() => count(b, "Through the diode.") === 1);
  assert.ok(!durable(a, "Through the diode."));
  assert.ok(run("line", "--folder", a.folder).out.includes(`files: out to ${crossing}`));
});
