import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { spokenCheck } from "./spoken-check.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const one = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);

test("both sides read the same twelve groups of five digits", () => {
  const digits = spokenCheck(crypto, one, other);
  match(digits, /^\d{5}(?: \d{5}){11}$/u);
  equal(spokenCheck(crypto, other, one), digits);
});

test("a party that differs in one bit has other digits in every group", () => {
  const groups = spokenCheck(crypto, one, other).split(" ");
  for (const bit of [0, 100, 255]) {
    const changed = other.slice();
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    spokenCheck(crypto, one, changed).split(" ").forEach((group, index) => notEqual(group, groups[index]));
  }
});

test("the ids are ordered by bytes, the last byte included", () => {
  const near = one.slice();
  near[31] = 200;
  equal(spokenCheck(crypto, near, one), spokenCheck(crypto, one, near));
  notEqual(spokenCheck(crypto, one, one), spokenCheck(crypto, near, near));
});
