// The first contact of two stations, from enrolment to a message that a person takes: each step is written by one of
// them as the specification says, and read by the other (spec/00-overview.md, First contact).

import { deepEqual, equal } from "node:assert/strict";
import { ml_dsa87 } from "@noble/post-quantum/ml-dsa.js";
import { encode } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { encodeCard } from "../../src/core/keys/card.ts";
import { partyId, rootsHash, rootsOf } from "../../src/core/keys/party.ts";
import { roster as rosterShape, rosterDigest, rosterVersion, verifyRoster } from "../../src/core/keys/roster.ts";
import type { Roster, SignedRoster } from "../../src/core/keys/roster.ts";
import { spokenCheck } from "../../src/core/keys/spoken-check.ts";
import { stationId } from "../../src/core/keys/station-id.ts";
import { cutFragment, fragmentLength } from "../../src/core/line/fragment.ts";
import { encodeFrame, frames } from "../../src/core/line/frame.ts";
import type { Frame } from "../../src/core/line/frame.ts";
import { channelId, charter as charterShape, encodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import type { Charter } from "../../src/core/mechanism/charter/charter.ts";
import { foldCharter } from "../../src/core/mechanism/charter/fold.ts";
import type { Kind } from "../../src/core/mechanism/kind.ts";
import { message } from "../../src/core/mechanism/message/entries.ts";
import { foldMessage } from "../../src/core/mechanism/message/fold.ts";
import { kindNamed } from "../../src/core/mechanism/registry.ts";
import { precedences } from "../../src/core/names.ts";
import type { Precedence } from "../../src/core/names.ts";
import { admit } from "../../src/core/record/admission.ts";
import { boot, logIdOf } from "../../src/core/record/boot.ts";
import { body as bodyShape, commitment, encodeBody, leafHash, signEntry } from "../../src/core/record/entry.ts";
import type { Entry } from "../../src/core/record/entry.ts";
import { compose, createLedger, recordView } from "../../src/core/record/ledger.ts";
import type { Ledger } from "../../src/core/record/ledger.ts";
import {
  commitOpened, createChains, learnEpochs, learnPrekeys, openEnvelope, stockEpochs, takeMessageKey,
} from "../../src/core/seal/chains.ts";
import type { Chains } from "../../src/core/seal/chains.ts";
import { clearEnvelope, saltOf, sealEnvelope } from "../../src/core/seal/envelope.ts";
import { epochs, epochsContent } from "../../src/core/seal/epoch.ts";
import { prekeys, prekeysContent } from "../../src/core/seal/prekey.ts";
import { deterministicCrypto } from "./04-seal.crypto.ts";
import { bytesOf, numberOf } from "./04-seal.cases.ts";
import type { Fields } from "./04-seal.cases.ts";
import { heldEntry, stateJson } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";

const none = new Uint8Array(0);
/** What TLS takes where no terms are declared. */
const length = fragmentLength({ mtuBytes: 16_384, rateBps: null });

interface Side {
  readonly roster: Roster;
  readonly digest: Uint8Array;
  readonly station: Uint8Array;
  readonly seed: Uint8Array;
  readonly chains: Chains;
  ledger: Ledger;
  log: Uint8Array;
  /** Frames that it has said on the link. */
  frames: number;
}

/** Two stations that meet: what comes of each step, one after the other. */
export class Contact {
  private readonly crypto = deterministicCrypto();
  private readonly sides = new Map<string, Side>();
  private readonly said: CaseEntry[] = [];
  private charter: Charter | null = null;
  private channel: Uint8Array = none;

  step(input: Fields): unknown {
    if (input["who"] !== undefined) return this.enrol(input);
    if (input["digits"] !== undefined) return this.compare(input["digits"] as readonly [string, string]);
    if (input["charter"] !== undefined) return this.begin(input["charter"] as Json);
    if (input["frame"] !== undefined) return this.frame(input);
    return input["kind"] === undefined ? this.tell(numberOf(input, "at")) : this.say(input);
  }

  side(name: string): Side {
    const side = this.sides.get(name);
    if (side === undefined) throw new Error(`nobody is enrolled as ${name}`);
    return side;
  }

  private enrol(input: Fields): unknown {
    const { crypto } = this;
    const seeds = input["seeds"] as Fields;
    const rootSeeds = { ed25519: bytesOf(seeds, "ed25519"), mlDsa87: bytesOf(seeds, "mlDsa87") };
    const next = rootsOf(crypto, { ed25519: bytesOf(seeds, "nextEd25519"), mlDsa87: bytesOf(seeds, "nextMlDsa87") });
    const [seed, roots] = [bytesOf(seeds, "station"), rootsOf(crypto, rootSeeds)];
    const key = crypto.ed25519PublicKey(seed);
    const id = stationId(crypto, key);
    const said = input["roster"] as Pick<Roster, "time" | "short" | "names" | "desks" | "policy" | "telephone">;
    const item: Roster = {
      ...said, v: rosterVersion, party: partyId(crypto, roots), seq: 0, world: "exercise", roots,
      nextRoots: rootsHash(crypto, next), seat: id,
      stations: [{ id, key, tls: bytesOf(input, "tls"), names: said.names }],
    };
    const body = encodeShape(rosterShape, item);
    const signed = this.signed(rootSeeds, item, body);
    verifyRoster(crypto, signed, null);
    const digest = rosterDigest(crypto, body);
    this.sides.set(input["who"] as string, {
      roster: item, digest, station: id, seed, chains: createChains(), ledger: createLedger(none, id), log: none,
      frames: 0,
    });
    return {
      party: toHex(item.party), station: toHex(id), nextRoots: toHex(item.nextRoots), body: toHex(body),
      digest: toHex(digest), card: encodeCard(crypto, signed),
    };
  }

  /** Signed the same way each time: ML-DSA without its randomness. */
  private signed(seeds: Parameters<typeof rootsOf>[1], item: Roster, body: Uint8Array): SignedRoster {
    const signedBytes = encode(["chirograph/1 roster", 1, body]);
    const { secretKey } = ml_dsa87.keygen(seeds.mlDsa87);
    return {
      roster: item, bytes: body, ed25519: this.crypto.ed25519Sign(seeds.ed25519, signedBytes),
      mlDsa87: Uint8Array.from(ml_dsa87.sign(signedBytes, secretKey, { extraEntropy: false })),
    };
  }

  private compare([one, other]: readonly [string, string]): unknown {
    return { digits: spokenCheck(this.crypto, this.side(one).roster.party, this.side(other).roster.party) };
  }

  private begin(json: Json): unknown {
    this.charter = charterShape.fromJson(json, "");
    const content = encodeCharter(this.charter);
    this.channel = channelId(this.crypto, content);
    for (const side of this.sides.values()) side.ledger = createLedger(this.channel, side.station);
    return { content: toHex(content), channel: toHex(this.channel) };
  }

  private frame(input: Fields): unknown {
    const { name, ...fields } = input["frame"] as { readonly name: keyof typeof frames };
    const shape = frames[name];
    const frame = { ...shape.fromJson({ ...fields, type: Object.keys(frames).indexOf(name) }, ""), name } as Frame;
    return { fragment: this.fragment(input["by"] as string, frame, name === "ping" || name === "pong" ? 3 : 2) };
  }

  /** A frame as the next message of a side: all of this story go in one fragment. */
  private fragment(by: string, frame: Frame, level: number): string {
    const side = this.side(by);
    const bytes = encodeFrame(frame);
    const fragment = cutFragment(bytes, side.frames, level, 0, length);
    equal(fragment.length, bytes.length + 10);
    side.frames += 1;
    return toHex(fragment);
  }

  private say(input: Fields): unknown {
    const { crypto, channel } = this;
    const by = input["by"] as string;
    const side = this.side(by);
    const kind = kindNamed(input["kind"] as string) as Kind;
    const nowMs = numberOf(input, "at");
    const content = this.contentOf(side, kind, input, nowMs);
    const isSealed = kind.form !== "clear";
    const key = isSealed ? takeMessageKey(crypto, side.chains, { channel, log: side.log, nowMs }) : null;
    const salt = content === null ? none : key === null ? bytesOf(input, "salt") : saltOf(crypto, key);
    const commit = content === null ? none : commitment(crypto, salt, content);
    if (kind === boot) side.log = logIdOf(crypto, channel, commit);
    const precedence = input["precedence"] as Precedence;
    const said = compose(crypto, side.ledger, side.log, {
      time: nowMs, precedence, kind: kind.code, object: bytesOf(input, "object"), epoch: key?.epoch ?? 0,
      index: key?.index ?? 0, commit,
    });
    const payload = encodeBody(said);
    const signer = {
      publicKey: crypto.ed25519PublicKey(side.seed), sign: (bytes: Uint8Array) => crypto.ed25519Sign(side.seed, bytes),
    };
    const entry = signEntry(signer, { party: side.roster.party, rosterDigest: side.digest }, payload);
    const envelope = key === null
      ? clearEnvelope({ ...entry, salt, content: content ?? none })
      : sealEnvelope(crypto, key, { channel, log: side.log }, entry, content ?? none);
    this.hold(side, { entry, content, salt: content === null ? null : salt, nowMs, own: true });
    const frame = { name: "entry", channel, log: side.log, seq: said.seq, envelope } as const;
    const fragment = this.fragment(by, frame, precedences.indexOf(precedence));
    for (const other of this.sides.values()) {
      if (other !== side) this.read(other, side, said.seq, envelope, numberOf(input, "arrives"));
    }
    this.said.push({ party: toHex(side.roster.party), payload: toHex(payload), content: toHex(content ?? none) });
    return {
      content: content === null ? null : toHex(content), body: bodyShape.toJson(said), payload: toHex(payload),
      leaf: toHex(leafHash(crypto, payload)), signature: toHex(entry.signature), envelope: toHex(envelope), fragment,
    };
  }

  /** What is said: keys from what they are made of, everything else from its JSON. */
  private contentOf(side: Side, kind: Kind, input: Fields, nowMs: number): Uint8Array | null {
    const { crypto, channel } = this;
    const made = input["made"] as Fields;
    if (kind === prekeys) {
      const [id, seed, until] = [numberOf(made, "id"), bytesOf(made, "seed"), numberOf(made, "until")];
      side.chains.prekeys = [{ id, seed, until, lifeMs: until - nowMs }];
      return encodeShape(prekeysContent, [{ id, key: crypto.xwingPublicKey(seed), until }]);
    }
    if (kind === epochs) {
      side.chains.nextEpoch = numberOf(made, "epoch");
      const random = { bytes: (count: number) => bytesOf(made, count === 32 ? "secret" : "randomness") };
      const recipients = [...this.sides.values()].filter((one) => one !== side).map((one) => one.station);
      const stocked = stockEpochs(crypto, random, side.chains, {
        channel, party: side.roster.party, station: side.station, recipients, count: 1, nowMs,
      });
      return encodeShape(epochsContent, stocked ?? []);
    }
    const shape = kind.content;
    return shape === null ? null : encodeShape(shape, shape.fromJson(input["content"] as Json, ""));
  }

  private hold(side: Side, arrival: Parameters<typeof admit>[3]): void {
    const rosters = new Map([...this.sides.values()].map((one) => [toHex(one.digest), one.roster]));
    equal(admit(this.crypto, side.ledger, rosters, arrival).kind, "held");
  }

  /** The other station opens the envelope, holds the entry, and learns what keys it tells. */
  private read(side: Side, author: Side, seq: number, envelope: Uint8Array, nowMs: number): void {
    const { crypto, channel } = this;
    const opened = openEnvelope(crypto, side.chains, {
      channel, log: author.log, seq, reader: side.station, author: seq === 0 ? null : author.station,
    }, envelope);
    if (opened.kind !== "opened") throw opened.error;
    const { entry, content, salt } = opened;
    this.hold(side, { entry, content, salt, nowMs, own: false });
    commitOpened(side.chains, opened);
    const told = this.kindOf(entry);
    if (told === prekeys.code) {
      learnPrekeys(side.chains, author.station, decodeShape(prekeysContent, content ?? none), nowMs);
    }
    if (told === epochs.code) {
      learnEpochs(crypto, side.chains, {
        channel, party: author.roster.party, author: author.station, reader: side.station,
      }, decodeShape(epochsContent, content ?? none));
    }
  }

  private kindOf({ payload }: Entry): number {
    return decodeShape(bodyShape, payload).kind;
  }

  /** What both read at a time, from what each holds. */
  private tell(at: number): unknown {
    const { charter } = this;
    if (charter === null) throw new Error("no charter yet");
    const entries = this.said.map(heldEntry);
    const first = entries.find((one) => one.body.kind === message.code);
    const told = [...this.sides.values()].map(({ ledger }) => {
      const view = recordView(ledger);
      const state = first === undefined ? null : foldMessage(toHex(first.leaf), entries, view, charter, at);
      return { charter: foldCharter(this.channel, charter, entries, view, at), message: stateJson(state) };
    });
    deepEqual(told[0], told[1]);
    return told[0];
  }
}
