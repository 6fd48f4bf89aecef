import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { bearer } from "./bearer.ts";
import { createBearers } from "./compose.ts";
import { presets } from "./terms.ts";
import { exit } from "../cli.ts";
import { runProgram } from "../program.ts";
import { readConfig } from "../station/station-config.ts";
import { createSystemClock } from "../../clock/system/clock.ts";
import { stationId } from "../../core/keys/station-id.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import { listen } from "../../ports/bearer.contract.ts";
import type { PeerStation } from "../../station/peer/peers.ts";

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "chirograph-bearer-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "station.json"), JSON.stringify({
    version: 1, world: "exercise", short: "NDL", party: "aa".repeat(32), listen: "127.0.0.1:7401",
    http: { listen: "127.0.0.1:7443", origins: [], tls: null },
  }));
  return folder;
}

interface Answer {
  readonly code: number;
  readonly said: { readonly error?: string; readonly fault?: { readonly code: string } };
}

/** What a command answers, and its exit code. */
async function run(folder: string, ...args: readonly string[]): Promise<Answer> {
  const { code, text } = await runText(folder, ...args, "--json");
  return { code, said: JSON.parse(text) as Answer["said"] };
}

/** What it prints. */
async function runText(folder: string, ...args: readonly string[]): Promise<{ code: number; text: string }> {
  const written: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    const only = [{ name: "bearer", read: async () => bearer }];
    const code = await runProgram(only, ["bearer", ...args, "--folder", folder], "0");
    return { code, text: written.join("") };
  } finally {
    process.stdout.write = write;
  }
}

const sat = ["add", "sat", "datagram", "--listen", "127.0.0.1:0", "--peer", "VES=192.0.2.7:7402"];

test("a bearer is added, listed, changed and taken away, and its terms with it", async (t) => {
  const folder = makeFolder(t);
  equal((await run(folder, ...sat, "--preset", "satellite", "--loss", "12.5")).code, exit.done);
  const [added] = readConfig(folder).bearers ?? [];
  deepEqual(added?.terms, { ...presets["satellite"], lossShare: 0.125 });
  deepEqual(added?.peers, [{ peer: "VES", address: "192.0.2.7:7402" }]);
  equal((await run(folder, "add", "radio", "modem", "--modem", "127.0.0.1:8001", "--peer", "VES")).code, exit.done);
  await run(folder, "change", "sat", "--rate", "none", "--peer", "OST", "--one-way");
  const [changed] = readConfig(folder).bearers ?? [];
  deepEqual(changed?.terms, { ...added?.terms, rateBps: null, returnPath: false });
  deepEqual(changed?.peers.map(({ peer }) => peer), ["VES", "OST"]);
  const { said } = await run(folder, "list");
  deepEqual((said as readonly { name: string }[]).map(({ name }) => name), ["tls", "sat", "radio"]);
  equal((await run(folder, "remove", "sat")).code, exit.done);
  deepEqual(readConfig(folder).bearers?.map(({ name }) => name), ["radio"]);
});

test("two rates that differ are both kept and said, until they are the same again", async (t) => {
  const folder = makeFolder(t);
  await run(folder, ...sat, "--rate", "300", "--back-rate", "9600", "--around", "48");
  const kept = (): object | undefined => readConfig(folder).bearers?.[0]?.terms;
  deepEqual(kept(), { ...presets["fibre"], rateBps: 300, backBps: 9_600, aroundBytes: 48 });
  const { text } = await runText(folder, "list");
  match(text, /300 bit\/s out, 9600 bit\/s in, .*48 bytes around each piece/u);
  await run(folder, "change", "sat", "--back-rate", "none");
  deepEqual(kept(), { ...presets["fibre"], rateBps: 300, backBps: null, aroundBytes: 48 });
  await run(folder, "change", "sat", "--back-rate", "same", "--around", "0");
  deepEqual(kept(), { ...presets["fibre"], rateBps: 300, aroundBytes: 0 });
  const { said } = await run(folder, "change", "sat", "--back-rate", "0");
  equal(said.error, "term-form");
});

test("TLS is there without being added; what is declared of its network can be changed and taken back", async (t) => {
  const folder = makeFolder(t);
  equal((await run(folder, "change", "tls", "--preset", "satellite")).code, exit.done);
  deepEqual(readConfig(folder).tlsTerms, presets["satellite"]);
  equal((await run(folder, "remove", "tls")).code, exit.done);
  equal(readConfig(folder).tlsTerms, undefined);
});

