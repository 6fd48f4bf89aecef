import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { errorCodes } from "../../core/errors.ts";
import { kinds } from "../../core/mechanism/registry.ts";
import { messageRefusals } from "../../core/mechanism/message/act.ts";
import { commitmentRefusals } from "../../core/mechanism/commitment/act.ts";
import { textRefusals } from "../../core/mechanism/text/act.ts";
import { keyLines, rooms } from "../model/keys.ts";
import { consoleLanguages } from "../model/preferences.ts";
import { parsePo } from "./po.ts";
import { placeholders, writeSentence } from "./sentence.ts";

const folder = import.meta.dirname;
const catalogue = (language: string): ReadonlyMap<string, string> =>
  new Map(parsePo(readFileSync(join(folder, `${language}.po`), "utf8")).map((one) => [one.id, one.text]));
const english = catalogue("en");

const sources = readdirSync(join(folder, ".."), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/u.test(path) && !path.endsWith(".test.ts") && !path.endsWith(".d.ts"))
  .map((path) => ({ path, text: readFileSync(join(folder, "..", path), "utf8") }));

/** Codes with which a station refuses an act, besides those of the mechanisms. */
const stationFolder = join(folder, "../../station/act");
const stationRefusals = readdirSync(stationFolder)
  .flatMap((name) => [...readFileSync(join(stationFolder, name), "utf8").matchAll(/refused\("([a-z-]+)"/gu)])
  .map(([, code]) => code ?? "");

/** A translation uses the same values; only a number that merely chooses a plural may go unused. */
function checkValues(translation: string, original: string, id: string): void {
  const counted = new Set([...original.matchAll(/\{(\w+), plural,/gu)].map((found) => found[1]));
  const asked = placeholders(original);
  const used = placeholders(translation);
  assert.deepEqual(used.filter((name) => !asked.includes(name)), [], id);
  assert.deepEqual(asked.filter((name) => !used.includes(name) && !counted.has(name)), [], id);
}

test("English and Russian are complete, and say the same with the same values", () => {
  const russian = catalogue("ru");
  assert.deepEqual([...russian.keys()].sort(), [...english.keys()].sort());
  for (const [id, text] of english) {
    assert.notEqual(text, "", id);
    assert.notEqual(russian.get(id), "", id);
    checkValues(russian.get(id) ?? "", text, id);
  }
});

test("every language is complete", () => {
  for (const language of consoleLanguages) {
    const words = catalogue(language);
    for (const [id, text] of words) {
      assert.ok(english.has(id), `${language}: ${id} is not in English`);
      checkValues(text, english.get(id) ?? "", `${language}: ${id}`);
    }
    assert.deepEqual([...english.keys()].filter((id) => (words.get(id) ?? "") === ""), [], language);
  }
});

test("every plural has each form its language asks for", () => {
  for (const language of consoleLanguages) {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [id, text] of catalogue(language)) {
      if (!text.includes(", plural,")) continue;
      for (const category of needed)
        assert.match(text, new RegExp(`(?:${category}|other) \\{`, "u"), `${language}: ${id}`);
      for (const n of [0, 1, 2, 3, 7, 11, 100, 1_000_000]) writeSentence(text, { n, needed: n }, language);
    }
  }
});

test("every id that the code names is in the catalogue", () => {
  const literal = /(?:say|has)\(\s*"([^"]+)"/gu;
  for (const { path, text } of sources) {
    for (const [, id] of text.matchAll(literal)) assert.ok(english.has(id ?? ""), `${path}: ${id}`);
  }
  const made = [
    ...keyLines.map((line) => `command.${line.command}`),
    ...rooms.map((room) => `room.${room}`),
    ...Object.keys(errorCodes).map((code) => `reason.${code}`),
    ...messageRefusals.map((code) => `reason.${code}`),
    ...commitmentRefusals.map((code) => `reason.${code}`),
    ...textRefusals.map((code) => `reason.${code}`),
    ...stationRefusals.map((code) => `reason.${code}`),
    ...kinds.map((kind) => `kind.${kind.name}`),
    ...["FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"].map((one) => `precedence.${one}`),
    ...["composed", "unreachable", "carried", "durable", "taken", "holding", "answered", "refused"].map(
      (one) => `state.${one}`,
    ),
  ];
  assert.ok(stationRefusals.length > 20);
  for (const id of made) assert.ok(english.has(id), id);
});

test("no sentence stands in a component instead of a catalogue", () => {
  const spoken = /(?:aria-label|title|placeholder|label|hint|alt)="([^"]*[A-Za-z]{2}[^"]*)"/gu;
  const between = />([^<>{}]*[A-Za-z]{2}[^<>{}]*)<\//gu;
  for (const { path, text } of sources.filter((one) => one.path.endsWith(".tsx"))) {
    const plain = text.replaceAll(/\/\*[\s\S]*?\*\//gu, "").replaceAll(/^\s*\/\/.*$/gmu, "");
    assert.deepEqual(
      [...plain.matchAll(spoken)].map((found) => found[1]),
      [],
      path,
    );
    assert.deepEqual(
      [...plain.matchAll(between)].map((found) => found[1]?.trim()),
      [],
      path,
    );
  }
});

test("no component reaches for a door that the policy keeps shut", () => {
  const forbidden =
    /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?:\/\//u;
  for (const { path, text } of sources) assert.doesNotMatch(text, forbidden, path);
});
