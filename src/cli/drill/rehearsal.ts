// A rehearsal of losing a station: two real stations of an exercise in a folder of their own, one of them destroyed and
// made again from its backup, while the other gives back what was said in between.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Act, ActResult, DraftInput } from "../../api/acts.ts";
import type { StationView } from "../../api/views.ts";
import { charter as charterShape } from "../../core/mechanism/charter/charter.ts";
import { standardCharter } from "../../core/mechanism/charter/standard-charter.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createNodeRandom } from "../../crypto/node/random.ts";
import type { Actor } from "../../station/surface.ts";
import { keyParts, recordParts, snapshotBytes } from "../backup/contents.ts";
import { restoreFolder } from "../backup/restore.ts";
import { sealStream } from "../backup/sealed-stream.ts";
import { writeParts } from "../bounded-file.ts";
import { files, openStation } from "../folder.ts";
import type { OpenedStation } from "../folder.ts";
import { makeStation } from "../new-station.ts";
import type { Opener } from "../sealed-file.ts";
import { version } from "../version.ts";

/** Messages said before the backup, and after it. */
export const saidBefore = 3;
export const saidAfter = 2;
/** How long one thing may take to come about, in milliseconds. */
const patienceMs = 30_000;

/** The steps, in their order. */
export const steps = [
  "keys", "start", "agree", "say", "backup", "more", "destroy", "restore", "again", "returned", "checked",
] as const;
export type StepName = (typeof steps)[number];

/** One step that was done: how long it took, and what it counted. */
export interface Step {
  readonly step: StepName;
  readonly ms: number;
  readonly count: number;
}

/** A step did not come to what it must. */
export class StepFailed extends Error {
  readonly step: StepName;

  constructor(step: StepName, detail: string) {
    super(detail);
    this.name = "StepFailed";
    this.step = step;
  }
}

interface Side {
  readonly folder: string;
  readonly card: string;
  readonly party: string;
  readonly opener: Opener;
  opened: OpenedStation | null;
  officer: Actor;
}

const hand: Actor = { officer: "init", via: "station" };

/** Goes through all steps and tells each as it is done. Nothing of it is left, whatever happens. Errors: StepFailed. */
export async function rehearse(tell: (step: Step) => void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "chirograph-drill-"));
  const made: Side[] = [];
  let now: StepName = "keys";
  const stopped = (): never => {
    rmSync(root, { recursive: true, force: true });
    process.exit(130);
  };
  process.once("SIGINT", stopped);
  const doing = async (step: StepName, work: () => Promise<number> | number): Promise<void> => {
    now = step;
    const startMs = performance.now();
    const count = await work();
    tell({ step, ms: Math.round(performance.now() - startMs), count });
  };
  try {
    await passThrough(root, made, doing);
  } catch (error) {
    if (error instanceof StepFailed) throw error;
    throw new StepFailed(now, error instanceof Error ? error.message : String(error));
  } finally {
    process.off("SIGINT", stopped);
    for (const side of made) await side.opened?.station.stop().catch(() => undefined);
    rmSync(root, { recursive: true, force: true });
  }
}

type Doing = (step: StepName, work: () => Promise<number> | number) => Promise<void>;

async function passThrough(root: string, made: Side[], doing: Doing): Promise<void> {
  await doing("keys", () => made.push(makeSide(root, "NDL"), makeSide(root, "VES")));
  const [a, b] = made as [Side, Side];
  await doing("start", async () => {
    for (const side of [a, b]) await start(side);
    return 2;
  });
  let channel = "";
  await doing("agree", async () => {
    channel = await agree(a, b);
    return 2;
  });
  await doing("say", () => sayAll(a, b, channel, saidBefore, 0));
  const own: Opener = { kind: "key", key: Uint8Array.from(randomBytes(32)) };
  const [backup, keys] = [join(root, "ndl.backup"), join(root, "ndl.keys")];
  await doing("backup", async () => {
    await write(a, own, "keys", keys);
    await write(a, own, "record", backup);
    return statSync(backup).size;
  });
  await doing("more", () => sayAll(a, b, channel, saidAfter, saidBefore));
  await doing("destroy", async () => {
    await a.opened?.station.stop();
    a.opened = null;
    rmSync(a.folder, { recursive: true });
    return 1;
  });
  await doing("restore", async () => {
    const restored = await restoreFolder(backup, own, { path: keys, opener: own }, a.folder, () => undefined);
    return restored.entries;
  });
  await doing("again", async () => {
    await start(a);
    return 1;
  });
  await doing("returned", () => returned(a));
  await doing("checked", () => checkBoth(a, b, channel));
}

function makeSide(root: string, short: string): Side {
  const folder = join(root, short);
  const opener: Opener = { kind: "key", key: Uint8Array.from(randomBytes(32)) };
  const names = [{ language: "en", text: `Exercise ${short}` }, { language: "ru", text: `Учение ${short}` }];
  const { roster, card } = makeStation({
    folder, world: "exercise", short, names, desks: [{ code: "watch", names }], policy: [1, 1, 1, 1],
    telephone: "+00", listen: "127.0.0.1:0", http: "127.0.0.1:0", origins: [], frameAncestors: [], officers: [],
    timeMs: Date.now(), storage: opener, root: opener,
  });
  return { folder, card, party: roster.roster.party.toHex(), opener, opened: null, officer: hand };
}

