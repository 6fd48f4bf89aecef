// What else `chirograph verify` checks beside a whole record and evidence: the proof of one entry, in two forms.

import type { Cli } from "../cli.ts";
import { visibleLines } from "../present.ts";
import { showTime } from "../time.ts";
import { seenValues } from "./verify-evidence.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import type { SignedRoster } from "../../core/keys/roster.ts";
import { message } from "../../core/mechanism/message/entries.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import { decodeContent, kindOf } from "../../core/mechanism/registry.ts";
import type { Hex } from "../../core/names.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { verifyProof } from "../../verify/proof.ts";
import type { Proven } from "../../verify/proof.ts";
import { verifyTlogProof } from "../../verify/tlog-proof.ts";

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
  return shown(cli, verifyProof(createNodeCrypto(), text, roots.map((one) => one.party)));
}

function shown(cli: Cli, { party, short, body, leaf, content, withheld }: Proven): Checked {
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

/** Checks a proof of one entry under a checkpoint. Throws a ChirographError when it does not check. */
export function checkTlogProof(
  cli: Cli, text: string, roots: readonly Root[], witnesses: readonly Witness[],
): Checked {
  const proven = verifyTlogProof(createNodeCrypto(), text, roots.map((one) => one.party), witnesses);
  const checked = shown(cli, proven);
  const [first, sentence] = [checked.lines.slice(0, -1), checked.lines.slice(-1)];
  const seen = proven.seen.map((one) => cli.say("verify.seen", seenValues(one)));
  return {
    value: { ...checked.value, file: "tlog-proof", size: proven.size, seen: proven.seen },
    lines: [...first, ...(seen.length > 0 ? seen : [cli.say("verify.unseen")]), ...sentence],
  };
}
