// What a file of evidence proves, in plain words: what happened, what it shows, what it does not, what to do now.

import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { inLine } from "../present.ts";
import { showTime } from "../time.ts";
import type { Checked, Root } from "./verify-other.ts";
import type { Witness } from "../../core/checkpoint/cosignature.ts";
import type { Hex } from "../../core/names.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { trustedRosters, verifyEvidence } from "../../verify/evidence.ts";
import type { Evidence } from "../../verify/evidence.ts";

/**
 * Checks evidence of any sort. What it proves is a finding. Throws a ChirographError when it proves nothing. Errors:
 * root-not-of.
 */
export function checkEvidence(
  cli: Cli, file: Uint8Array, roots: readonly Root[], witnesses: readonly Witness[],
): Checked {
  const crypto = createNodeCrypto();
  const rosters = trustedRosters(crypto, roots.flatMap((one) => (one.signed === null ? [] : [one.signed])));
  const found = verifyEvidence(crypto, rosters, witnesses, file);
  const [one] = found.parties;
  // Rosters prove themselves by the root they show, so it must be one that the reader trusts.
  if (found.sort === "rosters" && !roots.some((root) => root.party === one)) {
    throw new CliError("root-not-of", { party: one });
  }
  const short = (id: Hex): string => (found.sort === "rosters"
    ? found.short : [...rosters.values()].find(({ party }) => party.toHex() === id)?.short ?? id);
  return {
    value: {
      file: "evidence", result: "findings", ...found,
      ...(found.sort === "fork" ? { seq: Math.max(0, found.size - 1) } : {}),
    },
    lines: [
      inLine(happened(cli, found, short)),
      ...(found.sort === "heads" ? found.seen.map((seen) => cli.say("verify.seen", seenValues(seen))) : []),
      cli.say(`evidence-proves.${found.sort}`), cli.say(`evidence-not.${found.sort}`),
      cli.say(`evidence-now.${found.sort}`),
    ],
  };
}

/** A witness and since when it has seen a head, for a sentence. */
export function seenValues({ witness, timeS }: { readonly witness: string; readonly timeS: number }): {
  readonly witness: string; readonly time: string;
} {
  return { witness: inLine(witness), time: showTime(timeS * 1_000) };
}

function happened(cli: Cli, found: Evidence, short: (id: Hex) => string): string {
  const [one, other] = found.parties.map(short) as [string, string];
  switch (found.sort) {
    case "fork": {
      const values = { log: found.log, seq: Math.max(0, found.size - 1) };
      return one === other
        ? cli.say("verify.fork-own", { ...values, party: one }) : cli.say("verify.fork", { ...values, one, other });
    }
    case "rosters": return cli.say("verify.roster-fork", { party: one, seq: found.seq });
    case "siblings": {
      const [first, second] = found.times.map((time) => showTime(time));
      return cli.say("verify.siblings-file", { party: one, first: first ?? "", second: second ?? "", log: found.log });
    }
    case "heads": {
      const values = { log: found.log, size: found.size };
      return one === other
        ? cli.say("verify.two-heads-own", { ...values, party: one }) : cli.say("verify.two-heads",
          { ...values, one, other });
    }
    case "memory": return cli.say("verify.memory-file", { one, other, log: found.log, size: found.size });
    case "times": return cli.say(`verify.times-${found.claim}-${found.side}`, {
      one, other, claimed: showTime(found.claimedMs), against: showTime(found.againstMs), skew: found.skewMs / 1_000,
    });
  }
}
