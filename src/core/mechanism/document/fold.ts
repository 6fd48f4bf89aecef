// What has come of a fair copy on paper: what each principal's station compiled, whether they are the same, and who has
// published it.

import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { compiled, publication } from "./entries.ts";
import type { CompiledContent, PublicationContent } from "./entries.ts";

/** The newest word of a principal about the copies. */
export interface Said<T> {
  readonly party: Hex;
  readonly entry: HeldEntry;
  readonly content: T;
}

/**
 * How the copies of all principals compare: `waiting` while one is missing and the others are the same; `same`; made of
 * another `document`, by another `edition`, or `different` though document and edition are the same.
 */
export type CopiesMatch = "waiting" | "same" | "other-document" | "other-edition" | "different";

/** What is said of one fair copy on paper. */
export interface DocumentState {
  readonly compiled: readonly Said<CompiledContent>[];
  readonly match: CopiesMatch;
  readonly published: readonly Said<PublicationContent>[];
}

/** Folds the entries about a text, in any order; those of others than the principals, or other digests, say nothing. */
export function foldDocument(digest: Hex, principals: readonly Hex[], entries: readonly HeldEntry[]): DocumentState {
  const newest = <T extends { readonly digest: Uint8Array }>(code: number): readonly Said<T>[] => {
    const found = new Map<Hex, Said<T>>();
    // Of all that is said about a text this is little; the rest need not be put in order.
    for (const entry of entries.filter(({ body }) => body.kind === code).sort(canonicalOrder)) {
      const content = entry.content as T | null;
      const party = toHex(entry.party);
      if (content === null || toHex(content.digest) !== digest || !principals.includes(party)) continue;
      found.set(party, { party, entry, content });
    }
    return principals.flatMap((party) => found.get(party) ?? []);
  };
  const made = newest<CompiledContent>(compiled.code);
  return { compiled: made, match: matchOf(made, principals.length), published: newest(publication.code) };
}

function matchOf(made: readonly Said<CompiledContent>[], principals: number): CopiesMatch {
  const sorts = (of: (content: CompiledContent) => string): number => (
    new Set(made.map(({ content }) => of(content))).size
  );
  if (sorts(({ document }) => toHex(document)) > 1) return "other-document";
  if (sorts(({ edition }) => edition) > 1) return "other-edition";
  if (sorts(({ copies }) => copies.map(toHex).join()) > 1) return "different";
  return made.length === principals ? "same" : "waiting";
}
