// What a site makes of the house entries it holds: the reading of the cases of spec/10-officers.md, Several sites.

import { deepEqual } from "node:assert/strict";

import type { WholeEntry } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Json } from "../../src/core/bytes/shape.ts";
import { proofOfRelease } from "../../src/core/mechanism/house/released.ts";
import type { Released, ReleaseProof } from "../../src/core/mechanism/house/released.ts";
import { messageContent } from "../../src/core/mechanism/message/entries.ts";
import { assent, recognition } from "../../src/core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../src/core/mechanism/officer/entries.ts";
import { assertionSigned, namingOf, proofOf } from "../../src/core/mechanism/officer/recognise.ts";
import type { HouseView } from "../../src/core/mechanism/officer/recognise.ts";
import { createStanding, learnStanding } from "../../src/core/mechanism/officer/standing.ts";
import type { Standing } from "../../src/core/mechanism/officer/standing.ts";
import { createAcknowledged, noteAck } from "../../src/core/record/acknowledged.ts";
import { canonicalOrder } from "../../src/core/record/held-entry.ts";
import type { HeldEntry } from "../../src/core/record/held-entry.ts";
import { knows } from "../../src/core/record/knows.ts";
import type { Ledger } from "../../src/core/record/ledger.ts";
import { createLog } from "../../src/core/record/log.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { heldEntry } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";

const crypto = createNodeCrypto();

/** What a site that holds these entries recognises, and who works there then: the same in each order. */
export function recognised(input: Case["input"]): unknown {
  return inEachOrder(input, (entries) => reading(input, entries));
}

/** Whether those who stand behind a message have signed it, by what a site holds: the same in each order. */
export function released(input: Case["input"]): { readonly proof: ReleaseProof } {
  const message: Released = {
    channel: Uint8Array.fromHex(input["channel"] as string), precedence: input["precedence"] as Released["precedence"],
    content: messageContent.fromJson(input["content"] as Json, ""),
  };
  const [from, persons] = [input["draft"] as string, input["persons"] as number];
  return inEachOrder(input, (entries) => ({
    proof: proofOfRelease(standingOf(input, entries), viewOf(input, entries), from, message, persons),
  }));
}

function inEachOrder<Found>(input: Case["input"], read: (entries: readonly WholeEntry[]) => Found): Found {
  const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
  const [first, ...more] = (input["orders"] as readonly number[][]).map((order) => (
    read(order.map((index) => entries[index] as WholeEntry))
  ));
  for (const one of more) deepEqual(one, first);
  return first as Found;
}

function standingOf(input: Case["input"], entries: readonly WholeEntry[]): Standing {
  const standing = createStanding(crypto, input["own"] as string, input["world"] as Standing["world"]);
  for (const one of entries) if (one.content !== null) learnStanding(standing, one);
  return standing;
}

function reading(input: Case["input"], entries: readonly WholeEntry[]): unknown {
  const standing = standingOf(input, entries);
  const view = viewOf(input, entries);
  const said: (readonly [string, string | null])[] = [];
  for (let before = -1; before < said.length;) {
    before = said.length;
    for (const claim of standing.claims.values().toArray().sort(canonicalOrder)) {
      const proof = proofOf(standing, view, claim);
      if (proof === null) continue;
      said.push([claim.at, proof.basis]);
      learnStanding(standing, saying(standing, claim, proof.basis, said.length));
    }
  }
  return {
    recognised: said.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    officers: Object.fromEntries([...standing.officers.values()].map(({ id, roles }) => [id, roles]).toSorted()),
    passkeys: Object.fromEntries([...standing.passkeys].map(
      ([id, { content }]) => [id, `${content.officer} ${content.state}`],
    ).toSorted()),
    policy: standing.policy,
  };
}

/** The recognition that the reading site says next. */
function saying({ own: site }: Standing, claim: HeldEntry, basis: string | null, number: number): HeldEntry {
  const { log, seq } = claim.body;
  const content = { log, seq, leaf: claim.leaf, basis: basis === null ? null : Uint8Array.fromHex(basis) };
  const body = { ...claim.body, kind: recognition.code, lamport: 1_000 + number };
  return { ...claim, at: `recognition:${number}`, station: Uint8Array.fromHex(site), body, content };
}

function viewOf(input: Case["input"], entries: readonly WholeEntry[]): HouseView {
  const ledger: Pick<Ledger, "logs" | "acknowledged"> = { logs: new Map(), acknowledged: createAcknowledged() };
  for (const { at, body, party: by, station: of } of entries.toSorted((a, b) => a.body.seq - b.body.seq)) {
    const hex = toHex(body.log);
    const boot = { party: by, station: of, roster: by, channelForm: "house", previous: null, reason: "first" } as const;
    if (!ledger.logs.has(hex)) ledger.logs.set(hex, createLog(body.log, hex, boot, "", false));
    for (const { log, size, heldAt } of body.acks) {
      noteAck(ledger.acknowledged, toHex(log), size, { party: by, at, time: body.time, heldAt });
    }
  }
  const root = input["root"] as { readonly ed25519: string; readonly mlDsa87: string } | undefined;
  const roster = root === undefined ? null : {
    party: Uint8Array.fromHex(input["party"] as string),
    roots: { ed25519: Uint8Array.fromHex(root.ed25519), mlDsa87: Uint8Array.fromHex(root.mlDsa87) },
  };
  return {
    about: (object) => entries.filter((one) => one.object === object),
    knows: (at, of) => knows(ledger, at, of),
    objectsOf: (nonce) => new Set(entries.filter(({ body, content }) => (
      body.kind === assent.code && toHex((content as AssentContent).assertion?.nonce ?? new Uint8Array(0)) === nonce
    )).map(({ object }) => object)),
    named: (entry) => (roster === null ? null : namingOf(crypto, roster, entry)),
    signed: (entry, passkeyOf, challenge) => assertionSigned(crypto, entry, passkeyOf, challenge),
  };
}
