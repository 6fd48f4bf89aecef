// What else `chirograph verify` checks beside a whole record: the proof of one entry, and the evidence of a fork.

import type { Cli } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { visibleLines } from "./present.ts";
import { showTime } from "./time.ts";
import { toHex } from "../core/bytes/hex.ts";
import { rosterDigest } from "../core/keys/roster.ts";
import { checkRosterFork } from "../core/keys/roster-fork.ts";
import type { Roster, SignedRoster } from "../core/keys/roster.ts";
import { message } from "../core/mechanism/message/entries.ts";
import type { MessageContent } from "../core/mechanism/message/entries.ts";
import { decodeContent, kindOf } from "../core/mechanism/registry.ts";
import type { Hex } from "../core/names.ts";
import { checkForkEvidence } from "../core/record/fork.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { verifyProof } from "../verify/proof.ts";

/** A party that the reader trusts: its id, and its roster where a card was given. */
export interface Root {
  readonly party: Hex;
  readonly signed: SignedRoster | null;
}

/** What a check of a small file came to, as JSON and as lines. */
export interface Checked {
  readonly value: { readonly result: "clean" | "findings" } & Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

/** Checks the proof of one entry. Throws a ChirographError when it does not check. */
export function checkProof(cli: Cli, text: string, roots: readonly Root[]): Checked {
  const { party, short, body, leaf, content, withheld } = verifyProof(
    createNodeCrypto(), text, roots.map((one) => one.party),
  );
  const kind = kindOf(body.kind)?.name ?? String(body.kind);
  const decoded = content === null ? null : decodeContent(body.kind, content);
  const said = body.kind === message.code && decoded?.kind === "decoded" ? decoded.content as MessageContent : null;
  const values = { party: short, kind: cli.sayCode("kind", kind), time: showTime(body.time), log: toHex(body.log) };
  return {
    value: {
      file: "proof", result: "clean", party, short, log: values.log, seq: body.seq, leaf, kind, timeMs: body.time,
      precedence: body.precedence, withheld: withheld ? 1 : 0, content: content === null ? null : toHex(content),
      subject: said?.subject ?? null, text: said?.text ?? null,
    },
    lines: [
      cli.say("verify.proof", { ...values, seq: body.seq }),
      ...(said === null ? [] : ["", ...visibleLines(said.subject), ...visibleLines(said.text), ""]),
      cli.say("verify.sentence", { withheld: withheld ? 1 : 0 }),
    ],
  };
}

/** Checks evidence of a fork. What it proves is a finding. Throws a ChirographError when it proves nothing. */
export function checkEvidence(cli: Cli, file: Uint8Array, roots: readonly Root[]): Checked {
  const crypto = createNodeCrypto();
  const rosters = new Map<Hex, Roster>();
  for (const { signed } of roots) {
    if (signed !== null) rosters.set(toHex(rosterDigest(crypto, signed.bytes)), signed.roster);
  }
  const { evidence, parties } = checkForkEvidence(crypto, rosters, file);
  const shorts = parties.map((id) => [...rosters.values()].find((one) => toHex(one.party) === id)?.short ?? id);
  const values = { log: toHex(evidence.log), seq: Math.max(0, evidence.size - 1) };
  const own = parties[0] === parties[1];
  return {
    value: {
      file: "evidence", result: "findings", channel: toHex(evidence.channel), ...values, size: evidence.size, parties,
    },
    lines: [own
      ? cli.say("verify.fork-own", { ...values, party: shorts[0] ?? "" })
      : cli.say("verify.fork", { ...values, one: shorts[0] ?? "", other: shorts[1] ?? "" })],
  };
}

/**
 * Checks two rosters of one number. What they prove is a finding. Throws when they prove nothing. Errors: root-not-of.
 */
export function checkRosters(cli: Cli, file: Uint8Array, roots: readonly Root[]): Checked {
  const { party, seq, short } = checkRosterFork(createNodeCrypto(), file);
  const id = toHex(party);
  if (!roots.some((one) => one.party === id)) throw new CliError("root-not-of", { party: id });
  return {
    value: { file: "evidence", result: "findings", parties: [id, id], seq },
    lines: [cli.say("verify.roster-fork", { party: short, seq })],
  };
}
