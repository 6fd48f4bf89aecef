// The demo's world: two parties made anew, two station processes, the ways between them, and what was said
// so far.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Act, ActResult, DraftInput } from "../../api/acts.ts";
import type { TextView } from "../../api/text-views.ts";
import type { CardView, StationView } from "../../api/views.ts";
import { charter as charterShape } from "../../core/mechanism/charter/charter.ts";
import { standardCharter } from "../../core/mechanism/charter/standard-charter.ts";
import { CliError } from "../cli-error.ts";
import { makeStation } from "../station/new-station.ts";
import { readConfig, splitAddress, writeConfig } from "../station/station-config.ts";
import { communiqueClauses, communiqueTitle, offered, stoodFor } from "./communique.ts";
import { before, exerciseParties } from "./exercise.ts";
import type { ExerciseParty, Line } from "./exercise.ts";
import { startProcess } from "./process.ts";
import type { StationProcess } from "./process.ts";
import { openWays } from "./ways.ts";
import type { Ways } from "./ways.ts";

/** What the one officer of each side may do: a person who tries it is all of these. */
const roles = ["watch", "releaser", "negotiator", "auditor", "administrator"] as const;
/** Says that a folder is a demo's, to be deleted by the next one. */
const markName = "EXERCISE";

/** One side of the exercise. */
export interface Side {
  readonly party: ExerciseParty;
  readonly id: string;
  /** Path of its card, which whoever verifies something of it trusts. */
  readonly cardFile: string;
  readonly process: StationProcess;
}

/** The whole of it. */
export interface World {
  readonly a: Side;
  readonly b: Side;
  readonly ways: Ways;
  readonly channel: string;
  /** The joint text on the table. */
  readonly communique: string;
  /** How many files were carried by hand. */
  readonly carried: { count: number };
  readonly folder: string;
  stop(): Promise<void>;
}

/**
 * Makes the world in a folder; what an earlier demo left there goes. `tell` says what is being done, and `signal` ends
 * the stations, be the world made or not.
 */
