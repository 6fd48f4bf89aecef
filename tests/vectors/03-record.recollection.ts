// Cases of memory: what a station says that it holds of another's logs, who may say it, and what the asker reads in
// it.

import { hex } from "./vectors.ts";
import type { Case } from "./vectors.ts";
import { A, B, C, rosters } from "./03-record.admission.ts";
import { second } from "./03-record.cutoff.ts";
import {
  begin, channel, crypto, directoryOf, filled, headOf, ledgerOf, rosterOf, say, step,
} from "./03-record.cases.ts";
import type { Author, CaseRoster, Made, Step } from "./03-record.cases.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";
import { rootAt } from "../../src/core/record/merkle.ts";
import {
  checkRecollection, compareRecollection, recall, recalledMax, recollection, signRecollection,
} from "../../src/core/record/recollection.ts";
import type { RecalledHead, Recollection, SignedRecollection } from "../../src/core/record/recollection.ts";

const nonce = filled(16, 0x5e);

/** Runs one case: what a reader says of a station's logs, or what is read from a statement. */
export function runRecollection(input: Case["input"]): unknown {
  const known = input["rosters"] as readonly CaseRoster[];
  const ledger = ledgerOf(known, (input["steps"] ?? []) as readonly Step[]);
  if (input["of"] !== undefined) return { heads: recall(crypto, ledger, hex(input["of"])).map(headJson) };
  const answer = { statement: hex(input["statement"]), signature: hex(input["signature"]) };
  const said = checkRecollection(crypto, directoryOf(known), answer);
  const { finding, heads } = compareRecollection(crypto, ledger, hex(input["own"]), said.heads);
  const { party, station, askerParty, askerStation } = said;
  const ids = Object.entries({ party, station, askerParty, askerStation, nonce: said.nonce });
  return {
    ...Object.fromEntries(ids.map(([name, bytes]) => [name, toHex(bytes)])), heads: said.heads.map(headJson), finding,
    shown: heads.map((one) => `${toHex(one.log)}:${one.size}`),
  };
}

function headJson(one: RecalledHead): unknown {
  return { channel: toHex(one.channel), log: toHex(one.log), size: one.size, root: toHex(one.root) };
}

function head(made: Made, size = made.tree.size): RecalledHead {
  return { channel, log: made.log, size, root: rootAt(crypto, made.tree, size) };
}

function answer(
  heads: readonly RecalledHead[], change: Partial<Recollection> = {}, by: Author = B,
): SignedRecollection {
  const signer = { publicKey: by.key, sign: (message: Uint8Array) => crypto.ed25519Sign(by.seed, message) };
  return signRecollection(signer, {
    party: by.party, station: by.id, roster: by.digest, askerParty: A.party, askerStation: A.id, nonce, heads,
    ...change,
  });
}

/** A's log before, of four entries and closed; its log since. A holds the first `kept` of the one, and its BOOT. */
function memories(kept: number): { readonly old: Made; readonly own: Made; readonly steps: Step[] } {
  const [old, bootSaid] = begin(A, 0xa3);
  const said = [bootSaid, say(old), say(old), say(old)];
  const lamport = 1 + (old.lamports[kept - 1] ?? 0);
  const previous = headOf(old, kept);
  const [own, restarted] = begin(A, 0xa4, { previous, reason: "restored" }, { wrong: { lamport } });
  return { old, own, steps: [...said.slice(0, kept).map((one) => step(one)), step(restarted)] };
}

/** All cases of the file. */
export function recollectionCases(): Case[] {
  return [...findingCases(), ...ownSiteCases(), ...statementCases(), ...answererCases()];
}

