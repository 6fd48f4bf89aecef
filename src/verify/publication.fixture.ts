// Publications made in memory, for tests and vectors: two invented parties that agreed a paper.

import { utf8 } from "../core/bytes/cbor.ts";
import { toHex } from "../core/bytes/hex.ts";
import { encodeShape } from "../core/bytes/shape.ts";
import { htmlPage } from "../core/document/html.ts";
import { encodePaper, paperDigest } from "../core/document/paper.ts";
import { samplePaper } from "../core/document/paper.fixture.ts";
import type { Paper } from "../core/document/paper.ts";
import { plainText } from "../core/document/plain.ts";
import { encodePublication } from "../core/document/publication.ts";
import type { PublicationAct } from "../core/document/publication.ts";
import { firstRoster, seedsOf } from "../core/keys/keys.fixture.ts";
import { encodeSignedRoster, rosterDigest, signRoster } from "../core/keys/roster.ts";
import type { SignedRoster } from "../core/keys/roster.ts";
import { acceptance, acceptanceContent } from "../core/mechanism/agreed/entries.ts";
import { publication, publicationContent } from "../core/mechanism/document/entries.ts";
import type { PublicationContent } from "../core/mechanism/document/entries.ts";
import type { Kind } from "../core/mechanism/kind.ts";
import { commitment, encodeBody, signEntry } from "../core/record/entry.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createSoftwareSigner } from "../crypto/node/signer.ts";

export const crypto = createNodeCrypto();
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

/** The numbers of the two parties in `keys.fixture.ts`. */
export const parties = [21, 31] as const;

/** The first roster of a party of the fixture. */
export function rosterOf(number: number): SignedRoster {
  return signRoster(crypto, seedsOf(number), { ...firstRoster(crypto, number), short: number === 21 ? "A" : "B" });
}

export const rosters = parties.map(rosterOf);
/** Party ids, as a reader names whom they trust. */
export const trusted = rosters.map((one) => toHex(one.roster.party));

/** The paper of the fixture, with these changes. */
export function publishedPaper(changes: Partial<Paper> = {}): Paper {
  const base = samplePaper(["en", "ru"], 2);
  const principals = base.principals.map((one, index) => (
    { ...one, party: (rosters[index] as SignedRoster).roster.party }
  ));
  return { ...base, principals, ...changes };
}

/** What stands in place of the PDF of a principal: whose bytes they are matters here, not what they show. */
export function standIn(index: number): Uint8Array {
  return utf8(`%PDF copy ${index + 1}`);
}

interface Words {
  readonly kind: Pick<Kind, "code">;
  readonly content: Uint8Array;
  readonly seq: number;
  readonly object?: Uint8Array;
  readonly channel?: Uint8Array;
}

/** An entry of a party about the paper's text, signed by its station. */
export function actOf(of: number, paper: Paper, { kind, content, seq, object, channel }: Words): PublicationAct {
  const { roster, bytes } = rosterOf(of);
  const salt = filled(32, seq + of);
  const payload = encodeBody({
    v: 1, channel: channel ?? paper.channel, log: filled(16, of), seq, prev: filled(32, seq), acks: [], leaves: [],
    time: paper.time + 1_000 * seq, lamport: seq, precedence: "PRIORITY", kind: kind.code,
    object: object ?? paper.object, epoch: 1, index: seq, commit: commitment(crypto, salt, content),
  });
  const author = { party: roster.party, rosterDigest: rosterDigest(crypto, bytes) };
  const entry = signEntry(createSoftwareSigner(crypto, filled(32, of)), author, payload);
  return { payload, signature: entry.signature, salt, content };
}

/** A party's acceptance of the paper's digest. */
export function acceptanceOf(of: number, paper: Paper, digest = paperDigest(crypto, paper)): PublicationAct {
  const named = rosters.map((one) => rosterDigest(crypto, one.bytes));
  const content = encodeShape(acceptanceContent, { digest, rosters: named, until: paper.time + 86_400_000 });
  return actOf(of, paper, { kind: acceptance, content, seq: 5 });
}

/** A party's publication of the paper, with these changes. */
export function publicationOf(of: number, paper: Paper, changes: Partial<PublicationContent> = {}): PublicationAct {
  const content = encodeShape(publicationContent, {
    digest: paperDigest(crypto, paper), document: crypto.sha256(encodePaper(paper)), edition: "an edition",
    copies: [standIn(0), standIn(1)].map((one) => crypto.sha256(one)),
    page: crypto.sha256(utf8(htmlPage(crypto, paper))), text: crypto.sha256(utf8(plainText(crypto, paper))),
    adoptedAt: paper.time + 7_000, ...changes,
  });
  return actOf(of, paper, { kind: publication, content, seq: 9 });
}

/** The file of a proof, whole unless told otherwise. */
export function proofFile(
  paper = publishedPaper(),
  acts: readonly PublicationAct[] = parties.flatMap((one) => [acceptanceOf(one, paper), publicationOf(one, paper)]),
  signed: readonly SignedRoster[] = rosters,
): Uint8Array {
  return encodePublication(paper, { rosters: signed.map(encodeSignedRoster), acts });
}

/** The files beside a proof. */
export function filesBeside(paper = publishedPaper()): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ["text.txt", utf8(plainText(crypto, paper))], ["page.html", utf8(htmlPage(crypto, paper))],
    ["copy-1.pdf", standIn(0)], ["copy-2.pdf", standIn(1)],
  ]);
}
