// Checks the proof that goes with a published text, and the files beside it, against the roots that the reader trusts.

import type { Crypto } from "../ports/crypto.ts";
import { checkContent } from "./proof.ts";
import type { Finding, FindingCode } from "./report.ts";
import { readRosters } from "./rosters.ts";
import { bytesOfHex, equalBytes, toHex } from "../core/bytes/hex.ts";
import { htmlPage } from "../core/document/html.ts";
import { encodePaper, paperDigest } from "../core/document/paper.ts";
import type { Paper } from "../core/document/paper.ts";
import { plainText } from "../core/document/plain.ts";
import { decodePublication } from "../core/document/publication.ts";
import type { PublicationAct } from "../core/document/publication.ts";
import { ChirographError } from "../core/errors.ts";
import type { Roster } from "../core/keys/roster.ts";
import { acceptance } from "../core/mechanism/agreed/entries.ts";
import type { AcceptanceContent } from "../core/mechanism/agreed/entries.ts";
import { publication } from "../core/mechanism/document/entries.ts";
import type { PublicationContent } from "../core/mechanism/document/entries.ts";
import { decodeContent } from "../core/mechanism/registry.ts";
import type { Hex } from "../core/names.ts";
import { decodeBody, verifyEntry } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";
import { utf8 } from "../core/bytes/cbor.ts";

/** Names of the files of a publication. */
export const publicationNames = { proof: "proof.chirograph", text: "text.txt", page: "page.html" } as const;

/** Name of a principal's copy, counted from 1 in the order of the principals. */
export function copyName(index: number): string {
  return `copy-${index + 1}.pdf`;
}

/** A publication as its author signed it. */
export interface Published {
  readonly timeMs: number;
  readonly adoptedAtMs: number;
  readonly edition: string;
  /** Hashes of every principal's copy, in order. */
  readonly copies: readonly Hex[];
}

/** What a principal has signed of it. */
export interface PrincipalReport {
  readonly party: Hex;
  readonly short: string;
  readonly names: readonly string[];
  readonly trusted: boolean;
  readonly accepted: { readonly timeMs: number; readonly untilMs: number } | null;
  readonly published: Published | null;
}

/** The whole answer: who agreed to what, by their own word, and whether the files are the ones they name. */
export interface PublicationReport {
  readonly result: "clean" | "findings";
  readonly world: Paper["world"];
  readonly digest: Hex;
  readonly document: Hex;
  readonly titles: readonly string[];
  readonly clauses: number;
  readonly principals: readonly PrincipalReport[];
  readonly files: readonly { readonly name: string; readonly state: "as-named" | "altered" | "missing" | "unnamed" }[];
  readonly findings: readonly Finding[];
}

interface Act {
  readonly party: Hex;
  readonly body: Body;
  readonly kind: "acceptance" | "publication";
  readonly content: unknown;
}

interface Check {
  readonly crypto: Crypto;
  readonly paper: Paper;
  readonly digest: Uint8Array;
  readonly document: Uint8Array;
  /** Hashes of the page and the plain text that are made of the paper, once for all who name them. */
  readonly page: Uint8Array;
  readonly text: Uint8Array;
  readonly rosters: ReadonlyMap<Hex, Roster>;
  readonly findings: Finding[];
}

/**
 * Checks a proof. `trusted` are party ids; `beside` are the SHA-256 of the other files of its folder by name, null
 * where it stands alone. Errors: export, and of the paper cbor-*, shape.
 */
export function verifyPublication(
  crypto: Crypto, file: Uint8Array, trusted: readonly Hex[], beside: ReadonlyMap<string, Uint8Array> | null,
): PublicationReport {
  const { paper, proof } = decodePublication(file);
  const findings: Finding[] = [];
  const { rosters } = readRosters(crypto, proof.rosters, [], paper.world, findings);
  const document = crypto.sha256(encodePaper(paper));
  const check: Check = {
    crypto, paper, document, digest: paperDigest(crypto, paper), rosters, findings,
    page: crypto.sha256(utf8(htmlPage(crypto, paper))), text: crypto.sha256(utf8(plainText(crypto, paper))),
  };
  const acts = proof.acts.flatMap((act, index) => readAct(check, act, index) ?? []);
  const principals = paper.principals.map((_, index) => principalReport(check, acts, trusted, index));
  const files = beside === null ? [] : filesOf(check, acts, beside);
  return {
    result: findings.length === 0 ? "clean" : "findings", world: paper.world, digest: toHex(check.digest),
    document: toHex(document), titles: paper.titles, clauses: paper.clauses.length, principals, files, findings,
  };
}

function find({ findings }: Check, code: FindingCode, label: string, detail: string): null {
  findings.push({ code, label, log: "", seq: 0, detail });
  return null;
}

