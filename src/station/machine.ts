// The station machine: every input of one party's running end, and what it wants done. No IO, no clock, no timer.

import { performAct } from "./act/act.ts";
import { committed, commitPending, afterCommit } from "./batch.ts";
import { beginLog, settleChannels } from "./channel.ts";
import { bring } from "./courier/courier.ts";
import { attribute } from "./house/house.ts";
import { deliver, deliverBoot, deliverNarrow } from "./admit.ts";
import { sayExhibit, takeExhibit, tickExhibits } from "./mechanism/exhibits.ts";
import { loadEnvelope, readDone } from "./line/envelope-source.ts";
import { keepTraces } from "./load/ledger-traces.ts";
import { recordTests } from "./line/line-tests.ts";
import { noteCame, noteCarried, noteLink, noteNews } from "./line/line-news.ts";
import { askEveryone } from "./memory/memory.ts";
import { askDamaged } from "./mend.ts";
import { answerRecall, takeNamedRecollection, takeRecollection } from "./memory/recollection.ts";
import { notePresence, settleWatch } from "./house/watch.ts";
import { confirmAgreed } from "./agree/confirm-agreed.ts";
import { composeReceipts } from "./line/receipt.ts";
import { recogniseOthers } from "./house/recognise.ts";
import { takeRest } from "./load/rest.ts";
import { isRemoved } from "./peer/peers.ts";
import { adoptOwnRosters } from "./peer/roster-in-force.ts";
import type { NamedWay, StationOutput, StationState } from "./state.ts";
import type { Actor } from "./surface.ts";
import { askWitnesses, witnessAnswered } from "./witness/ask-witness.ts";
import { composeCheckpoints } from "./witness/own-heads.ts";
import type { WitnessAnswer } from "../ports/witness.ts";
import type { StoredEntry } from "../ports/store.ts";
import type { Act } from "../api/acts.ts";
import type { BundleItem } from "../core/courier/bundle.ts";
import type { LineInput, LineOutput } from "../core/line/exchange.ts";
import { handle as handleLine } from "../core/line/machine.ts";
import type { Hex } from "../core/names.ts";
import { chainsSaveEveryMs, encodeChains } from "./chain-state.ts";

/** What is told to the station machine. */
export type StationInput =
  | { readonly kind: "line"; readonly input: LineInput }
  | { readonly kind: "act"; readonly token: number; readonly actor: Actor; readonly act: Act }
  /** An entry that a bundle of this peer brought. */
  | { readonly kind: "brought"; readonly peer: Hex; readonly entry: Extract<BundleItem, { item: "entry" }> }
  | { readonly kind: "read"; readonly token: number; readonly row: StoredEntry | null }
  /** A piece of a file of evidence that a peer asks for, opened; null when it is not there. */
  | { readonly kind: "exhibit"; readonly peer: Hex; readonly sha256: Hex; readonly piece: number;
      readonly sealed: Uint8Array | null }
  /** Rows that were asked for to read the rest of the record. */
  | { readonly kind: "rest"; readonly rows: readonly StoredEntry[] }
  | { readonly kind: "committed"; readonly id: number }
  /** A witness has answered, or not (status 0). */
  | { readonly kind: "answered"; readonly token: number; readonly answer: WitnessAnswer }
  /** The store refused a batch. Nothing of it was said to anyone; the station signs nothing any more (P14). */
  | { readonly kind: "failed"; readonly id: number; readonly reason: string }
  /** What made the station sign nothing is over. */
  | { readonly kind: "recovered"; readonly reason: string }
  /** Intake stops while the medium is nearly full, before anything of ours does (P19). */
  | { readonly kind: "space"; readonly enough: boolean }
  /**
   * This process may have been copied or set back while it ran. `hedge` are bytes that a copy of it does not have.
   */
  | { readonly kind: "resumed"; readonly hedge: Uint8Array }
  /** A console of this session is open, and locked where nobody has used it for a while. */
  | { readonly kind: "attended"; readonly session: string; readonly locked: boolean }
  /** What the bearers are configured for. */
  | { readonly kind: "ways"; readonly ways: readonly NamedWay[] }
  | { readonly kind: "woke" }
  /** Everything gathered is to be composed and committed now. */
  | { readonly kind: "flush" }
  /** The station is about to stop: what the next start needs is kept. */
  | { readonly kind: "resting" };

/** Handles one input at `nowMs` (wall clock, whole milliseconds) and returns what is to be done, in order. */
export function handle(state: StationState, input: StationInput, nowMs: number): readonly StationOutput[] {
  // Our own clock may be set back; times of our entries never go back (compose sees to it), and views use the later
  // one.
  state.nowMs = nowMs;
  take(state, input);
  settleLine(state);
  if (input.kind === "woke") sayWake(state);
  return state.outputs.splice(0);
}

