// Cases of Ed25519: signatures and keys that one implementation takes and another does not.

import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { encodeEntry, signedBytes } from "../../src/core/record/entry.ts";
import { stationId } from "../../src/core/keys/station-id.ts";
import { refused, story } from "./03-record.admission.ts";
import { begin, crypto, filled, makeAuthor, rosterOf, step } from "./03-record.cases.ts";
import type { Author, Step } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";

const { Point } = ed25519;
type Point = InstanceType<typeof Point>;
const order = Point.Fn.ORDER;
const torsion = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
const A = makeAuthor(10);
const head = crypto.sha512(A.seed).slice(0, 32);
const secret = scalarOf(head.with(0, (head[0] as number) & 248).with(31, ((head[31] as number) & 63) | 64));

function scalarOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes.toReversed())}`);
}

function bytesOf(scalar: bigint): Uint8Array {
  return Uint8Array.fromHex(scalar.toString(16).padStart(64, "0")).toReversed();
}

/** The author of a key of any bytes. */
function authorOf(key: Uint8Array): Author {
  return { ...A, key, id: stationId(crypto, key) };
}

/** A BOOT of that author, signed so that R, S and the challenge are as they are made. */
function booted(author: Author, time: number, make: (challenge: (r: Uint8Array) => bigint) => Uint8Array): Step {
  const [, said] = begin(author, 0xa3, {}, { time });
  const message = signedBytes({ party: author.party, rosterDigest: author.digest }, said.entry.payload);
  const challenge = (r: Uint8Array): bigint => scalarOf(crypto.sha512(r, author.key, message)) % order;
  return { ...step(said), entry: toHex(encodeEntry({ payload: said.entry.payload, signature: make(challenge) })) };
}

/** The first time at which a BOOT can be signed so; `null` says that it cannot. */
function sought(author: Author, make: (challenge: (r: Uint8Array) => bigint) => Uint8Array | null): Step {
  for (let time = 1_000; time < 2_000; time++) {
    let fits = true;
    const made = booted(author, time, (challenge) => {
      const signature = make(challenge);
      fits = signature !== null;
      return signature ?? filled(64, 0);
    });
    if (fits) return made;
  }
  throw new Error("no such signature");
}

function joined(r: Uint8Array, s: bigint): Uint8Array {
  return Uint8Array.of(...r, ...bytesOf(s));
}

/** A signature of A with the nonce of a point, by the secret of A. */
function signedAt(nonce: bigint, r: Uint8Array): (challenge: (r: Uint8Array) => bigint) => Uint8Array {
  return (challenge) => joined(r, (nonce + challenge(r) * secret) % order);
}

export function keyCases(): Case[] {
  const neutral = bytesOf(1n);
  const nonce = 5n;
  const point = Point.BASE.multiply(nonce);
  const mixed = authorOf(Point.BASE.multiply(secret % order).add(torsion).toBytes());
  const divides = (wanted: boolean) => (challenge: (r: Uint8Array) => bigint): Uint8Array | null => {
    const k = challenge(point.toBytes());
    return (k % 8n === 0n) === wanted ? joined(point.toBytes(), (nonce + k * secret) % order) : null;
  };
  const bad = (name: string, author: Author, made: Step): Case =>
    refused(name, "R-30", "entry-signature", [made], [rosterOf(author)]);
  const good = (name: string, author: Author, made: Step): Case =>
    story(name, ["R-30"], [made], [], [rosterOf(author)]);
  /** Under a key of small order every S fits the R that it gives, when the challenge takes the key away. */
  const small = (name: string, key: Uint8Array, size: bigint): Case => bad(name, authorOf(key), sought(
    authorOf(key), (challenge) => (challenge(point.toBytes()) % size === 0n ? joined(point.toBytes(), nonce) : null),
  ));
  const none = authorOf(bytesOf(2n));
  const high = neutral.with(31, 0x80);
  const wide = Uint8Array.fromHex(`ee${"ff".repeat(30)}7f`);
  return [
    good("a nonce of 1", A, booted(A, 1_000, signedAt(1n, Point.BASE.toBytes()))),
    good("a key of mixed order, where the equation holds", mixed, sought(mixed, divides(true))),
    bad("a key of mixed order, where the equation holds only when multiplied by 8", mixed,
      sought(mixed, divides(false))),
    bad("an R moved by a point of small order", A, booted(A, 1_000, signedAt(nonce, point.add(torsion).toBytes()))),
    bad("an R that is the neutral element", A, booted(A, 1_000, signedAt(0n, neutral))),
    bad("an R of small order, under a key of mixed order", mixed, sought(mixed, (challenge) => {
      const k = challenge(torsion.toBytes());
      return k % 8n === 7n ? joined(torsion.toBytes(), (k * secret) % order) : null;
    })),
    bad("an R of small order in place of the neutral element", A, booted(A, 1_000, signedAt(0n, torsion.toBytes()))),
    bad("an R with its y not reduced", A, booted(A, 1_000, signedAt(0n, wide))),
    bad("an R with the sign of an x of 0", A, booted(A, 1_000, signedAt(0n, high))),
    bad("an S with the order added", A, booted(A, 1_000, (challenge) => {
      const r = point.toBytes();
      return joined(r, ((nonce + challenge(r) * secret) % order) + order);
    })),
    bad("an S of the order itself", A, booted(A, 1_000, () => joined(neutral, order))),
    small("the neutral element as key", neutral, 1n),
    small("the neutral element as key, its y not reduced", wide, 1n),
    small("the neutral element as key, with the sign of an x of 0", high, 1n),
    small("a key of order 2", Uint8Array.fromHex(`ec${"ff".repeat(30)}7f`), 2n),
    small("a key of order 4", filled(32, 0), 4n),
    small("a key of order 8", torsion.toBytes(), 8n),
    bad("a key that is no point", none, booted(none, 1_000, () => joined(point.toBytes(), nonce))),
    bad("a signature of zeros", A, booted(A, 1_000, () => filled(64, 0))),
    bad("a signature over the payload alone", A, (() => {
      const [, said] = begin(A, 0xa3);
      const signature = crypto.ed25519Sign(A.seed, said.entry.payload);
      return { ...step(said), entry: toHex(encodeEntry({ payload: said.entry.payload, signature })) };
    })()),
    bad("a signature with another context", A, (() => {
      const [, said] = begin(A, 0xa3);
      const signed = signedBytes({ party: A.party, rosterDigest: A.digest }, said.entry.payload);
      const at = Buffer.from(signed).indexOf(utf8("Signature1"));
      const signature = crypto.ed25519Sign(A.seed, Uint8Array.from(signed).fill(0x32, at + 9, at + 10));
      return { ...step(said), entry: toHex(encodeEntry({ payload: said.entry.payload, signature })) };
    })()),
  ];
}