/** An entry that checks and belongs to this text; null, with a finding, for any other. */
function readAct(check: Check, act: PublicationAct, index: number): Act | null {
  const { crypto, paper } = check;
  const label = `entry ${index + 1}`;
  try {
    const body = decodeBody(act.payload);
    if (!equalBytes(body.channel, paper.channel)) return find(check, "entry-channel", label, "");
    if (!equalBytes(body.object, paper.object)) return find(check, "export", label, "It is about another text.");
    const roster = signerOf(check, act);
    if (roster === null) return find(check, "entry-signature", label, "");
    checkContent(crypto, body, act.salt, act.content);
    const kind = body.kind === acceptance.code ? "acceptance" : "publication";
    if (kind === "publication" && body.kind !== publication.code) return find(check, "entry-kind", label, "");
    const decoded = decodeContent(body.kind, act.content);
    if (decoded.kind === "poison") return find(check, decoded.reason, label, decoded.detail);
    const { digest } = decoded.content as AcceptanceContent | PublicationContent;
    if (!equalBytes(digest, check.digest)) return find(check, "export", label, "It names another digest.");
    if (kind === "publication" && !isOfPaper(check, decoded.content as PublicationContent, label)) return null;
    return { party: toHex(roster.party), body, kind, content: decoded.content };
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    return find(check, error.code, label, error.message);
  }
}

/** The roster of the principal whose station signed the entry, or null. */
function signerOf({ crypto, paper, rosters }: Check, act: PublicationAct): Roster | null {
  const principals = new Set(paper.principals.map(({ party }) => toHex(party)));
  for (const [digest, roster] of rosters) {
    if (!principals.has(toHex(roster.party))) continue;
    const author = { party: roster.party, rosterDigest: bytesOfHex(digest) };
    if (roster.stations.some(({ key }) => verifyEntry(crypto, key, author, act))) return roster;
  }
  return null;
}

/** Whether a publication is of what stands in the file, page and plain text made anew. */
function isOfPaper(check: Check, said: PublicationContent, label: string): boolean {
  const { paper, document, page, text } = check;
  if (!equalBytes(said.document, document) || said.copies.length !== paper.principals.length) {
    return find(check, "export", label, "It is of another paper.") !== null;
  }
  if (equalBytes(said.page, page) && equalBytes(said.text, text)) return true;
  return find(check, "export", label, "Its page or plain text is another.") !== null;
}

function principalReport(
  check: Check, acts: readonly Act[], trusted: readonly Hex[], index: number,
): PrincipalReport {
  const { party: id, names } = check.paper.principals[index] as Paper["principals"][number];
  const party = toHex(id);
  const roster = [...check.rosters.values()].findLast((one) => equalBytes(one.party, id));
  const short = roster?.short ?? party.slice(0, 8);
  const own = acts.filter((one) => one.party === party);
  const accepted = own.find(({ kind, body, content }) => (
    kind === "acceptance" && (content as AcceptanceContent).until >= body.time
  ));
  const published = own.findLast(({ kind }) => kind === "publication");
  const isTrusted = trusted.includes(party) && roster !== undefined;
  if (!isTrusted) find(check, "untrusted", short, party);
  if (accepted === undefined) find(check, "missing", short, "Its acceptance.");
  if (published === undefined) find(check, "missing", short, "Its publication.");
  const said = published?.content as PublicationContent | undefined;
  return {
    party, short, names, trusted: isTrusted,
    accepted: accepted === undefined ? null
      : { timeMs: accepted.body.time, untilMs: (accepted.content as AcceptanceContent).until },
    published: published === undefined || said === undefined ? null
      : {
        timeMs: published.body.time, adoptedAtMs: said.adoptedAt, edition: said.edition,
        copies: said.copies.map(toHex),
      },
  };
}

/** Whether the files beside a proof are the ones that the principals name. */
function filesOf(
  check: Check, acts: readonly Act[], beside: ReadonlyMap<string, Uint8Array>,
): PublicationReport["files"] {
  const { paper, page, text } = check;
  const said = acts.filter(({ kind }) => kind === "publication").map(({ content }) => content as PublicationContent);
  const wanted = new Map<string, readonly Uint8Array[]>([
    [publicationNames.text, [text]], [publicationNames.page, [page]],
    ...paper.principals.map((_, index) => (
      [copyName(index), said.map(({ copies }) => copies[index] as Uint8Array)] as const
    )),
  ]);
  return [...wanted].map(([name, hashes]) => {
    const found = beside.get(name) ?? null;
    const state = found === null ? "missing" : hashes.length === 0 ? "unnamed"
      : hashes.every((hash) => equalBytes(hash, found)) ? "as-named" : "altered";
    if (state !== "as-named") find(check, state === "missing" ? "missing" : "end", name, "");
    return { name, state };
  });
}
