// Mutants that change nothing anybody can see, each with the reason; they are not judged.

/** A mutant by its file, the line it is in and its change, as the survivors are listed. */
export interface Equivalent {
  readonly file: string;
  readonly code: string;
  readonly change: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: "src/core/seal/open.ts", change: "advance.secret !== null -> true",
    code: "if (advance.secret !== null) chains.epochsLearned.delete(advance.secret);",
    reason: "There is nothing under null in a map of secrets, so deleting it does nothing.",
  },
  {
    file: "src/core/seal/open.ts", change: '"envelope" -> ""',
    code: 'if (!placed) throw new ChirographError("envelope", "The entry stands elsewhere.");',
    reason: "Whoever opens an envelope gives any code but epoch out as envelope.",
  },
  {
    file: "src/core/record/merkle.ts", change: "8 -> 9",
    code: "let kept = tree.levels[level] ?? new Uint8Array(hashBytes * 8);",
    reason: "How much room a level begins with is seen in its memory alone; it grows when it is full.",
  },
  {
    file: "src/core/record/merkle.ts", change: "kept.length < (index + 1) * hashBytes -> <=",
    code: "if (kept.length < (index + 1) * hashBytes) {",
    reason: "It grows one leaf earlier: the same bytes in more room.",
  },
  {
    file: "src/core/record/merkle.ts", change: "1 -> 2", code: "if (kept.length < (index + 1) * hashBytes) {",
    reason: "It grows one leaf earlier: the same bytes in more room.",
  },
  {
    file: "src/core/record/merkle.ts", change: "2 -> 3", code: "const grown = new Uint8Array(kept.length * 2);",
    reason: "It grows to thrice its room instead of twice: the same bytes in more room.",
  },
  {
    file: "src/core/line/fragment.ts", change: "0 -> 1",
    code: "for (let byte = 0; byte < 256; byte++) {",
    reason: "The sum of a zero byte is 0, which an empty table has there already.",
  },
  {
    file: "src/core/line/fragment.ts", change: "partial === undefined && last && offset === 0 -> false",
    code:
      "if (partial === undefined && last && offset === 0) return { frame: piece.slice(), evicted: 0, full: false };",
    reason: "A shortcut for a frame of one fragment, which comes out the same when it is put together.",
  },
  {
    file: "src/core/line/fragment.ts", change: "partial === undefined -> !==",
    code:
      "if (partial === undefined && last && offset === 0) return { frame: piece.slice(), evicted: 0, full: false };",
    reason: "A shortcut for a frame of one fragment, which comes out the same when it is put together.",
  },
  {
    file: "src/core/line/fragment.ts", change: "at + piece.length -> -",
    code: "if (piece === undefined || at + piece.length > frame.length) return null;",
    reason:
      "Pieces that fill the frame by their number of bytes cannot go past its end, so this guard is never the one that stops.",
  },
  {
    file: "src/core/line/machine.ts", change: "peer.delivered.size > 0 -> true",
    code: "if (peer.delivered.size > 0) forgetDelivered(peer, log, before);",
    reason: "Of nothing that was delivered nothing is forgotten: a shortcut.",
  },
  {
    file: "src/core/line/sync.ts", change: "log.size - from > peer.delivered.size -> false",
    code: "if (log.size - from > peer.delivered.size) {",
    reason: "Both ways forget the same; the shorter one is taken.",
  },
  {
    file: "src/core/line/machine.ts", change: "link.closed = true; -> ;",
    code: "link.closed = true;",
    reason: "A link that is down stands in no list any more, so nobody asks whether it is closed.",
  },
  {
    file: "src/core/line/queue.ts", change: "list.first < 64 || list.first * 2 < list.items.length -> false",
    code: "if (list.first < 64 || list.first * 2 < list.items.length) {",
    reason: "The list is shortened at each taking instead of now and then: the same list, only slower.",
  },
  {
    file: "src/core/line/sync.ts", change: "share !== undefined -> true",
    code: "if (share !== undefined) heads.push(headOf(share.log));",
    reason: "What changed is noted of shared logs alone, and a share never goes.",
  },
  {
    file: "src/core/line/sync.ts", change: "size >= share.size -> false",
    code: "if (size >= share.size) continue;",
    reason: "A doubt about a head that is not lower is ended by the next head, before it is looked at.",
  },
  {
    file: "src/core/line/sync.ts", change: "false -> true",
    code: "asked = { log, seq, pauseMs: unopenedMsMin, nextMs: turn.nowMs, due: false, lost };",
    reason: "It is set to true right after, in either case.",
  },
  {
    file: "src/core/line/window.ts", change: "share.size < log.size -> true",
    code: "if (share.size < log.size) {",
    reason: "A run of nothing is passed over when its turn comes.",
  },
  {
    file: "src/core/line/window.ts", change: "1 -> 2",
    code: "for (const seq of log.beyond) if (seq >= share.size) addRun(peer, share, seq, seq + 1, unknownLevel);",
    reason:
      "A run may name what is not held, or held and named by a run of its own: each entry is looked at before it is sent.",
  },
  {
    file: "src/core/line/window.ts", change: "from <= share.log.size -> <",
    code: "if (last !== undefined && last.share === share && from <= share.log.size && last.to <= share.log.size) {",
    reason: "What is appended stands below the size of its log, and what is missing begins below it.",
  },
  {
    file: "src/core/record/export.ts", change: "24 -> 25",
    code:
      "return concat(Uint8Array.of(body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length), body);",
    reason: "No item is as long as 2^24 bytes: the limit is 1,048,576.",
  },
  {
    file: "src/core/record/export.ts", change: "at + length <= from + stretch.length -> <",
    code: "if (at >= from && at + length <= from + stretch.length) return true;",
    reason: "What ends with the stretch is read once more: the same bytes.",
  },
  {
    file: "src/core/record/ledger.ts", change: "a.previous < b.previous -> <=",
    code: "return found.sort((a, b) => (a.previous < b.previous ? -1 : 1));",
    reason: "No two of them are equal, and a comparison says no more than which is first.",
  },
  {
    file: "src/core/record/ledger.ts", change: "1 -> 2",
    code: "return found.sort((a, b) => (a.previous < b.previous ? -1 : 1));",
    reason: "A comparison says no more than which is first; how far does not count.",
  },
  {
    file: "src/core/record/acknowledged.ts", change: "1 -> 2",
    code: "return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ack]) => ack);",
    reason: "A comparison says no more than which is first; how far does not count.",
  },
  {
    file: "src/core/record/acknowledged.ts", change: "a < b -> <=",
    code: "return [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ack]) => ack);",
    reason: "No two parties are equal in a map by party.",
  },
  {
    file: "src/core/record/merkle.ts", change: "tree.known.length > knownMax -> >=",
    code: "if (tree.known.length > knownMax) tree.known.pop();",
    reason: "One root less is remembered: it is computed again, and is the same.",
  },
  {
    file: "src/core/record/merkle.ts", change: "known !== undefined -> false",
    code: "if (known !== undefined) return known.root.slice();",
    reason: "A root that is remembered is computed again, and is the same.",
  },
  {
    file: "src/core/record/recollection.ts", change: "toHex(a.log) < toHex(b.log) -> <=",
    code: ".sort((a, b) => (toHex(a.log) < toHex(b.log) ? -1 : 1));",
    reason: "No two logs of a ledger are equal.",
  },
];
