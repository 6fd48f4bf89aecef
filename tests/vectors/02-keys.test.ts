import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import type { Case, VectorFile } from "./06-messages.cases.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { cardQr, decodeCard } from "../../src/core/keys/card.ts";
import { firstRoster } from "../../src/core/keys/keys.fixture.ts";
import { partyId, rootsHash } from "../../src/core/keys/party.ts";
import {
  decodeSignedRoster, encodeSignedRoster, roster, rosterDigest, rosterKind, verifyRoster,
} from "../../src/core/keys/roster.ts";
import { spokenCheck } from "../../src/core/keys/spoken-check.ts";
import { stationId } from "../../src/core/keys/station-id.ts";
import { cddlRule } from "../../src/core/mechanism/cddl.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const folder = new URL("../../vectors/02-keys/", import.meta.url);
const spec = readFileSync(new URL("../../spec/02-keys.md", import.meta.url), "utf8");
const files = readdirSync(folder).map((name) => [name, read(name)] as const);

function read(name: string): VectorFile {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as VectorFile;
}

function hex(text: unknown): Uint8Array {
  return Uint8Array.fromHex(text as string);
}

const runners: Readonly<Record<string, (input: Case["input"]) => unknown>> = {
  "ids.json": (input) => {
    const roots = { ed25519: hex(input["ed25519"]), mlDsa87: hex(input["mlDsa87"]) };
    return {
      party: toHex(partyId(crypto, roots)), rootsHash: toHex(rootsHash(crypto, roots)),
      station: toHex(stationId(crypto, hex(input["stationKey"]))),
    };
  },
  "roster.json": (input) => {
    const signed = decodeSignedRoster(hex(input["signed"]));
    verifyRoster(crypto, signed, input["previous"] === null ? null : decodeSignedRoster(hex(input["previous"])));
    deepEqual(encodeSignedRoster(signed), hex(input["signed"]));
    return { digest: toHex(rosterDigest(crypto, signed.bytes)), json: roster.toJson(signed.roster) };
  },
  "card.json": (input) => {
    const signed = decodeCard(crypto, input["card"] as string);
    return { signed: toHex(encodeSignedRoster(signed)), qr: cardQr(crypto, signed) };
  },
  "spoken-check.json": (input) => ({ digits: spokenCheck(crypto, hex(input["one"]), hex(input["other"])) }),
};

for (const [name, file] of files) {
  test(`vectors/02-keys/${name}`, () => {
    equal(file.chapter, "02-keys");
    const run = runners[name];
    ok(run !== undefined, "a runner for every file");
    for (const one of file.cases) {
      let made: unknown;
      let error: string | null = null;
      try {
        made = run(one.input);
      } catch (caught) {
        if (!(caught instanceof ChirographError)) throw new Error(one.name, { cause: caught });
        error = caught.code;
      }
      equal(error, one.accept ? null : one.error, one.name);
      if (one.accept) deepEqual(JSON.parse(JSON.stringify(made)), one.expect, one.name);
    }
  });
}

test("every MUST of chapter 02 has a case, or is shown by a test the chapter names", () => {
  const musts = new Set(spec.match(/\*\*\[K-\d+\]\*\*/gu)?.map((one) => one.slice(3, -3)));
  ok(musts.size >= 20);
  const covered = new Set(files.flatMap(([, file]) => file.cases.flatMap((one) => one.must)));
  const shown = new Set(spec.slice(spec.indexOf("## Shown by")).match(/K-\d+/gu));
  for (const must of musts) ok(covered.has(must) || shown.has(must), must);
  for (const must of covered) ok(musts.has(must) || must === "E-13", `${must} is no MUST`);
});

test("the CDDL of chapter 02 is what the declarations say", () => {
  ok(spec.includes(cddlRule("roster", roster)));
  ok(rosterKind.content !== null && spec.includes(cddlRule("signed-roster", rosterKind.content)));
});

test("the worked example of chapter 02 is what the code makes", () => {
  const { party, seat } = firstRoster(crypto, 1);
  const other = firstRoster(crypto, 2).party;
  for (const shown of [toHex(party), toHex(seat), toHex(other), spokenCheck(crypto, party, other)]) {
    ok(spec.includes(`\`${shown}\``), shown);
  }
});
