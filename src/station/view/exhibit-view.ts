// A file of evidence as it is handed out: read from the store, opened, and held against the claim once more.

import { askExhibit, exhibitState, joined, namedExhibit, pieceKey } from "../exhibits.ts";
import { allSchedules } from "../commitment-state.ts";
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
  const found = [...allSchedules(state)].flatMap(({ schedule }) => schedule.said.claims)
    .find((one) => one.leaf === leaf)?.content.evidence[number - 1];
  if (found === undefined) return null;
  const sha256 = toHex(found.sha256);
  const { name, media } = found;
  const now = exhibitState(state, sha256);
  if (now === "bad") return { state: "bad", reason: state.exhibits.kept.get(sha256) ?? "", name, media, bytes: null };
  if (now !== "here") {
    const reason = askExhibit(state, sha256) ?? "";
    return { state: exhibitState(state, sha256), reason, name, media, bytes: null };
  }
  // The key that its claim names opens it, whoever else named the same bytes.
  const file = namedExhibit(state, sha256)?.file ?? found;
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
