// The kinds about a party's own people: their passkeys, what they assented to, when they came and went.

import { bytes, list, oneOf, optional, struct, text, uint } from "../../bytes/shape.ts";
import type { Of } from "../../bytes/shape.ts";
import { officerContent, officerId, seenHead, seenMax } from "../house/entries.ts";
import { kind } from "../kind.ts";
import { policyNames } from "./policy.ts";

/** Longest id of a passkey, in bytes (WebAuthn Level 3, 4). */
export const credentialIdBytesMax = 1_023;
/** Longest name a person gives a passkey, in bytes. */
export const credentialNameBytesMax = 200;
/** Longest name of a station, to which its passkeys are bound, in bytes: that of a DNS name. */
export const stationNameBytesMax = 253;
/** Longest authenticator data, client data and signature of an assertion, in bytes. */
export const authenticatorDataBytesMax = 1_024;
export const clientDataBytesMax = 2_048;
export const assertionSignatureBytesMax = 512;
/** Most messages an assent names as passed over; of more the newest are named. */
export const unseenMax = 256;

/** Algorithms of passkeys, and how their public keys are written: x and y of P-256, 64 bytes; Ed25519, 32 bytes. */
export const passkeyAlgorithms = ["es256", "ed25519"] as const;
/** Whether a passkey can be copied to other devices, and whether it has been: flags BE and BS. */
export const backupStates = ["single-device", "may-be-copied", "copied"] as const;
export const sessionMeans = ["link", "password", "passkey", "token"] as const;
export const assentActs = ["release", "release-unseen", "enact", "handover", "passkey"] as const;
export type AssentAct = (typeof assentActs)[number];

/** A passkey of an officer as of this entry; the newest entry of an id prevails. */
export const credentialContent = struct({
  officer: officerId,
  id: bytes(1, credentialIdBytesMax),
  name: text(credentialNameBytesMax, 1),
  algorithm: oneOf(...passkeyAlgorithms),
  key: bytes(32, 64),
  /** The name it is bound to: a DNS name in small letters, or "localhost". */
  station: text(stationNameBytesMax, 1),
  /** Make of the authenticator, as it says itself; nobody vouches for it. */
  aaguid: bytes(16),
  counter: uint(0xffff_ffff),
  backup: oneOf(...backupStates),
  state: oneOf("enrolled", "withdrawn"),
  by: officerId,
});
export type CredentialContent = Of<typeof credentialContent>;

/** What an authenticator signed, whole, so that anyone can check it later. */
export const assertion = struct({
  credential: bytes(1, credentialIdBytesMax),
  nonce: bytes(32),
  authenticatorData: bytes(37, authenticatorDataBytesMax),
  clientData: bytes(1, clientDataBytesMax),
  signature: bytes(8, assertionSignatureBytesMax),
});
export type Assertion = Of<typeof assertion>;

/** One person's assent to exactly one thing, as the station rendered it. */
export const assentContent = struct({
  object: bytes(32),
  digest: bytes(32),
  act: oneOf(...assentActs),
  officer: officerId,
  session: optional(bytes(16)),
  means: oneOf(...sessionMeans),
  /** How far each log of the channel had been shown to the officer; empty where nothing was to be seen. */
  seen: list(seenHead, seenMax),
  /** Messages below those heads that had not been shown to them. */
  unseen: list(bytes(32), unseenMax),
  assertion: optional(assertion),
});
export type AssentContent = Of<typeof assentContent>;

/** A session opened or ended: by its officer, by an administrator, or because its time was over. */
export const signInContent = struct({
  session: bytes(16),
  officer: officerId,
  event: oneOf("opened", "ended", "revoked", "expired"),
  via: oneOf("console", "cli", "station"),
  means: oneOf(...sessionMeans),
  /** The passkey it was opened with, and its counter then. */
  credential: optional(struct({ id: bytes(1, credentialIdBytesMax), counter: uint(0xffff_ffff) })),
  by: officerId,
});
export type SignInContent = Of<typeof signInContent>;

export const changes = ["enrol", "roles", "withdraw", "reset", "link", "policy"] as const;
export type Change = (typeof changes)[number];