test("what cannot be is refused, says which word, and changes nothing", async (t) => {
  const folder = makeFolder(t);
  await run(folder, ...sat);
  const before = JSON.stringify(readConfig(folder));
  const refused: readonly (readonly [string, ...string[]])[] = [
    ["bearer-taken", ...sat], ["bearer-name", "add", "tls", "modem"], ["bearer-name", "add", "Sat", "modem"],
    ["bearer-kind", "add", "x", "pigeon"], ["needs-option", "add", "x", "datagram", "--peer", "VES"],
    ["needs-option", "add", "x", "modem", "--modem", "127.0.0.1:1"], ["bearer-unknown", "remove", "x"],
    ["bearer-tls", "remove", "tls"], ["bearer-tls", "change", "tls", "--peer", "VES"],
    ["term-form", "change", "sat", "--rate", "0"],
    ["term-form", "change", "sat", "--loss", "101"], ["term-form", "change", "sat", "--mtu", "63"],
    ["preset-unknown", "change", "sat", "--preset", "toString"], ["bearer-peer", "change", "sat", "--peer", "ves"],
    ["bearer-option", "change", "sat", "--baud", "9600"], ["bearer-peer", "change", "sat", "--without", "OST"],
    ["needs-option", "change", "sat", "--without", "VES"],
    ["bearer-form", "add", "x", "gateway", "--socket", "s", "--way", "S", "--peer", "VES"],
    ["needs-option", "add", "x", "gateway", "--socket", "s", "--peer", "VES"],
    ["needs-option", "add", "x", "spool", "--peer", "VES"],
    ["address-form", "add", "x", "gateway", "--socket", "s", "--pin", "00", "--way", "s", "--peer", "VES"],
    ["address-form", "change", "sat", "--listen", "nowhere"], ["bearer-peer", "change", "sat", "--peer", "VES=x"],
    ["term-form", "add", "x", "serial", "--device", "/dev/x", "--peer", "VES", "--baud", "fast"],
  ];
  for (const [error, ...args] of refused) {
    const { code, said } = await run(folder, ...args);
    deepEqual([code, said.error], [exit.unusable, error], args.join(" "));
  }
  equal(JSON.stringify(readConfig(folder)), before);
});

test("a serial device that is not there is told, by status too", async (t) => {
  const folder = makeFolder(t);
  const added = await run(folder, "add", "wire", "serial", "--device", "/dev/no-such", "--peer", "VES");
  equal(added.code, exit.done);
  ok(["no-device", "no-serial"].includes(added.said.fault?.code ?? ""));
  equal((await run(folder, "list")).code, exit.refused);
});

test("a gateway's way and folders are kept, with what is not there now", async (t) => {
  const folder = makeFolder(t);
  const far = ["far", "gateway", "--way", "sat", "--peer", "VES", "--headers", "28"];
  const added = await run(folder, "add", ...far, "--socket", join(folder, "none.sock"));
  deepEqual([added.code, added.said.fault?.code], [exit.done, "no-device"]);
  await run(folder, "change", "far", "--socket", "gateway:7410", "--pin", "ab".repeat(32));
  await run(folder, "add", "diode", "spool", "--out", folder, "--one-way", "--peer", "VES");
  const [gateway, spool] = readConfig(folder).bearers ?? [];
  ok(gateway?.kind === "gateway" && spool?.kind === "spool");
  const { socket, pin, way, headerBytes } = gateway;
  deepEqual([socket, pin, way, headerBytes], ["gateway:7410", "ab".repeat(32), "sat", 28]);
  deepEqual([spool.out, spool.in, spool.terms.returnPath], [folder, null, false]);
  equal((await run(folder, "list")).code, exit.done);
});

test("a party's code means its only station, or the one with the seat; an id means that station", async (t) => {
  const crypto = createNodeCrypto();
  const peerOf = (byte: number, short: string, seat: boolean): PeerStation => {
    const key = crypto.ed25519PublicKey(new Uint8Array(32).fill(byte));
    const station = stationId(crypto, key).toHex();
    return { station, short, seat, key, tls: new Uint8Array(32), addresses: [] };
  };
  const [one, first, second] = [peerOf(1, "ONE", false), peerOf(2, "TWO", false), peerOf(3, "TWO", true)];
  const key = crypto.ed25519PublicKey(new Uint8Array(32).fill(9));
  const upWith = async (...names: readonly string[]): Promise<readonly (string | null)[]> => {
    const { bearers, setPeers } = createBearers([{
      kind: "datagram", name: "sat", listen: "127.0.0.1:0", terms: presets["fibre"]!,
      peers: names.map((peer) => ({ peer, address: null })),
    }], {
      own: { id: stationId(crypto, key), key }, seed: new Uint8Array(32).fill(9),
      identity: { certificate: "", key: "" }, crypto, random: createNodeRandom(),
      clock: createSystemClock(),
    });
    const [made] = bearers;
    const at = listen();
    t.after(() => made?.stop());
    await made?.start(at);
    equal(at.links.size, 0, "nobody is known before a roster names them");
    setPeers([one, first, second]);
    return [...at.links].map(({ station }) => station);
  };
  deepEqual(await upWith("ONE", "TWO"), [one.station, second.station]);
  deepEqual(await upWith(first.station, "XXX"), [first.station]);
});
