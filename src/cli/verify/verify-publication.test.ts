import { deepEqual, equal, match, ok } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCli } from "../cli.ts";
import { checkPublication, proofIn } from "./verify-publication.ts";
import { encodePaper } from "../../core/document/paper.ts";
import type { PublicationContent } from "../../core/mechanism/document/entries.ts";
import { createTypstTypesetter } from "../../typesetter/typst/typesetter.ts";
import {
  acceptanceOf, crypto, filesBeside, parties, proofFile, publicationOf, publishedPaper, trusted,
} from "../../verify/publication.fixture.ts";

const roots = trusted.map((party) => ({ party, signed: null }));

test("a published folder is checked with all that stands in it, a proof alone as what it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "published-"));
  for (const language of ["en", "ru"] as const) {
    const cli = createCli({ language, json: false, folder: "", officer: null });
    for (const [name, bytes] of filesBeside()) writeFileSync(join(folder, name), bytes);
    const proof = join(folder, "proof.chirograph");
    writeFileSync(proof, proofFile());
    equal(proofIn(folder), proof);
    const whole = await checkPublication(cli, proof, proofFile(), roots);
    equal(whole.value.result, "clean", whole.lines.join("\n"));
    ok(whole.lines.includes("Joint communique"));
    match(whole.lines.join("\n"), language === "en" ? /copy-2\.pdf {2}is the one/u : /copy-2\.pdf {2}тот/u);
    deepEqual(whole.value["others"], []);
    // What somebody laid beside them may read otherwise, a copy for nobody too.
    for (const name of ["copy-3.pdf", "index.html"]) writeFileSync(join(folder, name), "other words");
    const more = await checkPublication(cli, proof, proofFile(), roots);
    deepEqual([more.value.result, more.value["others"]], ["clean", ["copy-3.pdf", "index.html"]]);
    match(more.lines.join("\n"), language === "en" ? /index\.html {2}is NO PART/u : /index\.html {2}сюда НЕ/u);
    for (const name of ["copy-3.pdf", "index.html"]) rmSync(join(folder, name));
    writeFileSync(join(folder, "copy-2.pdf"), "another");
    const altered = await checkPublication(cli, proof, proofFile(), roots);
    equal(altered.value.result, "findings");
    match(altered.lines.join("\n"), language === "en" ? /copy-2\.pdf {2}is NOT/u : /copy-2\.pdf {2}НЕ/u);
    match(altered.lines.at(-2) ?? "", language === "en" ? /^ALTERED/u : /^ИЗМЕНЕНО/u);
    deepEqual((await checkPublication(cli, "elsewhere.bin", proofFile(), roots)).value["files"], []);
  }
  mkdirSync(join(folder, "empty"));
  equal(proofIn(join(folder, "empty")), join(folder, "empty"));
  rmSync(folder, { recursive: true });
});

test("compiled anew, the copies are the ones they named, others, or of another program; it is said which", async () => {
  const paper = publishedPaper();
  const cli = createCli({ language: "en", json: false, folder: "", officer: null });
  const typesetter = createTypstTypesetter();
  const made = await typesetter.copies(encodePaper(paper));
  ok(made.kind === "set");
  const told = async (changes: Partial<PublicationContent>): Promise<unknown> => {
    const acts = parties.flatMap((one) => [acceptanceOf(one, paper), publicationOf(one, paper, changes)]);
    const { value } = await checkPublication(cli, "a", proofFile(paper, acts), roots, typesetter);
    return [value["compiled"], value.result];
  };
  const { edition } = typesetter;
  deepEqual(await told({ edition, copies: made.copies.map((one) => crypto.sha256(one)) }), ["same", "clean"]);
  deepEqual(await told({ edition }), ["different", "findings"]);
  deepEqual(await told({}), ["other-edition", "clean"]);
});
