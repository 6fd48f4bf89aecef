// What is said of a fair copy on paper, as console and CLI see it; and the proof that goes with a published text.

import { labelAt } from "../label.ts";
import { readKept } from "../at-rest.ts";
import { documentStateOf, paperHere } from "../mechanism/document.ts";
import type { Channel, StationState } from "../state.ts";
import type { Store } from "../../ports/store.ts";
import type { DocumentView } from "../../api/text-views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { encodePublication, publicationRostersMax } from "../../core/document/publication.ts";
import type { PublicationAct } from "../../core/document/publication.ts";
import { decodeSignedRoster } from "../../core/keys/roster.ts";
import type { TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";

/** What the principals have compiled and published of a fair copy. */
export function documentView(state: StationState, channel: Channel, text: TextState, digest: Hex): DocumentView {
  const { compiled, match, published } = documentStateOf(channel, text, digest);
  const { principals } = text.begun;
  return {
    copies: match,
    compiled: compiled.flatMap(({ party, entry, content }) => content.copies.map((hash, index) => ({
      party, copyOf: principals[index] ?? "", sha256: toHex(hash), edition: content.edition,
      document: toHex(content.document), label: labelAt(state, channel, entry.at), atMs: entry.body.time,
    }))),
    published: published.map(({ party, entry, content }) => ({
      party, label: labelAt(state, channel, entry.at), atMs: entry.body.time, adoptedAtMs: content.adoptedAt,
    })),
  };
}

/**
 * The proof of a fair copy: what stands on paper, and of each principal what it has signed of it so far. Null where
 * there is no such copy, or nobody has accepted it.
 */
export async function publicationProofOf(
  state: StationState, store: Store, object: Hex, digest: Hex,
): Promise<Uint8Array | null> {
  const here = paperHere(state, object, digest);
  if (here === null) return null;
  const { channel, text, copy, paper } = here;
  const { published } = documentStateOf(channel, text, digest);
  const accepted = copy.agreement.positions.filter(({ act }) => act === "accepted").flatMap(({ at }) => at ?? []);
  const places = [...accepted, ...published.map(({ entry }) => entry.at)];
  const acts: PublicationAct[] = [];
  for (const place of places) {
    const [log = "", seq = ""] = place.split(":");
    const row = await store.entry(Uint8Array.fromHex(log), Number(seq));
    const kept = row === null ? null : readKept(state, row);
    if (kept === null || kept.salt.length !== 32) continue;
    acts.push({ payload: kept.payload, signature: kept.signature, salt: kept.salt, content: kept.content });
  }
  if (acts.length === 0) return null;
  return encodePublication(paper, { rosters: rostersFor(state, channel, places), acts });
}

/** Rosters of the authors of these entries, each party's up to the newest that one of them is signed under. */
function rostersFor(state: StationState, { ledger }: Channel, places: readonly string[]): readonly Uint8Array[] {
  const newest = new Map<Hex, number>();
  for (const place of places) {
    const log = ledger.logs.get(place.split(":")[0] as Hex);
    const roster = log === undefined ? undefined : state.rosters.get(log.roster);
    if (roster === undefined) continue;
    const party = toHex(roster.party);
    newest.set(party, Math.max(newest.get(party) ?? 0, roster.seq));
  }
  const all = [...state.signedRosters.values()].map((signed) => ({ signed, ...decodeSignedRoster(signed) }));
  return all.filter(({ roster }) => roster.seq <= (newest.get(toHex(roster.party)) ?? -1))
    .sort((a, b) => (equalBytes(a.roster.party, b.roster.party) ? a.roster.seq - b.roster.seq : 0))
    .slice(-publicationRostersMax).map(({ signed }) => signed);
}
