import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { encodePaper } from "../core/document/paper.ts";
import { ChirographError } from "../core/errors.ts";
import { take } from "../core/mechanism/message/entries.ts";
import {
  acceptanceOf, actOf, crypto, filesBeside, parties, proofFile, publicationOf, publishedPaper, rosters, standIn,
  trusted,
} from "./publication.fixture.ts";
import { verifyPublication } from "./publication.ts";
import type { PublicationReport } from "./publication.ts";

const paper = publishedPaper();
const [a, b] = parties;
const whole = [
  acceptanceOf(a, paper), publicationOf(a, paper), acceptanceOf(b, paper), publicationOf(b, paper),
] as const;
const hashed = (files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> => (
  new Map([...files].map(([name, bytes]) => [name, crypto.sha256(bytes)]))
);
const check = (file: Uint8Array, beside: ReadonlyMap<string, Uint8Array> | null = null): PublicationReport =>
  verifyPublication(crypto, file, trusted, beside === null ? null : hashed(beside));
const told = ({ findings }: PublicationReport): readonly string[] => (
  findings.map(({ code, label }) => `${code} ${label}`)
);

test("a whole proof says who agreed to what and when, and that the files are the ones they name", () => {
  const report = check(proofFile(), filesBeside());
  deepEqual(told(report), []);
  equal(report.result, "clean");
  deepEqual(report.principals.map(({ short, trusted: is, accepted, published }) => (
    [short, is, accepted?.timeMs, published?.adoptedAtMs]
  )), [["A", true, paper.time + 5_000, paper.time + 7_000], ["B", true, paper.time + 5_000, paper.time + 7_000]]);
  deepEqual(report.files.map(({ name, state }) => `${name} ${state}`), [
    "text.txt as-named", "page.html as-named", "copy-1.pdf as-named", "copy-2.pdf as-named",
  ]);
});

test("what a principal has not said is told as missing, and whom the reader does not trust as untrusted", () => {
  deepEqual(told(check(proofFile(paper, whole.slice(0, 3)))), ["missing B"]);
  deepEqual(told(check(proofFile(paper, [whole[0], whole[1], whole[3]]))), ["missing B"]);
  const alone = verifyPublication(crypto, proofFile(), trusted.slice(0, 1), null);
  deepEqual(told(alone), ["untrusted B"]);
  deepEqual(told(check(proofFile(paper, whole, rosters.slice(0, 1)))), [
    "entry-signature entry 3", "entry-signature entry 4", "untrusted 3d49b0f9", "missing 3d49b0f9", "missing 3d49b0f9",
  ].map((one) => one.replace("3d49b0f9", (trusted[1] as string).slice(0, 8))));
});

test("a text that differs in one letter is not the one that was agreed", () => {
  const other = publishedPaper({ titles: ["Joint communiqué", paper.titles[1] as string] });
  const report = check(proofFile(other, whole));
  deepEqual(told(report).slice(0, 4), ["export entry 1", "export entry 2", "export entry 3", "export entry 4"]);
  // Another name of a party changes no clause: what was accepted stands, what was published is of another paper.
  const renamed = publishedPaper({ principals: paper.principals.map((one) => ({ ...one, names: ["X", "Y"] })) });
  deepEqual(told(check(proofFile(renamed, whole))), ["export entry 2", "export entry 4", "missing A", "missing B"]);
});

test("entries of another text, another channel or another kind say nothing here", () => {
  const bad = [
    actOf(a, paper, { kind: { code: 32 }, content: whole[0].content, seq: 6, object: new Uint8Array(32) }),
    actOf(a, paper, { kind: { code: 32 }, content: whole[0].content, seq: 7, channel: new Uint8Array(32) }),
    actOf(a, paper, { kind: take, content: Uint8Array.of(0x82, 0x61, 0x61, 0x60), seq: 8 }),
    { ...whole[0], content: whole[1].content },
    { ...whole[0], signature: whole[1].signature },
    { ...whole[0], payload: Uint8Array.of(0x80) },
    publicationOf(a, paper, { page: new Uint8Array(32) }),
  ];
  deepEqual(told(check(proofFile(paper, [...whole, ...bad]))), [
    "export entry 5", "entry-channel entry 6", "entry-kind entry 7", "entry-commit entry 8", "entry-signature entry 9",
    "shape entry 10", "export entry 11",
  ]);
});

test("a file beside it that is altered, missing, or named otherwise by one of them is told by its name", () => {
  const altered = new Map([...filesBeside(), ["copy-1.pdf", standIn(1)], ["page.html", new Uint8Array(1)]]);
  altered.delete("text.txt");
  deepEqual(told(check(proofFile(), altered)), ["missing text.txt", "end page.html", "end copy-1.pdf"]);
  const apart = [...whole.slice(0, 3), publicationOf(b, paper, { copies: [new Uint8Array(32), new Uint8Array(32)] })];
  deepEqual(told(check(proofFile(paper, apart), filesBeside())), ["end copy-1.pdf", "end copy-2.pdf"]);
});

test("what is no such file is refused, wherever it is cut or altered, and never crashes", () => {
  const file = proofFile();
  const code = (bytes: Uint8Array): string => {
    try {
      return check(bytes).result;
    } catch (error) {
      ok(error instanceof ChirographError);
      return error.code;
    }
  };
  for (let at = 0; at < file.length; at += 97) notClean(code(file.subarray(0, at)), `cut at ${at}`);
  for (let at = 0; at < file.length; at += 211) {
    notClean(code(file.with(at, (file[at] as number) ^ 1)), `altered at ${at}`);
  }
  throws(() => check(Uint8Array.from([...file, 0])), { code: "export" });
  ok(encodePaper(paper).length < file.length);
});

function notClean(result: string, where: string): void {
  ok(result !== "clean", where);
}
