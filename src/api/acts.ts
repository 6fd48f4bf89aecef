// Every act a person or a program may ask of a station. Console, CLI and tests all enter here.

import { z } from "zod";

import { roles } from "../core/mechanism/house/entries.ts";
import { policyNames } from "../core/mechanism/officer/policy.ts";
import { precedences } from "../core/names.ts";
import { commitmentActs } from "./commitment-acts.ts";
import { hex, languageTag, objectId, timeMs, words } from "./fields.ts";
import { meetingActs } from "./meeting-acts.ts";
import { textActs } from "./text-acts.ts";
import type { DocumentView } from "./text-views.ts";

const short = z.string().max(64);

/** Where a message goes: a party of the channel's charter, by its id, and one of its desks. */
const address = z.strictObject({ party: hex(32), desk: short });

/**
 * What a person drafts. The text is in the author's language; translations are released as signed objects of their own.
 */
export const draft = z.strictObject({
  channel: hex(32),
  precedence: z.enum(precedences),
  desk: short,
  capacity: z.string().max(200),
  to: z.array(address).min(1).max(32),
  info: z.array(address).max(32),
  label: short,
  language: languageTag,
  subject: z.string().max(400),
  text: z.string().max(40_000),
  /** Code of a pre-agreed word, or null for free text. */
  word: short.nullable(),
  relation: z.strictObject(
    { kind: z.enum(["replies", "answers", "corrects", "supersedes"]), object: objectId },
  ).nullable(),
  translations: z.array(z.strictObject({
    language: languageTag,
    subject: z.string().max(400),
    text: z.string().max(40_000),
  })).max(5),
});
export type DraftInput = z.infer<typeof draft>;

const officerId = z.string().max(64);
const roleList = z.array(z.enum(roles)).min(1).max(roles.length);
/** Hexadecimal of at most so many bytes. */
const hexUpTo = (bytesMax: number) => z.string().regex(/^(?:[0-9a-f]{2})+$/u).max(bytesMax * 2);
const nonce = hex(32);
const clientData = hexUpTo(2_048);
const authenticatorData = hexUpTo(1_024);

/** What a passkey answered to a challenge of the station (spec/10-officers.md). */
export const assertion = z.strictObject({
  credential: hexUpTo(1_023), nonce, authenticatorData, clientData, signature: hexUpTo(512),
});
export type AssertionInput = z.infer<typeof assertion>;

/** A passkey that the officer's browser has just made, by the name they give it. */
const newPasskey = { name: z.string().min(1).max(60), nonce, clientData, authenticatorData };
const passkeyId = hexUpTo(1_023);

/**
 * What a challenge is asked for: to sign in, to make a passkey, to assent to a draft, a proposal, an undertaking or a
 * handover, or to have a passkey that stands sign for one more, or for one that is given up.
 */
export const challenge = z.discriminatedUnion("purpose", [
  z.strictObject({ purpose: z.literal("sign-in") }),
  z.strictObject({ purpose: z.literal("register") }),
  z.strictObject({ purpose: z.literal("release"), draft: objectId, regardless: z.boolean() }),
  z.strictObject({ purpose: z.literal("enact"), proposal: objectId }),
  z.strictObject({ purpose: z.literal("undertake"), undertaking: objectId }),
  z.strictObject({ purpose: z.literal("handover"), handover: objectId }),
  z.strictObject({ purpose: z.literal("add"), ...newPasskey }),
  z.strictObject({ purpose: z.literal("give-up"), passkey: passkeyId }),
]);
export type ChallengeInput = z.infer<typeof challenge>;