async function start(side: Side): Promise<void> {
  side.opened = await openStation(side.folder, side.opener, version);
  const [known] = stationOf(side).officers();
  if (known !== undefined) return void (side.officer = { officer: known.id, via: "station" });
  const added = await done(side, {
    act: "officer.add", name: "Watch officer", language: "en", roles: ["watch", "releaser", "administrator"],
  });
  side.officer = { officer: added.officer ?? "", via: "station" };
}

/** The destroyed side dials: the address it must find again is in its backup. */
async function agree(a: Side, b: Side): Promise<string> {
  const address = b.opened?.lineAddress;
  await done(a, { act: "party.add", card: b.card, addresses: address == null ? [] : [address] });
  await done(b, { act: "party.add", card: a.card, addresses: [] });
  for (const [side, other] of [[a, b], [b, a]] as const) {
    const digits = stationOf(side).card().checks.find((one) => one.party === other.party)?.digits ?? "";
    await done(side, { act: "party.confirm", party: other.party, digits });
  }
  const charter = standardCharter({
    world: "exercise", nonce: Uint8Array.from(randomBytes(16)), languages: ["en", "ru"],
    parties: [a, b].map((side) => principalOf(stationOf(side).state())),
  });
  const untilMs = Date.now() + 86_400_000;
  const { channel = "" } = await done(a, { act: "charter.propose", charter: charterShape.toJson(charter), untilMs });
  const isIn = (side: Side, wanted: string) => (): boolean =>
    stationOf(side).state().channels.some((one) => one.id === channel && one.state === wanted);
  await until(isIn(b, "accepted-by-them"));
  await done(b, { act: "charter.accept", channel, untilMs });
  for (const side of [a, b]) await until(isIn(side, "adopted"));
  return channel;
}

function principalOf({ party }: StationView): Parameters<typeof standardCharter>[0]["parties"][number] {
  const { id, short, names, phone } = party;
  return { id: Uint8Array.fromHex(id), short, names, languages: ["en"], phone };
}

/** Says so many messages and waits until each is durable at the other side. */
async function sayAll(from: Side, to: Side, channel: string, count: number, first: number): Promise<number> {
  const station = stationOf(from);
  for (let n = 1; n <= count; n++) {
    const state = station.state();
    const content: DraftInput = {
      channel, precedence: "IMMEDIATE", desk: "watch", capacity: "", to: [{ party: to.party, desk: "watch" }],
      info: [], label: state.channels.find((one) => one.id === channel)?.labels[0]?.code ?? "", language: "en",
      subject: "EXERCISE", text: `EXERCISE EXERCISE EXERCISE ${first + n}`, word: null, relation: null,
      translations: [],
    };
    await done(from, { act: "message.send", content, seen: state.newestIncoming });
  }
  await until(() => station.messages(first + count, null).every((one) => one.to[0]?.state === "durable"));
  return count;
}

async function write(side: Side, opener: Opener, kind: "keys" | "record", path: string): Promise<void> {
  const { short } = stationOf(side).state().party;
  const about = { kind, world: "exercise", short, party: Uint8Array.fromHex(side.party), timeMs: Date.now() } as const;
  const snapshot = snapshotBytes(join(side.folder, files.record), false);
  const parts = kind === "keys" ? keyParts(side.folder) : recordParts(side.folder, snapshot, { entries: 0, values: 0 });
  await writeParts(path, sealStream(createNodeCrypto(), createNodeRandom(), opener, about, parts), false);
}

/** Waits for what the other side gives back; how many messages came so. */
async function returned(side: Side): Promise<number> {
  const station = stationOf(side);
  await until(() => station.state().channels.every((one) => one.memory === "confirmed"));
  const back = station.messages(100, null).filter((one) => one.returned).length;
  if (back !== saidAfter) throw new StepFailed("returned", `${back} / ${saidAfter}`);
  return back;
}

/** Both records whole and alike, no fork, and words go on. How many entries were checked. */
async function checkBoth(a: Side, b: Side, channel: string): Promise<number> {
  await sayAll(a, b, channel, 1, saidBefore + saidAfter);
  const views = await Promise.all([a, b].map((side) => stationOf(side).verify()));
  const faults = views.flatMap((one) => one.findings.map((finding) => `${finding.code} ${finding.label}`));
  const forks = [a, b].flatMap((side) => stationOf(side).evidence().map((one) => one.id));
  const texts = [a, b].map((side) => stationOf(side).messages(100, null).map((one) => one.object).toSorted().join());
  if (texts[0] !== texts[1]) faults.push("messages");
  if (faults.length + forks.length > 0) throw new StepFailed("checked", [...faults, ...forks].join(", "));
  return views.reduce((sum, one) => sum + one.entries, 0);
}

function stationOf({ opened }: Side): OpenedStation["station"] {
  if (opened === null) throw new Error("the station does not run");
  return opened.station;
}

async function done(side: Side, act: Act): Promise<Extract<ActResult, { kind: "done" }>> {
  const result = await stationOf(side).act(act.act === "officer.add" ? hand : side.officer, act);
  if (result.kind === "done") return result;
  throw new Error(`${act.act}: ${result.reason} ${result.detail}`);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + patienceMs; !isSo();) {
    if (performance.now() > end) throw new Error(`${patienceMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
