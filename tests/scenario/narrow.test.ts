// The bad day: the fibre is cut, and what is left is a satellite with 2,400 bit/s, or a radio. Two stations as two
// processes, a link between them as a third, all from the command line.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { agree, by, json, list, main, meet, ownPort, run, running, start, startPair, stop, until } from "./stations.ts";
import type { Message, Party } from "./stations.ts";

/** A running `chirograph link`. */
interface LinkProcess {
  readonly a: string;
  readonly b: string;
  readonly control: string;
}

async function startLink(t: TestContext, root: string, ...args: readonly string[]): Promise<LinkProcess> {
  const control = join(root, `${args[0] ?? ""}.sock`);
  const { child, ready } = running<{ a: string; b: string }>([main, "link", ...args, "--control", control, "--json"]);
  t.after(() => child.kill());
  return { ...await ready, control };
}

interface Lines {
  readonly bearers: readonly { readonly name: string; readonly state: string }[];
}

function wayUp(party: Party, name: string): boolean {
  // Its status is 1 while the line is down, which it may be here.
  const { out } = run("line", "--folder", party.folder, "--json");
  const [line] = JSON.parse(out) as readonly Lines[];
  return line?.bearers.some((one) => one.name === name && one.state === "up") === true;
}

/** A FLASH goes from one to the other and its receipt comes back. */
async function flash(from: Party, to: Party, label: string, text: string): Promise<void> {
  by(from, "send", "--to", `${to.short}/watch`, "--precedence", "FLASH", "--label", label, "--yes",
    "--despite-unread", text);
  const sent = (): Message | undefined => list(from).find((one) => one.text === text);
  await until(() => sent()?.to[0]?.state !== undefined && list(to).some((one) => one.text === text));
  await until(() => sent()?.to[0]?.state === "durable");
}

// Each waits for its links more than it computes: both at once.
suite("what is left of the ways", { concurrency: true }, () => {
  test("TLS is cut: a FLASH is delivered and receipted over UDP, and over a modem", withoutTls);
  test("TLS over 2,400 bit/s: the handshake has its time, and a FLASH comes through", slowTls);
});

async function withoutTls(t: TestContext): Promise<void> {
  const { root, a, b } = await startPair(t);
  const [portA, portB] = [ownPort(), ownPort()];
  const satellite = await startLink(t, root, "udp", "--preset", "satellite", "--seed", "7",
    "--to-a", `127.0.0.1:${portA}`, "--to-b", `127.0.0.1:${portB}`);
  const radio = await startLink(t, root, "modem", "--set", "rate=2400 delay=20 turnaround=200", "--seed", "7");
  for (const [party, peer, port, end, modem] of [
    [a, b, portA, satellite.a, radio.a], [b, a, portB, satellite.b, radio.b],
  ] as const) {
    json("bearer", "add", "sat", "datagram", "--listen", `127.0.0.1:${port}`, "--peer", `${peer.short}=${end}`,
      "--preset", "satellite", "--folder", party.folder);
    json("bearer", "add", "radio", "modem", "--modem", modem, "--peer", peer.short, "--rate", "2400", "--mtu", "512",
      "--turnaround", "200", "--folder", party.folder);
  }
  const cable = await startLink(t, root, "tcp", "--to-b", b.line);
  meet(a, b, cable.a);
  const label = await agree(a, b);

  // The fibre is cut, and both stations are started again: what is left are the ways that were configured.
  json("link", "tell", cable.control, "preset", "cut");
  json("link", "tell", radio.control, "preset", "cut");
  await Promise.all([stop(a), stop(b)]);
  await Promise.all([start(a), start(b)]);
  await until(() => wayUp(a, "sat") && wayUp(b, "sat"));
  await flash(a, b, label, "Over the satellite.");
  await flash(b, a, label, "По спутнику.");
  assert.ok(!wayUp(a, "tls"));
  assert.match(run("doctor", "--folder", a.folder).out, /radio \(not heard\)/u);

  json("link", "tell", satellite.control, "cut");
  json("link", "tell", radio.control, "preset", "fibre");
  json("link", "tell", radio.control, "set", "rate=2400", "delay=20", "turnaround=200");
  // A silent way of few bits is tested seldom by itself; who has mended it has it tested now.
  const heard = (party: Party, other: Party): boolean => {
    run("line", "test", other.short, "--folder", party.folder);
    return wayUp(party, "radio");
  };
  await until(() => heard(a, b) && heard(b, a));
  await flash(a, b, label, "Over the radio.");
  await flash(b, a, label, "По радио.");

  const { there } = json<{ there: { lost: number; arrived: number } }>("link", "tell", radio.control, "stat");
  assert.ok(there.arrived > 0);
  assert.equal(list(b).filter((one) => one.text === "Over the satellite.").length, 1, "once, whatever way it came");
}

async function slowTls(t: TestContext): Promise<void> {
  const { root, a, b } = await startPair(t);
  // The port was any free one; now it has to be the same after each start.
  await stop(b);
  const path = join(b.folder, "station.json");
  const kept = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...kept, listen: `127.0.0.1:${ownPort()}` }));
  await start(b);
  const cable = await startLink(t, root, "tcp", "--to-b", b.line);
  meet(a, b, cable.a);
  const label = await agree(a, b);
  await Promise.all([stop(a), stop(b)]);
  for (const party of [a, b]) json("bearer", "change", "tls", "--preset", "satellite", "--folder", party.folder);
  json("link", "tell", cable.control, "preset", "satellite");
  await Promise.all([start(a), start(b)]);
  // A handshake is some 5,000 bytes and three round trips; where one is lost too late, the next is begun.
  await until(() => wayUp(a, "tls") && wayUp(b, "tls"), 900_000);
  await flash(a, b, label, "Over a slow network.");
}
