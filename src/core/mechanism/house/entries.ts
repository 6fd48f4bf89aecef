// The kinds of the house record: a party's own affairs, which never leave it.

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { precedence } from "../../names.ts";
import { language } from "../../text/named.ts";
import { kind } from "../kind.ts";
import { joinBytesMax } from "../../record/join.ts";
import { messageContent, translationContent } from "../message/entries.ts";

/** Longest id of an officer, in bytes; ids are opaque. */
export const officerIdBytesMax = 64;
/** Longest name of an officer, in bytes. */
export const officerNameBytesMax = 800;
/** Most translations released with one draft. */
export const draftTranslationsMax = 5;
/** Most logs an approval may name as seen. */
export const seenMax = 64;
/** Longest name and value of a setting, in bytes. */
export const settingNameBytesMax = 64;
export const settingValueBytesMax = 4_096;

export const roles = ["watch", "releaser", "auditor", "administrator", "negotiator", "inspector"] as const;
export type Role = (typeof roles)[number];

/** The id of an officer, as every kind of the house names it. */
export const officerId = text(officerIdBytesMax, 1);

/** An officer as of this entry; the newest entry of an id prevails. Password verifiers are values of the store. */
export const officerContent = struct({
  id: officerId,
  name: text(officerNameBytesMax, 1),
  language,
  roles: list(oneOf(...roles), roles.length, 1),
  state: oneOf("enrolled", "withdrawn"),
});
export type OfficerContent = Of<typeof officerContent>;

/** A session opened or ended, as it was noted before sessions had ids; a sign-in has taken its place. */
export const sessionContent = struct({
  officer: officerId,
  event: oneOf("opened", "ended"),
  via: oneOf("console", "cli", "station"),
  means: oneOf("link", "password", "passkey", "token"),
});

/** A revision of a draft. Each is an object of its own; `previous` names the object of the revision it replaces. */
export const draftContent = struct({
  previous: optional(bytes(32)),
  revision: uint(65_535),
  officer: officerId,
  channel: bytes(32),
  precedence,
  content: messageContent,
  translations: list(translationContent, draftTranslationsMax),
});
export type DraftContent = Of<typeof draftContent>;

/** How far a log of the channel had been shown to an officer. */
export const seenHead = struct({ log: bytes(16), size: uint() });

/** One person's approval of exactly one revision, as it was kept before passkeys; an assent has taken its place. */
export const approvalContent = struct({
  draft: bytes(32),
  digest: bytes(32),
  officer: officerId,
  seen: list(seenHead, seenMax),
  step: oneOf("read-back"),
});
export type ApprovalContent = Of<typeof approvalContent>;

/** A draft given up. */
export const discardContent = struct({ draft: bytes(32), officer: officerId });
export type DiscardContent = Of<typeof discardContent>;

/** The officer behind an entry of ours on a channel; `draft` is the object of the draft or undertaking it comes of. */
export const attributedAct = struct({
  channel: bytes(32),
  log: bytes(16),
  seq: uint(),
  leaf: bytes(32),
  officer: officerId,
  act: text(64, 1),
  draft: optional(bytes(32)),
});

/** Most parties one confirmation of memory names: as many as a station knows. */
export const partiesUnheardMax = 256;
/** Most acts one attribution names. */
export const attributedActsMax = 200;
/** Officers behind entries of ours that were committed together with this entry. */
export const attributionContent = struct({ acts: list(attributedAct, attributedActsMax, 1) });
export type AttributionContent = Of<typeof attributionContent>;

/** A setting of this house; the newest entry of a name prevails. */
export const settingContent = struct({
  name: text(settingNameBytesMax, 1),
  value: bytes(0, settingValueBytesMax),
  officer: officerId,
});
export type SettingContent = Of<typeof settingContent>;

/**
 * One officer's confirmation, after a start, that the record is whole as far as this house knows, and the parties that
 * had not said so by then. It counts for the start in whose log it stands.
 */
export const memoryConfirmationContent = struct({ officer: officerId, unheard: list(bytes(32), partiesUnheardMax) });
export type MemoryConfirmationContent = Of<typeof memoryConfirmationContent>;

/** A join of branches of our own station, as the root has signed it, and the officer who brought it. */
export const joinContent = struct({
  statement: bytes(1, joinBytesMax), ed25519: bytes(64), mlDsa87: bytes(4_627), officer: officerId,
});
export type JoinContent = Of<typeof joinContent>;

/** A stored entry that was damaged here and stands in its place again, as a peer's station has brought it. */
export const mendedContent = struct({
  channel: bytes(32), log: bytes(16), seq: uint(), leaf: bytes(32), from: bytes(16),
});

/** Most rosters of one party said with it, and most addresses of it. */
const partyRostersMax = 4;
export const partyAddressesMax = 8;
/**
 * A party as of this entry, so that every site of ours knows it: what leads to its newest roster, and how it is met.
 */
export const partyContent = struct({
  rosters: list(bytes(1, 65_000), partyRostersMax, 1),
  addresses: list(text(255), partyAddressesMax),
  confirmed: uint(1),
  officer: officerId,
});
export type PartyContent = Of<typeof partyContent>;

const inHouse = { form: "sealed", record: "house" } as const;
export const officer = kind({ code: 64, name: "officer", content: officerContent, about: "none", ...inHouse });
export const session = kind({ code: 65, name: "session", content: sessionContent, about: "none", ...inHouse });
export const draft = kind({ code: 66, name: "draft", content: draftContent, about: "begins", ...inHouse });
export const approval = kind({ code: 67, name: "approval", content: approvalContent, about: "object", ...inHouse });
export const discard = kind({ code: 68, name: "discard", content: discardContent, about: "object", ...inHouse });
export const attribution = kind({
  code: 69, name: "attribution", content: attributionContent, about: "none", ...inHouse,
});
export const setting = kind({ code: 70, name: "setting", content: settingContent, about: "none", ...inHouse });
export const memoryConfirmation = kind({
  code: 80, name: "memory-confirmation", content: memoryConfirmationContent, about: "none", ...inHouse,
});
export const join = kind({ code: 81, name: "join", content: joinContent, about: "none", ...inHouse });
export const mended = kind({ code: 95, name: "mended", content: mendedContent, about: "none", ...inHouse });
export const party = kind({ code: 83, name: "party", content: partyContent, about: "none", ...inHouse });