function findingCases(): Case[] {
  type Heads = (made: ReturnType<typeof memories>) => RecalledHead[];
  const read = (name: string, must: string[], kept: number, heads: Heads): Case => {
    const made = memories(kept);
    const { statement, signature } = answer(heads(made));
    const input = {
      rosters, steps: made.steps, own: toHex(made.own.log), statement: toHex(statement), signature: toHex(signature),
    };
    return { name, must: ["R-33", ...must], accept: true, input, expect: runRecollection(input) };
  };
  const other = (one: RecalledHead): RecalledHead => ({ ...one, root: filled(32, 7) });
  return [
    read("the same: this start, and nothing more", ["R-35"], 4, ({ own }) => [head(own)]),
    read("the same: the log before is named as well, as far as it is held", ["R-35"], 4, ({ old, own }) => [
      head(old), head(own),
    ]),
    read("the same: less of the log before than is held", ["R-35"], 4, ({ old, own }) => [head(old, 2), head(own)]),
    read("behind: three of the log before are held, four are named", ["R-35"], 3, ({ old, own }) => [
      head(old), head(own),
    ]),
    read("behind: a log that is not held at all", ["R-35"], 4, ({ own }) => [
      { channel, log: filled(16, 0xa9), size: 1, root: filled(32, 9) }, head(own),
    ]),
    read("behind, and this start is not named", ["R-35"], 3, ({ old }) => [head(old)]),
    read("contradicted: another root of a size that is held", ["R-35", "R-37"], 4, ({ old, own }) => [
      other(head(old)), head(own),
    ]),
    read("contradicted: another root of the log of this start", ["R-35", "R-37"], 4, ({ own }) => [other(head(own))]),
    read("contradicted comes before behind", ["R-35", "R-37"], 3, ({ old, own }) => [head(old), other(head(own))]),
    read("unheard: nothing is named", ["R-35"], 4, () => []),
    read("unheard: only the log before", ["R-35"], 4, ({ old }) => [head(old)]),
    read("unheard: this start with no entry", ["R-35"], 4, ({ own }) => [head(own, 0)]),
    read("heads of another channel say nothing here", ["R-35"], 4, ({ old, own }) => [
      { ...other(head(old)), channel: filled(32, 0xdd) }, head(own),
    ]),
  ];
}

/** What another station of the asker's own party says: A on two sites, under one roster. */
function ownSiteCases(): Case[] {
  const digest = filled(32, 0xaa);
  const station = ({ id, key }: Author): CaseRoster["stations"][number] => ({ id: toHex(id), key: toHex(key) });
  const both: CaseRoster = { digest: toHex(digest), party: toHex(A.party), stations: [station(A), station(second)] };
  const known = [...rosters, both];
  const said = (kept: number, heads: (made: ReturnType<typeof memories>) => RecalledHead[]): Case["input"] => {
    const made = memories(kept);
    const { statement, signature } = answer(heads(made), { roster: digest }, second);
    return {
      rosters: known, steps: made.steps, own: toHex(made.own.log), statement: toHex(statement),
      signature: toHex(signature),
    };
  };
  const read = (name: string, input: Case["input"]): Case => (
    { name, must: ["R-33", "R-35", "R-55"], accept: true, input, expect: runRecollection(input) }
  );
  const whole = said(4, ({ own }) => [head(own)]);
  return [
    read("the same, said by the other station of the own party", whole),
    read("behind: the other station of the own party holds what no other party has heard", said(3, ({ old, own }) => [
      head(old), head(own),
    ])),
    {
      name: "the other station of the own party, by a roster that is not known here", must: ["R-34"], accept: false,
      error: "missing", input: { ...whole, rosters },
    },
  ];
}

