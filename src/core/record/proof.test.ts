import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { decodeProof, encodeProof, proofCharactersMax, proofPathMax, proofRostersMax } from "./proof.ts";
import type { Proof } from "./proof.ts";
import { contentBytesMax } from "./entry.ts";
import { filled } from "./ledger.fixture.ts";

const entry = { payload: filled(40, 3), signature: filled(64, 4) };
const proof: Proof = {
  channel: filled(32, 1), label: "A:105", index: 7, size: 12, root: filled(32, 2), entry, salt: filled(32, 5),
  content: filled(20, 6), path: [filled(32, 7), filled(32, 8)], head: { ...entry, payload: filled(50, 9) },
  rosters: [filled(90, 10), filled(80, 11)],
};

function refused(text: string): void {
  throws(() => decodeProof(text), { code: "export" }, text.slice(0, 200));
}

test("a proof reads as it was written, with all it may hold and with nothing that may be left out", () => {
  const most = {
    ...proof, label: "x".repeat(64), index: Number.MAX_SAFE_INTEGER, content: filled(contentBytesMax, 1),
    path: Array.from({ length: proofPathMax }, () => filled(32, 7)),
    rosters: Array.from({ length: proofRostersMax }, () => filled(9, 7)),
  };
  const least = {
    ...proof, label: "", index: 0, size: 0, salt: filled(0, 0), content: filled(0, 0), path: [], rosters: [],
  };
  for (const one of [proof, most, least]) deepEqual(decodeProof(encodeProof(one)), one);
  const lines = encodeProof(proof).split("\n");
  deepEqual(lines.map((line) => line.split(" ")[0]), [
    "chirograph/1", "channel", "label", "index", "size", "root", "entry", "salt", "content", "path", "path", "head",
    "roster", "roster", "",
  ]);
});

test("a line that is missing, doubled, out of its order or one too many is refused", () => {
  const lines = encodeProof(proof).split("\n");
  for (const [at, line] of lines.entries()) {
    const name = line.split(" ")[0] ?? "";
    const many = name === "path" || name === "roster";
    if (!many) refused(lines.toSpliced(at, 1).join("\n"));
    if (!many || line === "") refused(lines.toSpliced(at, 0, line).join("\n"));
    const before = lines[at - 1];
    if (before === undefined || before.split(" ")[0] === name) continue;
    refused(lines.toSpliced(at - 1, 2, line, before).join("\n"));
  }
  refused(`${lines.slice(0, -1).join("\n")}\nmore yes\n`);
});

test("what is longer than the limits is refused", () => {
  refused(encodeProof({ ...proof, path: Array.from({ length: proofPathMax + 1 }, () => filled(32, 7)) }));
  refused(encodeProof({ ...proof, rosters: Array.from({ length: proofRostersMax + 1 }, () => filled(9, 7)) }));
  refused(encodeProof({ ...proof, label: "x".repeat(65) }));
  refused(encodeProof({ ...proof, salt: filled(33, 1) }));
  refused(encodeProof({ ...proof, content: filled(contentBytesMax + 1, 1) }));
  refused(encodeProof({ ...proof, path: [filled(31, 1)] }));
  // The longest text there may be is read, one character more is not: the roster fills it up.
  const full = (length: number): string => {
    const label = (width: number): string => encodeProof({ ...proof, label: "x".repeat(width), rosters: [] });
    const room = length - label(1).length - "roster \n".length;
    return `${label(1 + room % 4)}roster ${"A".repeat(room - room % 4)}\n`;
  };
  equal(full(proofCharactersMax).length, proofCharactersMax);
  equal(decodeProof(full(proofCharactersMax)).rosters.length, 1);
  refused(full(proofCharactersMax + 1));
});

test("numbers, base64 and hexadecimal have one spelling", () => {
  const text = encodeProof(proof);
  for (const [from, to] of [
    ["index 7", "index 07"], ["index 7", "index 7.0"], ["index 7", "index -7"], ["index 7", "index 9007199254740992"],
    ["index 7", "index "], ["size 12", "size 1e1"], ["root 02", "root 0"], ["root 02", "root FF"],
    ["salt BQ", "salt B!"],
    [proof.salt.toBase64(), proof.salt.toBase64().replace("=", "")],
  ] as const) {
    throws(() => decodeProof(text.replace(from, to)), { code: "export" }, to);
  }
});
