// Clauses with their brackets resolved as one party wants them: what a person would otherwise copy out by hand.

import type { OfferedChange } from "../../api/text-acts.ts";
import type { SlotView, TextView } from "../../api/text-views.ts";
import { asWantedBy, bracketsOf, readBrackets, resolveLink } from "../../core/text/brackets.ts";
import { textOf } from "../cli.ts";
import type { Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { findSlot, numbered } from "./lookup.ts";

/**
 * What `--resolve` offers: the clause that is amended as the party wants it or, with `--link`, every clause that has
 * brackets of that number (spec 15, T-57). Errors: resolve-what, link-number, bracket-malformed, bracket-none.
 */
export function resolvedChanges(
  text: TextView, given: Given, shorts: readonly string[], party: string,
): readonly OfferedChange[] {
  const [amend, link] = [textOf(given, "amend"), textOf(given, "link")];
  if ((amend === null) === (link === null)) throw new CliError("resolve-what", {});
  if (link !== null && !/^[1-9][0-9]{0,2}$/u.test(link)) {
    throw new CliError("link-number", { asked: link.slice(0, 20) });
  }
  const slots = amend === null ? numbered(text) : [findSlot(text, amend)];
  const changes = slots.flatMap((slot): OfferedChange[] => {
    const words = wordsOf(slot);
    const resolved = words.map((one) => resolve(one, shorts, party, link, slots.indexOf(slot) + 1));
    return resolved.every((one, at) => one === words[at]) ? [] : [{
      touches: [slot.slot], clauses: [{ slot: slot.slot, after: null, heading: slot.heading, texts: resolved }],
    }];
  });
  if (changes.length === 0) throw new CliError("bracket-none", { party });
  return changes;
}

/** The words that hold, else the newest that were offered. */
function wordsOf(slot: SlotView): readonly string[] {
  return slot.texts ?? slot.changes.find(({ texts }) => texts !== null)?.texts ?? [];
}

function resolve(
  words: string, shorts: readonly string[], party: string, link: string | null, clause: number,
): string {
  const tree = readBrackets(words, shorts);
  if (link !== null && tree.kind === "tree" && !bracketsOf(tree.parts).some((one) => one.link === Number(link))) {
    return words;
  }
  const resolved = link === null
    ? asWantedBy(words, shorts, party) : resolveLink(words, shorts, Number(link), party);
  // A clause that cannot be read may hold brackets of the number, which would be left.
  if (resolved === null) throw new CliError("bracket-malformed", { clause });
  return resolved;
}
