// A fair copy of a text, as what can be agreed.

import type { AgreedOne, AgreedThings } from "./agreed-things.ts";
import type { Channel, StationState } from "../state.ts";
import { textStateOf } from "../mechanism/text-state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Agreement } from "../../core/agree/agreement.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import { visibleText } from "../../core/text/visible.ts";
import type { CopyState, TextState } from "../../core/mechanism/text/state.ts";

export const textThings: AgreedThings = {
  kind: textBegun,
  find(state, channel, object, digest) {
    const text = textStateOf(state, channel, object);
    const copy = text?.copies.find((one) => one.digest === digest);
    return text == null || copy === undefined ? null : copyAsAgreed(state, channel, text, copy);
  },
};

/** A copy of a text whose state is known. */
export function copyAsAgreed(state: StationState, channel: Channel, text: TextState, copy: CopyState): AgreedOne {
  const others = text.copies.filter((one) => one !== copy).map((one) => one.agreement);
  const { purpose, principals } = text.begun.content;
  return {
    what: purpose, principals,
    // Whoever stands bound to one copy could be bound to two.
    refusal: others.some((one) => one.state === "adopted") ? "text-adopted"
      : others.some((one) => isBound(state, one)) ? "bound-to-another-copy" : null,
    readBack: () => readBackOf(text, copy, channel.charter?.parties.map((one) => one.short) ?? []),
  };
}

/** All that a copy says (T-19). */
function readBackOf({ begun: { content } }: TextState, copy: CopyState, shorts: readonly string[]): ReadBackLine[] {
  const { title, languages, principals } = content;
  const line = (name: string, words: string): ReadBackLine => ({ name, text: visibleText(words), timeMs: null });
  return [
    ...title.map((words, index) => line("title", `${languages[index]}: ${words}`)),
    line("principals", principals.map((one) => shorts[one]).join(", ")),
    ...copy.clauses().flatMap(({ heading, texts }, index) => texts.map((words, of) => (
      line(heading ? "heading" : "clause", `${index + 1} ${languages[of]}: ${words}`)
    ))),
  ];
}

function isBound({ self, nowMs }: StationState, { state, positions }: Agreement): boolean {
  const own = positions.find((one) => one.party === toHex(self.party));
  return state === "accepted-by-some" && own?.act === "accepted" && (own.until ?? 0) >= nowMs;
}
