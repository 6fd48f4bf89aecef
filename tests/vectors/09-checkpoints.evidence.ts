// Cases of evidence: siblings, heads and times, and what is none.

import { toHex } from "../../src/core/bytes/hex.ts";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import { encodeHeads } from "../../src/core/evidence/heads.ts";
import type { HeadClaim } from "../../src/core/evidence/heads.ts";
import { encodeMemory } from "../../src/core/evidence/memory.ts";
import { encodeSiblings, siblingsEvidence } from "../../src/core/evidence/siblings.ts";
import type { BootItem } from "../../src/core/evidence/siblings.ts";
import { encodeTimes } from "../../src/core/evidence/times.ts";
import { rosterDigest } from "../../src/core/keys/roster.ts";
import type { SignedRoster } from "../../src/core/keys/roster.ts";
import { boot, bootContent } from "../../src/core/record/boot.ts";
import { decodeBody, decodeEntry, encodeEntry } from "../../src/core/record/entry.ts";
import { crypto, filled, makeParty, sign } from "../../src/core/record/ledger.fixture.ts";
import type { MadeEnd } from "../../src/core/record/ledger.fixture.ts";
import {
  agreedPair, answeredMemory, answeredParts, bootOf, cardsOf, entryClaim, noteClaim, otherTree, signedOf, skewMs,
  timeParts, treeOf, twoStarts, twoTrees,
} from "../../src/verify/evidence.fixture.ts";
import type { Recollection } from "../../src/core/record/recollection.ts";
import { rootAt } from "../../src/core/record/merkle.ts";
import type { CaseRoster } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";

interface Make {
  good(name: string, must: string[], input: Case["input"]): Case;
  bad(name: string, must: string, input: Case["input"], error: string): Case;
}

const pair = agreedPair();
/** A roster as a case gives it (`vectors/README.md`). */
function rosterOf({ bytes, roster: { party, stations } }: SignedRoster): CaseRoster {
  const digest = toHex(rosterDigest(crypto, bytes));
  return { digest, party: toHex(party), stations: stations.map(({ id, key }) => ({ id: toHex(id), key: toHex(key) })) };
}
const cards = cardsOf(pair).map(rosterOf);
const of = (file: Uint8Array, rosters: readonly CaseRoster[] = cards): Case["input"] =>
  ({ file: toHex(file), rosters });

function siblingCases({ good, bad }: Make): Case[] {
  const { one, two, file } = twoStarts(pair);
  const [first, second] = [bootOf(one), bootOf(two)];
  const { channel, a } = pair;
  const made = (x: typeof first, y: typeof first, log = a.log): Uint8Array => encodeSiblings(channel, log, x, y);
  const refused = (name: string, made: Uint8Array, error: string): Case => bad(name, "R-50", of(made), error);
  const label = (text: string): Uint8Array =>
    encodeShape(siblingsEvidence, { label: text, channel, log: a.log, one: first, other: second });
  return [
    good("two starts from one log", ["R-50"], of(file)),
    refused("one start twice", made(first, first), "fork"),
    refused("another log", made(first, second, filled(16, 1)), "boot"),
    refused("a start whose log has another id than follows from it", made(misnamed(one), second), "boot"),
    refused("a start that goes on from none", made(first, bootOf(pair.b)), "boot"),
    refused("a content that is not the BOOT's", made({ ...first, content: second.content }, second), "entry-commit"),
    refused("another salt", made({ ...first, salt: filled(32, 1) }, second), "entry-commit"),
    refused("another party's name", made({ ...first, party: pair.b.by.party }, second), "entry-signature"),
    refused("a station that the roster does not name", made({ ...first, station: filled(16, 1) }, second),
      "entry-signature"),
    refused("another channel", encodeSiblings(filled(32, 1), a.log, first, second), "entry-channel"),
    refused("a label of another sort of siblings", label("chirograph/1 sibling"), "export"),
    bad("a roster that is not known", "R-50", of(file, []), "missing"),
    bad("the roster of another party", "R-50", of(file, [rosterOf(makeParty(40, "C").signed)]),
      "missing"),
  ];
}

