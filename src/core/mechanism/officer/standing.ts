// Standing: who works here, with which passkeys, and what the house allows, as one site of a party has it. What the
// site wrote itself stands; what another site of the party says is a claim until this one has recognised it.

import type { Crypto } from "../../../ports/crypto.ts";
import { equalBytes, toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { placeOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { discard, officer, setting } from "../house/entries.ts";
import type { OfficerContent, SettingContent } from "../house/entries.ts";
import { credential, naming, recognition } from "./entries.ts";
import type { CredentialContent, NamingContent, RecognitionContent } from "./entries.ts";
import { firstPolicy, policyAfter, policyPrefix } from "./policy.ts";
import type { Policy } from "./policy.ts";

/** Most claims of one other site that are kept; its oldest goes. */
export const claimsMax = 1_024;
/** Closings before a claim, in its log, among which its proposal is looked for: the newest. */
export const closingsMax = 256;
/** Most statements of the root that are kept of one other site: the first. */
export const namingsMax = 64;

/** The settings that tell another site of a reset, and that a one-time link was made. */
export const resetSetting = "officer.reset";
export const linkSetting = "officer.link";

/** An officer who is enrolled. */
export type StandingOfficer = Omit<OfficerContent, "state">;

/** A passkey as this site has it, and the entry that it stands by. */
export interface Passkey {
  readonly content: CredentialContent;
  readonly at: string;
}

/** A proposal that was closed in a log of another site, and where. */
interface Closing {
  readonly object: Hex;
  readonly at: string;
  readonly seq: number;
}

/** What a recognition of ours says: this entry counts here, by this proposal or statement. */
interface Recognised {
  readonly leaf: Hex;
  readonly basis: Hex | null;
  /** Where it stands among our own entries: what counts here is in the order in which we said so. */
  readonly order: number;
}

/** Everything a site knows of its people. Changed in place, whatever the order in which entries are read. */
export interface Standing {
  readonly crypto: Crypto;
  /** The station of this site. */
  readonly own: Hex;
  readonly world: "exercise" | "actual";
  readonly officers: Map<string, StandingOfficer>;
  /** Passkeys by their ids, withdrawn ones too: no id is ever another officer's. */
  readonly passkeys: Map<Hex, Passkey>;
  /** The newest counter this site knows of each passkey; what another says of one it does not take (O-34). */
  readonly counters: Map<Hex, number>;
  policy: Policy;
  /** The newest entry that counts about something, in canonical order. */
  readonly newest: Map<string, { readonly lamport: number; readonly at: string }>;
  readonly recognised: Map<string, Recognised>;
  /** What other sites say and is not recognised here, by place. */
  readonly claims: Map<string, HeldEntry>;
  /** What was drawn from proposals and statements: each gives each of its effects once. */
  readonly drawn: Set<string>;
  /** Proposals closed here: nothing at another site rests on them any more. */
  readonly closedHere: Set<Hex>;
  readonly closings: Map<Hex, Closing[]>;
  readonly namings: HeldEntry[];
  /** The newest link that counts of each officer: where it was made, and when among our own entries. */
  readonly links: Map<string, { readonly station: Hex; readonly order: number }>;
  /** When, among our own entries, each officer last came to a passkey. */
  readonly keyed: Map<string, number>;
}

/** A house as it was made. */
export function createStanding(crypto: Crypto, own: Hex, world: Standing["world"]): Standing {
  return {
    crypto, own, world, officers: new Map(), passkeys: new Map(), counters: new Map(),
    policy: firstPolicy(world), newest: new Map(),
    recognised: new Map(), claims: new Map(), drawn: new Set(), closedHere: new Set(), closings: new Map(),
    namings: [], links: new Map(), keyed: new Map(),
  };
}

/** Learns from an entry of the house record. Rules: spec/10-officers.md, O-26. */
export function learnStanding(standing: Standing, held: HeldEntry): void {
  const { kind } = held.body;
  const isOwn = toHex(held.station) === standing.own;
  if (kind === discard.code) learnClosing(standing, held, isOwn);
  if (kind === naming.code) learnNaming(standing, held, isOwn);
  if (kind === recognition.code && isOwn) learnRecognition(standing, held);
  if (!isAboutPeople(held)) return;
  if (isOwn) return effect(standing, held, held.body.lamport);
  const found = standing.recognised.get(held.at);
  if (found !== undefined && found.leaf === toHex(held.leaf)) return recognise(standing, held, found);
  standing.claims.set(held.at, held);
  const ofSite = [...standing.claims.values()].filter(({ station }) => equalBytes(station, held.station));
  if (ofSite.length > claimsMax) standing.claims.delete(ofSite[0]?.at ?? "");
}

/** Whether what an entry says changes who works here, or what is allowed. */
function isAboutPeople({ body, content }: HeldEntry): boolean {
  if (body.kind === officer.code || body.kind === credential.code) return true;
  if (body.kind !== setting.code) return false;
  const { name } = content as SettingContent;
  return name === resetSetting || name === linkSetting || name.startsWith(policyPrefix);
}

function learnClosing(standing: Standing, { at, object, body }: HeldEntry, isOwn: boolean): void {
  if (isOwn) return void standing.closedHere.add(object);
  const log = toHex(body.log);
  const closings = standing.closings.get(log) ?? [];
  standing.closings.set(log, closings);
  closings.push({ object, at, seq: body.seq });
  // What stood beyond a gap was read before what fills it.
  if ((closings.at(-2)?.seq ?? -1) > body.seq) closings.sort((a, b) => a.seq - b.seq);
}

/** Closings in the log of a claim and before it, the newest first. */
export function closingsBefore({ closings }: Standing, { body }: HeldEntry): readonly Closing[] {
  const all = closings.get(toHex(body.log)) ?? [];
  const end = all.findLastIndex(({ seq }) => seq < body.seq) + 1;
  return all.slice(Math.max(0, end - closingsMax), end).reverse();
}

/** What we have taken in of the root ourselves, no other site draws on again. */
function learnNaming(standing: Standing, held: HeldEntry, isOwn: boolean): void {
  if (!isOwn) {
    const ofSite = standing.namings.filter(({ station }) => equalBytes(station, held.station));
    if (ofSite.length < namingsMax) standing.namings.push(held);
    return;
  }
  const { statement, ids } = held.content as NamingContent;
  const by = namedBy(standing.crypto, statement);
  for (const id of ids) {
    for (const what of [officer.name, linkSetting]) standing.drawn.add(drawnKey(by, `${what} ${id}`));
  }
}

function learnRecognition(standing: Standing, held: HeldEntry): void {
  const { log, seq, leaf, basis } = held.content as RecognitionContent;
  const at = `${toHex(log)}:${seq}`;
  const found = { leaf: toHex(leaf), basis: basis === null ? null : toHex(basis), order: held.body.lamport };
  standing.recognised.set(at, found);
  const claim = standing.claims.get(at);
  if (claim === undefined || toHex(claim.leaf) !== found.leaf) return;
  standing.claims.delete(at);
  recognise(standing, claim, found);
}

function recognise(standing: Standing, held: HeldEntry, { basis, order }: Recognised): void {
  if (basis !== null) standing.drawn.add(drawnKey(basis, aboutOf(held)));
  effect(standing, held, order);
}

/** What a basis gives once. */
export function drawnKey(basis: Hex, about: string): string {
  return `${basis} ${about}`;
}

/** By what a statement of the root is known, whoever says it and how often. */
export function namedBy(crypto: Crypto, statement: Uint8Array): Hex {
  return toHex(crypto.sha256(statement));
}

/** What an entry is about, as the newest of it counts. */
export function aboutOf({ body, content }: HeldEntry): string {
  if (body.kind === officer.code) return `${officer.name} ${(content as OfficerContent).id}`;
  if (body.kind === credential.code) return `${credential.name} ${toHex((content as CredentialContent).id)}`;
  const { name, value } = content as SettingContent;
  return name.startsWith(policyPrefix) ? `${setting.name} ${name}` : `${name} ${textOf(value)}`;
}

function effect(standing: Standing, held: HeldEntry, order: number): void {
  if (held.body.kind === credential.code) return learnCredential(standing, held, order);
  if (held.body.kind === officer.code) return learnOfficer(standing, held);
  const { name, value } = held.content as SettingContent;
  if (name.startsWith(policyPrefix)) {
    if (prevails(standing, aboutOf(held), held)) standing.policy = policyAfter(standing.policy, name, value);
    return;
  }
  if (name !== linkSetting) return;
  const id = textOf(value);
  if (order < (standing.links.get(id)?.order ?? 0)) return;
  standing.links.set(id, { station: toHex(held.station), order });
}

function learnOfficer(standing: Standing, held: HeldEntry): void {
  const { id, name, language, roles, state } = held.content as OfficerContent;
  if (!prevails(standing, aboutOf(held), held)) return;
  if (state === "enrolled") standing.officers.set(id, { id, name, language, roles: [...roles] });
  else standing.officers.delete(id);
}

function learnCredential(standing: Standing, held: HeldEntry, order: number): void {
  const content = held.content as CredentialContent;
  const id = toHex(content.id);
  const known = standing.passkeys.get(id);
  if (content.state === "enrolled") {
    standing.keyed.set(content.officer, Math.max(order, standing.keyed.get(content.officer) ?? 0));
  }
  // What was withdrawn never comes back, in whatever order it is read.
  if (known?.content.state === "withdrawn") return;
  if (known !== undefined && content.state === "enrolled" && !prevails(standing, aboutOf(held), held)) return;
  standing.passkeys.set(id, { content, at: held.at });
  noteCounter(standing, content.id, content.counter);
}

/**
 * Whether an entry is the newest of what it is about, in canonical order: two sites may say something of one officer at
 * once, and both come to know the same.
 */
export function prevails({ newest }: Pick<Standing, "newest">, about: string, { body, at }: HeldEntry): boolean {
  const known = newest.get(about);
  const isOlder = known !== undefined && (body.lamport - known.lamport || placeOrder(at, known.at)) < 0;
  if (!isOlder) newest.set(about, { lamport: body.lamport, at });
  return !isOlder;
}

/** A counter that was used is never good again: a copy of the authenticator would use it a second time. */
export function noteCounter({ counters }: Standing, credentialId: Uint8Array, counter: number): void {
  const id = toHex(credentialId);
  counters.set(id, Math.max(counter, counters.get(id) ?? 0));
}

/** An officer's passkeys that stand. */
export function standingPasskeys({ passkeys }: Pick<Standing, "passkeys">, id: string): readonly Passkey[] {
  return [...passkeys.values()].filter(({ content }) => content.officer === id && content.state === "enrolled");
}

/** Claims that say anything else than what stands here, and are newer than it, in the order in which they came. */
export function openClaims(standing: Standing): readonly HeldEntry[] {
  return [...standing.claims.values()].filter((claim) => !isMoot(standing, claim));
}

function isMoot(standing: Standing, claim: HeldEntry): boolean {
  if (claim.body.kind === credential.code) {
    const content = claim.content as CredentialContent;
    const known = standing.passkeys.get(toHex(content.id))?.content;
    return known === undefined ? content.state === "withdrawn"
      : known.state === "withdrawn" || (content.state === "enrolled" && equalBytes(known.key, content.key));
  }
  const known = standing.newest.get(aboutOf(claim));
  if (known !== undefined && (claim.body.lamport - known.lamport || placeOrder(claim.at, known.at)) < 0) return true;
  if (claim.body.kind === officer.code) {
    const { id, name, roles, state } = claim.content as OfficerContent;
    const stands = standing.officers.get(id);
    if (stands === undefined) return state === "withdrawn";
    return state === "enrolled" && stands.name === name && stands.roles.join() === roles.join();
  }
  const { name } = claim.content as SettingContent;
  return name === linkSetting || name === resetSetting;
}

export function textOf(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
