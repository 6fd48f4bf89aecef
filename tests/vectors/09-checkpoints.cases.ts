// What our code makes of the cases of chapter 09.

import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import {
  decodeCheckpoint, encodeCheckpoint, logOfOrigin, openCheckpoint, signCheckpoint,
} from "../../src/core/checkpoint/checkpoint.ts";
import {
  cosign, cosignedAt, ed25519Message, mlDsa44Message, witness, witnessOf,
} from "../../src/core/checkpoint/cosignature.ts";
import type { Witness } from "../../src/core/checkpoint/cosignature.ts";
import { openHeads } from "../../src/core/checkpoint/deposit.ts";
import { compareKnownHeads } from "../../src/core/checkpoint/known-heads.ts";
import type { SaidBefore } from "../../src/core/checkpoint/known-heads.ts";
import {
  decodeNote, decodeVerifierKey, encodeNote, encodeNoteLine, encodeVerifierKey, isNoteSignedBy,
} from "../../src/core/checkpoint/signed-note.ts";
import { isActDisputed, isReceiptDisputed } from "../../src/core/clock/disputed.ts";
import type { Terms } from "../../src/core/clock/terms.ts";
import { namedWitnesses, seenAtMs } from "../../src/core/mechanism/checkpoint/fold.ts";
import type { SeenSize } from "../../src/core/mechanism/checkpoint/fold.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { crypto as fixtureCrypto } from "../../src/core/record/ledger.fixture.ts";
import { verifyConsistency } from "../../src/core/record/merkle.ts";
import { createSoftwareSigner } from "../../src/crypto/node/signer.ts";
import { verifyEvidence } from "../../src/verify/evidence.ts";
import { verifyTlogProof } from "../../src/verify/tlog-proof.ts";
import { directoryOf, ledgerOf } from "./03-record.cases.ts";
import type { CaseRoster, Step } from "./03-record.cases.ts";
import { caseView, heldEntry } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";
import { hex } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

/** Cryptography whose ML-DSA signatures are the same each time. */
export const crypto = {
  ...fixtureCrypto,
  mlDsa44Sign: (seed: Uint8Array, text: Uint8Array): Uint8Array => Uint8Array.from(
    ml_dsa44.sign(text, ml_dsa44.keygen(seed).secretKey, { extraEntropy: false }),
  ),
};

const witnessesOf = (input: unknown): readonly Witness[] =>
  (input as readonly Json[]).map((one) => witness.fromJson(one, "witness"));

export const runners: Readonly<Record<string, Runner>> = {
  "notes.json": ({ input }) => {
    const note = decodeNote(input["note"] as string);
    const keys = (input["keys"] as readonly string[]).map((one) => decodeVerifierKey(crypto, one));
    const signers = keys.filter((key) => isNoteSignedBy(crypto, note, key)).map(encodeVerifierKey);
    if (encodeNote(note) !== input["note"]) throw new Error("a note is written as it was read");
    return { text: note.text, signers, lines: note.lines.map(({ name, id }) => ({ name, id: toHex(id) })) };
  },
  "keys.json": ({ input }) => {
    const key = decodeVerifierKey(crypto, input["key"] as string);
    if (encodeVerifierKey(key) !== input["key"]) throw new Error("a key is written as it was read");
    return { name: key.name, type: key.type, id: toHex(key.id), key: toHex(key.key) };
  },
  "checkpoints.json": ({ input }) => {
    if (input["note"] === undefined) {
      const signer = createSoftwareSigner(crypto, hex(input["seed"]));
      const [channel, log, root] = [hex(input["channel"]), hex(input["log"]), hex(input["root"])];
      return { note: signCheckpoint(crypto, signer, channel, log, input["size"] as number, root) };
    }
    const note = decodeNote(input["note"] as string);
    const checkpoint = openCheckpoint(crypto, note, hex(input["stationKey"]));
    if (encodeCheckpoint(decodeCheckpoint(note.text)) !== note.text) throw new Error("written as it was read");
    const log = logOfOrigin(checkpoint.origin);
    return {
      ...checkpoint, root: toHex(checkpoint.root),
      log: log === null ? null : { channel: toHex(log.channel), log: toHex(log.log) },
    };
  },
  "cosignatures.json": ({ input }) => {
    if (input["note"] !== undefined) {
      const note = decodeNote(input["note"] as string);
      return { times: witnessesOf(input["witnesses"]).map((one) => cosignedAt(crypto, note, one)) };
    }
    const [name, text, time] = [input["name"] as string, input["text"] as string, input["time"] as number];
    const seeds = { ed25519: hex(input["ed25519Seed"]), mlDsa44: hex(input["mlDsa44Seed"]) };
    return {
      witness: witness.toJson(witnessOf(crypto, name, seeds)), ed25519Message: toHex(ed25519Message(time, text)),
      mlDsa44Message: toHex(mlDsa44Message(name, time, decodeCheckpoint(text))),
      lines: cosign(crypto, name, seeds, text, time).map(encodeNoteLine),
    };
  },
  "consistency.json": ({ input }) => {
    const { from, before, to, root, proof } = input;
    const nodes = (proof as readonly string[]).map(hex);
    if (!verifyConsistency(crypto, from as number, hex(before), to as number, hex(root), nodes)) {
      throw new ChirographError("checkpoint");
    }
    return null;
  },
  "evidence.json": ({ input }) => {
    return verifyEvidence(crypto, directoryOf(input["rosters"] as readonly CaseRoster[]), [], hex(input["file"]));
  },
  "memory.json": ({ input }) => {
    const [by] = witnessesOf([input["witness"] as Json]) as [Witness];
    const [nonce, channel, station] = [hex(input["nonce"]), hex(input["channel"]), hex(input["station"])];
    const heads = openHeads(crypto, by, { nonce, channel, station }, input["answer"] as string);
    const ledger = ledgerOf(input["rosters"] as readonly CaseRoster[], input["steps"] as readonly Step[]);
    const found = compareKnownHeads(crypto, ledger, station, input["before"] as SaidBefore | null, heads);
    return { finding: found.finding, shown: found.heads.map(({ log, size }) => `${log}:${size}`) };
  },
  "namings.json": ({ input }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    return namedWitnesses(entries, input["principals"] as readonly string[]).map((one) => (
      { witness: witness.toJson(one.witness), by: one.by, agreed: one.agreed }
    ));
  },
  "settled.json": ({ input }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const entry = entries.find((one) => one.at === input["at"]);
    const seen = input["seen"] as readonly SeenSize[];
    const made = caseView(entries);
    const view = { ...made, heads: made.heads, seenAtMs: (at: string) => seenAtMs(seen, at) };
    const terms = input["terms"] as Terms;
    if (entry === undefined) throw new Error("the case has no such entry");
    if (input["sort"] === "act") {
      const [aboutMs, limitMs] = [input["aboutMs"] as number, input["limitMs"] as number];
      return { disputed: isActDisputed(entry, aboutMs, input["reader"] as string, limitMs, view, terms) };
    }
    const [ack] = view.firstAcks(entry.at);
    if (ack === undefined) throw new Error("nobody acknowledged it");
    return { disputed: isReceiptDisputed(entry, ack, view, terms) };
  },
  "proof.json": ({ input }) => {
    const { party, short, body, leaf, content, withheld, size, seen } = verifyTlogProof(
      crypto, input["text"] as string, input["trusted"] as readonly string[], witnessesOf(input["witnesses"]),
    );
    return {
      party, short, seq: body.seq, leaf, content: content === null ? null : toHex(content), withheld, size, seen,
    };
  },
};