export async function makeWorld(
  folder: string, origin: string, signal: AbortSignal,
  tell: (what: "keys" | "start" | "charter" | "words" | "text") => void,
): Promise<World> {
  emptyFolder(folder);
  tell("keys");
  const [a, b] = exerciseParties.map((party) => made(folder, party, origin)) as [Made, Made];
  tell("start");
  const running: StationProcess[] = [];
  const started = async (side: Made): Promise<Side> => {
    const process = await startProcess(side.folder, side.keyFile, signal);
    running.push(process);
    const cardFile = join(side.folder, `cards/${side.party.short}.card`);
    return { party: side.party, id: side.id, cardFile, process };
  };
  const ways = await openWays();
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((one) => one.stop()));
    await ways.close();
  };
  try {
    for (const [side, { folder: of }, { party }] of [[0, a, b], [1, b, a]] as const) {
      writeConfig(of, { ...readConfig(of), bearers: [...ways.bearersOf(side, party.short)] });
    }
    const both = [started(a), started(b)] as const;
    // Where one fails, the other is there to be stopped, or has ended too.
    await Promise.allSettled(both);
    const [north, ves] = await Promise.all(both);
    const sides = { a: north, b: ves };
    const fibre = await ways.lay(splitAddress(ves.process.ready.line ?? "").port);
    tell("charter");
    await meet(sides.a, b.card, sides.b, [fibre]);
    await meet(sides.b, a.card, sides.a, []);
    const channel = await agree(sides);
    for (const side of [sides.a, sides.b]) await done(side, { act: "watch.take" });
    tell("words");
    await seed(sides, channel);
    tell("text");
    const communique = await layOut(sides, channel);
    return { ...sides, ways, channel, communique, carried: { count: 0 }, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Empties the folder of an earlier demo; one that holds anything else is left alone. */
function emptyFolder(folder: string): void {
  const mark = join(folder, markName);
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(mark)) {
    throw new CliError("folder-not-empty", { folder });
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(mark, "The next demo in this folder deletes all that is in it.\n");
}

interface Made {
  readonly party: ExerciseParty;
  readonly id: string;
  readonly card: string;
  readonly folder: string;
  readonly keyFile: string;
}

function made(root: string, party: ExerciseParty, origin: string): Made {
  const folder = join(root, party.path);
  const keyFile = join(root, `${party.path}.key`);
  const key = randomBytes(32);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const opener = { kind: "key", key: Uint8Array.from(key) } as const;
  const { roster, card } = makeStation({
    folder, world: "exercise", short: party.short, names: party.names, desks: party.desks, policy: [1, 1, 1, 1],
    telephone: party.telephone, listen: "127.0.0.1:0", http: "127.0.0.1:0", origins: [origin], frameAncestors: [origin],
    officers: [{ ...party.officer, roles: [...roles] }], timeMs: Date.now(),
    storage: opener, root: opener,
  });
  return { party, id: roster.roster.party.toHex(), card, folder, keyFile };
}

async function meet(side: Side, card: string, other: Side, addresses: readonly string[]): Promise<void> {
  await done(side, { act: "party.add", card, addresses: [...addresses] });
  const { checks } = await other.process.client.get<CardView>("/card");
  // In the demo one process stands for both people at the telephone: it reads the digits the other side computed, where
  // the other side knows us already, and our own where we are first.
  const own = (await side.process.client.get<CardView>("/card")).checks.find((check) => check.party === other.id);
  const digits = checks.find((check) => check.party === side.id)?.digits ?? own?.digits ?? "";
  await done(side, { act: "party.confirm", party: other.id, digits });
}

async function agree({ a, b }: { readonly a: Side; readonly b: Side }): Promise<string> {
  const principal = ({ party, id }: Side): Parameters<typeof standardCharter>[0]["parties"][number] => ({
    id: Uint8Array.fromHex(id), short: party.short, names: party.names, languages: party.languages,
    phone: party.telephone,
  });
  const charter = standardCharter({
    world: "exercise", nonce: Uint8Array.from(randomBytes(16)), parties: [principal(a), principal(b)],
    languages: ["en", "ru"],
  });
  const untilMs = Date.now() + 7 * 86_400_000;
  const proposed = await done(a, { act: "charter.propose", charter: charterShape.toJson(charter), untilMs });
  const channel = proposed.channel ?? "";
  await until(b, (state) => state.channels.some((one) => one.id === channel && one.state === "accepted-by-them"));
  await done(b, { act: "charter.accept", channel, untilMs });
  for (const side of [a, b]) await until(side, (state) => state.channels.some((one) => one.state === "adopted"));
  return channel;
}

async function seed(sides: { readonly a: Side; readonly b: Side }, channel: string): Promise<void> {
  const objects: string[] = [];
  for (const line of before) {
    const answered = line.answers === null ? null : (objects[line.answers] ?? null);
    const other = line.from === "a" ? sides.b : sides.a;
    const object = await say(sides[line.from], other, channel, line, answered);
    objects.push(object);
    await until(other, (state) => state.newestIncoming >= 1);
    await done(other, { act: "message.take", object, desk: "watch" });
  }
}

/** Begins the communique, as two delegations left it: its object. */
async function layOut({ a, b }: { readonly a: Side; readonly b: Side }, channel: string): Promise<string> {
  const begun = await done(a, {
    act: "text.begin", channel, purpose: "communique", title: [...communiqueTitle], languages: ["en", "ru"],
    principals: [a.id, b.id], pen: null, amends: null, meeting: null,
  });
  const object = begun.object ?? "";
  const { leaf = "" } = await done(a, offered(object, communiqueClauses));
  const reads = (side: Side, isSo: (text: TextView) => boolean): Promise<void> => untilSo(side, async () => {
    const text = await side.process.client.get<TextView>(`/texts/${object}`).catch(() => null);
    return text !== null && isSo(text);
  });
  await reads(b, ({ slots }) => slots.length === communiqueClauses.length);
  for (const act of stoodFor(object, leaf)) await done(b, act);
  await reads(a, (text) => text.reserved === 1);
  return object;
}

/** Says a line of the exercise from one side to the other and returns its object. */
export async function say(from: Side, to: Side, channel: string, line: Line, answered: string | null): Promise<string> {
  const state = await from.process.client.state();
  const labels = state.channels.find((one) => one.id === channel)?.labels ?? [];
  const content: DraftInput = {
    ...line.words, translations: [...line.words.translations], channel, desk: "watch", capacity: "",
    to: [{ party: to.id, desk: "watch" }], info: [], label: labels[0]?.code ?? "", word: null,
    relation: answered === null ? null : { kind: "answers", object: answered },
  };
  const sent = await done(from, { act: "message.send", content, seen: state.newestIncoming });
  return sent.object ?? "";
}

/** The storage key of a side, as anyone with its key file could open it. */
export function keyOf(world: World, side: Side): Uint8Array {
  return Uint8Array.from(readFileSync(join(world.folder, `${side.party.path}.key`)));
}

async function done(side: Side, act: Act): Promise<Extract<ActResult, { kind: "done" }>> {
  const result = await side.process.client.act(act);
  if (result.kind === "done") return result;
  throw new Error(`${act.act}: ${result.reason} ${result.detail}`);
}

/** How long a slow machine may take until a station's state is as wanted, in milliseconds. */
const patienceMs = 180_000;

/** Waits until a station's state is as wanted. Errors: it has not become so for long. */
export function until(side: Side, isSo: (state: StationView) => boolean): Promise<void> {
  return untilSo(side, async () => isSo(await side.process.client.state()));
}

async function untilSo(side: Side, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !await isSo();) {
    if (Date.now() > end) throw new Error(`${side.party.short} did not come so far`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
