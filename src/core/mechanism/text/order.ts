// The order of the slots of a text (spec/15-texts.md, Order): each has the place at which it was made, behind another
// slot or at the beginning, and one to which it was moved, where a move of it holds. What was placed behind a slot
// before it was moved stays behind the place that it left.

import { toHex } from "../../bytes/hex.ts";
import { beginning } from "./changes.ts";
import type { ChangeState, PlacedClause, SlotState } from "./fold.ts";

/** A place: of which slot, behind which, and by which clause of which change. */
interface Place {
  readonly slot: string;
  readonly after: string;
  readonly by: ChangeState;
  readonly index: number;
}

/** The places of every slot. */
interface Places {
  readonly made: ReadonlyMap<string, Place>;
  readonly moved: Map<string, Place>;
}

/** The slots in order; `holds` tells of a change whether every principal stands for it. */
export function inOrder(slots: Iterable<SlotState>, holds: (change: ChangeState) => boolean): readonly SlotState[] {
  const all = [...slots];
  const places: Places = {
    made: new Map(all.map((slot) => [slot.slot, placeBy(slot, slot.madeBy, slot.madeBy.puts.get(slot.slot))])),
    moved: new Map(all.flatMap((slot) => {
      const move = moveOf(slot, holds);
      return move === null ? [] : [[slot.slot, move]];
    })),
  };
  // Only by moves can places stand behind one another in a ring; none of those in one has an effect.
  for (let ring = movesInRings(places); ring.length > 0; ring = movesInRings(places)) {
    for (const slot of ring) places.moved.delete(slot);
  }
  return walk(new Map(all.map((slot) => [slot.slot, slot])), places);
}

/** The newest move of a slot that holds, or null. */
function moveOf(slot: SlotState, holds: (change: ChangeState) => boolean): Place | null {
  let newest: Place | null = null;
  for (const change of slot.changes) {
    const clause = change.puts.get(slot.slot);
    if (clause === undefined || clause.after === null || change === slot.madeBy || !holds(change)) continue;
    const place = placeBy(slot, change, clause);
    if (newest === null || newestFirst(place, newest) < 0) newest = place;
  }
  return newest;
}

function placeBy({ slot }: SlotState, by: ChangeState, clause: PlacedClause | undefined): Place {
  return { slot, after: clause?.after ?? beginning, by, index: clause?.index ?? 0 };
}

/** The place behind which a place stands: the one to which that slot was moved before, else where it was made. */
function before({ after, by }: Place, { made, moved }: Places): Place | null {
  const move = moved.get(after);
  return move !== undefined && offerOrder(move.by, by) < 0 ? move : made.get(after) ?? null;
}

/** Slots whose moves stand in rings. */
function movesInRings(places: Places): readonly string[] {
  const free = new Set<Place>();
  const found: string[] = [];
  for (const start of places.moved.values()) {
    const path = new Set<Place>();
    let place: Place | null = start;
    for (; place !== null && !free.has(place) && !path.has(place); place = before(place, places)) path.add(place);
    const ring = place !== null && path.has(place) ? [...path].slice([...path].indexOf(place)) : [];
    found.push(...ring.filter((one) => places.moved.get(one.slot) === one).map((one) => one.slot));
    for (const one of path) free.add(one);
  }
  return found;
}

function walk(slots: ReadonlyMap<string, SlotState>, places: Places): readonly SlotState[] {
  const behind = new Map<Place | null, Place[]>();
  for (const place of [...places.made.values(), ...places.moved.values()]) {
    const of = before(place, places);
    const some = behind.get(of);
    if (some === undefined) behind.set(of, [place]);
    else some.push(place);
  }
  for (const some of behind.values()) some.sort(newestFirst);
  const order: SlotState[] = [];
  const due = (behind.get(null) ?? []).toReversed();
  for (let place = due.pop(); place !== undefined; place = due.pop()) {
    const slot = slots.get(place.slot);
    const isLeft = places.moved.has(place.slot) && places.moved.get(place.slot) !== place;
    if (slot !== undefined && !isLeft) order.push(slot);
    for (const one of (behind.get(place) ?? []).toReversed()) due.push(one);
  }
  return order;
}

/** Clauses of one offer stay in its order; of two offers the newer one stands first. */
function newestFirst(a: Place, b: Place): number {
  return offerOrder(b.by, a.by) || a.index - b.index;
}

/** Order of offers by lamport, then by leaf. */
function offerOrder(a: ChangeState, b: ChangeState): number {
  if (a.offer === b.offer) return 0;
  const { entry } = a.offer;
  const { entry: other } = b.offer;
  return entry.body.lamport - other.body.lamport || (toHex(entry.leaf) < toHex(other.leaf) ? -1 : 1);
}