/** The acts. `actor` is not part of an act: the session names the officer. */
export const act = z.discriminatedUnion("act", [
  /**
   * Keeps a draft in the house record; `draft` names the former revision's object, or null. An edit voids approvals.
   */
  z.strictObject({ act: z.literal("draft.save"), draft: objectId.nullable(), content: draft }),
  z.strictObject({ act: z.literal("draft.discard"), draft: objectId }),
  /**
   * One person's approval of exactly what the station rendered: `digest` from the read-back, `seen` the running number
   * of the newest incoming message shown to the person. `regardless`: they release although something is unread, and
   * the approval says what. `assertion`: what their passkey signed. The last approval that policy asks for releases.
   */
  z.strictObject({
    act: z.literal("draft.approve"), draft: objectId, digest: hex(32), seen: z.number().int().min(0),
    regardless: z.boolean().optional(), assertion: assertion.optional(),
  }),
  /**
   * Draft, read-back and release in one, for a program that speaks for a signed-in officer; refused where policy asks
   * for two persons or for a passkey. `seen` and `regardless` as in draft.approve.
   */
  z.strictObject({
    act: z.literal("message.send"), content: draft, seen: z.number().int().min(0), regardless: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal("message.take"), object: objectId, desk: short }),
  z.strictObject({
    act: z.literal("message.hold"), object: objectId, desk: short, nextWordByMs: timeMs.nullable(),
    word: short.nullable(),
  }),
  z.strictObject({ act: z.literal("message.refuse"), object: objectId, desk: short, reason: words }),
  z.strictObject({ act: z.literal("message.cancel"), object: objectId, desk: short, reason: words }),
  z.strictObject({
    act: z.literal("message.translate"), object: objectId, language: languageTag, subject: z.string().max(400),
    text: z.string().max(40_000), doubts: z.array(z.string().max(400)).max(20),
  }),
  /** `charter` is the charter in the JSON of its shape (spec/08-charter.md). */
  z.strictObject({ act: z.literal("charter.propose"), charter: z.unknown(), untilMs: timeMs }),
  z.strictObject({ act: z.literal("charter.accept"), channel: hex(32), untilMs: timeMs }),
  z.strictObject({ act: z.literal("charter.refuse"), channel: hex(32), reason: words }),
  /**
   * The other party's card, as its file text; `check` are the 60 digits the officer has compared, or null when not yet.
   */
  z.strictObject(
    { act: z.literal("party.add"), card: z.string().max(200_000), addresses: z.array(z.string().max(255)).max(8) },
  ),
  z.strictObject({ act: z.literal("party.confirm"), party: hex(32), digits: z.string().max(100) }),
  /**
   * Answers the request of a further station of ours, as its file's text, that the roster in force names; `addresses`
   * are where this one is reached.
   */
  z.strictObject({
    act: z.literal("station.answer"), request: z.string().max(65_536), addresses: z.array(z.string().max(255)).max(8),
  }),
  /** Passes the seat to another station of ours, on every channel on which it is here. */
  z.strictObject({ act: z.literal("seat.pass"), station: hex(16) }),
  /** A newer roster of our own, signed by our root, as the text of a card. */
  z.strictObject({ act: z.literal("roster.adopt"), card: z.string().max(200_000) }),
  /** Names a witness, by its name and its two keys, whom this party lets settle times on the channel. */
  z.strictObject({
    act: z.literal("witness.name"), channel: hex(32), name: z.string().min(1).max(255), ed25519: hex(32),
    mlDsa44: hex(1_312),
  }),
  z.strictObject({ act: z.literal("line.test"), party: hex(32) }),
  /**
   * An officer confirms on the record that this station's memory is whole as far as the house knows. With a second
   * officer's, what waits for the other parties' answers after a start may go on without them.
   */
  z.strictObject({ act: z.literal("memory.confirm") }),
  /** The root's signed word about branches of this station (spec/08-charter.md, C-37): then it may agree again. */
  z.strictObject({
    act: z.literal("memory.join"), statement: z.string().regex(/^(?:[0-9a-f]{2})+$/u).max(16_384), ed25519: hex(64),
    mlDsa87: hex(4_627),
  }),
  /** The root's signed word about officers (spec/10-officers.md, O-29): the first ones, or where nobody is left. */
  z.strictObject({
    act: z.literal("officer.named"), statement: hexUpTo(32_768), ed25519: hex(64), mlDsa87: hex(4_627),
  }),
  /**
   * Changes among our own people. Where the house's policy asks for two persons, what comes of these is a proposal
   * (`object`, `digest`); the second assent to it puts it into effect, and what comes of that is what was asked for.
   */
  z.strictObject({
    act: z.literal("officer.add"), name: z.string().min(1).max(200), language: languageTag, roles: roleList,
  }),
  z.strictObject({ act: z.literal("officer.roles"), officer: officerId, roles: roleList }),
  z.strictObject({ act: z.literal("officer.withdraw"), officer: officerId }),
  /** Takes every passkey, password and session from an officer who has lost them, and makes a new link. */
  z.strictObject({ act: z.literal("officer.reset"), officer: officerId }),
  z.strictObject({ act: z.literal("officer.link"), officer: officerId }),
  z.strictObject({ act: z.literal("officer.policy"), name: z.enum(policyNames), allow: z.boolean() }),
  z.strictObject({
    act: z.literal("proposal.assent"), proposal: objectId, digest: hex(32), assertion: assertion.optional(),
  }),
  z.strictObject({ act: z.literal("proposal.discard"), proposal: objectId }),
  /**
   * What binds the party and takes several persons waits as an undertaking: `object` and `digest` of the act that began
   * it. One person's assent to exactly what was read back; with the last one that the house asks for it is said.
   */
  z.strictObject({
    act: z.literal("undertaking.assent"), undertaking: objectId, digest: hex(32), assertion: assertion.optional(),
  }),
  z.strictObject({ act: z.literal("undertaking.discard"), undertaking: objectId }),
  /** A session of one's own, or as an administrator anybody's. */
  z.strictObject({ act: z.literal("session.revoke"), session: hex(16) }),
  /** Takes the watch where nobody holds it, or its holder is not there. */
  z.strictObject({ act: z.literal("watch.take") }),
  /** The three steps of handing it over: the holder prepares, both go through each item, the other signs. */
  z.strictObject({ act: z.literal("watch.prepare"), remarks: z.string().max(2_000) }),
  z.strictObject({ act: z.literal("watch.seen"), handover: objectId, items: z.array(objectId).min(1).max(256) }),
  z.strictObject({ act: z.literal("watch.accept"), handover: objectId, assertion: assertion.optional() }),
  /** Whether the test tone was heard at this desk. */
  z.strictObject({ act: z.literal("sound.note"), heard: z.boolean() }),
  z.strictObject(
    { act: z.literal("officer.password"), officer: z.string().max(64), password: z.string().min(12).max(200) },
  ),
  /** Who has a passkey signs with one of theirs for another one, and for one that they give up. */
  z.strictObject({ act: z.literal("passkey.add"), ...newPasskey, assertion: assertion.optional() }),
  z.strictObject({ act: z.literal("passkey.withdraw"), passkey: passkeyId, assertion: assertion.optional() }),
  /**
   * Accepts a digest about an object of a channel, until a time: nothing takes it back before. Where the house asks for
   * two persons, what comes of it is an undertaking (`object`, `digest`) that waits for them. And declines one. The
   * digest is that of exactly what the person was shown.
   */
  z.strictObject({ act: z.literal("agree.accept"), object: objectId, digest: hex(32), untilMs: timeMs }),
  z.strictObject({ act: z.literal("agree.decline"), object: objectId, digest: hex(32), reason: words }),
  ...textActs,
  ...meetingActs,
  ...commitmentActs,
]);
export type Act = z.infer<typeof act>;
/** The act of a name. */
export type ActOf<Name extends Act["act"]> = Extract<Act, { act: Name }>;

/** What came of an act. `reason` is a code with a sentence in the catalogues ("reason.<code>"). */
export type ActResult =
  | { readonly kind: "done"; readonly object: string | null; readonly released: boolean;
      /** Path of a one-time sign-in link that was made. */
      readonly link?: string; readonly officer?: string; readonly digest?: string; readonly channel?: string;
      /** How the copies of all principals compare, of text.compile. */
      readonly copies?: DocumentView["copies"];
      /** Leaf of the entry that was said, where others will name it. */
      readonly leaf?: string;
      /** A file to be carried, in base64, for station.answer alone. */
      readonly file?: string }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };
