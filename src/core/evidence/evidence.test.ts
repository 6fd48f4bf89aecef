import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { evidenceSort } from "./evidence.ts";
import { checkHeads, headsLabel } from "./heads.ts";
import { checkSiblings, encodeSiblings, siblingsLabel } from "./siblings.ts";
import { checkTimes, encodeTimes, timesLabel } from "./times.ts";
import { encode } from "../bytes/cbor.ts";
import type { ChirographError } from "../errors.ts";
import { crypto } from "../record/ledger.fixture.ts";
import { agreedPair, bootOf, cardsOf, timeParts, twoStarts, twoTrees } from "../../verify/evidence.fixture.ts";
import { trustedRosters } from "../../verify/evidence.ts";

const pair = agreedPair();
const trusted = trustedRosters(crypto, cardsOf(pair));

/** The file with the last letter of its label changed. */
function otherwise(file: Uint8Array, label: string): Uint8Array {
  const at = Buffer.from(file).indexOf(label) + label.length - 1;
  return file.with(at, file[at]! ^ 1);
}

test("a file is of the sort that its label says, and of none when the label is another", () => {
  const files = [
    [twoTrees(pair), headsLabel, "heads", checkHeads], [twoStarts(pair).file, siblingsLabel, "siblings", checkSiblings],
    [encodeTimes(timeParts(pair, "receipt", 900).parts), timesLabel, "times", checkTimes],
  ] as const;
  for (const [file, label, sort, check] of files) {
    equal(evidenceSort(file), sort);
    const other = otherwise(file, label);
    equal(evidenceSort(other), null);
    throws(() => check(crypto, trusted, other), { code: "version-unknown" }, label);
  }
  for (const bytes of [[], [0x83], [0x83, 0x60], [0x98, 0x61, 0x66], encode(["constructor", 1, 2])]) {
    equal(evidenceSort(Uint8Array.from(bytes)), null);
  }
});

test("two starts are evidence of one station alone, and of two logs", () => {
  const [one, other] = [bootOf(pair.a), bootOf(pair.b)];
  const code = (file: Uint8Array): string => {
    try {
      checkSiblings(crypto, trusted, file);
      return "";
    } catch (error) {
      return (error as ChirographError).code;
    }
  };
  // Neither goes on from the log that is named.
  deepEqual([code(encodeSiblings(pair.channel, pair.a.log, one, one)), code(encodeSiblings(
    pair.channel, pair.a.log, one, other,
  ))], ["boot", "boot"]);
  const { one: first } = twoStarts(agreedPair());
  equal(code(encodeSiblings(pair.channel, pair.a.log, bootOf(first), bootOf(first))), "fork");
});
