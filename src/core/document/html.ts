// A document as one HTML page: no script, nothing fetched, every text in its language and direction.

import { formatDtg, formatIso } from "../clock/dtg.ts";
import { visibleText } from "../text/visible.ts";
import { clauseNumbers, directionOf, groupedDigest, paperDigest } from "./paper.ts";
import type { Hasher, Paper } from "./paper.ts";
import { documentWords } from "./words.ts";

const style = "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.5;font-family:serif}"
  + "article{margin-block:3em}h1{font-size:1.4em}p{white-space:pre-line;overflow-wrap:anywhere}"
  + ".exercise{font-weight:bold;text-align:center;border:2px solid;padding:.3em}"
  + "dd{margin:0 0 .8em;overflow-wrap:anywhere}.digest{font-family:monospace}"
  + ".signature{margin-block:2.5em;border-block-start:1px solid;max-width:20em}";

/** The document in its languages one after the other, in the order of the text (F-8). */
export function htmlPage(crypto: Hasher, item: Paper): string {
  const digest = groupedDigest(paperDigest(crypto, item));
  const [first = "en"] = item.languages;
  return [
    "<!doctype html>", `<html lang="${first}" dir="${directionOf(first)}">`, "<head>", '<meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escaped(item.titles[0])}</title>`, `<style>${style}</style>`, "</head>", "<body>",
    ...item.languages.flatMap((tag, at) => article(item, tag, at, digest)), "</body>", "</html>", "",
  ].join("\n");
}

function article(item: Paper, tag: string, at: number, digest: string): readonly string[] {
  const words = documentWords(tag);
  const exercise = item.world === "exercise" ? [`<p class="exercise">${words.exercise}</p>`] : [];
  const place = item.place.length === 0 ? [] : [`<dt>${words.place}</dt><dd>${escaped(item.place[at])}</dd>`];
  const numbers = clauseNumbers(item);
  return [
    `<article lang="${tag}" dir="${directionOf(tag)}">`, ...exercise, `<h1>${escaped(item.titles[at])}</h1>`,
    `<p>${words.agreedBy}</p>`, "<ul>",
    ...item.principals.map((one) => `<li>${escaped(one.names[at])}</li>`), "</ul>",
    ...item.clauses.map(({ texts }, index) => clause(numbers[index] ?? null, escaped(texts[at]))),
    ...item.principals.map((one) => `<p class="signature">${words.signature}: ${escaped(one.names[at])}</p>`),
    "<dl>", ...place,
    `<dt>${words.time}</dt><dd><time datetime="${formatIso(item.time)}">${formatDtg(item.time)}</time></dd>`,
    `<dt>${words.digest}</dt><dd class="digest"><bdi dir="ltr">${digest}</bdi></dd>`, "</dl>", ...exercise,
    "</article>",
  ];
}

function clause(number: number | null, text: string): string {
  return number === null ? `<h2>${text}</h2>` : `<ol start="${number}"><li><p>${text}</p></li></ol>`;
}

/** A text inside an element: what is hidden stands as its label, what is markup as text. */
function escaped(text: string | undefined): string {
  return visibleText(text ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
