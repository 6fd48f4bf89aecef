// Whether what another site of the party says of our people counts here: what it rests on is checked again, from the
// house record alone (spec/10-officers.md, O-26 to O-33).

import type { Crypto } from "../../../ports/crypto.ts";
import { encode } from "../../bytes/cbor.ts";
import { bytesOfHex, equalBytes, toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import type { Hex } from "../../names.ts";
import type { Roster } from "../../keys/roster.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { officer, officerContent } from "../house/entries.ts";
import type { OfficerContent, Role, SettingContent } from "../house/entries.ts";
import { assentChallenge } from "./assent.ts";
import type { GivenAssent } from "./assent.ts";
import { assent, credential, credentialContent } from "./entries.ts";
import type { AssentAct, AssentContent, CredentialContent, NamingContent, ProposalContent } from "./entries.ts";
import { checkNaming } from "./naming.ts";
import type { NamingStatement } from "./naming.ts";
import { checkAssertion } from "./passkey.ts";
import { policyPrefix, policyValue } from "./policy.ts";
import { foldProposal, isEnacted } from "./proposal.ts";
import {
  aboutOf, closingsBefore, drawnKey, linkSetting, namedBy, resetSetting, standingPasskeys, textOf,
} from "./standing.ts";
import type { Standing } from "./standing.ts";

/** Most assents of one officer to one thing that are tried. */
const assentsTriedMax = 16;
/** Most passkeys of one officer. */
export const passkeysPerOfficerMax = 8;

/** What the check asks of the record. */
export interface HouseView {
  /** Entries about an object, its own among them. */
  about(object: Hex): readonly HeldEntry[];
  /** Whether the author of the entry at a place had another when it was signed: by its log, or acknowledged. */
  knows(at: string, of: string): boolean;
  /** Objects of the assents that hold a nonce. */
  objectsOf(nonce: Hex): ReadonlySet<Hex>;
  /** What the root has said in an entry, where the root of the roster under which its log was begun has signed it. */
  named(entry: HeldEntry): NamingStatement | null;
  /** Whether an assertion was signed with a passkey's key; asked for last, since it costs. */
  signed(entry: HeldEntry, passkey: CredentialContent, challenge: Uint8Array): boolean;
}

/** A claim that counts here, and what it rests on; null where the house takes another site at its word. */
export interface Proof {
  readonly basis: Hex | null;
}

/** The digest of a passkey, new or given up: SHA-256 of ["chirograph/1 passkey", its content] in canonical bytes. */
export function credentialDigest(crypto: Crypto, content: CredentialContent): Uint8Array {
  return crypto.sha256(encode(["chirograph/1 passkey", encodeShape(credentialContent, content)]));
}

/** Checks the signature of an assertion: what `signed` of a view does, without remembering anything. */
export function assertionSigned(
  crypto: Crypto, entry: HeldEntry, passkey: CredentialContent, challenge: Uint8Array,
): boolean {
  const { assertion } = entry.content as AssentContent;
  return assertion !== null && checkAssertion(crypto, passkey, challenge, assertion, null).kind === "holds";
}

/** Why a claim counts here now, or null. */
export function proofOf(standing: Standing, view: HouseView, claim: HeldEntry): Proof | null {
  if (claim.body.kind === credential.code) return passkeyProof(standing, view, claim);
  if (claim.body.kind === officer.code) return changeProof(standing, view, claim);
  const { name } = claim.content as SettingContent;
  return name.startsWith(policyPrefix) ? policyProof(standing, view, claim) : changeProof(standing, view, claim);
}

/** O-27, O-29: an officer, a reset or a link rests on a proposal closed before it, or on the root's word. */
function changeProof(standing: Standing, view: HouseView, claim: HeldEntry): Proof | null {
  // O-32: where one administrator alone may do it, no signature of anybody's could be asked for.
  if (standing.policy.alone) return { basis: null };
  return proposalProof(standing, view, claim, standing.policy.token) ?? namingProof(standing, view, claim);
}

/** O-32: a policy of the actual world is changed by signatures alone, whatever the policies are. */
function policyProof(standing: Standing, view: HouseView, claim: HeldEntry): Proof | null {
  const actual = standing.world === "actual";
  if (!actual && standing.policy.alone) return { basis: null };
  return proposalProof(standing, view, claim, !actual && standing.policy.token);
}

function proposalProof(standing: Standing, view: HouseView, claim: HeldEntry, token: boolean): Proof | null {
  for (const { object, at } of closingsBefore(standing, claim)) {
    if (standing.closedHere.has(object)) continue;
    if (standing.drawn.has(drawnKey(object, aboutOf(claim)))) continue;
    const state = foldProposal(standing.crypto, view.about(object));
    if (state === null || !gives(standing, state.content, claim)) continue;
    const checked = counted(standing, view, state, (entry) => view.knows(at, entry.at));
    const rule = { passkey: standing.world === "actual", token };
    if (isEnacted(checked, (id) => rolesOf(standing, id), rule)) return { basis: object };
  }
  return null;
}

/**
 * Assents among the entries about one thing: our own, and of each officer no more of other sites than are tried, so
 * that a flood of them costs nothing.
 */
export function tried({ own }: Pick<Standing, "own">, entries: readonly HeldEntry[]): readonly HeldEntry[] {
  const found = new Map<string, number>();
  return entries.filter(({ body, content, station }) => {
    if (body.kind !== assent.code || content === null) return false;
    if (toHex(station) === own) return true;
    const { officer: by } = content as AssentContent;
    found.set(by, (found.get(by) ?? 0) + 1);
    return (found.get(by) ?? 0) <= assentsTriedMax;
  });
}

/** What persons assent to: a proposal, or an undertaking. */
interface Assented {
  readonly object: Hex;
  readonly digest: Hex;
  readonly assents: readonly GivenAssent[];
}

/** The same with the assents to it that may be counted here, one of each officer. */
export function counted<Thing extends Assented>(
  standing: Standing, view: HouseView, state: Thing, isOf: (assent: HeldEntry) => boolean = () => true,
): Thing {
  const digest = bytesOfHex(state.digest);
  const assents = new Map<string, GivenAssent>();
  for (const entry of tried(standing, view.about(state.object))) {
    const content = entry.content as AssentContent;
    if (!isOf(entry) || assents.has(content.officer) || !stands(standing, view, entry, "enact", digest)) continue;
    assents.set(content.officer, { entry, content });
  }
  return { ...state, assents: [...assents.values()] };
}

function rolesOf(standing: Standing, id: string): readonly Role[] {
  return standing.officers.get(id)?.roles ?? [];
}

/** Whether a proposal put into effect gives exactly this. */
function gives(standing: Standing, { change, officer: whom, policy }: ProposalContent, claim: HeldEntry): boolean {
  if (claim.body.kind === officer.code) {
    const same = whom !== null && equalBytes(
      encodeShape(officerContent, whom), encodeShape(officerContent, claim.content as OfficerContent),
    );
    return same && (change === "enrol" || ((change === "roles" || change === "withdraw")
      && standing.officers.has(whom.id)));
  }
  const { name, value } = claim.content as SettingContent;
  if (name.startsWith(policyPrefix)) {
    return change === "policy" && policy !== null && name === policyPrefix + policy.name
      && equalBytes(value, policyValue(policy.allow === "allow"));
  }
  if (whom?.id !== textOf(value)) return false;
  if (name === resetSetting) return change === "reset" || change === "withdraw";
  return name === linkSetting && (change === "enrol" || change === "reset" || change === "link");
}

/** O-29: what the party's root said of officers, in the log of this claim and before it. */
function namingProof(standing: Standing, view: HouseView, claim: HeldEntry): Proof | null {
  for (const entry of standing.namings.toSorted(canonicalOrder)) {
    if (!equalBytes(entry.body.log, claim.body.log) || entry.body.seq > claim.body.seq) continue;
    const content = entry.content as NamingContent;
    const by = namedBy(standing.crypto, content.statement);
    if (standing.drawn.has(drawnKey(by, aboutOf(claim)))) continue;
    if (names(standing, view, entry, claim)) return { basis: by };
  }
  return null;
}

function names(standing: Standing, view: HouseView, entry: HeldEntry, claim: HeldEntry): boolean {
  const of = claim.body.kind === officer.code ? claim.content as OfficerContent : null;
  const id = of === null ? textOf((claim.content as SettingContent).value) : of.id;
  if (of === null && (claim.content as SettingContent).name !== linkSetting) return false;
  const at = (entry.content as NamingContent).ids.indexOf(id);
  if (at < 0 || of?.state === "withdrawn") return false;
  const said = view.named(entry)?.officers[at];
  if (said === undefined) return false;
  // Another id than the root's is that of an officer of this name who works here already.
  if (said.id !== id && standing.officers.get(id)?.name !== said.name) return false;
  return of === null || (of.name === said.name && of.roles.join() === said.roles.join());
}

/** Reads a statement of the root and checks its signatures: what `named` of a view does, without remembering. */
export function namingOf(
  crypto: Crypto, roster: Pick<Roster, "party" | "roots">, entry: HeldEntry,
): NamingStatement | null {
  try {
    return checkNaming(crypto, roster, entry.content as NamingContent);
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

/** O-30, O-31: a passkey is added or given up by another one of its officer; the first comes by a link that counts. */
function passkeyProof(standing: Standing, view: HouseView, claim: HeldEntry): Proof | null {
  const content = claim.content as CredentialContent;
  const known = standing.passkeys.get(toHex(content.id))?.content;
  const own = standingPasskeys(standing, content.officer);
  const adds = content.state === "enrolled";
  if (!standing.officers.has(content.officer)) return null;
  if (adds ? known !== undefined || own.length >= passkeysPerOfficerMax : !isGivenUp(known, content)) return null;
  if (!adds && own.length === 1) return null;
  if (standing.world === "exercise" || standing.policy.alone) return { basis: null };
  if (own.length === 0) return isFirst(standing, claim, content) ? { basis: null } : null;
  const digest = credentialDigest(standing.crypto, content);
  const isSigned = tried(standing, view.about(toHex(claim.leaf))).some((entry) => (
    (entry.content as AssentContent).officer === content.officer
    && isSignedHere(standing, view, entry, "passkey", digest)
  ));
  return isSigned ? { basis: null } : null;
}

function isGivenUp(known: CredentialContent | undefined, content: CredentialContent): boolean {
  return known?.state === "enrolled" && known.officer === content.officer && equalBytes(known.key, content.key);
}

/** Whether a link that counts was made at the same site since the officer last came to a passkey. */
function isFirst({ links, keyed }: Standing, claim: HeldEntry, { officer: id, by }: CredentialContent): boolean {
  const link = links.get(id);
  return link !== undefined && by === id && link.station === toHex(claim.station) && link.order > (keyed.get(id) ?? 0);
}

/** Whether an assent may be counted at all; whether one without a signature counts is the rule's affair (O-11). */
export function stands(
  standing: Standing, view: HouseView, entry: HeldEntry, act: AssentAct, digest: Uint8Array,
): boolean {
  const content = entry.content as AssentContent;
  if (content.act !== act || !equalBytes(content.digest, digest)) return false;
  // What this site has taken it has checked, with the passkeys that stood then.
  if (toHex(entry.station) === standing.own) return true;
  if (content.assertion === null) return content.means !== "passkey";
  return isSignedHere(standing, view, entry, act, digest);
}

/**
 * O-28: whether an assent from another site was signed by a passkey that stands here and that the assent's author had,
 * as it had its officer's entry; and whether its nonce is in no assent about anything else.
 */
function isSignedHere(
  standing: Standing, view: HouseView, entry: HeldEntry, act: AssentAct, digest: Uint8Array,
): boolean {
  const content = entry.content as AssentContent;
  const { assertion } = content;
  if (assertion === null || content.act !== act || !equalBytes(content.digest, digest)) return false;
  const passkey = standing.passkeys.get(toHex(assertion.credential));
  if (passkey?.content.state !== "enrolled" || passkey.content.officer !== content.officer) return false;
  const roles = standing.newest.get(`${officer.name} ${content.officer}`);
  if (roles === undefined || !view.knows(entry.at, roles.at) || !view.knows(entry.at, passkey.at)) return false;
  if (view.objectsOf(toHex(assertion.nonce)).size > 1) return false;
  return view.signed(entry, passkey.content, assentChallenge(standing.crypto, act, digest, assertion.nonce));
}
