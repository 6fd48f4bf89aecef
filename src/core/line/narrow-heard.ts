// What comes over a narrow link: fragments put together, what of them lacks named, control frames taken
// (spec/14-narrow-line.md).

import { aroundBytesOf, goesMs, turned } from "../bearer/rates.ts";
import { symbolsToSend } from "./fountain.ts";
import { lackedRuns, takePart } from "./narrow-assembly.ts";
import type { NarrowPartial } from "./narrow-assembly.ts";
import { runsLackedMax, symbolsAskedMax } from "./narrow-control.ts";
import type { Control } from "./narrow-control.ts";
import {
  answerWantOfHeads, compareAgain, headsOfTags, noteKnown, shareOfTag, takeDigest, takeRest,
} from "./narrow-heads.ts";
import { narrowFragmentLength, readNarrowFragment } from "./narrow-fragment.ts";
import type { NarrowFragment } from "./narrow-fragment.ts";
import { controlsDueMs, mergeMs, repeatPieces, repeatSymbols, sayControl } from "./narrow-link.ts";
import type { NarrowLink } from "./narrow-link.ts";
import { linkPatienceMs } from "./patience.ts";
import { takeNamedRecall, takeNamedRecalled } from "./recall.ts";
import { allowRequest, noteMalformed, notePartials } from "./quota.ts";
import { earlier } from "./state.ts";
import type { LinkState, Turn } from "./state.ts";
import { takeHave, takeHeads, takeWant } from "./sync.ts";
import { noteHeard, takePong } from "./test.ts";
import { sendMissing, takeFullPlease, takeUnopened } from "./window.ts";
import { toHex } from "../bytes/hex.ts";

/** How often what lacks of one frame is named. */
export const lacksMax = 4;

/** What stood in a fragment, or in a frame put together of several. */
export interface NarrowCame {
  readonly bytes: Uint8Array;
  readonly level: number;
  /** Sent once more, unasked: what is known of it calls for nothing. */
  readonly again: boolean;
  /** The id under which it came in several fragments, or null. */
  readonly id: number | null;
}

/** Takes one fragment; what it completes, or null. */
export function takeNarrowFragment(
  turn: Turn, link: LinkState, narrow: NarrowLink, bytes: Uint8Array,
): NarrowCame | null {
  const fragment = readNarrowFragment(bytes);
  if (fragment === null) {
    noteMalformed(turn, link);
    return null;
  }
  noteHeard(turn, link);
  const { level, again } = fragment;
  if (!again) endOthers(turn, narrow, level, fragment.sort === "whole" ? null : fragment.id);
  if (fragment.sort === "whole") return { bytes: fragment.bytes.slice(), level, again, id: null };
  const { frame, late, partial, evicted } = takePart(narrow.assembly, fragment, turn.nowMs);
  notePartials(turn, link, evicted, true);
  const isSpare = fragment.sort === "symbol" && fragment.number < unaskedOf(link, fragment);
  if (late && !again && !isSpare) noteLate(turn, link, narrow, fragment.id);
  if (partial !== null && !partial.again) {
    const isLast = fragment.sort === "piece" ? fragment.index === fragment.count - 1
      : fragment.number >= unaskedOf(link, fragment) - 1;
    partial.ended ||= isLast;
    partial.lackDueMs = partial.lacksSaid >= lacksMax ? null
      : turn.nowMs + (isLast ? mergeMs : gapMs(link));
  }
  return frame === null ? null : { bytes: frame, level, again, id: fragment.id };
}

/** Frames go one after the other at one precedence: when the next has begun, nothing more of those before comes. */
function endOthers(turn: Turn, narrow: NarrowLink, level: number, id: number | null): void {
  for (const partial of narrow.assembly.partials.values()) {
    if (partial.id === id || partial.level < level || partial.ended || partial.lackDueMs === null) continue;
    partial.ended = true;
    partial.lackDueMs = Math.min(partial.lackDueMs, turn.nowMs + mergeMs);
  }
}

/** How many symbols of a frame go unasked: more than are needed, as a rule. */
function unaskedOf({ terms }: LinkState, { length, bytes }: Extract<NarrowFragment, { sort: "symbol" }>): number {
  return symbolsToSend(Math.ceil(length / bytes.length), terms.lossShare);
}

/** A fragment of a frame that is whole: its sender has not heard that what it carried is held. */
function noteLate(turn: Turn, link: LinkState, narrow: NarrowLink, id: number): void {
  const place = narrow.assembly.whole.get(id)?.place ?? null;
  const log = place === null ? undefined : turn.state.logs.get(toHex(place.log));
  if (log !== undefined && place !== null) noteKnown(turn, link, narrow, log, place.seq);
}

