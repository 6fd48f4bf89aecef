// What the line machine tells, kept for the status bar, the alerts and the record.

import { keep } from "../batch.ts";
import type { LinkState, PeerLine, StationState } from "../state.ts";
import type { LineInput, LineNews, LineOutput } from "../../core/line/exchange.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { isNarrow } from "../../core/line/narrow-fragment.ts";
import { taughtModel } from "../../core/narrow/content.ts";
import type { Hex, LogId } from "../../core/names.ts";

/** The courier, where bearers are named. */
export const courierBearer = "courier";
/** Most entries remembered as carried and not yet receipted; beyond it the oldest are forgotten ("composed" again). */
export const carriedMax = 10_000;
/** Most messages of which it is remembered over which bearer they came; beyond it the oldest are forgotten. */
export const cameByMax = 10_000;
/** Where it is kept, so that it is known after a start. */
export const cameByPrefix = "came/";

/** The line to a peer, made when first heard of. */
export function lineOf(state: StationState, peer: Hex): PeerLine {
  let line = state.lines.get(peer);
  if (line === undefined) {
    line = {
      state: "down", sinceMs: state.nowMs, lastHeardMs: null, missed: 0, links: new Map(), nextTestMs: null,
      unopenable: 0, quota: 0, overMs: null,
    };
    state.lines.set(peer, line);
  }
  return line;
}

function linkOf(line: PeerLine, name: string): LinkState {
  let link = line.links.get(name);
  if (link === undefined) {
    link = { name, lastHeardMs: null, roundTripMs: null, terms: null, open: new Set() };
    line.links.set(name, link);
  }
  return link;
}

/** Takes note of a link that has come up, with its terms, or gone. */
export function noteLink(state: StationState, input: LineInput): void {
  if (input.kind === "up" && state.partyOfStation.has(input.peer)) {
    const made = linkOf(lineOf(state, input.peer), input.bearer);
    made.terms = input.terms;
    made.open.add(input.link);
    // Its words take the model a moment: now, and not before the first that is to be said over this link.
    if (isNarrow(input.terms)) taughtModel();
    state.outputs.push({ kind: "state" });
  }
  if (input.kind !== "down") return;
  for (const line of state.lines.values()) {
    for (const one of line.links.values()) {
      if (!one.open.delete(input.link)) continue;
      // Of links of several terms those count that are left.
      const left = [...one.open].at(-1);
      one.terms = (left === undefined ? undefined : state.line.links.get(left)?.terms) ?? one.terms;
      settleLine(state, line);
      state.outputs.push({ kind: "state" });
    }
  }
}

/** How an open link is: a wide one has just met its peer, a narrow one is open whether anybody hears or not. */
export function linkState(state: StationState, id: string): "up" | "untried" | "quiet" | "cut" {
  const link = state.line.links.get(id);
  if (link === undefined) return "cut";
  if (link.quiet) return "quiet";
  return link.narrow === null || link.heardToldMs !== null ? "up" : "untried";
}

/** A line is up while one of its links is: what nobody is known to hear is no line. */
function settleLine(state: StationState, line: PeerLine): void {
  const open = [...line.links.values()].flatMap((one) => [...one.open]);
  const is = open.some((id) => linkState(state, id) === "up") ? "up" : "down";
  if (is !== line.state) Object.assign(line, { state: is, sinceMs: state.nowMs });
}

/** Takes note of one piece of news. */
export function noteNews(state: StationState, news: LineNews): void {
  // What is still told of a station that a roster has dropped is nobody's affair.
  if (!state.partyOfStation.has(news.peer)) return;
  const line = lineOf(state, news.peer);
  switch (news.kind) {
    case "line":
    case "quiet":
      settleLine(state, line);
      break;
    case "heard":
      line.lastHeardMs = news.atMs;
      linkOf(line, news.bearer).lastHeardMs = news.atMs;
      settleLine(state, line);
      break;
    case "tested":
      line.missed = news.missedInARow;
      linkOf(line, news.bearer).roundTripMs = news.roundTripMs;
      state.tests.push(news);
      break;
    case "unopenable": line.unopenable += 1; break;
    case "quota":
      line.quota += 1;
      if (news.what === "disk") line.overMs = state.nowMs;
      break;
  }
  state.outputs.push({ kind: "state" });
}

/** An entry of ours was handed whole to a bearer: carried, which is not delivered. */
export function noteCarried(state: StationState, carried: Extract<LineOutput, { kind: "carried" }>): void {
  const key = carriedKey(carried.peer, toHex(carried.log), carried.seq);
  const before = state.carried.get(key);
  const byCourier = carried.bearer === courierBearer;
  if (before !== undefined && (!byCourier || before.byCourier)) return;
  state.carried.set(key, { sinceMs: before?.sinceMs ?? state.nowMs, byCourier });
  if (state.carried.size > carriedMax) state.carried.delete(state.carried.keys().next().value as string);
  for (const channel of state.channels.values()) {
    const object = channel.byPosition.get(`${toHex(carried.log)}:${carried.seq}`);
    if (object !== undefined) state.outputs.push({ kind: "changed", channel: channel.hex, object });
  }
}

/** Takes note of which bearer brought a message that has just come to be held. */
export function noteCame(state: StationState, came: { readonly link: string; readonly log: LogId; seq: number }): void {
  const bearer = state.line.links.get(came.link)?.bearer;
  for (const channel of state.channels.values()) {
    const object = channel.byPosition.get(`${toHex(came.log)}:${came.seq}`);
    if (bearer === undefined || object === undefined || state.cameBy.has(object)) continue;
    // What comes again, over whatever bearer, changes nothing.
    if (channel.facts.get(object)?.heldMs !== state.nowMs) continue;
    state.cameBy.set(object, bearer);
    keep(state, `${cameByPrefix}${object}`, new TextEncoder().encode(bearer));
    if (state.cameBy.size <= cameByMax) continue;
    const oldest = state.cameBy.keys().next().value as Hex;
    state.cameBy.delete(oldest);
    keep(state, `${cameByPrefix}${oldest}`, null);
  }
}

/** Key of the set of carried entries. */
export function carriedKey(peer: Hex, log: Hex, seq: number): string {
  return `${peer} ${log}:${seq}`;
}
