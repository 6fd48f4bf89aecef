// The publication of an adopted text, as what binds us: it tells the world, in the party's name and for good, that
// exactly this was agreed.

import type { Binding } from "./bindings.ts";
import { publishable } from "../mechanism/document.ts";
import { refused } from "../outcome.ts";
import { textStateOf } from "../mechanism/text-state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { publication, publicationContent } from "../../core/mechanism/document/entries.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import { visibleText } from "../../core/text/visible.ts";

export const publicationBinding: Binding = {
  kind: publication,
  act: "text.publish",
  what: () => "text.publish",
  refusal(state, _, content, object) {
    const { digest } = decodeShape(publicationContent, content);
    const now = publishable(state, { object: object ?? "", digest: toHex(digest) });
    if (now.kind === "refused") return now;
    if (now.said) return refused("word-already-said");
    // What is compiled now is not what was read back: another program, or another edition of it.
    return equalBytes(now.bytes, content) ? null : refused("draft-changed");
  },
  readBack(state, channel, content, object) {
    const { digest, document, edition, copies, page, text, adoptedAt } = decodeShape(publicationContent, content);
    const line = (name: string, words: string): ReadBackLine => ({ name, text: words, timeMs: null });
    const begun = object === null ? null : textStateOf(state, channel, object)?.begun.content ?? null;
    return [
      ...(begun?.title ?? []).map((words, at) => line("title", `${begun?.languages[at] ?? ""}: ${visibleText(words)}`)),
      line("digest", shortHash(digest)), { name: "adopted", text: null, timeMs: adoptedAt },
      line("paper", shortHash(document)), line("edition", visibleText(edition)),
      ...[...copies, page, text].map((one) => line("file", toHex(one))),
    ];
  },
};
