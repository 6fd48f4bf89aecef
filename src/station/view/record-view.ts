// The record, page by page, and the check of everything that is stored.

import { behind } from "../house/attributed.ts";
import { isOwnSite } from "../peer/peers.ts";
import { labelOf } from "../label.ts";
import { readKept } from "../at-rest.ts";
import type { Channel, StationState } from "../state.ts";
import type { Store } from "../../ports/store.ts";
import type { RecordLine, RecordPage } from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { message } from "../../core/mechanism/message/entries.ts";
import { decodeContent, kindOf } from "../../core/mechanism/registry.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import { decodeBody } from "../../core/record/entry.ts";
import { rootOf } from "../../core/record/merkle.ts";
import type { Log } from "../../core/record/log.ts";
import { Turns } from "../../core/record/turns.ts";
import type { Turn } from "../../core/record/turns.ts";

/** Entries of a channel, newest first by lamport; `from` counts from the newest. */
export async function recordPage(
  state: StationState, store: Store, channel: Channel, from: number, limit: number,
): Promise<RecordPage> {
  const logs = [...channel.ledger.logs.values()];
  const total = logs.reduce((sum, log) => sum + log.size, 0);
  const entries: RecordLine[] = [];
  let count = 0;
  for (const { log, seq } of newestFirst(logs)) {
    if (count >= from + limit) break;
    if (count++ >= from) entries.push(await recordLine(state, store, channel, log, seq));
  }
  return { channel: channel.hex, total, entries, logs: logLines(state, channel) };
}

/** Positions by lamport, the highest first: as many as are asked for, however long the logs are. */
function* newestFirst(logs: readonly Log[]): Generator<{ readonly log: Log; readonly seq: number }> {
  const turns = new Turns<Turn & { readonly log: Log; seq: number }>();
  const byHex = logs.filter((log) => log.size > 0).toSorted((a, b) => (a.hex < b.hex ? 1 : -1));
  for (const [number, log] of byHex.entries()) {
    turns.add({ number, order: -(log.lamports.at(-1) ?? 0), log, seq: log.size - 1 });
  }
  for (let turn = turns.take(); turn !== null; turn = turns.take()) {
    yield { log: turn.log, seq: turn.seq };
    if (--turn.seq < 0) continue;
    // The lamport of a damaged entry is not known: it stands beside the one after it.
    const lamport = turn.log.lamports[turn.seq] ?? 0;
    if (lamport > 0) turn.order = Math.max(turn.order, -lamport);
    turns.add(turn);
  }
}

async function recordLine(
  state: StationState, store: Store, channel: Channel, log: Log, seq: number,
): Promise<RecordLine> {
  const base = {
    label: labelOf(state, channel, log.hex, seq), party: toHex(log.party), log: log.hex, seq,
    lamport: log.lamports[seq] ?? 0, asked: state.damageAsked.has(`${log.hex}:${seq}`),
    mended: state.mended.has(`${log.hex}:${seq}`),
  };
  const row = await store.entry(log.log, seq);
  const kept = row === null ? null : readKept(state, row);
  if (kept === null) {
    return {
      ...base, kind: "?", timeMs: 0, leaf: "", signature: "", precedence: "ROUTINE", object: null, subject: null,
      officer: null,
      damaged: true,
    };
  }
  const body = decodeBody(kept.payload);
  const hash = state.self.crypto.sha256(Uint8Array.of(0), kept.payload);
  const leaf = toHex(hash);
  const decoded = kept.salt.length === 32 ? decodeContent(body.kind, kept.content) : null;
  const content = body.kind === message.code && decoded?.kind === "decoded"
    ? (decoded.content as MessageContent)
    : null;
  const about = kindOf(body.kind)?.about;
  const own = about === "begins" || body.object.length === 0;
  return {
    ...base, kind: kindOf(body.kind)?.name ?? String(body.kind), timeMs: body.time, leaf,
    signature: toHex(kept.signature),
    precedence: body.precedence, object: about === "none" ? null : own ? leaf : toHex(body.object),
    subject: content?.subject ?? null,
    officer: behind(state, hash, log.station),
    // The seal at rest may open and the content still not be what was signed: the check of everything found it.
    damaged: state.damaged.has(`${log.hex}:${seq}`),
  };
}

function cosignedOf(state: StationState, log: string): RecordPage["logs"][number]["cosigned"] {
  const seen = state.witnessing.seen.get(log);
  if (seen === undefined) return null;
  return { size: seen.size, by: seen.by.map(({ witness, timeS }) => ({ witness, timeMs: timeS * 1_000 })) };
}

function logLines(state: StationState, channel: Channel): RecordPage["logs"] {
  return [...channel.ledger.logs.values()].map((log) => {
    const ours = equalBytes(log.party, state.self.party);
    const theirs = [...channel.receiptedTo]
      .filter(([key]) => key.endsWith(` ${log.hex}`) && !isOwnSite(state, key.slice(0, 32))).map(([, size]) => size);
    return {
      log: log.hex, party: toHex(log.party), size: log.size, root: toHex(rootOf(state.self.crypto, log.tree)),
      theirsOfOurs: ours ? Math.min(log.size, ...theirs) * (theirs.length > 0 ? 1 : 0) : null, reason: log.boot.reason,
      cosigned: cosignedOf(state, log.hex),
    };
  });
}
