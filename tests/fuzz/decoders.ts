// Everything that reads bytes from outside, in one table: how it is called, and what true bytes of it look like.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode, encode } from "../../src/core/bytes/cbor.ts";
import { decodeAddCheckpoint, encodeAddCheckpoint } from "../../src/core/checkpoint/add-checkpoint.ts";
import { decodeCheckpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { decodeWitness, encodeWitness, witnessOf } from "../../src/core/checkpoint/cosignature.ts";
import {
  decodeDeposit, decodeHeadsQuestion, encodeDeposit, encodeHeadsQuestion,
} from "../../src/core/checkpoint/deposit.ts";
import { decodeNote, decodeVerifierKey, encodeNote } from "../../src/core/checkpoint/signed-note.ts";
import { decodeTlogProof, encodeTlogProof } from "../../src/core/checkpoint/tlog-proof.ts";
import { decodeDatagram, encodeDatagram } from "../../src/core/bearer/datagram.ts";
import { GatewayReader } from "../../src/core/bearer/gateway.ts";
import { createKissReader, encodeKiss } from "../../src/core/bearer/kiss.ts";
import { createBundleReader } from "../../src/core/courier/bundle.ts";
import { joinCodes } from "../../src/core/courier/codes.ts";
import { decodeCard } from "../../src/core/keys/card.ts";
import { decodeSignedRoster } from "../../src/core/keys/roster.ts";
import { emptyReassembly, readFragment, takeFragment } from "../../src/core/line/fragment.ts";
import { decodeFrame, encodeFrame } from "../../src/core/line/frame.ts";
import { emptyAssembly, takePart } from "../../src/core/line/narrow-assembly.ts";
import { readNarrowContent } from "../../src/core/line/narrow-control.ts";
import { readNarrowFragment } from "../../src/core/line/narrow-fragment.ts";
import { message } from "../../src/core/mechanism/message/entries.ts";
import { unpackContent } from "../../src/core/narrow/content.ts";
import { decodeNarrowFrame, encodeNarrowFrame } from "../../src/core/narrow/frame.ts";
import { decodeCharter } from "../../src/core/mechanism/charter/charter.ts";
import { decodeHouseCharter } from "../../src/core/mechanism/charter/house.ts";
import { decodeContent, kinds } from "../../src/core/mechanism/registry.ts";
import { readRegistration } from "../../src/core/mechanism/officer/passkey.ts";
import { decodeBody, decodeEntry, encodeBody, encodeEntry } from "../../src/core/record/entry.ts";
import { decodePaper, encodePaper } from "../../src/core/document/paper.ts";
import { samplePaper } from "../../src/core/document/paper.fixture.ts";
import { decodePublication, encodePublication } from "../../src/core/document/publication.ts";
import { decodeProof, encodeProof } from "../../src/core/record/proof.ts";
import { decodeChains, encodeChains } from "../../src/core/seal/chain-state.ts";
import { parseEnvelope } from "../../src/core/seal/envelope.ts";
import { makePair, opening, send } from "../../src/core/seal/seal.fixture.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { trustedRosters, verifyEvidence } from "../../src/verify/evidence.ts";
import { proofFile, trusted } from "../../src/verify/publication.fixture.ts";
import { verifyPublication } from "../../src/verify/publication.ts";
import { verifyProof } from "../../src/verify/proof.ts";
import { verifyTlogProof } from "../../src/verify/tlog-proof.ts";
import { verifyExport } from "../../src/verify/verify.ts";
import { CliError } from "../../src/cli/cli-error.ts";
import { openSecret, sealSecret } from "../../src/cli/sealed-file.ts";
import { readConfig } from "../../src/cli/station/station-config.ts";
import { createNodeRandom } from "../../src/crypto/node/random.ts";
import { clear } from "../../src/emulator/conditions.ts";
import { readOrder } from "../../src/emulator/order.ts";
import { readJson } from "../../src/server/bounded-json.ts";
import { runners as narrowRunners } from "../vectors/11-narrow.cases.ts";

/** One reader of bytes from outside. */
export interface Decoder {
  readonly name: string;
  /** What it makes of bytes; ChirographError and what the row names are the only ways to refuse. */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Beginning of the folders of vectors whose strings are true bytes of it ("" for all), or the bytes themselves. */
  readonly seeds: string | readonly Uint8Array[];
  /** What it read, written again, where one sequence of bytes, or one text, stands for each thing. */
  readonly write?: (read: never) => Uint8Array | string;
}

const crypto = createNodeCrypto();
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const utf8 = (written: string): Uint8Array => new TextEncoder().encode(written);
const pair = makePair(crypto);
const sent = [send(pair.a, utf8("Ready.")), send(pair.a, utf8("Готов."))];
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const witness = witnessOf(crypto, "w.example/1", { ed25519: filled(32, 3), mlDsa44: filled(32, 4) });
const [registration] = (JSON.parse(
  readFileSync(new URL("../../vectors/10-officers/registrations.json", import.meta.url), "utf8"),
) as { readonly cases: readonly { readonly input: Readonly<Record<string, string>> }[] }).cases;
const passkey = registration?.input as Readonly<Record<string, string>>;
const given = (name: string): Uint8Array => Uint8Array.fromHex(passkey[name] ?? "");
const opener = { kind: "key", key: filled(32, 9) } as const;
const folder = mkdtempSync(join(tmpdir(), "chirograph-fuzz-"));
process.once("exit", () => rmSync(folder, { recursive: true }));

const pairKey = filled(32, 5);
const datagrams = [
  ...[filled(60, 0xc0), filled(1, 1), Uint8Array.fromHex("0000070000008205480000000000000001561afffd")].map(
    (fragment) => encodeDatagram(crypto, pairKey, { kind: "fragment", fragment }, 0)),
  encodeDatagram(crypto, pairKey, { kind: "challenge", cookie: filled(8, 7) }, 0),
];
const orders = ["set rate=2400 delay=600 loss=5", "set there.rate=none turnaround=5", "preset hf-75", "cut", "stat"];

const configuration = {
  version: 1, world: "exercise", short: "A", party: "00".repeat(32), listen: "[::1]:7001",
  http: { listen: "127.0.0.1:7002", origins: ["https://line.example.org"], tls: null },
};

/** All of them. */
export const decoders: readonly Decoder[] = [
  { name: "a value", read: decode, write: encode as (value: never) => Uint8Array, seeds: "01-encoding" },
  { name: "a signed roster", read: decodeSignedRoster, seeds: "02-keys" },
  { name: "a card", read: (bytes) => decodeCard(crypto, text(bytes)), seeds: "02-keys" },
  { name: "a body", read: decodeBody, write: encodeBody, seeds: "03-record" },
  { name: "an entry", read: decodeEntry, write: encodeEntry, seeds: "03-record" },
  {
    name: "evidence", seeds: "09-checkpoints",
    read: (bytes) => verifyEvidence(crypto, trustedRosters(crypto, []), [], bytes),
  },
  { name: "evidence of a fork", read: (bytes) => verifyEvidence(crypto, new Map(), [], bytes), seeds: "03-record" },
  { name: "an envelope", read: parseEnvelope, seeds: "04-seal" },
  {
    name: "an envelope, opened", seeds: sent.map(({ envelope }) => envelope),
    read: (envelope) => opening(pair.b, pair.a, { ...sent[0] as (typeof sent)[0], envelope }).kind,
  },
  {
    name: "kept chains", read: decodeChains, write: encodeChains,
    seeds: [encodeChains(pair.a.chains), encodeChains(pair.b.chains)],
  },
  { name: "a frame", read: decodeFrame, write: encodeFrame, seeds: "05-line" },
  { name: "a fragment", read: joinedFragment, seeds: "05-line" },
  { name: "a narrow fragment", read: joinedNarrow, seeds: "14-narrow-line" },
  { name: "what stands in a narrow fragment", read: narrowContent, seeds: "14-narrow-line/control" },
  { name: "a narrow frame", read: decodeNarrowFrame, write: encodeNarrowFrame, seeds: "11-narrow/frames" },
  {
    name: "a coded content", seeds: "11-narrow/contents",
    read: (bytes) => encode(unpackContent(message.code, { coded: true, bytes })),
  },
  { name: "a packed entry", seeds: "11-narrow/entries", read: narrowRead("entries.json", "packed") },
  { name: "a narrow envelope", seeds: "11-narrow/envelopes", read: narrowRead("envelopes.json", "envelope") },
  { name: "a datagram", read: (bytes) => decodeDatagram(crypto, pairKey, bytes, 0), seeds: datagrams },
  { name: "a modem's bytes", read: kissOf, seeds: datagrams.map((one) => encodeKiss(one)) },
  { name: "words of a gateway", read: (bytes) => new GatewayReader().read(bytes), seeds: "12-bearers/gateway" },
  { name: "a courier's bundle", read: bundleOf, seeds: "13-courier/files" },
  { name: "codes of a bundle", read: (bytes) => joinCodes(crypto, [bytes]), seeds: "13-courier/codes" },
  { name: "an order to a link", read: (bytes) => orderOf(text(bytes)), seeds: orders.map(utf8) },
  ...kinds.map(({ code, name }) => ({
    name: `the content of ${name}`, read: (bytes: Uint8Array) => decodeContent(code, bytes).kind, seeds: "",
  })),
  { name: "a charter", read: decodeCharter, seeds: "08-charter" },
  { name: "a house charter", read: decodeHouseCharter, seeds: "08-charter" },
  { name: "an export", read: (bytes) => verifyExport(crypto, bytes, []).result, seeds: "07-verification" },
  {
    name: "a proof", seeds: "07-verification", write: encodeProof,
    read: (bytes) => decodeProof(text(bytes)),
  },
  { name: "a paper", read: decodePaper, write: encodePaper, seeds: [encodePaper(samplePaper())] },
  {
    name: "a publication", seeds: [proofFile()], read: decodePublication,
    write: ({ paper, proof }) => encodePublication(paper, proof),
  },
  {
    name: "a publication, checked", seeds: [proofFile()],
    read: (bytes) => verifyPublication(crypto, bytes, trusted, null).result,
  },
  { name: "a proof, checked", read: (bytes) => verifyProof(crypto, text(bytes), []), seeds: "07-verification" },
  { name: "a checkpoint", read: (bytes) => decodeCheckpoint(text(bytes)), seeds: "09-checkpoints" },
  {
    name: "a note", seeds: "09-checkpoints", write: encodeNote,
    read: (bytes) => decodeNote(text(bytes)),
  },
  { name: "a key of notes", read: (bytes) => decodeVerifierKey(crypto, text(bytes)), seeds: "09-checkpoints" },
  {
    name: "a witness", seeds: [utf8(encodeWitness(crypto, witness))],
    read: (bytes) => decodeWitness(crypto, text(bytes)),
  },
  {
    name: "a tlog-proof", seeds: "09-checkpoints", write: encodeTlogProof,
    read: (bytes) => decodeTlogProof(text(bytes)),
  },
  {
    name: "a tlog-proof, checked", seeds: "09-checkpoints",
    read: (bytes) => verifyTlogProof(crypto, text(bytes), [], []),
  },
  {
    name: "a checkpoint for a witness", write: encodeAddCheckpoint,
    seeds: [utf8(encodeAddCheckpoint({ old: 7, proof: [filled(32, 1), filled(32, 2)], note: "a\n1\nb\n\n" }))],
    read: (bytes) => decodeAddCheckpoint(text(bytes)),
  },
  {
    name: "a deposit of a start", read: decodeDeposit, write: encodeDeposit,
    seeds: [
      encodeDeposit({ entry: filled(90, 1), salt: filled(32, 2), content: filled(20, 3), roster: filled(99, 4) }),
    ],
  },
  {
    name: "a question about heads", read: decodeHeadsQuestion, write: encodeHeadsQuestion,
    seeds: [encodeHeadsQuestion({ nonce: filled(32, 1), channel: filled(32, 2), station: filled(16, 3) })],
  },
  {
    name: "a new passkey", seeds: [given("authenticatorData")],
    read: (bytes) =>
      readRegistration(crypto, passkey["station"] ?? "", given("challenge"), given("clientData"), bytes).kind,
  },
  {
    name: "what a browser says of a passkey", seeds: [given("clientData")],
    read: (bytes) =>
      readRegistration(crypto, passkey["station"] ?? "", given("challenge"), bytes, given("authenticatorData")).kind,
  },
  {
    name: "a sealed file", seeds: [sealSecret(crypto, createNodeRandom(), opener, "root", filled(80, 5))],
    read: (bytes) => openSecret(crypto, opener, "root", bytes).kind,
  },
  { name: "a configuration", seeds: [utf8(JSON.stringify(configuration))], read: readConfigOf },
  {
    name: "JSON of a browser", seeds: [utf8('{"act":"take","object":"00","desks":["watch"]}'), utf8("[[[1]]]")],
    read: (bytes) => readJson(requestOf(bytes), 65_536).then(({ kind }) => kind),
  },
];

const strings = new Map<string, readonly Uint8Array[]>();

/** Every string of the folders of vectors that begin so, as the bytes it is or stands for. */
export function stringsOf(begin: string): readonly Uint8Array[] {
  const known = strings.get(begin);
  if (known !== undefined) return known;
  const vectors = new URL("../../vectors/", import.meta.url);
  const files = readdirSync(vectors, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.startsWith(begin) && name.endsWith(".json")).sort();
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string") found.add(value);
    else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) collect(one);
  };
  for (const name of files) collect(JSON.parse(readFileSync(new URL(name, vectors), "utf8")));
  const bytes = [...found].map((one) => /^(?:[0-9a-f]{2})+$/u.test(one) ? Uint8Array.fromHex(one) : utf8(one));
  strings.set(begin, bytes);
  return bytes;
}

