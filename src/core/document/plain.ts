// A document as plain text: UTF-8, a line feed after every line, nothing hidden in it.

import { formatDtg } from "../clock/dtg.ts";
import { visibleText } from "../text/visible.ts";
import { clauseNumbers, groupedDigest, paperDigest } from "./paper.ts";
import type { Hasher, Paper } from "./paper.ts";
import { documentWords } from "./words.ts";

/** The document in its languages one after the other, in the order of the text (F-8). */
export function plainText(crypto: Hasher, item: Paper): string {
  const digest = groupedDigest(paperDigest(crypto, item));
  return item.languages.map((tag, at) => part(item, tag, at, digest)).join("\n\n");
}

function part(item: Paper, tag: string, at: number, digest: string): string {
  const words = documentWords(tag);
  const exercise = item.world === "exercise" ? [words.exercise, ""] : [];
  const place = item.place.length === 0 ? [] : [`${words.place}: ${shown(item.place[at])}`];
  const numbers = clauseNumbers(item);
  const lines = [
    `[${tag}]`, "", ...exercise, shown(item.titles[at]), "",
    `${words.agreedBy}: ${item.principals.map((one) => shown(one.names[at])).join("; ")}`, "",
    ...item.clauses.flatMap(({ texts }, index) => [`${numberBefore(numbers[index])}${shown(texts[at])}`, ""]),
    ...item.principals.map((one) => `${words.signature}: ${shown(one.names[at])}`), "",
    ...place, `${words.time}: ${formatDtg(item.time)}`, `${words.digest}: ${digest}`, ...exercise.toReversed(),
  ];
  return `${lines.join("\n")}\n`;
}

function numberBefore(number: number | null | undefined): string {
  return number === null ? "" : `${number}. `;
}

/** A text in which no line but the first stands at the margin: none looks like another clause, or another language. */
function shown(text: string | undefined): string {
  return visibleText(text ?? "").replaceAll("\n", "\n    ");
}
