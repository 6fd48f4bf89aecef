// The state of a text as a case expects it, for the script that makes the vectors and for the test that runs them.

import { toHex } from "../../src/core/bytes/hex.ts";
import type { ChangeState } from "../../src/core/mechanism/text/fold.ts";
import { waitedFor } from "../../src/core/mechanism/text/fold.ts";
import { standsAt } from "../../src/core/mechanism/text/reading.ts";
import type { TextState } from "../../src/core/mechanism/text/state.ts";
import { placeOrder } from "../../src/core/record/held-entry.ts";

/** Null where there is no text. */
export function textJson(text: TextState | null): unknown {
  if (text === null) return null;
  const { begun, reading, copies, chosen, passedOver, fold } = text;
  return {
    state: text.state, clean: reading.clean,
    slots: reading.slots.map(({ slot, state, clause }) => ({
      slot: slot.slot, state, texts: clause?.clause.texts ?? null,
      stands: begun.principals.map((party) => {
        const word = standsAt(slot, party);
        return word === null ? null : `${nameOf(word.change)} ${word.change.words.get(party)?.stance}`;
      }),
    })),
    copies: copies.map(({ digest, said, clauses, current, agreement: { state, verdict, adoptedAt } }) => ({
      digest, said: said.map((one) => one.entry.at), texts: clauses().map((one) => one.texts[0]), current, state,
      verdict, adoptedAt,
    })),
    adopted: text.state === "adopted" ? chosen?.digest ?? null : null,
    passedOver: [...passedOver].map(([at, reason]) => ({ at, reason })).sort((a, b) => placeOrder(a.at, b.at)),
    waitingFor: waitedFor(fold),
  };
}

function nameOf({ offer, n }: ChangeState): string {
  return `${toHex(offer.entry.leaf)}:${n}`;
}
