// What a ledger needs of entries it will not read again at the next start, a few dozen bytes each: leaves, times, kinds
// and acknowledgements, in blocks of a log. Sealed at rest like everything kept.

import { bytes, decodeShape, encodeShape, list, struct, uint } from "../../core/bytes/shape.ts";
import { ChirographError } from "../../core/errors.ts";
import type { Ack, LeafAck } from "../../core/record/entry.ts";

/** Entries of one block. A full one never changes again. */
export const blockEntries = 4_096;

/** What is kept of one entry. */
export interface Trace {
  readonly leaf: Uint8Array;
  readonly lamport: number;
  readonly time: number;
  readonly kind: number;
  readonly acks: readonly Ack[];
  readonly leaves: readonly LeafAck[];
}

const leafBytes = 32;
/** Lamport and time as doubles, kind, how many acks and leaves. */
const fixedBytes = 8 + 8 + 2 + 1 + 2;
/** Which log, its size, since when. The root was compared when the entry was admitted, and is that of the tree. */
const ackBytes = 2 + 8 + 8;
const leafAckBytes = ackBytes + leafBytes;
const logsMax = 65_535;

const block = struct({
  count: uint(blockEntries), logs: list(bytes(16), logsMax), leaves: bytes(0, blockEntries * leafBytes),
  fixed: bytes(0, blockEntries * fixedBytes), acks: bytes(0, 8 * 1024 * 1024), leafAcks: bytes(0, 8 * 1024 * 1024),
});

/** The bytes of at most `blockEntries` traces in a row. */
export function encodeBlock(traces: readonly Trace[]): Uint8Array {
  const logs: Uint8Array[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (log: Uint8Array): number => {
    const hex = log.toHex();
    const number = numbers.get(hex) ?? logs.length;
    if (number === logs.length) logs.push(log);
    numbers.set(hex, number);
    return number;
  };
  const count = traces.length;
  const leaves = new Uint8Array(count * leafBytes);
  const fixed = new DataView(new ArrayBuffer(count * fixedBytes));
  const acks = new DataView(new ArrayBuffer(traces.reduce((sum, one) => sum + one.acks.length, 0) * ackBytes));
  const singles = new Uint8Array(traces.reduce((sum, one) => sum + one.leaves.length, 0) * leafAckBytes);
  const leafAcks = new DataView(singles.buffer);
  let [ackAt, leafAt] = [0, 0];
  for (const [index, one] of traces.entries()) {
    leaves.set(one.leaf, index * leafBytes);
    const at = index * fixedBytes;
    fixed.setFloat64(at, one.lamport);
    fixed.setFloat64(at + 8, one.time);
    fixed.setUint16(at + 16, one.kind);
    fixed.setUint8(at + 18, one.acks.length);
    fixed.setUint16(at + 19, one.leaves.length);
    for (const { log, size, heldAt } of one.acks) {
      putAck(acks, ackAt, numberOf(log), size, heldAt);
      ackAt += ackBytes;
    }
    for (const { log, seq, leaf, heldAt } of one.leaves) {
      putAck(leafAcks, leafAt, numberOf(log), seq, heldAt);
      singles.set(leaf, leafAt + ackBytes);
      leafAt += leafAckBytes;
    }
  }
  return encodeShape(block, {
    count, logs, leaves, fixed: new Uint8Array(fixed.buffer), acks: new Uint8Array(acks.buffer), leafAcks: singles,
  });
}

function putAck(view: DataView, at: number, log: number, size: number, heldAt: number): void {
  view.setUint16(at, log);
  view.setFloat64(at + 2, size);
  view.setFloat64(at + 10, heldAt);
}

const noRoot = new Uint8Array(32);

/** The traces of a block, in order. An ack's root is left empty. Errors: cbor-*, shape. */
export function decodeBlock(kept: Uint8Array): Trace[] {
  const { count, logs, leaves, fixed, acks, leafAcks } = decodeShape(block, kept);
  const fields = viewOf(fixed);
  const [ackView, leafView] = [viewOf(acks), viewOf(leafAcks)];
  let [ackAt, leafAt] = [0, 0];
  if (leaves.length !== count * leafBytes || fixed.length !== count * fixedBytes) throw new ChirographError("shape");
  const logAt = (view: DataView, at: number): Uint8Array => {
    const log = logs[view.getUint16(at)];
    if (log === undefined) throw new ChirographError("shape", "No such log.");
    return log;
  };
  const traces: Trace[] = [];
  for (let index = 0; index < count; index++) {
    const at = index * fixedBytes;
    const [ackCount, leafCount] = [fields.getUint8(at + 18), fields.getUint16(at + 19)];
    const inAcks: Ack[] = [];
    const inLeaves: LeafAck[] = [];
    for (let number = 0; number < ackCount; number++, ackAt += ackBytes) {
      const [size, heldAt] = [ackView.getFloat64(ackAt + 2), ackView.getFloat64(ackAt + 10)];
      inAcks.push({ log: logAt(ackView, ackAt), size, root: noRoot, heldAt });
    }
    for (let number = 0; number < leafCount; number++, leafAt += leafAckBytes) {
      const [seq, heldAt] = [leafView.getFloat64(leafAt + 2), leafView.getFloat64(leafAt + 10)];
      const leaf = leafAcks.slice(leafAt + ackBytes, leafAt + leafAckBytes);
      inLeaves.push({ log: logAt(leafView, leafAt), seq, leaf, heldAt });
    }
    traces.push({
      leaf: leaves.subarray(index * leafBytes, (index + 1) * leafBytes), lamport: fields.getFloat64(at),
      time: fields.getFloat64(at + 8), kind: fields.getUint16(at + 16), acks: inAcks, leaves: inLeaves,
    });
  }
  return traces;
}

function viewOf(part: Uint8Array): DataView {
  return new DataView(part.buffer, part.byteOffset, part.byteLength);
}
