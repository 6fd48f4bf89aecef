import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { testCharter } from "../mechanism/message/message.fixture.ts";
import { makePaper } from "./make-paper.ts";
import type { FairText } from "./make-paper.ts";
import { decodePaper, encodePaper, languageOrder, principalOrder } from "./paper.ts";

const channel = new Uint8Array(32).fill(1);
const text: FairText = {
  object: new Uint8Array(32).fill(2), languages: ["ru", "en-GB"], titles: ["Коммюнике", "Communique"],
  principals: [0, 1],
  clauses: [{ heading: true, texts: ["Линия", "Line"] }, { heading: false, texts: ["Да.", "Yes."] }],
  timeMs: 1_000, venue: null,
};

test("names are those of the charter in each language, and so are the principals", () => {
  const charter = testCharter();
  const made = makePaper(channel, charter, text);
  deepEqual(made.principals.map(({ index, names }) => [index, names]), [
    [0, ["Учреждение A", "Institution A"]], [1, ["Учреждение B", "Institution B"]],
  ]);
  deepEqual(made.world, "exercise");
  deepEqual(decodePaper(encodePaper(made)), made);
});

test("a party's own language stands first in its copy: the tag itself, else its main language, else the text's", () => {
  const charter = testCharter();
  const speaking = (...languages: readonly string[]): number => {
    const parties = charter.parties.map((one) => ({ ...one, languages }));
    return makePaper(channel, { ...charter, parties }, text).principals[0]?.first ?? -1;
  };
  deepEqual([speaking("en", "ru"), speaking("ru", "en"), speaking("fr", "en-US"), speaking("fr")], [1, 0, 1, 0]);
  // The tag itself goes before one that is only near.
  const near = { ...text, languages: ["en-US", "en-GB"] };
  const parties = charter.parties.map((one) => ({ ...one, languages: ["en-GB"] }));
  deepEqual(makePaper(channel, { ...charter, parties }, near).principals[0]?.first, 1);
});

test("each copy begins with its own party and language, what is nobody's copy is in the text's order", () => {
  const charter = testCharter();
  const parties = charter.parties.map((one, index) => ({ ...one, languages: [index === 0 ? "en" : "ru"] }));
  const made = makePaper(channel, { ...charter, parties }, text);
  const orders = [null, 0, 1].map((copy) => [
    principalOrder(made, copy).map(({ index }) => index), languageOrder(made, copy),
  ]);
  deepEqual(orders, [[[0, 1], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [0, 1]]]);
});

test("the venue of a meeting is the place in every language, cut between characters where it is too long", () => {
  const placeOf = (venue: string | null): readonly string[] => (
    makePaper(channel, testCharter(), { ...text, venue }).place
  );
  deepEqual([placeOf(null), placeOf("Exercise\nvenue")], [[], ["Exercise venue", "Exercise venue"]]);
  const [whole] = placeOf("я".repeat(200));
  deepEqual(whole?.length, 200);
  // A character of four bytes does not fit into the last three.
  deepEqual(placeOf(`${"a".repeat(397)}🕊b`), ["a".repeat(397), "a".repeat(397)]);
  const made = makePaper(channel, testCharter(), { ...text, venue: "字".repeat(266) });
  deepEqual(decodePaper(encodePaper(made)).place, ["字".repeat(133), "字".repeat(133)]);
});
