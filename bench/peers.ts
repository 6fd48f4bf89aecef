// Other systems on the same work, by a harness that stands outside: CHIROGRAPH_PEERS names its folder.

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Figure } from "./figure.ts";

/** What people call each system, and the program without which it is not here. */
interface Peer {
  readonly name: string;
  readonly shown: string;
  readonly program: string;
}

const peers: readonly Peer[] = [
  { name: "xmpp", shown: "XMPP (Prosody)", program: "prosody" },
  { name: "nats", shown: "NATS", program: "nats-server" },
  { name: "mqtt", shown: "MQTT (Mosquitto)", program: "mosquitto" },
  { name: "smtp", shown: "SMTP with OpenPGP (Postfix)", program: "postfix" },
  { name: "nncp", shown: "NNCP", program: "nncp-daemon" },
];
/** One system is given up after this long; what it has said until then counts. */
const runMsMax = 2_700_000;
/** After it was asked to end, before it is killed. */
const endMs = 30_000;

/** What the harness says: bytes, or milliseconds until something came, of which null is "it did not come". */
interface Told {
  readonly single: { readonly total: number };
  readonly cold: readonly { readonly ok: boolean; readonly total: number }[];
  readonly idleMed: Came;
  readonly coldMed: Came;
  readonly backlog: { readonly d: number | null; readonly r: number | null };
  readonly error: string;
}

interface Came {
  readonly deliver: number | null;
  readonly receipt: number | null;
}

/** The folder of the harness, or null, of which a line tells why. */
export function peersFolder(): string | null {
  const folder = process.env["CHIROGRAPH_PEERS"] ?? "";
  const why = folder === "" ? "CHIROGRAPH_PEERS names no folder"
    : !existsSync(join(folder, "run.mjs")) ? `there is no run.mjs in ${folder}`
    : !existsSync(nodeOf(folder)) ? `they are not set up: ${folder}/setup.sh does it`
    : process.getuid?.() !== 0 ? "only root may make the network between them" : null;
  if (why !== null) process.stderr.write(`Other systems are left out: ${why}.\n`);
  return why === null ? folder : null;
}

/**
 * Bytes of IP of a message and its receipt in other systems, between two network namespaces. The ratio is what ours,
 * over the narrow link, is of theirs.
 */
export async function peerBytes(
  folder: string, ours: { readonly steady: number; readonly cold: number },
): Promise<readonly Figure[]> {
  return ofPeers(folder, "bytes", ({ single, cold }, peer) => {
    const figures: Figure[] = [];
    const totals = cold?.filter(({ ok }) => ok).map(({ total }) => total) ?? [];
    if (single !== undefined) {
      const value = single.total;
      figures.push({ name: "bytes.steady", value, unit: "bytes", peer, ratio: ours.steady / value });
    }
    if (totals.length > 0) {
      const value = totals.reduce((sum, one) => sum + one, 0) / totals.length;
      figures.push({ name: "bytes.cold", value, unit: "bytes", peer, ratio: ours.cold / value });
    }
    return figures;
  });
}

/** Milliseconds to the receipt and to delivery of an urgent message over the link of `narrow`, in other systems. */
export async function peerNarrow(folder: string): Promise<readonly Figure[]> {
  return ofPeers(folder, "narrow", ({ idleMed, coldMed, backlog }, peer) => {
    const came = (name: string, receipt: number | null, delivered: number | null): readonly Figure[] => [
      { name, value: receipt, unit: "ms", peer }, { name: `${name}.delivered`, value: delivered, unit: "ms", peer },
    ];
    return [
      ...idleMed === undefined ? [] : came("narrow.idle", idleMed.receipt, idleMed.deliver),
      ...coldMed === undefined ? [] : came("narrow.cold", coldMed.receipt, coldMed.deliver),
      ...backlog === undefined ? [] : came("narrow.backlog", backlog.r, backlog.d),
    ];
  });
}

/** All systems side by side, each between namespaces of its own; a line says of each that is left out, why. */
async function ofPeers(
  folder: string, scenario: string, figuresOf: (told: Partial<Told>, peer: string) => readonly Figure[],
): Promise<readonly Figure[]> {
  const made = await Promise.all(peers.map(async (peer) => {
    const found = spawnSync("sh", ["-c", `command -v ${peer.program}`]).status === 0;
    const { told, why } = found ? await run(folder, peer.name, scenario)
      : { told: {}, why: `${peer.program} is not installed` };
    const figures = figuresOf(told, peer.shown);
    if (why !== null) {
      const what = figures.length === 0 ? "is left out" : `goes no further than ${figures.at(-1)?.name}`;
      process.stderr.write(`${peer.shown} ${what}: ${why}.\n`);
    }
    return figures;
  }));
  return made.flat();
}

/** Runs one system; what it has said of itself, and why it has said no more, or null. */
async function run(
  folder: string, peer: string, scenario: string,
): Promise<{ readonly told: Partial<Told>; readonly why: string | null }> {
  const told: Record<string, unknown> = {};
  const child = spawn(nodeOf(folder), ["run.mjs", peer, scenario, "0"], {
    cwd: folder, stdio: ["ignore", "pipe", "ignore"],
  });
  const closed = new Promise<number | null>((resolve) => {
    child.once("close", resolve).once("error", () => resolve(null));
  });
  let why: string | null = null;
  const end = (): void => {
    child.kill();
    setTimeout(() => child.kill("SIGKILL"), endMs).unref();
  };
  const give = (reason: string): void => {
    why ??= reason;
    end();
  };
  const limit = setTimeout(() => give(`it took more than ${runMsMax / 60_000} minutes`), runMsMax);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [key, value] = noteOf(line, `${peer} ${scenario} 0 `);
    if (key !== null) told[key] = value;
    // Nothing after it is asked for, and what waits behind it may take long.
    if (key === "backlog") end();
    // What does not come where nothing else is on the link, will not come after a cut or behind others.
    if (key === "idleMed" && (value as Came).receipt === null) give("nothing came over the link in four minutes");
  });
  const code = await closed;
  clearTimeout(limit);
  if (why === null && told["error"] !== undefined) why = String(told["error"]).slice(0, 200);
  return { told, why: why ?? (code === 0 ? null : `the harness ended with ${code}`) };
}

/** What a line of the harness notes: a name, and JSON. */
function noteOf(line: string, prefix: string): readonly [string, unknown] | readonly [null, null] {
  if (!line.startsWith(prefix)) return [null, null];
  const [key = ""] = line.slice(prefix.length).split(" ", 1);
  return [key, JSON.parse(line.slice(prefix.length + key.length)) as unknown];
}

function nodeOf(folder: string): string {
  return join(folder, "node", "node_modules", ".bin", "node");
}
