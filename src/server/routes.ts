// Every route of the API and who may use it: one table, refusing by default.

import type { Act } from "../api/acts.ts";
import { roles } from "../core/mechanism/house/entries.ts";
import type { AccessThing } from "../core/mechanism/officer/entries.ts";
import type { Officer } from "../station/surface.ts";

export type Role = Officer["roles"][number];

/** Whom a route lets in: `anyone`, or an officer of this station who holds one of the roles. */
export type Audience = "anyone" | readonly Role[];

/** One route. */
export interface Route {
  readonly method: "GET" | "POST";
  /** Path below the API's root, in the router's notation. */
  readonly path: string;
  readonly audience: Audience;
  /** Whether using it shows that a person is at the console: what the console asks for by itself does not. */
  readonly person: boolean;
  /** Whether a locked session may still use it: only what keeps the alarm working and holds no text. */
  readonly whenLocked: boolean;
  /** Whether it is served on the command line's socket alone. */
  readonly socketOnly: boolean;
  /** What it shows of the texts and the record, to be noted in the house record before it is shown. */
  readonly shows?: AccessThing;
}

const everyRole = roles;
/** Those who may read the text of messages. An administrator keeps the station running and reads nothing. */
export const readers = ["watch", "releaser", "auditor", "negotiator", "inspector"] as const;
/** Those who may write what others release. */
export const drafters = ["watch", "releaser", "negotiator", "inspector"] as const;
/** Those who stand for the desk: they take, hold, refuse. */
const desk = ["watch", "releaser"] as const;

/** Those who may hand a file to a courier, or take in one that was brought: whoever keeps the station or its desk. */
const carriers = ["watch", "releaser", "administrator"] as const;

const personal = { person: true, whenLocked: false, socketOnly: false } as const;
const background = { person: false, whenLocked: false, socketOnly: false } as const;
const alarm = { person: false, whenLocked: true, socketOnly: false } as const;

/** Root of the API. */
export const apiRoot = "/api/v1";

