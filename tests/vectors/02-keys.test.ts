import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../../src/core/bytes/hex.ts";
import { cardQr, decodeCard } from "../../src/core/keys/card.ts";
import { firstRoster } from "../../src/core/keys/keys.fixture.ts";
import { partyId, rootsHash } from "../../src/core/keys/party.ts";
import {
  decodeSignedRoster, encodeSignedRoster, roster, rosterDigest, rosterKind, verifyRoster,
} from "../../src/core/keys/roster.ts";
import { checkRosterFork, rosterFork } from "../../src/core/keys/roster-fork.ts";
import { spokenCheck } from "../../src/core/keys/spoken-check.ts";
import { stationId } from "../../src/core/keys/station-id.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { hex, readChapter, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const crypto = createNodeCrypto();
const chapter = readChapter("02-keys");
const { spec } = chapter;

const runners: Readonly<Record<string, Runner>> = {
  "ids.json": ({ input }) => {
    const roots = { ed25519: hex(input["ed25519"]), mlDsa87: hex(input["mlDsa87"]) };
    return {
      party: toHex(partyId(crypto, roots)), rootsHash: toHex(rootsHash(crypto, roots)),
      station: toHex(stationId(crypto, hex(input["stationKey"]))),
    };
  },
  "roster.json": ({ input }) => {
    const signed = decodeSignedRoster(hex(input["signed"]));
    verifyRoster(crypto, signed, input["previous"] === null ? null : decodeSignedRoster(hex(input["previous"])));
    deepEqual(encodeSignedRoster(signed), hex(input["signed"]));
    return { digest: toHex(rosterDigest(crypto, signed.bytes)), json: roster.toJson(signed.roster) };
  },
  "card.json": ({ input }) => {
    const signed = decodeCard(crypto, input["card"] as string);
    return { signed: toHex(encodeSignedRoster(signed)), qr: cardQr(crypto, signed) };
  },
  "roster-fork.json": ({ input }) => {
    const { party, seq } = checkRosterFork(crypto, hex(input["file"]));
    return { party: toHex(party), seq };
  },
  "spoken-check.json": ({ input }) => ({ digits: spokenCheck(crypto, hex(input["one"]), hex(input["other"])) }),
};

runVectors(chapter, runners);
testMusts(chapter, "K");

test("the CDDL of chapter 02 is what the declarations say", () => {
  ok(spec.includes(cddlRule("roster", roster)));
  ok(spec.includes(cddlRule("roster-fork", rosterFork)));
  ok(rosterKind.content !== null && spec.includes(cddlRule("signed-roster", rosterKind.content)));
});

test("the worked example of chapter 02 is what the code makes", () => {
  const { party, seat } = firstRoster(crypto, 1);
  const other = firstRoster(crypto, 2).party;
  for (const shown of [toHex(party), toHex(seat), toHex(other), spokenCheck(crypto, party, other)]) {
    ok(spec.includes(`\`${shown}\``), shown);
  }
});
