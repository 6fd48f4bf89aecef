import { deepEqual, equal, ok } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { keepSpliced } from "./splice.ts";
import { openModem } from "../../bearer/kiss/modem.ts";
import { createBearer, openModems, peerOf } from "../../bearer/kiss/pair.fixture.ts";
import { openSpool, spooledMax } from "../../bearer/kiss/spool.ts";
import { encodeKiss } from "../../core/bearer/kiss.ts";
import { bearerContract, listen, until } from "../../ports/bearer.contract.ts";
import type { BearerPair } from "../../ports/bearer.contract.ts";

/** The four folders of a station and a gateway with a crossing in each direction between. */
interface Crossing {
  readonly station: { readonly out: string; readonly in: string };
  readonly gateway: { readonly out: string; readonly in: string };
  /** Whether files cross. */
  whole: boolean;
}

/** A crossing that moves a file at a time, whole, as the software of a data diode does. */
function openCrossing(t: TestContext): Crossing {
  const root = mkdtempSync(join(tmpdir(), "chirograph-spool-"));
  const [out, from, heard, said] = ["out", "in", "heard", "said"].map((name) => join(root, name)) as [
    string, string, string, string,
  ];
  for (const folder of [out, from, heard, said]) mkdirSync(folder);
  const crossing = { station: { out, in: from }, gateway: { out: heard, in: said }, whole: true };
  const timer = setInterval(() => {
    if (!crossing.whole) return;
    for (const [left, right] of [[out, said], [heard, from]] as const) {
      for (const name of readdirSync(left)) if (name.endsWith(".kiss")) renameSync(join(left, name), join(right, name));
    }
  }, 5);
  t.after(() => {
    clearInterval(timer);
    rmSync(root, { recursive: true });
  });
  return crossing;
}

/** Two stations, each with a gateway behind a crossing of folders, and a radio channel between the gateways. */
async function openPair(t: TestContext): Promise<BearerPair> {
  const channel = await openModems(t);
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const made = ([["far-a", 1, 2], ["far-b", 2, 1]] as const).map(([name, own, peer]) => {
    const { station, gateway } = openCrossing(t);
    const sides = [openModem({ host: "127.0.0.1", port: channel.port }), openSpool(gateway)] as const;
    running.push(keepSpliced(sides, () => undefined, stopping.signal));
    return createBearer(name, openSpool(station), peerOf(own, peer));
  });
  const [a, b] = made as [(typeof made)[0], (typeof made)[0]];
  t.after(async () => {
    await Promise.all([a.stop(), b.stop()]);
    stopping.abort();
    await Promise.all(running);
  });
  await until("both gateways are at their modems", () => channel.sockets.size === 2);
  return {
    a, b, stationOfA: "01".repeat(16), stationOfB: "02".repeat(16), notices: false,
    cut: () => (channel.bend = () => []), restore: () => (channel.bend = (bytes) => [bytes]),
  };
}

bearerContract("spool", openPair);

test("a file that has not crossed holds up the station: one lies there at most (B-47)", async (t) => {
  const crossing = openCrossing(t);
  crossing.whole = false;
  writeFileSync(join(crossing.station.out, "0.kiss"), "left by a run before");
  const bearer = createBearer("far", openSpool(crossing.station), peerOf(1, 2));
  t.after(() => bearer.stop());
  const at = listen();
  await bearer.start(at);
  await until("a link", () => at.links.size === 1);
  const [link] = at.links;
  link!.send(Uint8Array.of(1));
  equal(link!.send(Uint8Array.of(2)), false);
  await until("a file", () => readdirSync(crossing.station.out).some((name) => name.endsWith(".kiss")));
  await pause(300);
  deepEqual([readdirSync(crossing.station.out).length, at.drainedLinks.length], [1, 0]);
  crossing.whole = true;
  await until("both have crossed", () => readdirSync(crossing.gateway.in).length === 2);
});

test("files too long, empty, links, folders, too many: they go, and the next frame is heard (B-48)", async (t) => {
  const crossing = openCrossing(t);
  crossing.whole = false;
  const { in: folder } = crossing.station;
  const heard: Uint8Array[] = [];
  const whole = encodeKiss(Uint8Array.of(1, 2, 3, 4, 5));
  for (let count = 0; count < 3 * spooledMax; count++) writeFileSync(join(folder, `0${1_000 + count}.kiss`), whole);
  writeFileSync(join(folder, "1.kiss"), "");
  writeFileSync(join(folder, "2.kiss"), randomBytes(100_000));
  symlinkSync("/etc/passwd", join(folder, "3.kiss"));
  mkdirSync(join(folder, "4.kiss"));
  writeFileSync(join(folder, "5.kiss.part"), "half");
  writeFileSync(join(folder, "6.kiss"), "the last");
  const port = await openSpool(crossing.station)({ data: (bytes) => void heard.push(bytes), closed: () => undefined });
  await until("the last", () => new TextDecoder().decode(heard.at(-1)) === "the last");
  port.close();
  equal(heard.length, spooledMax - 4, "the oldest are lost");
  ok(heard.slice(0, -1).every((one) => one.length === whole.length));
  deepEqual(readdirSync(folder), ["5.kiss.part"]);
});
