import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { carry, crypto, filled, makePair, makeParty, sayMessage, start } from "./ledger.fixture.ts";
import { rootOf } from "./merkle.ts";
import { checkRecollection, recall, signRecollection } from "./recollection.ts";
import type { Recollection } from "./recollection.ts";
import { toHex } from "../bytes/hex.ts";

const { a, b, channel } = makePair();
sayMessage(a, 2_000, "Ready.");
carry(a, b, 2_100);
carry(b, a, 2_100);

const said: Omit<Recollection, "label"> = {
  party: b.by.party, station: b.by.station, roster: b.by.digest, askerParty: a.by.party, askerStation: a.by.station,
  nonce: filled(16, 7), heads: recall(crypto, b.ledger, a.by.station),
};

test("what is recalled of a station are the heads of its logs, and of no other's", () => {
  const log = b.ledger.logs.get(toHex(a.log))!;
  deepEqual(said.heads, [{ channel, log: a.log, size: 2, root: rootOf(crypto, log.tree) }]);
  deepEqual(recall(crypto, b.ledger, filled(16, 9)), []);
  // The log that a new start closes is named no more.
  const other = makePair();
  start(other.a, 3_000, "start", 0xa2);
  carry(other.a, other.b, 3_100);
  deepEqual(recall(crypto, other.b.ledger, a.by.station).map((one) => [one.log, one.size]), [[other.a.log, 1]]);
});

test("a recollection is what a station of the roster has signed, to the byte", () => {
  const signed = signRecollection(b.by.signer, said);
  deepEqual(checkRecollection(crypto, a.directory, signed), { label: "chirograph/1 recollection", ...said });
  const { statement, signature } = signed;
  const code = (statementNow: Uint8Array, signatureNow = signature, directory = a.directory): string => {
    try {
      checkRecollection(crypto, directory, { statement: statementNow, signature: signatureNow });
      return "";
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  equal(code(statement, signature.with(3, signature[3]! ^ 1)), "entry-signature");
  equal(code(statement, signature, new Map()), "missing");
  throws(() => checkRecollection(crypto, a.directory, { statement: statement.subarray(1), signature }));
  // Signed by another than it names, or for another party.
  equal(code(statement, signRecollection(a.by.signer, said).signature), "entry-signature");
  const strange = makeParty(40, "C");
  const foreign = signRecollection(b.by.signer, { ...said, party: strange.party });
  equal(code(foreign.statement, foreign.signature), "entry-author");
  const elsewhere = signRecollection(b.by.signer, { ...said, station: strange.station });
  equal(code(elsewhere.statement, elsewhere.signature), "entry-author");
});
