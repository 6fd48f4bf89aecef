// What is said in a line of which not all is known makes nothing final, as a ledger finds it (C-46).

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import { decodeCharter } from "../mechanism/charter/charter.ts";
import { charterAcceptance } from "../mechanism/charter/entries.ts";
import { foldCharter } from "../mechanism/charter/fold.ts";
import { lineTest } from "../mechanism/line-test/entries.ts";
import { decodeContent } from "../mechanism/registry.ts";
import { admitLeaf } from "../record/admission.ts";
import { leafHash } from "../record/entry.ts";
import { carry, crypto, filled, makePair, say, sign, take } from "../record/ledger.fixture.ts";
import type { MadePair, Sent } from "../record/ledger.fixture.ts";
import type { HeldEntry } from "../record/held-entry.ts";
import { recordView } from "../record/ledger.ts";

const terms = { skewMs: 100, courierMs: 1_000, longStopMs: 5_000 };
const until = 5_000;
const late = until + terms.skewMs + terms.courierMs + 1;
const test1 = { peer: filled(16, 1), bearer: "tls", roundTripMs: 1, missed: 0 };

/** Both have accepted, and A has not heard that B has: B denies by what it says when it is too late. */
function accepted(): MadePair {
  const pair = makePair(terms);
  const { a, b, channel } = pair;
  const content = { proposal: channel, rosters: [a.by.digest, b.by.digest], until };
  carry(a, b, 1_500);
  carry(b, a, 1_500);
  say(a, 2_000, charterAcceptance, content);
  carry(a, b, 2_100);
  say(b, 2_200, charterAcceptance, content);
  carry(b, a, 2_300);
  return pair;
}

function placed({ body, entry, content }: Sent, by: Uint8Array): HeldEntry {
  const decoded = content === null ? null : decodeContent(body.kind, content);
  const leaf = leafHash(crypto, entry.payload);
  return {
    at: `${toHex(body.log)}:${body.seq}`, leaf, party: by, station: by.subarray(0, 16), body, object: toHex(leaf),
    content: decoded?.kind === "decoded" ? decoded.content : null, poison: false, proofPending: false,
  };
}

/** What A reads at the long stop, when it has taken B's last word. */
function read({ a, b, channel, charter }: MadePair, last: Sent): readonly unknown[] {
  equal(take(a, last, late).kind, "held");
  const of = decodeCharter(charter);
  const entries = a.held.map((one) => placed(one, (toHex(one.body.log) === toHex(a.log) ? a : b).by.party));
  const { state, verdict, rule } = foldCharter(channel, of, entries, recordView(a.ledger), until + terms.longStopMs);
  return [state, verdict, rule];
}

test("a word that denies ends it at the long stop, when all that its line says is known", () => {
  const pair = accepted();
  deepEqual(read(pair, sign(pair.b, late, lineTest, test1)), ["lapsed", "final", "at-long-stop"]);
});

test("a word that denies and acknowledges another tree than is held ends nothing", () => {
  const pair = accepted();
  say(pair.a, 2_400, lineTest, test1);
  const acks = [{ log: pair.a.log, size: 3, root: filled(32, 1), heldAt: late }];
  deepEqual(read(pair, sign(pair.b, late, lineTest, test1, "ROUTINE", { acks })), ["lapsed", "provisional", null]);
});

test("a word that denies behind what is held by its leaf alone ends nothing", () => {
  const pair = accepted();
  const lost = say(pair.b, 2_500, lineTest, test1);
  equal(admitLeaf(crypto, pair.a.ledger, pair.b.log, lost.body.seq, leafHash(crypto, lost.entry.payload)), true);
  deepEqual(read(pair, sign(pair.b, late, lineTest, test1)), ["lapsed", "provisional", null]);
});