/** A BOOT as its station would sign it under an id that does not follow from it. */
function misnamed(end: MadeEnd): BootItem {
  const made = bootOf(end);
  const wrong = { ...decodeBody(decodeEntry(made.entry).payload), log: filled(16, 0xa2) };
  const { entry } = sign(end, 4_000, boot, decodeShape(bootContent, made.content), "ROUTINE", wrong);
  return { ...made, entry: encodeEntry(entry) };
}

function headCases({ good, bad }: Make): Case[] {
  const { a, channel } = pair;
  const [own, other] = [treeOf(a), otherTree(a, 2, 4)];
  const made = (x: HeadClaim, y: HeadClaim, size = 3): Uint8Array => encodeHeads(channel, a.log, size, x, y);
  const [claim, held] = [noteClaim(a, other, 6, 3), entryClaim(a, 3)];
  const refused = (name: string, file: Uint8Array, error: string): Case => bad(name, "W-21", of(file), error);
  return [
    good("a checkpoint of a later size against an entry", ["W-21"], of(twoTrees(pair))),
    good("two checkpoints of one size", ["W-21"], of(made(noteClaim(a, other, 3, 3), noteClaim(a, own, 3, 3)))),
    good("two checkpoints of different sizes", ["W-21"], of(made(noteClaim(a, other, 6, 3), noteClaim(a, own, 4, 3)))),
    good("an entry against a checkpoint", ["W-21"], of(made(held, claim))),
    good("an entry at the size, by its prev", ["W-21"],
      of(made(noteClaim(a, otherTree(a, 1, 2), 2, 2), { ...entryClaim(a, 3), path: [] }, 2))),
    refused("two claims that agree", made(noteClaim(a, own, 4, 3), held), "fork"),
    refused("two entries", made(held, held), "fork"),
    refused("a root that the checkpoint does not go on from", made({ ...claim, root: filled(32, 1) }, held), "fork"),
    refused("a proof cut short", made({ ...claim, path: claim.path.slice(1) }, held), "fork"),
    refused("a checkpoint below the size", made(noteClaim(a, otherTree(a, 1, 2), 2, 2), held), "fork"),
    refused("an entry of another size", made(claim, entryClaim(a, 2)), "fork"),
    refused("an entry with a path that is not its own", made(claim, { ...held, path: [filled(32, 1)] }), "fork"),
    refused("an entry with a root of its own", made(claim, { ...held, root: filled(32, 1) }), "fork"),
    refused("entry and checkpoint in one claim", made({ ...claim, entry: held.entry }, held), "fork"),
    refused("size 0", made(noteClaim(a, own, 4, 3), held, 0), "fork"),
    refused("the checkpoint of another log", encodeHeads(channel, filled(16, 1), 3, claim, held), "checkpoint"),
    refused("a checkpoint of the log by another station", made(noteClaim({ ...pair.b, log: a.log }, other, 6, 3), held),
      "fork"),
    refused("a checkpoint altered", made({ ...claim, note: claim.note.replace("\n6\n", "\n7\n") }, held), "checkpoint"),
    refused("a checkpoint without a signature of the log",
      made({ ...claim, note: claim.note.replace(/— .* /u, "— x ") }, held), "checkpoint"),
    refused("a checkpoint said to be of another party", made({ ...claim, party: pair.b.by.party }, held),
      "entry-signature"),
    bad("a roster that is not known", "W-21", of(twoTrees(pair), []), "missing"),
  ];
}