function statementCases(): Case[] {
  const { own } = memories(4);
  const heads = [head(own)];
  const bad = (name: string, error: string, { statement, signature }: SignedRecollection, known = rosters): Case => ({
    name, must: ["R-34"], accept: false, error,
    input: { rosters: known, own: toHex(own.log), statement: toHex(statement), signature: toHex(signature) },
  });
  const right = answer(heads);
  const cut = (length: number): SignedRecollection => ({ ...right, statement: right.statement.slice(0, length) });
  const labelled = (label: string): SignedRecollection => {
    const { party, id: station, digest: roster } = B;
    const statement = encodeShape(recollection, {
      label, party, station, roster, askerParty: A.party, askerStation: A.id, nonce, heads,
    });
    return { statement, signature: crypto.ed25519Sign(B.seed, statement) };
  };
  const many = Array.from({ length: recalledMax }, () => heads[0] as RecalledHead);
  const hurt = right.statement.slice();
  hurt[hurt.length - 1] = (hurt.at(-1) as number) ^ 1;
  return [
    bad("another label", "version-unknown", labelled("chirograph/2 recollection")),
    bad("the label of evidence", "version-unknown", labelled("chirograph/1 fork")),
    bad("an unknown roster", "missing", right, [rosterOf(A)]),
    bad("a roster of another party", "entry-author", answer(heads, { party: A.party })),
    bad("a station that the roster does not name", "entry-author", answer(heads, { station: A.id })),
    bad("signed by the asker", "entry-signature", { ...right, signature: crypto.ed25519Sign(A.seed, right.statement) }),
    bad("signed by a stranger", "entry-signature", {
      ...right, signature: crypto.ed25519Sign(C.seed, right.statement),
    }),
    bad("a byte changed", "entry-signature", { ...right, statement: hurt }),
    bad("the signature of another answer", "entry-signature", {
      ...right, signature: answer(heads, { nonce: filled(16, 1) }).signature,
    }),
    bad("cut off", "cbor-truncated", cut(right.statement.length - 1)),
    bad("nothing after the label", "cbor-truncated", cut(30)),
    bad("one log more than may be named", "shape", {
      ...right, statement: withHeads(encodeShape(recollection, labelledHeads(many)), recalledMax),
    }),
  ];
}

function labelledHeads(heads: readonly RecalledHead[]): Recollection {
  const { party, id: station, digest: roster } = B;
  return {
    label: "chirograph/1 recollection", party, station, roster, askerParty: A.party, askerStation: A.id, nonce, heads,
  };
}

/** The statement with its last head once more: the shape itself refuses to write so many. */
function withHeads(statement: Uint8Array, count: number): Uint8Array {
  const one = encodeShape(recollection, labelledHeads([head(memories(4).own)]));
  const none = encodeShape(recollection, labelledHeads([]));
  const item = one.slice(none.length);
  const at = none.length - 1;
  const made = statement.slice();
  // 99 0100: an array of 256.
  made.set([0x99, ((count + 1) >> 8) & 0xff, (count + 1) & 0xff], at);
  return new Uint8Array([...made, ...item]);
}

function answererCases(): Case[] {
  const says = (name: string, steps: readonly Step[], of: Author): Case => {
    const input = { rosters, steps, of: toHex(of.id) };
    return { name, must: ["R-33"], accept: true, input, expect: runRecollection(input) };
  };
  const [old, bootSaid] = begin(A, 0xa3);
  const second = say(old);
  const [next, restart] = begin(A, 0xa4, { previous: headOf(old) }, { wrong: { lamport: 3 } });
  const previous = headOf(old, 1);
  const [twin, other] = begin(A, 0xa2, { previous, reason: "restored" }, { wrong: { lamport: 2 } });
  const [, bootB] = begin(B, 0xb3);
  const all = [bootSaid, second, restart, other, bootB, say(next), say(twin)].map((one) => step(one));
  return [
    says("nothing is held", [], A),
    says("one log", all.slice(0, 2), A),
    says("a log that a BOOT has closed is not named", all.slice(0, 3), A),
    says("a twin closes nothing; the open logs in order", all, A),
    says("a log that went on after its BOOT was named is open", [all[0], all[3], all[1]] as Step[], A),
    says("of the other station its own", all, B),
    says("of a stranger nothing", all, C),
  ];
}
