import { deepEqual, equal, notDeepEqual } from "node:assert/strict";
import { test } from "node:test";
import { seedsOf } from "./keys.fixture.ts";
import { partyId, rootsHash, rootsOf } from "./party.ts";
import { stationId } from "./station-id.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();

test("a party's id depends on both root keys, and is not the hash that names a next root", () => {
  const one = rootsOf(crypto, seedsOf(1));
  const other = rootsOf(crypto, seedsOf(2));
  equal(partyId(crypto, one).length, 32);
  deepEqual(partyId(crypto, one), partyId(crypto, rootsOf(crypto, seedsOf(1))));
  notDeepEqual(partyId(crypto, { ...one, ed25519: other.ed25519 }), partyId(crypto, one));
  notDeepEqual(partyId(crypto, { ...one, mlDsa87: other.mlDsa87 }), partyId(crypto, one));
  notDeepEqual(rootsHash(crypto, one), partyId(crypto, one));
});

test("a station's id is the first half of the hash of its key", () => {
  const key = new Uint8Array(32).fill(7);
  deepEqual(stationId(crypto, key), crypto.sha256(key).slice(0, 16));
});
