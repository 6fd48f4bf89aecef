import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { branchesOf, checkJoin, isJoined, joinBytes, readJoin, signJoin } from "./join.ts";
import { encodeJoinAsked, encodeJoinSigned, readJoinAsked, readJoinSigned } from "./join-file.ts";
import type { Branch, JoinStatement } from "./join.ts";
import { carry, crypto, filled, makePair, reopen, sayMessage, sayReceipt, start } from "./ledger.fixture.ts";
import type { MadeEnd } from "./ledger.fixture.ts";
import { toHex } from "../bytes/hex.ts";

/** A station that was copied: both copies went on from one place, and each holds what the other said. */
function twins(): { readonly one: MadeEnd; readonly two: MadeEnd } {
  const { a } = makePair();
  const held = [...a.held];
  const [one, two] = [reopen(a, held), reopen(a, held)];
  start(one, 2_000, "start", 0xa2);
  start(two, 2_100, "restored", 0xa3);
  carry(two, one, 2_200);
  carry(one, two, 2_200);
  return { one, two };
}

const branches = ({ ledger, by }: MadeEnd): readonly Branch[] => branchesOf(crypto, ledger, by.station);

function joined(end: MadeEnd, named: readonly Branch[]): boolean {
  const { by: { party, station }, ledger, log } = end;
  const said: JoinStatement = { label: "", party, station, channel: ledger.channel, branches: named };
  return isJoined(crypto, ledger, log, branches(end), [said]);
}

test("a station that never went on twice has no branches; one that did has each of its siblings", () => {
  const { a, b } = makePair();
  carry(a, b, 1_500);
  deepEqual([branches(a), branches(b)], [[], []]);
  const { one, two } = twins();
  deepEqual(branches(one).map((each) => toHex(each.log)), [toHex(one.log), toHex(two.log)]);
  deepEqual(branches(two), branches(one));
});

test("a join holds while only our own branch goes on, and no longer when the other one does", () => {
  const { one, two } = twins();
  const named = branches(one);
  equal(joined(one, named), true);
  sayMessage(one, 3_000, "we go on");
  equal(joined(one, named), true);
  const again = reopen(one);
  start(again, 4_000, "start", 0xa4);
  equal(joined(again, named), true, "after a clean restart as well");
  sayReceipt(two, 3_100);
  carry(two, one, 3_200);
  equal(joined(one, named), false, "the other copy still runs");
  equal(joined(one, branches(one)), true, "until the root says so again");
});

test("a copy whose first machine never starts again is found by what that one says later", () => {
  const { a } = makePair();
  const copy = reopen(a, [...a.held]);
  sayMessage(a, 1_900, "lost to the copy");
  start(copy, 2_000, "restored", 0xa2);
  carry(a, copy, 2_050);
  deepEqual(branches(copy), [], "what was lost and comes back is no second machine");
  sayMessage(a, 2_100, "said after the copy had begun");
  carry(a, copy, 2_200);
  const named = branches(copy);
  deepEqual(named.map((each) => toHex(each.log)), [toHex(a.log), toHex(copy.log)]);
  equal(joined(copy, named), true);
  sayMessage(copy, 2_300, "we go on");
  equal(joined(copy, named), true);
  sayMessage(a, 2_400, "and so does the other");
  carry(a, copy, 2_500);
  equal(joined(copy, named), false, "the first machine still runs");
});

test("a join that leaves a branch out, or names another tree of one, joins nothing", () => {
  const { one } = twins();
  const [first, second] = branches(one) as [Branch, Branch];
  equal(joined(one, [first, { ...first, log: filled(16, 0xee) }]), false);
  equal(joined(one, [first, { ...second, root: filled(32, 1) }]), false);
  equal(joined(one, [first, { ...second, size: second.size + 1 }]), false);
  const third = reopen(one, one.held.slice(0, 1));
  start(third, 5_000, "restored", 0xa5);
  carry(third, one, 5_100);
  equal(joined(one, [first, second]), false, "a third copy came to light");
});

test("only the root that the roster names signs a join", () => {
  const { one } = twins();
  const { party, station, signed: { roster } } = one.by;
  const said = { party, station, channel: one.ledger.channel, branches: branches(one) };
  const seeds = { ed25519: filled(32, 10), mlDsa87: filled(32, 11) };
  const right = signJoin(crypto, seeds, said);
  deepEqual(checkJoin(crypto, roster, right), { label: "chirograph/1 join", ...said });
  const other = signJoin(crypto, { ed25519: filled(32, 12), mlDsa87: filled(32, 13) }, said);
  for (const wrong of [other, { ...right, ed25519: other.ed25519 }, { ...right, mlDsa87: other.mlDsa87 }]) {
    throws(() => checkJoin(crypto, roster, wrong), { code: "roster-signature" });
  }
  const hurt = right.statement.slice();
  hurt[hurt.length - 1] = (hurt.at(-1) as number) ^ 1;
  throws(() => checkJoin(crypto, roster, { ...right, statement: hurt }), { code: "roster-signature" });
  throws(() => checkJoin(crypto, roster, { ...right, statement: hurt.slice(0, 9) }), { code: "cbor-truncated" });
});

test("what goes to the root and comes back are two files, and of nothing else is one read", () => {
  const { one } = twins();
  const { by: { party, station }, ledger } = one;
  const said = { party, station, channel: ledger.channel, branches: branches(one) };
  const asked = encodeJoinAsked([joinBytes(said)]);
  const [statement] = readJoinAsked(asked.replaceAll("\n", "\r\n")).map(readJoin);
  deepEqual(statement, { label: "chirograph/1 join", ...said });
  const signed = { statement: joinBytes(said), ed25519: new Uint8Array(64), mlDsa87: new Uint8Array(4_627) };
  const file = encodeJoinSigned([signed, signed]);
  deepEqual(readJoinSigned(file), [signed, signed]);
  for (const [read, bad, code] of [
    [readJoinAsked, file, "version-unknown"], [readJoinSigned, asked, "version-unknown"],
    [readJoinSigned, file.replaceAll(" ", ""), "version-unknown"], [readJoinAsked, "", "version-unknown"],
    [readJoinAsked, asked.split("\n")[0] ?? "", "shape"], [readJoinAsked, `${asked}*`, "shape"],
    [readJoinSigned, file.replace(/ \S+\n$/u, "\n"), "shape"], [readJoinSigned, file.replace(/\n$/u, " AA\n"), "shape"],
    [readJoinAsked, asked + `${asked.split("\n")[1]}\n`.repeat(256), "shape"],
  ] as const) throws(() => read(bad), { code }, bad.slice(0, 60));
});
