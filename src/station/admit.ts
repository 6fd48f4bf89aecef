// What comes over the line: opened, checked, laid into the batch, folded in. Everything here is attacker-controlled.

import { sealKept } from "./at-rest.ts";
import { enlist } from "./batch.ts";
import { openProvisional } from "./channel.ts";
import { foldIn, relearnReceipts, release } from "./fold-in.ts";
import { noteReturned } from "./memory/memory.ts";
import { mendDamaged } from "./mend.ts";
import { noteFork, noteSiblings } from "./fork-case.ts";
import { termsAdopted } from "./channel-terms.ts";
import { bootOf } from "./line/narrow-source.ts";
import { mayOpen, noteUnopenable } from "./line/opening.ts";
import { authorOf, peersOf } from "./peer/peers.ts";
import { notHeard } from "./principals.ts";
import { settleHeads } from "./witness/seen-heads.ts";
import type { Channel, Parked, StationState } from "./state.ts";
import type { KeptEntry } from "./stored-entry.ts";
import { equalBytes, fromHex, toHex } from "../core/bytes/hex.ts";
import { ChirographError } from "../core/errors.ts";
import type { LineOutput } from "../core/line/exchange.ts";
import { admit } from "../core/record/admission.ts";
import type { Admission, Contradiction } from "../core/record/admission.ts";
import { boot } from "../core/record/boot.ts";
import type { Body } from "../core/record/entry.ts";
import { rosterKind } from "../core/keys/roster.ts";
import { narrowView } from "../core/narrow/view.ts";
import { createLedger } from "../core/record/ledger.ts";
import { commitOpened, createChains, openEnvelope, openNarrow } from "../core/seal/chains.ts";
import type { Opened } from "../core/seal/chains.ts";
import { sealedForm } from "../core/seal/envelope.ts";
import { isFullForm } from "../core/seal/narrow-envelope.ts";
import { epochs } from "../core/seal/epoch.ts";

/** Most envelopes kept for each channel that came before what they need: a BOOT, an epoch, the charter's adoption. */
const parkedMax = 256;
/** How often one of them is tried before it must come again. */
const parkedTriesMax = 3;

const none = new Uint8Array(0);

type Delivery = Extract<LineOutput, { kind: "deliver" }>;
type BootDelivery = Extract<LineOutput, { kind: "deliver-boot" }>;
type NarrowDelivery = Extract<LineOutput, { kind: "deliver-narrow" }>;

/** Takes one whole envelope from the line. */
export function deliver(state: StationState, delivery: Delivery): void {
  if (state.impaired.size > 0) return;
  const known = delivery.channel === state.house.hex ? state.house : state.channels.get(delivery.channel);
  // A bearer may have hurt the name of the channel; only a signed BOOT that says the same name opens one.
  if (known === undefined && !isSignedBoot(state, delivery)) return;
  const channel = known ?? openProvisional(state, delivery.peer, delivery.channel);
  if (channel === null) return;
  // A station of no party of the channel gets nothing into it, whatever it has sealed or signed; nobody but our own
  // other sites gets anything into the house record.
  if (!peersOf(state, channel).includes(delivery.peer)) return;
  receive(state, channel, delivery);
}

/** Takes one narrow envelope from the line; of a log that is not held there is nothing to rebuild from. */
export function deliverNarrow(state: StationState, delivery: NarrowDelivery): void {
  const channel = state.channels.get(delivery.channel);
  if (state.impaired.size > 0 || channel === undefined || !peersOf(state, channel).includes(delivery.peer)) return;
  receive(state, channel, { ...delivery, narrow: true });
}

/** Takes a BOOT that came in few bytes; one that cannot be rebuilt comes again as it is. */
export function deliverBoot(state: StationState, { peer, link, frame }: BootDelivery): void {
  const whole = state.impaired.size > 0 ? null : bootOf(state, peer, frame);
  if (whole !== null) deliver(state, { kind: "deliver", peer, link, seq: 0, ...whole });
}

