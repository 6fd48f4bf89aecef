// Cases of what a witness's answer shows of the asker's memory.

import { A, B, rosters } from "./03-record.admission.ts";
import { begin, channel, crypto, filled, headOf, say, step } from "./03-record.cases.ts";
import type { Made, Step } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { witness, witnessOf } from "../../src/core/checkpoint/cosignature.ts";
import { signHeads } from "../../src/core/checkpoint/deposit.ts";
import type { HeadsQuestion, KnownHead } from "../../src/core/checkpoint/deposit.ts";
import type { SaidBefore } from "../../src/core/checkpoint/known-heads.ts";
import { rootAt } from "../../src/core/record/merkle.ts";

interface Make {
  good(name: string, must: string[], input: Case["input"]): Case;
  bad(name: string, must: string, input: Case["input"], error: string): Case;
}

const name = "w.example/1";
const seeds = { ed25519: filled(32, 3), mlDsa44: filled(32, 4) };
const asked: HeadsQuestion = { nonce: filled(32, 0x5e), channel, station: A.id };

interface Held {
  /** A's log before, of five entries, of which A holds `kept`; its log since; a log of B. */
  readonly old: Made;
  readonly own: Made;
  readonly theirs: Made;
  readonly steps: readonly Step[];
}

function held(kept: number): Held {
  const [old, first] = begin(A, 0xa3);
  const said = [first, say(old), say(old), say(old), say(old)];
  const lamport = 1 + (old.lamports[kept - 1] ?? 0);
  const [own, restarted] = begin(A, 0xa4, { previous: headOf(old, kept), reason: "restored" }, { wrong: { lamport } });
  const [theirs, other] = begin(B, 0xb3);
  return { old, own, theirs, steps: [...said.slice(0, kept), restarted, other].map((one) => step(one)) };
}

function head({ log, tree }: Made, size = tree.size): KnownHead {
  return { log: toHex(log), size, root: rootAt(crypto, tree, size) };
}

/** What the case gives, when the witness answers with `heads` to who holds five entries of the log before. */
function answered(
  heads: (made: Held) => readonly KnownHead[], kept = 5,
  before: number | null = 3,
): Case["input"] {
  const made = held(kept);
  return given(signHeads(crypto, name, seeds.ed25519, asked, heads(made)), made,
    before === null ? null : { log: toHex(made.old.log), size: before });
}

function given(answer: string, { steps }: Held, before: SaidBefore | null): Case["input"] {
  return {
    witness: witness.toJson(witnessOf(crypto, name, seeds)), nonce: toHex(asked.nonce), channel: toHex(channel),
    station: toHex(A.id), answer, before, rosters, steps,
  };
}

/** All cases of the file. */
export function memoryCases({ good, bad }: Make): Case[] {
  const shows = (said: string, input: Case["input"]): Case => good(said, ["W-18", "W-29"], input);
  const other = (one: KnownHead): KnownHead => ({ ...one, root: filled(32, 7) });
  const unknown = (size: number): KnownHead => ({ log: toHex(filled(16, 0xa9)), size, root: filled(32, 9) });
  return [
    shows("same: the log before, whole", answered(({ old, own }) => [head(old), head(own, 0)])),
    shows("same: over all that was said in the log before", answered(({ old }) => [head(old, 3)])),
    shows("unheard: less of the log before than was said in it", answered(({ old }) => [head(old, 2)])),
    shows("unheard: the log before is known by its BOOT alone", answered(({ old }) => [head(old, 0)], 5, 1)),
    shows("unheard: only the log of this start", answered(({ own }) => [head(own)])),
    shows("unheard: nothing is named", answered(() => [])),
    shows("unheard: there was nothing before", answered(({ old }) => [head(old)], 5, null)),
    shows("behind: more of the log before than is held", answered(({ old }) => [head(old)], 4)),
    shows("behind: a log of which nothing is held", answered(({ old }) => [head(old), unknown(2)])),
    shows("behind: only the BOOT of a log of which nothing is held", answered(() => [unknown(0)])),
    shows("behind: more of the log of this start than was written", answered(({ own }) => [
      { ...head(own), size: 2 },
    ])),
    shows("contradicted: another root of the log before", answered(({ old }) => [other(head(old, 4))])),
    shows("contradicted comes before behind", answered(({ old, own }) => [head(old), other(head(own))], 4)),
    shows("size 0 has no root to differ", answered(({ old, own }) => [head(old), other(head(own, 0))])),
    ...refusedCases(bad),
  ];
}

function refusedCases(bad: Make["bad"]): Case[] {
  const made = held(5);
  const before = { log: toHex(made.old.log), size: 3 };
  const heads = [head(made.old)];
  const sign = (change: Partial<HeadsQuestion>, seed = seeds.ed25519, by = name): string =>
    signHeads(crypto, by, seed, { ...asked, ...change }, heads);
  const refused = (said: string, answer: string): Case => bad(said, "W-18", given(answer, made, before), "checkpoint");
  const right = sign({});
  return [
    refused("to another nonce", sign({ nonce: filled(32, 1) })),
    refused("about another channel", sign({ channel: filled(32, 1) })),
    refused("about another station", sign({ station: B.id })),
    refused("signed by another key", sign({}, filled(32, 5))),
    refused("signed under another name", sign({}, seeds.ed25519, "w.example/2")),
    refused("a size altered", right.replace(" 5 ", " 3 ")),
    refused("cut off", right.slice(0, 200)),
    bad("it names a log twice", "W-29", answered(({ old }) => [head(old), head(old, 4)]), "checkpoint"),
    bad("it names a log of another station", "W-29", answered(({ theirs }) => [head(theirs)]), "checkpoint"),
  ];
}
