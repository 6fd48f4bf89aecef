import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { cardCharactersMax, cardQr, decodeCard, encodeCard } from "./card.ts";
import { firstRoster, seedsOf } from "./keys.fixture.ts";
import { rootsOf } from "./party.ts";
import { encodeSignedRoster, rosterDigest, signRoster } from "./roster.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";

const crypto = createNodeCrypto();
const base = firstRoster(crypto, 1);
const signed = signRoster(crypto, seedsOf(1), base);
const card = encodeCard(crypto, signed);

/** A card of any bytes with a check that holds, as a forger would make it. */
function armour(bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/gu) ?? [];
  const check = `=${crypto.sha256(bytes).slice(0, 4).toBase64()}`;
  return ["-----BEGIN CHIROGRAPH CARD-----", ...lines, check, "-----END CHIROGRAPH CARD-----", ""].join("\n");
}

function rejects(text: string): void {
  throws(() => decodeCard(crypto, text), { code: "card" });
}

test("a card comes back, also with CR LF and white space around it", () => {
  equal(armour(encodeSignedRoster(signed)), card);
  for (const text of [card, card.replaceAll("\n", "\r\n"), `\r\n \t${card}\n\n `, card.trim()]) {
    deepEqual(decodeCard(crypto, text), signed);
  }
});

test("a flipped bit in any character of a card is refused", () => {
  for (let at = 0; at < card.length - 1; at++) {
    const changed = String.fromCharCode(card.charCodeAt(at) ^ (1 << at % 8));
    rejects(card.slice(0, at) + changed + card.slice(at + 1));
  }
});

test("a flipped bit in the bytes is refused even when the check is made to fit", () => {
  const bytes = encodeSignedRoster(signed);
  for (let at = 0; at < bytes.length; at += at < 400 ? 1 : 17) {
    const changed = bytes.slice();
    changed[at] = (changed[at] as number) ^ (1 << at % 8);
    throws(() => decodeCard(crypto, armour(changed)), (error: { code: string }) => {
      ok(error.code === "card" || error.code === "version-unknown", `byte ${at}: ${error.code}`);
      return true;
    });
  }
});

test("a card that is cut off anywhere is refused", () => {
  for (let length = 0; length < card.length - 1; length += 7) rejects(card.slice(0, length));
  rejects(card.slice(0, -2));
  const bytes = encodeSignedRoster(signed);
  rejects(armour(bytes.slice(0, -1)));
  rejects(armour(new Uint8Array(0)));
  rejects(armour(Uint8Array.of(...bytes, 0)));
});

test("white space and other columns inside a card are refused", () => {
  const lines = card.split("\n");
  rejects(lines.toSpliced(1, 1, ` ${lines[1]}`).join("\n"));
  rejects(lines.toSpliced(2, 0, "").join("\n"));
  rejects(lines.toSpliced(1, 2, `${lines[1]}${lines[2]}`).join("\n"));
  rejects(`${lines[0]}\n${card}`);
  rejects(card + card);
});

test("a card beyond the limit is refused unread", () => {
  rejects(card + " ".repeat(cardCharactersMax));
});

test("a card that another party signed, or of a changed root, is refused", () => {
  rejects(encodeCard(crypto, signRoster(crypto, seedsOf(5), base)));
  const rotated = { ...base, seq: 1, roots: rootsOf(crypto, seedsOf(2)) };
  rejects(encodeCard(crypto, signRoster(crypto, seedsOf(2), rotated)));
});

test("a later roster under the first root is a card", () => {
  const later = signRoster(crypto, seedsOf(1), { ...base, seq: 4 });
  deepEqual(decodeCard(crypto, encodeCard(crypto, later)), later);
});

test("an unknown version says so", () => {
  const bytes = encodeSignedRoster(signed);
  // The body's version stands behind its head: array of three, byte string of two length bytes, array of fourteen.
  equal(bytes[5], 1);
  throws(() => decodeCard(crypto, armour(bytes.with(5, 2))), { code: "version-unknown" });
});

test("the QR carries the party and the digest of its roster, in capitals", () => {
  const party = signed.roster.party.toHex();
  equal(cardQr(crypto, signed), `CHIROGRAPH:${party}:${rosterDigest(crypto, signed.bytes).toHex()}`.toUpperCase());
});
