// Scratch stations of an exercise, as rehearsals use them: real ones, with keys and folders of the moment.

import { randomBytes } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Act, ActResult, DraftInput } from "../../api/acts.ts";
import type { StationView } from "../../api/views.ts";
import { encodeCardOf } from "../../core/keys/card.ts";
import type { Roster, SignedRoster } from "../../core/keys/roster.ts";
import { charter as charterShape } from "../../core/mechanism/charter/charter.ts";
import { standardCharter } from "../../core/mechanism/charter/standard-charter.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { Actor, Station } from "../../station/surface.ts";
import { openStation, readRosters } from "../station/folder.ts";
import type { OpenedStation } from "../station/folder.ts";
import { joinSite, requestSite } from "../station/new-site.ts";
import { makeStation } from "../station/new-station.ts";
import { openRoot, signNext } from "../party/root-folder.ts";
import type { Opener } from "../sealed-file.ts";
import { version } from "../version.ts";
import { decodeRequest } from "../../station/peer/joining.ts";

/** How long one thing may take to come about, in milliseconds: links that fell are tried again ever more seldom. */
const patienceMs = 180_000;
/** Messages read back at once: more than any rehearsal says. */
export const messagesMax = 100;

/** A station's folder and its station while it runs. */
export interface Side {
  readonly folder: string;
  /** Where the party's root lies. */
  readonly media: string;
  readonly card: string;
  readonly party: string;
  readonly opener: Opener;
  /** What opens the root, where it is another key than the station's. */
  readonly root?: Opener;
  opened: OpenedStation | null;
  officer: Actor;
}

const hand: Actor = { officer: "init", via: "station" };

/** Makes a party with its station, its root on a medium of its own. */
export function makeSide(root: string, short: string): Side {
  const [folder, media] = [join(root, short), join(root, `${short}-root`)];
  const opener = newKey();
  const names = namesOf(`Exercise ${short}`, `Учение ${short}`);
  const { roster, card } = makeStation({
    folder, world: "exercise", short, names, desks: [{ code: "watch", names }], policy: [1, 1, 1, 1],
    telephone: "+00", listen: "127.0.0.1:0", http: "127.0.0.1:0", origins: [], frameAncestors: [], officers: [],
    timeMs: Date.now(), storage: opener, root: opener,
  });
  renameSync(join(folder, "root"), media);
  return { folder, media, card, party: roster.roster.party.toHex(), opener, opened: null, officer: hand };
}

/** A key of the moment. */
export function newKey(): Opener {
  return { kind: "key", key: Uint8Array.from(randomBytes(32)) };
}

function namesOf(english: string, russian: string): Roster["names"] {
  return [{ language: "en", text: english }, { language: "ru", text: russian }];
}

/** Starts a station; its officer is the one of its house record, or is enrolled. */
export async function start(side: Side): Promise<void> {
  side.opened = await openStation(side.folder, side.opener, version);
  if (findOfficer(side)) return;
  const added = await done(side, {
    act: "officer.add", name: "Watch officer", language: "en", roles: ["watch", "releaser", "administrator"],
  });
  side.officer = { officer: added.officer ?? "", via: "station" };
}

function findOfficer(side: Side): boolean {
  const [known] = stationOf(side).officers();
  if (known !== undefined) side.officer = { officer: known.id, via: "station" };
  return known !== undefined;
}

/** Stops a station and deletes its folder. */
export async function destroy(side: Side): Promise<void> {
  await stop(side);
  rmSync(side.folder, { recursive: true });
}

/** Stops a station. */
export async function stop(side: Side): Promise<void> {
  await side.opened?.station.stop();
  side.opened = null;
}

/** Two parties come to know each other and agree a charter; the first dials. Returns the channel. */
export async function agree(a: Side, b: Side): Promise<string> {
  await done(b, { act: "party.add", card: a.card, addresses: [] });
  await know(a, b);
  await compare(b, a);
  const channel = await propose(a, b);
  await accept(b, channel);
  for (const side of [a, b]) await until(() => isIn(side, channel, "adopted"));
  return channel;
}

/** One takes in the card of another, which it dials, and compares the digits. */
export async function know(side: Side, other: Side): Promise<void> {
  const address = other.opened?.lineAddress;
  await done(side, { act: "party.add", card: other.card, addresses: address == null ? [] : [address] });
  await compare(side, other);
}

