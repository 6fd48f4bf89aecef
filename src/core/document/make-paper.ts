// A paper made of a charter and a fair copy: the same at every station that holds both.

import { utf8 } from "../bytes/cbor.ts";
import type { Charter, CharterParty } from "../mechanism/charter/charter.ts";
import { nameBytesMax, nameIn } from "../text/named.ts";
import type { Paper } from "./paper.ts";

/**
 * A fair copy as it is to be printed; `principals` are indexes in the charter, which rise (T-5); `venue` is that of its
 * meeting.
 */
export interface FairText {
  readonly object: Uint8Array;
  readonly languages: readonly string[];
  readonly titles: readonly string[];
  readonly principals: readonly number[];
  readonly clauses: readonly { readonly heading: boolean; readonly texts: readonly string[] }[];
  readonly timeMs: number;
  readonly venue: string | null;
}

/** The paper of a fair copy (F-3). */
export function makePaper(channel: Uint8Array, charter: Charter, text: FairText): Paper {
  const { object, languages, titles, timeMs, venue } = text;
  const place = venue === null ? null : placeOf(venue);
  return {
    world: charter.world, channel, object, languages, titles,
    principals: text.principals.map((index) => {
      const party = charter.parties[index] as CharterParty;
      return {
        index, party: party.id, first: firstLanguage(party, languages),
        names: languages.map((language) => nameIn(party.names, language).text),
      };
    }),
    clauses: text.clauses.map(({ heading, texts }) => ({ heading: heading ? 1 : 0, texts })),
    time: timeMs, place: place === null ? [] : languages.map(() => place),
  };
}

/** A venue in one line, as much of it as a place holds: no line of it may look like another line of the document. */
function placeOf(venue: string): string {
  let place = "";
  let bytes = 0;
  for (const character of venue.replaceAll("\n", " ")) {
    bytes += utf8(character).length;
    if (bytes > nameBytesMax) break;
    place += character;
  }
  return place;
}

function firstLanguage(party: CharterParty, languages: readonly string[]): number {
  const main = (tag: string): string => tag.split("-")[0] as string;
  for (const spoken of party.languages) {
    const same = languages.indexOf(spoken);
    const near = same === -1 ? languages.findIndex((tag) => main(tag) === main(spoken)) : same;
    if (near !== -1) return near;
  }
  return 0;
}
