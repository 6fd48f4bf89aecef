// Other systems on the same work, by a harness that stands outside: CHIROGRAPH_PEERS names its folder.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figure.ts";

/** What the harness calls each system, and what people do. */
const peers: Readonly<Record<string, string>> = {
  xmpp: "XMPP (Prosody)", nats: "NATS", mqtt: "MQTT (Mosquitto)", smtp: "SMTP with OpenPGP (Postfix)", nncp: "NNCP",
};

/** What the harness says of bytes: of single messages, and of each cold reconnect. */
interface Result {
  readonly peer: string;
  readonly scen: string;
  readonly single?: { readonly total: number };
  readonly cold?: readonly { readonly ok: boolean; readonly total: number }[];
}

/**
 * Bytes of IP of a message and its receipt in other systems, between two network namespaces: root alone can have them.
 * Without a harness there are none, and a line says so. The ratio is what ours, over the narrow link, is of theirs.
 */
export async function peerBytes(ours: { readonly steady: number; readonly cold: number }): Promise<readonly Figure[]> {
  const folder = process.env["CHIROGRAPH_PEERS"];
  if (folder === undefined || folder === "") {
    process.stderr.write("Other systems are left out: CHIROGRAPH_PEERS names no folder.\n");
    return [];
  }
  const made = await Promise.all(Object.entries(peers).map(async ([name, peer]) => {
    const result = await run(folder, name);
    const cold = result?.cold?.filter(({ ok }) => ok).map(({ total }) => total) ?? [];
    const figures: Figure[] = [];
    if (result?.single !== undefined) {
      const value = result.single.total;
      figures.push({ name: "bytes.steady", value, unit: "bytes", peer, ratio: ours.steady / value });
    }
    if (cold.length > 0) {
      const value = cold.reduce((sum, one) => sum + one, 0) / cold.length;
      figures.push({ name: "bytes.cold", value, unit: "bytes", peer, ratio: ours.cold / value });
    }
    if (figures.length === 0) process.stderr.write(`${peer} is left out: the harness measured nothing.\n`);
    return figures;
  }));
  return made.flat();
}

/** Runs one system; what it says last of itself, or null. */
async function run(folder: string, name: string): Promise<Result | null> {
  const node = join(folder, "node", "node_modules", ".bin", "node");
  const child = spawn(node, ["run.mjs", name, "bytes"], { cwd: folder, stdio: "ignore" });
  const code = await new Promise<number | null>((resolve) => {
    child.once("exit", resolve).once("error", () => resolve(null));
  });
  if (code !== 0) return null;
  const lines = readFileSync(join(folder, "results.jsonl"), "utf8").trim().split("\n");
  const results = lines.map((line) => JSON.parse(line) as Result);
  return results.findLast(({ peer, scen }) => peer === name && scen === "bytes") ?? null;
}