/** Whether the delivery is a BOOT, in clear, that a known party has signed for the channel it is said to be of. */
function isSignedBoot(state: StationState, { channel, log, seq, envelope }: Delivery): boolean {
  const { crypto, station } = state.self;
  const id = fromHex(channel);
  if (id === null) return false;
  const outcome = openEnvelope(
    crypto, createChains(), { channel: id, log, seq, reader: station, author: null }, envelope,
  );
  if (outcome.kind !== "opened") return false;
  const { entry, content, salt } = outcome;
  const arrival = { entry, content, salt, nowMs: state.nowMs, own: false };
  return admit(crypto, createLedger(id, station), state.rosters, arrival).kind === "held";
}

function receive(state: StationState, channel: Channel, delivery: Parked): void {
  const opened = open(state, channel, delivery);
  if (opened === null) return;
  if (mendDamaged(state, channel, delivery, opened)) return;
  const { entry, content, salt } = opened;
  const unheard = notHeard(state, channel, delivery.log, opened);
  if (unheard !== null) return refuse(state, channel, delivery, unheard);
  const admission = admit(state.self.crypto, channel.ledger, state.rosters, {
    entry, content, salt, nowMs: state.nowMs, own: false,
  });
  switch (admission.kind) {
    case "held":
    case "beyond":
      commitOpened(channel.chains, opened);
      state.chainsDirty = true;
      keepAdmitted(state, channel, admission, opened);
      if (admission.kind === "held") {
        for (const one of admission.contradictions) noteContradiction(state, channel, one);
        settleHeads(state, channel, toHex(admission.body.log));
        if (admission.body.kind === boot.code) noteSiblings(state, channel, toHex(admission.body.log));
      }
      retryParked(state, channel, admission.body);
      return;
    case "duplicate": return;
    case "fork": noteFork(state, channel, admission.contradiction, { log: delivery.log, entry }); return;
    case "refused": refuse(state, channel, delivery, admission.error); return;
  }
}

/** Two trees of one log: evidence, and nothing more of ours goes to the station that acknowledged the other (L-65). */
function noteContradiction(state: StationState, channel: Channel, one: Contradiction): void {
  noteFork(state, channel, one, null);
  partFrom(state, channel, one);
}

/** Tells the line that the station which acknowledged another tree can take in nothing more of that log. */
export function partFrom(state: StationState, channel: Channel, one: Contradiction): void {
  const by = channel.ledger.logs.get(one.by[1].slice(0, 32));
  if (by === undefined || equalBytes(by.station, state.self.station)) return;
  state.lineInputs.push({ kind: "parted", peer: toHex(by.station), log: one.log });
}

function open(state: StationState, channel: Channel, delivery: Parked): Opened | null {
  if (!mayOpen(state, delivery)) return null;
  const author = channel.ledger.logs.get(toHex(delivery.log));
  const context = {
    channel: channel.id, log: delivery.log, seq: delivery.seq, reader: state.self.station,
    author: author?.station ?? null,
  };
  const { crypto } = state.self;
  const outcome = delivery.narrow === true
    ? openNarrow(
      crypto, channel.chains, { ...context, view: narrowView(crypto, channel.ledger), nowMs: state.nowMs },
      delivery.envelope,
    )
    : openEnvelope(crypto, channel.chains, context, delivery.envelope);
  if (outcome.kind === "opened") return outcome;
  noteUnopenable(state, delivery, outcome.error);
  if (leavesOut(delivery)) askFull(state, delivery);
  else park(state, channel, delivery, outcome.error);
  return null;
}

/** Whether more of the entry can be had in the narrow form than came: then nothing is said against anybody (N-21). */
function leavesOut({ narrow, envelope }: Parked): boolean {
  return narrow === true && !isFullForm(envelope);
}

function askFull(state: StationState, { peer, log, seq }: Parked): void {
  state.lineInputs.push({ kind: "not-rebuilt", peer, log, seq });
}