// In the place of the true bytes of the first case of a file, so that everything else about it is as it should be.
function narrowRead(file: string, field: string): (bytes: Uint8Array) => unknown {
  const { cases } = JSON.parse(
    readFileSync(new URL(`../../vectors/11-narrow/${file}`, import.meta.url), "utf8"),
  ) as { readonly cases: readonly { readonly input: Readonly<Record<string, unknown>> }[] };
  return (bytes) => narrowRunners[file]?.({ ...cases[0]?.input, [field]: bytes.toHex() });
}

// A fragment that is one is joined with what came before it, so that the joining meets hostile pieces as well.
function joinedFragment(bytes: Uint8Array): unknown {
  const fragment = readFragment(bytes);
  return fragment === null ? null : takeFragment(emptyReassembly(), fragment, 0).frame;
}

function joinedNarrow(bytes: Uint8Array): unknown {
  const fragment = readNarrowFragment(bytes);
  return fragment === null || fragment.sort === "whole" ? fragment : takePart(emptyAssembly(), fragment, 0).frame;
}

function narrowContent(bytes: Uint8Array): unknown {
  const { controls, rest } = readNarrowContent(bytes);
  return [controls.length, rest];
}

function kissOf(bytes: Uint8Array): unknown {
  const found = createKissReader(64).read(bytes);
  return found.length === 0 ? null : found;
}

function bundleOf(bytes: Uint8Array): unknown {
  const reader = createBundleReader(crypto);
  const items = reader.read(bytes);
  reader.close();
  return items;
}

function orderOf(order: string): unknown {
  const { kind } = readOrder(order, { ways: [clear, clear], turnaroundMs: null });
  return kind === "wrong" ? null : kind;
}

// A person's own file: the command says what is wrong in a sentence, which is a refusal like another.
function readConfigOf(bytes: Uint8Array): unknown {
  writeFileSync(join(folder, "station.json"), bytes);
  try {
    return readConfig(folder);
  } catch (error) {
    if (error instanceof CliError) return "refused";
    throw error;
  }
}

function requestOf(body: Uint8Array): Request {
  const bytes = Uint8Array.from(body);
  return new Request("http://x/", { method: "POST", headers: { "content-type": "application/json" }, body: bytes });
}