/** A change among a house's own people that two persons make. It begins an object, to which they assent. */
export const proposalContent = struct({
  by: officerId,
  change: oneOf(...changes),
  /** Whom it is about, as they are to be; of a policy null. */
  officer: optional(officerContent),
  policy: optional(struct({ name: oneOf(...policyNames), allow: oneOf("refuse", "allow") })),
});
export type ProposalContent = Of<typeof proposalContent>;

/** Longest remarks of a handover, in bytes, and most open items it lists. */
export const remarksBytesMax = 8_000;
export const handoverItemsMax = 256;

/** Who holds the watch from here on; or that the desk was left alone while something waited, and is no longer. */
export const watchContent = struct({
  event: oneOf("taken", "handed", "unattended", "attended"),
  officer: officerId,
  /** Who held it before; null when nobody did. */
  from: optional(officerId),
  handover: optional(bytes(32)),
  session: optional(bytes(16)),
});
export type WatchContent = Of<typeof watchContent>;

/** What the outgoing officer prepares: remarks, and what is open. It begins an object. */
export const handoverContent = struct({
  officer: officerId,
  remarks: text(remarksBytesMax),
  items: list(bytes(32), handoverItemsMax),
});
export type HandoverContent = Of<typeof handoverContent>;

/** Open items an officer has gone through. */
export const handoverSeenContent = struct({ officer: officerId, items: list(bytes(32), handoverItemsMax, 1) });
export type HandoverSeenContent = Of<typeof handoverSeenContent>;

/** Whether an officer said that they heard the test tone at their desk. */
export const soundContent = struct({ officer: officerId, session: optional(bytes(16)), state: oneOf("heard", "off") });
export type SoundContent = Of<typeof soundContent>;

export const accessThings = ["messages", "drafts", "record", "house", "export", "proof", "bundle"] as const;
export type AccessThing = (typeof accessThings)[number];

/** That an officer was shown what is not in clear elsewhere: texts, the record, the house, a file of it. */
export const accessContent = struct({
  officer: officerId,
  session: optional(bytes(16)),
  via: oneOf("console", "cli", "station"),
  thing: oneOf(...accessThings),
  /** The message, draft or channel it was about; null where it was all there was. */
  object: optional(bytes(32)),
});

/** That what another site has said counts here too, by the proposal or the statement of the root that it rests on. */
export const recognitionContent = struct({
  log: bytes(16),
  seq: uint(),
  leaf: bytes(32),
  basis: optional(bytes(32)),
});
export type RecognitionContent = Of<typeof recognitionContent>;

/** Longest statement of the root about officers, in bytes, and most officers it names. */
export const namingBytesMax = 32_768;
export const namedMax = 32;
/** What the party's root says of officers, with its signatures, and the ids that they have here, in its order. */
export const namingContent = struct({
  statement: bytes(1, namingBytesMax), ed25519: bytes(64), mlDsa87: bytes(4_627),
  ids: list(officerId, namedMax, 1),
});
export type NamingContent = Of<typeof namingContent>;

const inHouse = { form: "sealed", record: "house" } as const;
export const recognition = kind({
  code: 90, name: "recognition", content: recognitionContent, about: "none", ...inHouse,
});
export const naming = kind({ code: 91, name: "root-naming", content: namingContent, about: "none", ...inHouse });
export const credential = kind({
  code: 71, name: "credential", content: credentialContent, about: "none", ...inHouse,
});
export const assent = kind({ code: 72, name: "assent", content: assentContent, about: "object", ...inHouse });
export const signIn = kind({ code: 73, name: "sign-in", content: signInContent, about: "none", ...inHouse });
export const watch = kind({ code: 75, name: "watch", content: watchContent, about: "none", ...inHouse });
export const handover = kind({ code: 76, name: "handover", content: handoverContent, about: "begins", ...inHouse });
export const handoverSeen = kind({
  code: 77, name: "handover-seen", content: handoverSeenContent, about: "object", ...inHouse,
});
export const sound = kind({ code: 78, name: "sound", content: soundContent, about: "none", ...inHouse });
export const access = kind({ code: 79, name: "access", content: accessContent, about: "none", ...inHouse });
export const proposal = kind({ code: 74, name: "proposal", content: proposalContent, about: "begins", ...inHouse });