/** A link that brings nothing for so long brings nothing more of a frame by itself: a FLASH may go between, whole. */
function gapMs({ terms }: LinkState): number {
  const back = turned(terms);
  const bytes = narrowFragmentLength(back) + terms.mtuBytes + 2 * aroundBytesOf(back);
  return Math.ceil(goesMs(back, bytes) + terms.delayMs / 4 + (terms.turnaroundMs ?? 0)) + 500;
}

/** Names what lacks of frames of which nothing more comes by itself. */
function sayLacks(turn: Turn, link: LinkState, narrow: NarrowLink): void {
  if (!link.terms.returnPath) return;
  for (const partial of narrow.assembly.partials.values()) {
    if (partial.lackDueMs === null || partial.lackDueMs > turn.nowMs) continue;
    const quietMs = link.heardMs + gapMs(link);
    if (!partial.ended && partial.lacksSaid === 0 && quietMs > turn.nowMs) {
      partial.lackDueMs = quietMs;
      continue;
    }
    partial.lacksSaid += 1;
    partial.lackDueMs = partial.lacksSaid >= lacksMax ? null
      : turn.nowMs + linkPatienceMs(link) * 2 ** (partial.lacksSaid - 1);
    sayControl(turn, narrow, `lack ${partial.id}`, lackOf(partial));
  }
}

function lackOf(partial: NarrowPartial): Control {
  const { id, fountain } = partial;
  if (fountain === null) return { name: "lack", id, runs: lackedRuns(partial, runsLackedMax) };
  return { name: "more", id, count: Math.min(symbolsAskedMax, fountain.lacking) };
}

/** Does what is due on a narrow link. */
export function tickNarrow(turn: Turn, link: LinkState, narrow: NarrowLink): void {
  sayLacks(turn, link, narrow);
  if (narrow.compareDueMs !== null && narrow.compareDueMs <= turn.nowMs) compareAgain(turn, link, narrow);
}

/** When something is due on a narrow link next, or null. */
export function narrowDueMs(link: LinkState, narrow: NarrowLink): number | null {
  let next = earlier(controlsDueMs(link, narrow), narrow.compareDueMs);
  if (link.terms.returnPath) for (const { lackDueMs } of narrow.assembly.partials.values()) {
    next = earlier(next, lackDueMs);
  }
  return next;
}

/** Takes one control frame. */
export function takeControl(turn: Turn, link: LinkState, narrow: NarrowLink, control: Control): void {
  const { peer } = link;
  if (control.name === "pong") return takePong(turn, link, control.counter);
  if (!allowRequest(turn, link)) return;
  switch (control.name) {
    case "ping":
      sayControl(turn, narrow, `pong ${control.counter}`, { name: "pong", counter: control.counter });
      return takeDigest(turn, link, narrow, control.digest);
    case "heads": return takeHeadsHere(turn, link, narrow, control);
    case "want": {
      if (control.ranges.length === 0) return answerWantOfHeads(turn, link, narrow);
      return takeWant(turn, link, control.ranges.flatMap(({ tag, from, to }) => {
        const share = shareOfTag(peer, tag);
        return share === null ? [] : [{ log: share.log.id, from, to }];
      }));
    }
    case "unopened": case "full-please": {
      const share = shareOfTag(peer, control.tag);
      if (share === null) return;
      if (control.name === "unopened") takeUnopened(turn, peer, share, control.seq);
      else takeFullPlease(turn, peer, share, control.seq);
      return;
    }
    case "lack": {
      const pieces = control.runs.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
      repeatPieces(link, narrow, control.id, pieces);
      return;
    }
    case "recall": return takeNamedRecall(turn, link, control.nonce);
    case "recalled": return takeNamedRecalled(turn, link, control);
    case "more": repeatSymbols(link, narrow, control.id, control.count);
  }
}

function takeHeadsHere(
  turn: Turn, link: LinkState, narrow: NarrowLink, { part, heads, rest }: Extract<Control, { name: "heads" }>,
): void {
  const { peer } = link;
  const known = headsOfTags(peer, heads);
  const wide = known.map(({ head }) => head);
  if (part === "some") {
    for (const { share, head } of known) {
      // N-81: what stands at its size it lacks, or its size would be greater.
      if (head.size >= share.size && share.singles.delete(head.size)) sendMissing(peer, share);
    }
    // Of singles it names those about what came: others that were known are held as before.
    return takeHave(turn, peer, known.map(({ share, head }) => (
      head.size < share.size ? head : { ...head, singles: [...share.singles, ...head.singles] }
    )));
  }
  takeHeads(turn, peer, wide, part !== "last");
  if (part !== "newest" || rest === null) return;
  peer.named.clear();
  takeRest(turn, link, narrow, known.map(({ share }) => share), rest);
}
