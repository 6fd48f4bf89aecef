// The changes of an offer as a person asks for them: one by its options, or many from a file.

import type { OfferedChange } from "../../api/text-acts.ts";
import type { SlotView, TextView } from "../../api/text-views.ts";
import { jsonDepth, jsonDepthMax } from "../../server/bounded-json.ts";
import { readBoundedText } from "../bounded-file.ts";
import { flagOf, textOf } from "../cli.ts";
import type { Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { inLanguages, manyInLanguages } from "./clauses.ts";
import { findSlot, numbered } from "./lookup.ts";

/** Longest file of changes, in bytes: what one act may hold. */
const changesFileBytesMax = 262_144;

/** What is offered, by the options of `text offer`. Errors: one-change, change-file, and those of clauses. */
export function changesOf(text: TextView, given: Given): readonly OfferedChange[] {
  const kinds = ["changes", "amend", "delete", "split", "join", "move"].filter((one) => textOf(given, one) !== null);
  const [kind = "insert"] = kinds;
  if (kinds.length > 1) throw new CliError("one-change", { names: kinds.map((one) => `--${one}`).join(", ") });
  const asked = textOf(given, kind) ?? "";
  if (kind === "changes") return changesIn(asked);
  if (kind === "insert") return [insert(text, given)];
  const slots = asked.split(",").map((one) => findSlot(text, one.trim()));
  const [first] = slots as [SlotView];
  const clause = (texts: readonly string[], slot: string | null, after: string | null): Clause => ({
    slot, after, heading: flagOf(given, "heading") || first.heading, texts: [...texts],
  });
  const touches = slots.map(({ slot }) => slot);
  const texts = (): readonly string[] => inLanguages(given, "text", text.languages);
  switch (kind) {
    case "delete": return [{ touches, clauses: [] }];
    case "split": return [{
      touches, clauses: manyInLanguages(given, "text", text.languages).map((one, index) => (
        clause(one, index === 0 ? first.slot : null, null)
      )),
    }];
    case "move": return [{ touches, clauses: [clause(standing(first), first.slot, behind(text, given))] }];
    default: return [{
      touches, clauses: [clause(texts(), first.slot, textOf(given, "after") === null ? null : behind(text, given))],
    }];
  }
}

type Clause = OfferedChange["clauses"][number];

function insert(text: TextView, given: Given): OfferedChange {
  const texts = [...inLanguages(given, "text", text.languages)];
  return {
    touches: [], clauses: [{ slot: null, after: behind(text, given), heading: flagOf(given, "heading"), texts }],
  };
}

/** Where a clause is to stand: behind the one that was named, else behind the last one. */
export function behind(text: TextView, given: Given): string {
  const after = textOf(given, "after");
  if (after === "start") return after;
  return after === null ? numbered(text).at(-1)?.slot ?? "start" : findSlot(text, after).slot;
}

/** The words of a clause as it stands: a move says them anew. */
function standing(slot: SlotView): readonly string[] {
  if (slot.texts === null) throw new CliError("clause-open");
  return slot.texts;
}

function changesIn(path: string): readonly OfferedChange[] {
  const words = readBoundedText(path, changesFileBytesMax);
  if (jsonDepth(words) > jsonDepthMax) throw new CliError("change-file", { path });
  try {
    // What stands in it the station checks.
    return JSON.parse(words) as readonly OfferedChange[];
  } catch {
    throw new CliError("change-file", { path });
  }
}
