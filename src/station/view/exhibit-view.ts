// A file of evidence as it is handed out: read from the store, opened, and held against the claim once more.

import { askExhibit, exhibitState, joined, pieceKey } from "../mechanism/exhibits.ts";
import type { NamedExhibit } from "../mechanism/exhibits.ts";
import { allSchedules } from "../mechanism/commitment-state.ts";
import type { StationState } from "../state.ts";
import type { ExhibitView } from "../../api/commitment-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { exhibitFault, exhibitPieces, openPiece } from "../../core/mechanism/commitment/exhibit.ts";
import { openValue } from "../../core/seal/at-rest.ts";
import type { Store } from "../../ports/store.ts";

/**
 * The `number`-th file of evidence, from 1, of the claim of a leaf; null when there is none. One that is not here is
 * asked for. What does not read as the claim names it is never handed out.
 */
export async function exhibitView(
  state: StationState, store: Store, leaf: string, number: number,
): Promise<ExhibitView | null> {
  const named = claimedFile(state, leaf, number);
  if (named === null) return null;
  const { file: found } = named;
  const sha256 = toHex(found.sha256);
  const { name, media } = found;
  const why = askExhibit(state, named);
  const now = exhibitState(state, found);
  if (now.state !== "here") return { state: now.state, reason: why ?? now.reason, name, media, bytes: null };
  // It is sealed as whoever brought it had named it, and held against what this claim says.
  const file = { ...found, key: state.exhibits.good.get(sha256) ?? found.key };
  const { crypto, storageKey } = state.self;
  const pieces: Uint8Array[] = [];
  for (let piece = 0; piece < exhibitPieces(file.size); piece++) {
    const key = pieceKey(sha256, piece);
    const kept = await store.value(key);
    const sealed = kept === null ? null : openValue(crypto, storageKey, key, kept);
    const opened = sealed === null ? null : openPiece(crypto, file, piece, sealed);
    if (opened === null) return { state: "bad", reason: "sealed", name, media, bytes: null };
    pieces.push(opened);
  }
  const bytes = joined(pieces);
  const fault = exhibitFault(crypto, file, bytes);
  if (fault !== null) return { state: "bad", reason: fault, name, media, bytes: null };
  return { state: "here", reason: "", name, media, bytes };
}

/** A file of the claim of a leaf; no schedule beyond the one that it is said of is folded. */
function claimedFile(state: StationState, leaf: string, number: number): NamedExhibit | null {
  for (const { channel, schedule } of allSchedules(state)) {
    const one = schedule.said.claims.find((each) => each.leaf === leaf);
    const file = one?.content.evidence[number - 1];
    if (one !== undefined) return file === undefined ? null : { file, party: one.party, channel };
  }
  return null;
}
