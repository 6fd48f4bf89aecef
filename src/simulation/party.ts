// The parties of a world: their keys from the seed, their signing device watched.

import type { Draw } from "./random.ts";
import type { Signed } from "./observation.ts";
import { createStubCrypto } from "./stub-crypto.ts";
import { decode } from "../core/bytes/cbor.ts";
import { decodeShape } from "../core/bytes/shape.ts";
import { toHex } from "../core/bytes/hex.ts";
import { partyId, rootsHash, rootsOf } from "../core/keys/party.ts";
import { rosterDigest, signRoster } from "../core/keys/roster.ts";
import { stationId } from "../core/keys/station-id.ts";
import { decodeBody, leafHash } from "../core/record/entry.ts";
import { recollection } from "../core/record/recollection.ts";
import type { Recollection } from "../core/record/recollection.ts";
import { createNodeCrypto } from "../crypto/node/crypto.ts";
import { createSoftwareSigner } from "../crypto/node/signer.ts";
import type { Crypto } from "../ports/crypto.ts";
import type { Signer } from "../ports/signer.ts";
import type { Self } from "../station/state.ts";

const cryptos = { real: createNodeCrypto(), stub: createStubCrypto() } as const;

/** The cryptography of a world, and of its checkers. */
export function cryptoOf(which: keyof typeof cryptos): Crypto {
  return cryptos[which];
}

const tagBytes = 16;

/** Who is told of what the devices of a party do. */
export interface Watch {
  /** An entry was signed. */
  readonly signed: (signed: Omit<Signed, "node">) => void;
  /** It was signed what is held of an asker's logs. */
  readonly recalled: (said: Recollection, signature: Uint8Array) => void;
  readonly sealed: (under: string, tag: string) => void;
}

/** A new party with one station; `watch` is told of everything its device signs. */
export function makeSelf(short: string, plain: Crypto, draw: Draw, watch: Watch): Self {
  const crypto: Crypto = {
    ...plain,
    aeadSeal: (key, nonce, aad, text) => {
      const made = plain.aeadSeal(key, nonce, aad, text);
      watch.sealed(`${toHex(key)}${toHex(nonce)}`, toHex(made.subarray(-tagBytes)));
      return made;
    },
  };
  const seeds = { ed25519: draw.bytes(32), mlDsa87: draw.bytes(32) };
  const next = rootsOf(crypto, { ed25519: draw.bytes(32), mlDsa87: draw.bytes(32) });
  const roots = rootsOf(crypto, seeds);
  const signer = watched(crypto, createSoftwareSigner(crypto, draw.bytes(32)), watch);
  const id = stationId(crypto, signer.publicKey);
  const names = [{ language: "en", text: `Institution ${short}` }, { language: "ru", text: `Учреждение ${short}` }];
  const party = partyId(crypto, roots);
  const roster = signRoster(crypto, seeds, {
    v: 1, party, seq: 0, time: 1, world: "exercise", short, names, roots, nextRoots: rootsHash(crypto, next), seat: id,
    stations: [{ id, key: signer.publicKey, tls: draw.bytes(32), names }],
    desks: [{ code: "watch", names }], policy: [1, 1, 1, 1], telephone: "+00 1 555 0100",
  });
  return {
    crypto, random: draw, signer, storageKey: draw.bytes(32), party, station: id, world: "exercise", roster,
    rosterDigest: rosterDigest(crypto, roster.bytes), version: "simulated",
  };
}

/** How the bytes begin that are signed for an entry, and for an answer to who asks what is held of its logs. */
const [arrayOfFour, arrayOfEight] = [0x84, 0x88];

function watched(crypto: Crypto, signer: Signer, watch: Watch): Signer {
  return {
    publicKey: signer.publicKey,
    sign: (message) => {
      const signature = signer.sign(message);
      // What it signs besides entries (a checkpoint too) stands nowhere in a log.
      if (message[0] === arrayOfEight) watch.recalled(decodeShape(recollection, message), signature);
      if (message[0] !== arrayOfFour) return signature;
      const parts = decode(message) as readonly unknown[];
      if (parts[0] !== "Signature1") return signature;
      const payload = parts[3] as Uint8Array;
      // What a dishonest station signs in a version that is no more is no entry.
      if (payload[1] !== 1) return signature;
      const body = decodeBody(payload);
      const leaf = toHex(leafHash(crypto, payload));
      watch.signed({ at: `${toHex(body.log)}:${body.seq}`, leaf, body, payload, message, signature });
      return signature;
    },
  };
}