async function compare(side: Side, other: Side): Promise<void> {
  const digits = stationOf(side).card().checks.find((one) => one.party === other.party)?.digits ?? "";
  await done(side, { act: "party.confirm", party: other.party, digits });
}

/** Proposes a charter and waits until the other side can accept it. Returns its channel. */
export async function propose(from: Side, to: Side): Promise<string> {
  const charter = standardCharter({
    world: "exercise", nonce: Uint8Array.from(randomBytes(16)), languages: ["en", "ru"],
    parties: [from, to].map((side) => principalOf(stationOf(side).state())),
  });
  const { channel = "" } = await done(from, {
    act: "charter.propose", charter: charterShape.toJson(charter), untilMs: dayFromNow(),
  });
  await until(() => isIn(to, channel, "accepted-by-them"));
  return channel;
}

/** Accepts a charter that was proposed. */
export async function accept(side: Side, channel: string): Promise<void> {
  await done(side, { act: "charter.accept", channel, untilMs: dayFromNow() });
}

/** Accepts as soon as all that our lost or replaced stations are known to have said there is here (C-51). */
export async function acceptOnceWhole(side: Side, channel: string): Promise<void> {
  const act: Act = { act: "charter.accept", channel, untilMs: dayFromNow() };
  for (const endMs = Date.now() + patienceMs;;) {
    const result = await stationOf(side).act(side.officer, act);
    if (result.kind === "done") return;
    const { reason, detail } = result;
    if (reason !== "memory-unconfirmed" || Date.now() > endMs) throw new Error(`${reason} ${detail}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The reason for which a station does not accept a charter; it must have one. */
export async function notAccepted(side: Side, channel: string): Promise<string> {
  const act: Act = { act: "charter.accept", channel, untilMs: dayFromNow() };
  const result = await stationOf(side).act(side.officer, act);
  if (result.kind === "refused") return result.reason;
  throw new Error("charter.accept: done");
}

function dayFromNow(): number {
  return Date.now() + 86_400_000;
}

/** Whether a side sees a channel in a state. */
export function isIn(side: Side, channel: string, wanted: string): boolean {
  return stationOf(side).state().channels.some((one) => one.id === channel && one.state === wanted);
}

function principalOf({ party }: StationView): Parameters<typeof standardCharter>[0]["parties"][number] {
  const { id, short, names, phone } = party;
  return { id: Uint8Array.fromHex(id), short, names, languages: ["en"], phone };
}

/** Says a message, as soon as there are keys to seal it with. Returns its object. */
export async function say(
  from: Side, to: Side, channel: string, text: string, precedence: DraftInput["precedence"],
): Promise<string> {
  const state = stationOf(from).state();
  const content: DraftInput = {
    channel, precedence, desk: "watch", capacity: "", to: [{ party: to.party, desk: "watch" }],
    info: [], label: state.channels.find((one) => one.id === channel)?.labels[0]?.code ?? "", language: "en",
    subject: "EXERCISE", text: `EXERCISE EXERCISE EXERCISE ${text}`, word: null, relation: null, translations: [],
  };
  let object = "";
  await until(async () => {
    const act: Act = { act: "message.send", content, seen: stationOf(from).state().newestIncoming };
    const result = await stationOf(from).act(from.officer, act);
    if (result.kind === "refused" && result.reason !== "no-keys-yet") {
      throw new Error(`${act.act}: ${result.reason} ${result.detail}`);
    }
    if (result.kind === "done") object = result.object ?? "";
    return result.kind === "done";
  });
  return object;
}

/** Says so many messages and waits until each is durable at the other side. */
export async function sayAll(from: Side, to: Side, channel: string, count: number, first: number): Promise<number> {
  const objects: string[] = [];
  for (let n = 1; n <= count; n++) objects.push(await say(from, to, channel, String(first + n), "IMMEDIATE"));
  await durable(from, objects);
  return count;
}

/** Waits until messages of a station are durable at the other side. */
export async function durable(from: Side, objects: readonly string[]): Promise<void> {
  await until(() => objects.every((object) => {
    const found = stationOf(from).messages(messagesMax, null).find((one) => one.object === object);
    return found?.to.every((one) => one.state === "durable") === true;
  }));
}

/** The messages that a station holds, by their objects. */
export function held(side: Side): readonly string[] {
  return stationOf(side).messages(messagesMax, null).map((one) => one.object).toSorted();
}

/** Waits until two stations hold the same record of a channel, or of the house: every log of it, by size and root. */
export async function alike(one: Side, other: Side, channel: string): Promise<void> {
  const logs = async (side: Side): Promise<string> => {
    const station = stationOf(side);
    const page = await (channel === "house" ? station.house(0, 0) : station.record(channel, 0, 0));
    return (page?.logs ?? []).map(({ log, size, root }) => `${log} ${size} ${root}`).toSorted().join();
  };
  await until(async () => await logs(one) === await logs(other));
}

/** Waits until the other parties have answered that nothing of ours is lost at a station. */
export async function confirmed(side: Side): Promise<void> {
  await until(() => stationOf(side).state().channels.every((one) => one.memory === "confirmed"));
}

/**
 * Whether records hold when every hash and signature is read again, and nobody has signed two things that cannot both
 * be true. Returns how many entries were checked. Errors: what does not hold.
 */
export async function checkRecords(sides: readonly Side[]): Promise<number> {
  const views = await Promise.all(sides.map((side) => stationOf(side).verify()));
  const faults = views.flatMap((one) => one.findings.map((finding) => `${finding.code} ${finding.label}`));
  // Two starts from one place are evidence too, but against nobody.
  const forks = sides.flatMap((side) => stationOf(side).evidence()).filter((one) => one.sort !== "siblings");
  const wrong = [...faults, ...forks.map((one) => one.id)];
  if (wrong.length > 0) throw new Error(wrong.join(", "));
  return views.reduce((sum, one) => sum + one.entries, 0);
}

/** Signs, where the root lies, the party's next roster. Returns it as a card's text. */
export function signRoster(side: Side, change: (before: Roster) => Partial<Roster>): string {
  const crypto = createNodeCrypto();
  const root = openRoot(crypto, side.media, side.root ?? side.opener, () => readRosters(crypto, side.folder));
  const before = (root.rosters.at(-1) as SignedRoster).roster;
  return encodeCardOf(crypto, signNext(crypto, root, { ...before, ...change(before) }, Date.now(), null));
}

/** A further station of a party, which is asked for, named by the root and let in by one that runs; it runs then. */
export async function addSite(root: string, first: Side, name: string): Promise<Side> {
  const crypto = createNodeCrypto();
  const { opener, media, card, party } = first;
  const site: Side = { folder: join(root, name), media, card, party, opener, opened: null, officer: hand };
  const [ours] = readRosters(crypto, first.folder);
  const { request } = requestSite({
    folder: site.folder, roster: (ours as SignedRoster).roster,
    names: namesOf(`Exercise ${name}`, `Учение ${name}`), address: "", listen: "127.0.0.1:0", http: "127.0.0.1:0",
    storage: opener,
  });
  const { station } = decodeRequest(crypto, request);
  const named = signRoster(first, (before) => ({ stations: [...before.stations, station] }));
  await done(first, { act: "roster.adopt", card: named });
  const address = first.opened?.lineAddress;
  const answer = await done(first, {
    act: "station.answer", request: request.toBase64(), addresses: address == null ? [] : [address],
  });
  joinSite(site.folder, opener, Uint8Array.fromBase64(answer.file ?? ""));
  site.opened = await openStation(site.folder, opener, version);
  // Its officers are those of the house record, which comes from the first site.
  await until(() => findOfficer(site));
  return site;
}

/** The station of a side, which must run. */
export function stationOf({ opened }: Side): Station {
  if (opened === null) throw new Error("the station does not run");
  return opened.station;
}

/** Does an act that must succeed. */
export async function done(side: Side, act: Act): Promise<Extract<ActResult, { kind: "done" }>> {
  const result = await stationOf(side).act(act.act === "officer.add" ? hand : side.officer, act);
  if (result.kind === "done") return result;
  throw new Error(`${act.act}: ${result.reason} ${result.detail}`);
}

/** Waits until something has come about. Errors: it has not, within the patience of a rehearsal. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + patienceMs; !await isSo();) {
    if (performance.now() > end) throw new Error(`${patienceMs / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