function timeCases({ good, bad }: Make): Case[] {
  const said = (sort: "receipt" | "act", ms: number): Uint8Array =>
    encodeTimes(timeParts(agreedPair(), sort, ms).parts);
  const answered = (sort: "receipt" | "act", ms: number): Uint8Array =>
    encodeTimes(answeredParts(agreedPair(), sort, ms, 9_000));
  const { about, parts } = timeParts(agreedPair(), "receipt", 1_000);
  const { a, b } = pair;
  const refused = (name: string, file: Uint8Array, error = "fork"): Case => bad(name, "R-51", of(file), error);
  return [
    ...(["receipt", "act"] as const).flatMap((sort) => [
      good(`${sort}: before the entry was written`, ["R-51"], of(said(sort, 3_000 - skewMs - 1))),
      good(`${sort}: after its author had acknowledged it`, ["R-51"], of(answered(sort, 9_000 + skewMs + 1))),
      refused(`${sort}: as early as clocks may differ`, said(sort, 3_000 - skewMs)),
      refused(`${sort}: as late as clocks may differ`, answered(sort, 9_000 + skewMs)),
    ]),
    refused("a receipt said to be an act", encodeTimes({ ...parts, sort: "act" })),
    refused("both of one party", encodeTimes({ ...parts, claim: signedOf(a, about) })),
    refused("an answer that acknowledges nothing of it", encodeTimes({ ...parts, answer: signedOf(a, about) })),
    refused("an answer by the other party", encodeTimes({ ...parts, answer: parts.claim })),
    refused("an answer that the other party did not sign", encodeTimes({ ...parts, answer: signedOf(b, about) }),
      "entry-signature"),
    refused("another charter", encodeTimes({ ...parts, charter: parts.charter.with(5, 0xff) }), "entry-channel"),
    refused("a charter that is none", encodeTimes({ ...parts, charter: Uint8Array.of(0x80) }), "shape"),
    bad("a roster that is not known", "R-51", of(encodeTimes(parts), cards.slice(0, 1)), "missing"),
    refused("nothing", new Uint8Array(0), "export"), refused("no evidence", Uint8Array.of(0x80), "export"),
  ];
}

function memoryCases({ good, bad }: Make): Case[] {
  const { a, b, channel } = pair;
  const wrong = filled(32, 1);
  const made = (size: number, root: Uint8Array, seq: number, said: Partial<Recollection> = {}): Uint8Array =>
    encodeMemory(answeredMemory(pair, size, root, seq, said));
  const parts = answeredMemory(pair, 3, wrong, 2);
  const refused = (name: string, file: Uint8Array, error = "fork"): Case => bad(name, "R-75", of(file), error);
  const head = { channel, log: a.log, size: 3, root: wrong };
  return [
    good("an answer against the entry that stands last in it", ["R-75"], of(encodeMemory(parts))),
    good("an answer against the entry behind it, by its prev", ["R-75"], of(made(2, wrong, 2))),
    good("an answer that names other heads too", ["R-75"],
      of(made(3, wrong, 2, { heads: [{ ...head, size: 1 }, head] }))),
    refused("an answer that agrees", made(3, rootAt(crypto, treeOf(a), 3), 2)),
    refused("an entry of another size", made(2, wrong, 0)),
    refused("a path that is not the entry's", encodeMemory({ ...parts, claim: { ...parts.claim, path: [wrong] } })),
    refused("an answer that names no such head", made(3, wrong, 2, { heads: [{ ...head, size: 2 }] })),
    refused("an answer of another channel", made(3, wrong, 2, { heads: [{ ...head, channel: wrong }] })),
    refused("an answer to another station", made(3, wrong, 2, { askerStation: b.by.station })),
    refused("an answer altered", encodeMemory({ ...parts, signature: parts.signature.with(0, 1) }), "entry-signature"),
    refused("an answer said to be of another party", made(3, wrong, 2, { party: a.by.party }), "entry-author"),
    refused("the BOOT of another log", encodeMemory({ ...parts, boot: bootOf(b) }), "boot"),
    refused("another salt of the BOOT", encodeMemory({ ...parts, boot: { ...parts.boot, salt: wrong } }),
      "entry-commit"),
    refused("an entry of another station", encodeMemory({
      ...parts, claim: { ...entryClaimOf(b), path: [] },
    })),
    bad("a roster that is not known", "R-75", of(encodeMemory(parts), cards.slice(0, 1)), "missing"),
  ];
}

/** The BOOT of an end as an entry that claims something. */
function entryClaimOf(end: MadeEnd): Pick<BootItem, "party" | "station" | "roster" | "entry"> {
  const { party, station, roster, entry } = bootOf(end);
  return { party, station, roster, entry };
}

/** The cases. */
export function evidenceCases(make: Make): Case[] {
  return [...siblingCases(make), ...headCases(make), ...timeCases(make), ...memoryCases(make)];
}