/** Keeps what cannot be taken in yet until what it needs comes, and asks for it again. It is never receipted. */
function park(state: StationState, channel: Channel, delivery: Parked, error: ChirographError): void {
  const held = channel.ledger.logs.get(toHex(delivery.log));
  // A second copy whose key is used up: the first one is held, and nothing need be asked for again.
  if (held !== undefined && (delivery.seq < held.size || held.beyond.has(delivery.seq))) return;
  const same = (other: Parked): boolean => other.seq === delivery.seq && toHex(other.log) === toHex(delivery.log);
  const tries = (delivery.tries ?? 0) + 1;
  if (error.code === "epoch" && tries <= parkedTriesMax && channel.parked.length < parkedMax) {
    if (!channel.parked.some(same)) channel.parked.push({ ...delivery, tries });
  }
  state.lineInputs.push({ kind: "unopened", peer: delivery.peer, log: delivery.log, seq: delivery.seq });
}

// Opening is dear, so an entry wakes only what may have waited for it: a BOOT its own log, a BOOT and epochs what is
// sealed in a chain that was not found, and the entry that completes the adoption all that waited for that.
function retryParked(state: StationState, channel: Channel, { kind, log }: Body): void {
  if (channel.parked.length === 0) return;
  // A roster may be what the BOOT of another log waits for, and a BOOT is what all that is sealed in its log does.
  const keys = kind === boot.code || kind === epochs.code || kind === rosterKind.code;
  const words = !channel.adopted && termsAdopted(state, channel);
  if (!keys && !words) return;
  const wakesAll = words || kind === rosterKind.code;
  const wakes = (one: Parked): boolean => (
    wakesAll || one.narrow === true || one.envelope[0] === sealedForm || equalBytes(one.log, log)
  );
  const parked = channel.parked.splice(0);
  channel.parked.push(...parked.filter((one) => !wakes(one)));
  for (const delivery of parked.filter(wakes)) receive(state, channel, delivery);
}

/**
 * A checked refusal: the code is counted and shown; bytes that failed are asked for again, since a bearer may have hurt
 * them.
 */
function refuse(state: StationState, channel: Channel, delivery: Parked, error: ChirographError): void {
  if (leavesOut(delivery)) return askFull(state, delivery);
  state.refusals.set(error.code, (state.refusals.get(error.code) ?? 0) + 1);
  const begun = channel.ledger.logs.has(toHex(delivery.log));
  if (error.code === "entry-kind" || (!begun && (error.code === "boot" || error.code === "missing"))) {
    return park(state, channel, delivery, new ChirographError("epoch"));
  }
  state.lineInputs.push({ kind: "unopened", peer: delivery.peer, log: delivery.log, seq: delivery.seq });
}

/** Lays an admitted entry into the batch and folds it in. */
function keepAdmitted(
  state: StationState, channel: Channel, admission: Extract<Admission, { kind: "held" | "beyond" }>, opened: Opened,
): void {
  const { body, leaf } = admission;
  const kept: KeptEntry = {
    ...opened.entry, salt: opened.salt ?? none, content: opened.content ?? none,
    envelope: none, heldMs: state.nowMs, incoming: 0, narrow: none,
  };
  const incoming = foldIn(state, channel, admission, kept, "came");
  const { log, seq } = body;
  enlist(state, { log, seq, leaf, blob: sealKept(state, log, seq, leaf, { ...kept, incoming }) });
  if (admission.kind === "held") release(state, channel, admission, "came");
  noteOwn(state, channel, log);
  tellHeld(state, channel, body);
}

/** An entry of our own station that another has brought: it was lost here, or a twin of ours has written it. */
function noteOwn(state: StationState, channel: Channel, log: Uint8Array): void {
  const held = channel.ledger.logs.get(toHex(log));
  if (held === undefined || !equalBytes(held.station, state.self.station)) return;
  relearnReceipts(state, channel, held.hex);
  noteReturned(state);
}

/** When it is durable, and only then, the line machine may say that we hold it. */
function tellHeld(state: StationState, channel: Channel, { log, seq, precedence }: Body): void {
  const held = channel.ledger.logs.get(toHex(log));
  if (held === undefined) return;
  const { size } = held;
  const beyond = [...held.beyond.keys()];
  const said = { size, beyond, routine: precedence === "ROUTINE" ? [seq] : [], ...authorOf(state, held) };
  state.pending.effects.push(() => {
    state.lineInputs.push({ kind: "held", channel: channel.hex, log, ...said, peers: peersOf(state, channel) });
  });
}