function take(state: StationState, input: StationInput): void {
  switch (input.kind) {
    case "line":
      noteLink(state, input.input);
      state.lineInputs.push(input.input);
      return;
    case "act": answerAct(state, input.token, input.actor, input.act); return;
    case "brought": bring(state, input.peer, input.entry); return;
    case "rest": takeRest(state, input.rows); return;
    case "read": readDone(state, input.token, input.row); return;
    case "exhibit": sayExhibit(state, input.peer, input.sha256, input.piece, input.sealed); return;
    case "committed": committed(state, input.id); return;
    case "answered": witnessAnswered(state, input.token, input.answer); return;
    case "failed": impair(state, input.reason); return;
    case "recovered": recover(state, input.reason); return;
    case "space": state.lineInputs.push({ kind: "intake", open: input.enough }); noteSpace(state, input.enough); return;
    case "resumed": resume(state, input.hedge); return;
    case "ways":
      state.ways = input.ways;
      state.outputs.push({ kind: "state" });
      return;
    case "attended": notePresence(state, input.session, input.locked); return;
    case "woke": state.lineInputs.push({ kind: "woke" }); return;
    case "flush": flush(state, false); return;
    case "resting": flush(state, true); return;
  }
}

/** Composes what is due and hands the batch to the store. */
function flush(state: StationState, resting: boolean): void {
  if (state.impaired.size === 0 && state.inFlight.size === 0) {
    compose(state);
    keepTraces(state, resting);
  }
  tickExhibits(state);
  askWitnesses(state);
  saveChains(state);
  commitPending(state);
}

/** New logs before anything more is signed; what we may have forgotten, the peers are asked. */
function resume(state: StationState, hedge: Uint8Array): void {
  if (state.impaired.size > 0 || isRemoved(state)) return;
  state.memory.fresh = false;
  for (const channel of [state.house, ...state.channels.values()]) beginLog(state, channel, "resumed", hedge);
  askEveryone(state);
  state.outputs.push({ kind: "state" });
}

function compose(state: StationState): void {
  adoptOwnRosters(state);
  if (isRemoved(state)) return;
  settleChannels(state);
  askDamaged(state);
  recordTests(state);
  composeCheckpoints(state);
  recogniseOthers(state);
  composeReceipts(state);
  confirmAgreed(state);
  settleWatch(state);
  attribute(state);
}

/** Keys that an entry of this batch names are saved before it; a chain that only moved on may wait a little. */
function saveChains(state: StationState): void {
  const due = state.chainsDirty && state.nowMs - state.chainsSavedMs >= chainsSaveEveryMs;
  if (!state.keysDirty && !due) return;
  state.keysDirty = false;
  state.chainsDirty = false;
  state.chainsSavedMs = state.nowMs;
  state.outputs.push({ kind: "saveChains", bytes: encodeChains(state) });
}

/** Feeds the line machine until it has nothing more to say about what has happened. */
function settleLine(state: StationState): void {
  for (let input = state.lineInputs.shift(); input !== undefined; input = state.lineInputs.shift()) {
    for (const output of handleLine(state.line, input, state.nowMs)) obeyLine(state, output);
  }
}

/** A wake may have been for something sooner than what the line waits for, and took its place. */
function sayWake({ line: { dueMs, skewMs }, outputs }: StationState): void {
  if (dueMs !== null) outputs.push({ kind: "wakeAt", atMs: dueMs - skewMs });
}

function obeyLine(state: StationState, output: LineOutput): void {
  switch (output.kind) {
    case "send":
      state.outputs.push(output);
      // On a slow line each fragment is shown as it goes.
      if (state.line.links.get(output.link)?.narrow != null) state.outputs.push({ kind: "state" });
      return;
    case "close": case "wakeAt": state.outputs.push(output); return;
    case "load": loadEnvelope(state, output); return;
    case "deliver": deliver(state, output); noteCame(state, output); return;
    case "deliver-narrow": deliverNarrow(state, output); noteCame(state, output); return;
    case "deliver-boot": deliverBoot(state, output); return;
    case "recall": answerRecall(state, output.peer, output.asked); return;
    case "recalled": takeRecollection(state, output.peer, output.answer); return;
    case "recalled-named": takeNamedRecollection(state, output); return;
    case "exhibit": takeExhibit(state, output.peer, output.frame); return;
    case "carried": noteCarried(state, output); return;
    case "tell": noteNews(state, output.news); return;
  }
}

function answerAct(state: StationState, token: number, actor: Actor, act: Act): void {
  const result = performAct(state, actor, act);
  if (result.kind === "refused") {
    state.outputs.push({ kind: "done", act: token, result });
    return;
  }
  // An act is done when it is durable, never before.
  afterCommit(state, () => state.outputs.push({ kind: "done", act: token, result }));
}

function impair(state: StationState, reason: string): void {
  state.impaired.add(reason);
  state.lineInputs.push({ kind: "intake", open: false });
  state.outputs.push({ kind: "impaired", reason }, { kind: "state" });
}

function recover(state: StationState, reason: string): void {
  state.impaired.delete(reason);
  state.outputs.push({ kind: "state" });
}

function noteSpace(state: StationState, enough: boolean): void {
  if (state.spaceEnough === enough) return;
  state.spaceEnough = enough;
  state.outputs.push({ kind: "state" });
}
