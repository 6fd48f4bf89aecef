// A fair copy of a text, as what can be agreed.

import type { AgreedThings } from "./agreed-things.ts";
import type { StationState } from "../state.ts";
import { textStateOf } from "../mechanism/text-state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Agreement } from "../../core/agree/agreement.ts";
import { textBegun } from "../../core/mechanism/text/entries.ts";
import { visibleText } from "../../core/text/visible.ts";

export const textThings: AgreedThings = {
  kind: textBegun,
  find(state, channel, object, digest) {
    const text = textStateOf(state, channel, object);
    const copy = text?.copies.find((one) => one.digest === digest);
    if (text == null || copy === undefined) return null;
    const others = text.copies.filter((one) => one !== copy).map((one) => one.agreement);
    return {
      what: text.begun.content.purpose, principals: text.begun.content.principals,
      // Whoever stands bound to one copy could be bound to two.
      refusal: others.some((one) => one.state === "adopted") ? "text-adopted"
        : others.some((one) => isBound(state, one)) ? "bound-to-another-copy" : null,
      readBack: () => {
        const { title, languages } = text.begun.content;
        const line = (name: string, words: string): ReadBackLine => ({ name, text: visibleText(words), timeMs: null });
        return [
          ...title.map((words, index) => line("title", `${languages[index]}: ${words}`)),
          ...copy.clauses.flatMap(({ texts }, index) => texts.map((words, of) => (
            line("clause", `${index + 1} ${languages[of]}: ${words}`)
          ))),
        ];
      },
    };
  },
};

function isBound({ self, nowMs }: StationState, { state, positions }: Agreement): boolean {
  const own = positions.find((one) => one.party === toHex(self.party));
  return state === "accepted-by-some" && own?.act === "accepted" && (own.until ?? 0) >= nowMs;
}
