// What `chirograph verify` says of a published text: its proof, alone or in the folder that it was published in.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readBounded } from "../bounded-file.ts";
import type { Cli } from "../cli.ts";
import { inLine, worldLines } from "../present.ts";
import { showTime } from "../time.ts";
import type { Checked, Root } from "./verify-other.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodePaper, groupedDigest } from "../../core/document/paper.ts";
import { decodePublication } from "../../core/document/publication.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import type { Typesetter } from "../../ports/typesetter.ts";
import { copyName, publicationNames, verifyPublication } from "../../verify/publication.ts";
import type { PrincipalReport, PublicationReport } from "../../verify/publication.ts";

/** Longest file of a publication beside its proof, in bytes. */
export const publishedBytesMax = 268_435_456;
/** Most copies: as many as a text may have principals. */
const copiesMax = 16;
/** Most other things of a folder that are told. */
const othersMax = 64;

const fileWords = {
  "as-named": "published.file-named", "altered": "published.file-altered", "missing": "published.file-missing",
  "unnamed": "published.file-unnamed",
} as const;

/** The proof of a published folder; any other path as it is. */
export function proofIn(path: string): string {
  const proof = join(path, publicationNames.proof);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(proof) ? proof : path;
}

/** What came of compiling the copies anew, to see that they show what the proof says. */
type Compiled = "same" | "different" | "other-edition" | "not-set";

const compiledWords = {
  "same": "published.compiled-same", "different": "published.compiled-different",
  "other-edition": "published.compiled-other", "not-set": "published.compiled-not",
} as const;

/**
 * Checks a proof; one that has the name of a publication's with the files beside it. With a typesetter the copies are
 * compiled anew too. Throws a ChirographError when it is no proof.
 */
export async function checkPublication(
  cli: Cli, path: string, file: Uint8Array, roots: readonly Root[], typesetter: Typesetter | null = null,
): Promise<Checked> {
  const trusted = roots.map((one) => one.party);
  const beside = hashesBeside(path);
  const report = verifyPublication(createNodeCrypto(), file, trusted, beside);
  const others = beside === null ? [] : othersBeside(path, report);
  const compiled = typesetter === null ? null : await compileAnew(file, report, typesetter);
  const result = compiled === "different" ? "findings" : report.result;
  return {
    value: { file: "publication", ...report, others, result, ...(compiled === null ? {} : { compiled }) },
    lines: lines(cli, report, others, compiled),
  };
}

async function compileAnew(file: Uint8Array, report: PublicationReport, typesetter: Typesetter): Promise<Compiled> {
  const named = report.principals.flatMap(({ published }) => published ?? []);
  const comparable = named.filter(({ edition }) => edition === typesetter.edition);
  if (comparable.length === 0) return "other-edition";
  const made = await typesetter.copies(encodePaper(decodePublication(file).paper));
  if (made.kind === "not-set") return "not-set";
  const crypto = createNodeCrypto();
  const hashes = made.copies.map((one) => toHex(crypto.sha256(one))).join();
  return comparable.every(({ copies }) => copies.join() === hashes) ? "same" : "different";
}

/** Hashes of the files beside a proof, one read after the other: a stranger chose how long they are. */
function hashesBeside(path: string): ReadonlyMap<string, Uint8Array> | null {
  if (basename(path) !== publicationNames.proof) return null;
  const { text, page } = publicationNames;
  const names = [text, page, ...Array.from({ length: copiesMax }, (_, index) => copyName(index))];
  const here = names.filter((name) => existsSync(join(dirname(path), name)));
  if (here.length === 0) return null;
  const crypto = createNodeCrypto();
  return new Map(here.map((name) => (
    [name, crypto.sha256(readBounded(join(dirname(path), name), publishedBytesMax))]
  )));
}

/** What else is in the folder: nobody has signed it, and it may say something else. */
function othersBeside(path: string, { files }: PublicationReport): readonly string[] {
  const known = new Set<string>([publicationNames.proof, ...files.map(({ name }) => name)]);
  return readdirSync(dirname(path)).filter((name) => !known.has(name)).sort().slice(0, othersMax);
}

function lines(
  cli: Cli, report: PublicationReport, others: readonly string[], compiled: Compiled | null,
): readonly string[] {
  const { world, titles, clauses, digest, principals, files, findings } = report;
  const said = new Set(["missing", "untrusted", "end"]);
  const isWhole = findings.length === 0 && compiled !== "different";
  const isAltered = compiled === "different" || files.some(({ state }) => state === "altered");
  return [
    ...worldLines(cli, world),
    ...titles.map(inLine),
    cli.say("published.text", { clauses, digest: groupedDigest(Uint8Array.fromHex(digest)) }),
    ...principals.flatMap((one) => principalLines(cli, one)),
    ...files.map(({ name, state }) => cli.say(fileWords[state], { name })),
    ...others.map((name) => cli.say("published.file-other", { name: inLine(name) })),
    ...findings.filter(({ code }) => !said.has(code)).map(({ code, label, detail }) => (
      `${label.padEnd(10)} ${inLine(cli.sayCode("finding", code, { detail }))}`
    )),
    ...(compiled === null ? [] : [cli.say(compiledWords[compiled])]),
    cli.say(isAltered ? "published.altered" : isWhole ? "published.whole" : "published.not-whole"),
    cli.say("published.not-shown"),
  ];
}

function principalLines(cli: Cli, { party, short, names, trusted, accepted, published }: PrincipalReport): string[] {
  const of = { party: short, name: inLine(names[0] ?? "") };
  return [
    cli.say("published.party", of),
    ...(trusted ? [] : [cli.sayCode("finding", "untrusted", { detail: party })]),
    accepted === null ? cli.say("published.not-accepted")
      : cli.say("published.accepted", { time: showTime(accepted.timeMs), until: showTime(accepted.untilMs) }),
    published === null ? cli.say("published.not-published") : cli.say("published.published", {
      time: showTime(published.timeMs), adopted: showTime(published.adoptedAtMs),
    }),
  ];
}