/** The routes, by name. A handler without a line here does not exist, and neither does a line without a handler. */
export const routes = {
  session: { method: "GET", path: "/session", audience: "anyone", ...alarm },
  sessionLink: { method: "POST", path: "/session/link", audience: "anyone", ...personal, whenLocked: true },
  sessionPassword: { method: "POST", path: "/session/password", audience: "anyone", ...personal, whenLocked: true },
  sessionPasskey: { method: "POST", path: "/session/passkey", audience: "anyone", ...personal, whenLocked: true },
  challenge: { method: "POST", path: "/challenge", audience: "anyone", ...personal, whenLocked: true },
  sessionEnd: { method: "POST", path: "/session/end", audience: everyRole, ...personal, whenLocked: true },
  state: { method: "GET", path: "/state", audience: everyRole, ...alarm },
  line: { method: "GET", path: "/line", audience: everyRole, ...alarm },
  events: { method: "GET", path: "/events", audience: everyRole, ...alarm },
  messages: { method: "GET", path: "/messages", audience: readers, ...background, shows: "messages" },
  thread: { method: "GET", path: "/messages/:object", audience: readers, ...background, shows: "messages" },
  proof: { method: "GET", path: "/messages/:object/proof", audience: readers, ...personal, shows: "proof" },
  timesEvidence: { method: "GET", path: "/messages/:object/times", audience: readers, ...personal, shows: "proof" },
  tlogProof: {
    method: "GET", path: "/messages/:object/tlog-proof", audience: readers, ...personal, shows: "proof",
  },
  drafts: { method: "GET", path: "/drafts", audience: drafters, ...background, shows: "drafts" },
  readBack: { method: "GET", path: "/drafts/:object/readback", audience: drafters, ...personal, shows: "drafts" },
  record: { method: "GET", path: "/record", audience: readers, ...background, shows: "record" },
  verify: { method: "POST", path: "/record/verify", audience: everyRole, ...personal },
  export: { method: "GET", path: "/record/export", audience: ["auditor"], ...personal, shows: "export" },
  courier: { method: "GET", path: "/courier", audience: everyRole, ...background },
  courierBundle: { method: "GET", path: "/courier/bundle", audience: carriers, ...personal, shows: "bundle" },
  courierTake: { method: "POST", path: "/courier/take", audience: carriers, ...personal, shows: "bundle" },
  courierLook: { method: "POST", path: "/courier/look", audience: carriers, ...personal, shows: "bundle" },
  texts: { method: "GET", path: "/texts", audience: readers, ...background, shows: "record" },
  text: { method: "GET", path: "/texts/:object", audience: readers, ...background, shows: "record" },
  textHistory: {
    method: "GET", path: "/texts/:object/history/:slot", audience: readers, ...background, shows: "record",
  },
  textCopy: {
    method: "GET", path: "/texts/:object/copies/:digest/:index", audience: readers, ...personal, shows: "record",
  },
  textPublication: {
    method: "GET", path: "/texts/:object/publication/:digest", audience: readers, ...personal, shows: "record",
  },
  commitments: { method: "GET", path: "/commitments", audience: readers, ...background, shows: "record" },
  schedule: { method: "GET", path: "/commitments/:object", audience: readers, ...background, shows: "record" },
  exhibitKeep: { method: "POST", path: "/exhibits", audience: ["negotiator", "releaser"], ...personal },
  exhibit: {
    method: "GET", path: "/claims/:object/exhibits/:number", audience: readers, ...personal, shows: "record",
  },
  meetings: { method: "GET", path: "/meetings", audience: readers, ...background, shows: "record" },
  meeting: { method: "GET", path: "/meetings/:object", audience: readers, ...background, shows: "record" },
  calendar: { method: "GET", path: "/calendar", audience: readers, ...personal, shows: "record" },
  follow: { method: "GET", path: "/follow", audience: readers, ...background, shows: "record" },
  evidence: { method: "GET", path: "/evidence", audience: everyRole, ...background },
  evidenceFile: { method: "GET", path: "/evidence/:id", audience: everyRole, ...personal },
  joinAsked: { method: "GET", path: "/memory/join-asked", audience: ["administrator"], ...personal },
  house: { method: "GET", path: "/house", audience: ["auditor"], ...personal, shows: "house" },
  card: { method: "GET", path: "/card", audience: everyRole, ...personal },
  rosters: { method: "GET", path: "/rosters", audience: everyRole, ...personal },
  doctor: { method: "GET", path: "/doctor", audience: ["administrator", "watch"], ...personal },
  handover: { method: "GET", path: "/handover", audience: desk, ...background, shows: "messages" },
  people: { method: "GET", path: "/people", audience: everyRole, ...background },
  acts: { method: "POST", path: "/acts", audience: everyRole, ...personal },
  officers: { method: "GET", path: "/officers", audience: "anyone", ...personal, socketOnly: true },
  // Sealed at rest, and whoever reaches the socket can read the same from the folder.
  snapshot: { method: "GET", path: "/snapshot", audience: "anyone", ...personal, socketOnly: true },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;

/** Who may do which act. Reading a route is one question, doing an act through it another. */
export const actRoles: Readonly<Record<Act["act"], readonly Role[]>> = {
  "draft.save": drafters,
  "draft.discard": drafters,
  "draft.approve": ["releaser"],
  "message.send": ["releaser"],
  "message.take": desk,
  "message.hold": desk,
  "message.refuse": desk,
  "message.cancel": ["releaser"],
  // A translation goes out at once, without a read-back: who only drafts puts it into the draft.
  "message.translate": desk,
  "charter.propose": ["releaser", "administrator"],
  "charter.accept": ["releaser"],
  "charter.refuse": ["releaser"],
  "party.add": ["administrator", "releaser"],
  "party.confirm": ["administrator", "releaser"],
  "roster.adopt": ["administrator"],
  "memory.confirm": ["releaser", "administrator"],
  "station.answer": ["administrator"],
  "seat.pass": ["releaser", "administrator"],
  "witness.name": ["releaser"],
  "memory.join": ["administrator"],
  "line.test": ["watch", "releaser", "administrator"],
  "officer.named": ["administrator"],
  "officer.add": ["administrator"],
  "officer.link": ["administrator"],
  "officer.password": ["administrator"],
  "watch.take": desk,
  "watch.prepare": desk,
  "watch.seen": desk,
  "watch.accept": desk,
  "sound.note": everyRole,
  "officer.roles": ["administrator"],
  "officer.withdraw": ["administrator"],
  "officer.reset": ["administrator"],
  "officer.policy": ["administrator"],
  "proposal.assent": ["administrator", "releaser"],
  "proposal.discard": ["administrator", "releaser"],
  "undertaking.assent": ["releaser"],
  "undertaking.discard": ["releaser", "administrator"],
  // One's own, or an administrator anybody's: the station decides, since it knows whose it is.
  "session.revoke": everyRole,
  // One's own alone: the act names nobody else.
  "passkey.add": everyRole,
  "passkey.withdraw": everyRole,
  "agree.accept": ["negotiator", "releaser"],
  "agree.decline": ["negotiator", "releaser"],
  "commitment.propose": ["negotiator", "releaser"],
  "commitment.claim": ["negotiator", "releaser"],
  "commitment.find": ["negotiator", "releaser"],
  "commitment.waive": ["negotiator", "releaser"],
  "commitment.toll": ["negotiator", "releaser"],
  "commitment.occur": ["negotiator", "releaser"],
  "commitment.object": ["negotiator", "releaser"],
  "meeting.convene": ["negotiator"],
  "meeting.delegation": ["negotiator"],
  "meeting.sitting": ["negotiator"],
  "meeting.regret": ["negotiator", "releaser"],
  "calendar.link": ["administrator"],
  "calendar.revoke": ["administrator"],
  "text.begin": ["negotiator"],
  "text.offer": ["negotiator"],
  "text.position": ["negotiator"],
  "text.fair-copy": ["negotiator"],
  "text.compile": ["negotiator", "releaser"],
  "text.publish": ["negotiator", "releaser"],
  "text.draft": ["negotiator"],
  "text.note": ["negotiator"],
};

/** What the rules about single objects need to know of the station. */
export interface ActContext {
  /** Whether the draft carries a pre-agreed word. */
  isPreAgreedWord(draft: string): boolean;
}

/** Whether an officer may use a route. */
export function mayUse(route: Route, roles: readonly Role[]): boolean {
  return route.audience === "anyone" || route.audience.some((role) => roles.includes(role));
}

/**
 * Whether an officer may do an act. Two rules look beyond the table: the watch may release a pre-agreed word (the
 * charter says how many persons it takes), because lines that nobody had authority to use have stayed unused for days;
 * and everyone may set a password of their own.
 */
export function mayDo(act: Act, officer: Officer, context: ActContext): boolean {
  if (actRoles[act.act].some((role) => officer.roles.includes(role))) return true;
  if (act.act === "draft.approve") return officer.roles.includes("watch") && context.isPreAgreedWord(act.draft);
  if (act.act === "message.send") return officer.roles.includes("watch") && act.content.word !== null;
  return act.act === "officer.password" && act.officer === officer.id;
}
