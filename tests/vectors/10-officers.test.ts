import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { decodeShape, encodeShape } from "../../src/core/bytes/shape.ts";
import type { Json, Shape } from "../../src/core/bytes/shape.ts";
import { ChirographError } from "../../src/core/errors.ts";
import { cddlOfKind, cddlRule } from "../../src/core/mechanism/cddl.ts";
import type { Role } from "../../src/core/mechanism/house/entries.ts";
import { assentChallenge, checkAssent, presenceChallenge } from "../../src/core/mechanism/officer/assent.ts";
import { assertion, credentialContent } from "../../src/core/mechanism/officer/entries.ts";
import type { AssentAct } from "../../src/core/mechanism/officer/entries.ts";
import { namingStatement } from "../../src/core/mechanism/officer/naming.ts";
import { checkAssertion, readRegistration } from "../../src/core/mechanism/officer/passkey.ts";
import { foldHandover, itemsLeft } from "../../src/core/mechanism/officer/handover.ts";
import { foldProposal, isEnacted } from "../../src/core/mechanism/officer/proposal.ts";
import { firstPolicy, policyAfter } from "../../src/core/mechanism/officer/policy.ts";
import { foldUndertaking, isUndertaken } from "../../src/core/mechanism/undertaking/fold.ts";
import type { UndertakingRule } from "../../src/core/mechanism/undertaking/fold.ts";
import { decodeContent, kindOf, kinds } from "../../src/core/mechanism/registry.ts";
import { createNodeCrypto } from "../../src/crypto/node/crypto.ts";
import { heldEntry } from "./06-messages.cases.ts";
import type { CaseEntry } from "./06-messages.cases.ts";
import { recognised, released } from "./10-officers.reading.ts";
import { hex, readChapter, Refused, runVectors, testMusts } from "./vectors.ts";
import type { Runner } from "./vectors.ts";

const chapter = readChapter("10-officers");
const crypto = createNodeCrypto();

/** What our code makes of a case: what is expected, or the refusal. */
const runners: Readonly<Record<string, Runner>> = {
  "challenges.json": ({ input }) => {
    const made = input["purpose"] === undefined
      ? assentChallenge(crypto, input["act"] as AssentAct, hex(input["digest"]), hex(input["nonce"]))
      : presenceChallenge(crypto, input["purpose"] as "sign-in" | "register", hex(input["nonce"]));
    return { challenge: made.toHex() };
  },
  "assertions.json": ({ input }) => {
    const passkey = credentialContent.fromJson(input["passkey"] as Json, "");
    const given = assertion.fromJson(input["assertion"] as Json, "");
    const checked = checkAssertion(crypto, passkey, hex(input["challenge"]), given, input["counter"] as number);
    if (checked.kind === "refused") throw new Refused(checked.reason);
    return { counter: checked.counter, backup: checked.backup };
  },
  "registrations.json": ({ input }) => {
    const read = readRegistration(
      crypto, input["station"] as string, hex(input["challenge"]), hex(input["clientData"]),
      hex(input["authenticatorData"]),
    );
    if (read.kind === "refused") throw new Refused(read.reason);
    const { id, key, aaguid, ...rest } = read.passkey;
    return { ...rest, id: id.toHex(), key: key.toHex(), aaguid: aaguid.toHex() };
  },
  "assents.json": ({ input }) => {
    const entries = (input["entries"] as readonly CaseEntry[]).map(heldEntry);
    const asked = entries.find((one) => one.at === input["assent"]);
    ok(asked !== undefined);
    const results = (input["orders"] as readonly number[][]).map((order) => {
      const arrived = order.map((index) => entries[index] as (typeof entries)[number]);
      return checkAssent(crypto, arrived, asked, hex(input["digest"]));
    });
    for (const one of results) deepEqual(one, results[0]);
    return results[0];
  },
  "policies.json": ({ input }) => {
    const settings = input["settings"] as readonly { readonly name: string; readonly value: string }[];
    return settings.reduce(
      (policy, { name, value }) => policyAfter(policy, name, hex(value)),
      firstPolicy(input["world"] as "actual" | "exercise"),
    );
  },
  "proposals.json": ({ input }) => {
    const state = foldProposal(crypto, (input["entries"] as readonly CaseEntry[]).map(heldEntry));
    ok(state !== null);
    const roles = input["roles"] as Readonly<Record<string, readonly Role[]>>;
    const rule = input["rule"] as Parameters<typeof isEnacted>[2];
    return { digest: state.digest, enacted: isEnacted(state, (officer) => roles[officer] ?? [], rule) };
  },
  "undertakings.json": ({ input }) => {
    const state = foldUndertaking(crypto, (input["entries"] as readonly CaseEntry[]).map(heldEntry));
    ok(state !== null);
    const releasers = input["releasers"] as readonly string[];
    const rule = input["rule"] as UndertakingRule;
    return { digest: state.digest, undertaken: isUndertaken(state, rule, (officer) => releasers.includes(officer)) };
  },
  "handovers.json": ({ input }) => {
    const state = foldHandover(crypto, (input["entries"] as readonly CaseEntry[]).map(heldEntry));
    ok(state !== null);
    return { digest: state.digest, left: itemsLeft(state, input["incoming"] as string) };
  },
  "recognitions.json": ({ input }) => recognised(input),
  "releases.json": ({ input }) => released(input),
  "contents.json": ({ input }) => {
    const decoded = decodeContent(input["kind"] as number, hex(input["content"]));
    if (decoded.kind === "poison") throw new ChirographError(decoded.reason);
    const shape = kindOf(input["kind"] as number)?.content as Shape<unknown>;
    deepEqual(encodeShape(shape, decodeShape(shape, hex(input["content"]))), hex(input["content"]));
    return shape.toJson(decoded.content);
  },
};

runVectors(chapter, runners);
testMusts(chapter, "O");

test("the CDDL of chapter 10 is what the declarations say", () => {
  for (const kind of kinds.filter(({ code }) => (code >= 71 && code <= 79) || [90, 91, 96].includes(code))) {
    ok(chapter.spec.includes(cddlOfKind(kind)), kind.name);
  }
  ok(chapter.spec.includes(cddlRule("naming-statement", namingStatement)), "naming-statement");
});
