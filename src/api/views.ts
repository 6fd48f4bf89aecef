// What console and CLI see of a station. Everything here is a fold of entries, or line knowledge of this station.
//
// Routes (src/server): all under /api/v1, JSON.
//   GET  /state                     StationView
//   GET  /messages?limit=&before=   MessageView[] newest first        GET /messages/:object      ThreadView
//   GET  /drafts                    DraftView[]                       GET /drafts/:object/readback ReadBack
//   GET  /record?from=&limit=       RecordPage                        POST /record/verify        VerifyView
//   GET  /record/export?withhold=   octet-stream attachment           GET /messages/:object/proof  ProofView
//   GET  /house?from=&limit=        RecordPage of the house record
//   GET  /card                      CardView                          GET /line                  LineView[]
//   GET  /rosters                   RosterView[], ours first
//   POST /acts                      Act -> ActResult                  GET /doctor                DoctorView
//   GET  /events                    server-sent events: StationEvent, resumed by Last-Event-ID
//   GET  /people                    PeopleView                        GET /handover              HandoverView
//   POST /challenge ChallengeInput -> ChallengeView
//   POST /session/passkey Assertion, /session/link {token}, /session/password {officer, password}, /session/end
//   GET  /session                   SessionView                       GET /texts, /texts/:object   text-views.ts
//   GET  /commitments, /follow      commitment-views.ts              GET /meetings, /calendar     meeting-views.ts

import type { Verdict } from "../core/clock/verdict.ts";
import type { Precedence } from "../core/names.ts";
import type { Named } from "../core/text/named.ts";
import type { LineView } from "./line-views.ts";
import type { TextSummary } from "./text-views.ts";

/** A verdict of (heads, at). */
export interface VerdictView {
  readonly state: Verdict["state"];
  readonly outcome: Verdict["outcome"];
  readonly limitMs: number;
  /** Labels of the entries it rests on, as "A:105". */
  readonly byEntries: readonly string[];
  /** Parties of whom not everything up to the limit is heard: what is final all the same is so by the long stop. */
  readonly unheard: readonly string[];
  /** What was heard after the long stop would change it: people must settle it. */
  readonly contested: boolean;
  readonly atMs: number;
}

/** States that must never be confused. */
export type DeliveryState =
  | "composed" | "unreachable" | "carried" | "durable" | "taken" | "holding" | "answered" | "refused";

export interface PartyView {
  readonly id: string;
  readonly short: string;
  readonly names: readonly Named[];
  /** Out-of-band telephone number from the roster. */
  readonly phone: string;
  readonly ours: boolean;
  readonly desks: readonly { readonly code: string; readonly names: readonly Named[] }[];
  /** Whether the 60 digits have been compared. */
  readonly confirmed: boolean;
}

export interface ChannelView {
  readonly id: string;
  readonly world: "exercise" | "actual";
  readonly state: "proposed" | "accepted-by-us" | "accepted-by-them" | "adopted" | "lapsed" | "refused";
  readonly parties: readonly string[];
  readonly languages: readonly string[];
  readonly labels: readonly { readonly code: string; readonly names: readonly Named[] }[];
  readonly words: readonly { readonly code: string; readonly names: readonly Named[]; readonly precedence: Precedence;
    readonly persons: number }[];
  readonly limits: readonly {
    readonly precedence: Precedence; readonly receiptMs: number; readonly answerMs: number;
  }[];
  readonly persons: readonly { readonly precedence: Precedence; readonly persons: number }[];
  /**
   * Whether another party, our own other site or a witness has answered, since this start, that it holds nothing of
   * ours that is not held here. Until then what is said shows "memory not yet confirmed"; nothing is agreed before
   * every party and every site of ours has.
   */
  readonly memory: "confirmed" | "unheard" | "behind" | "contradicted";
  /** This station has gone on twice from one place: a restored backup or a copied machine. Nothing is agreed. */
  readonly wentOnTwice: boolean;
  /** Witnesses named here, by whom; one that every party has named settles times between them. */
  readonly witnesses: readonly { readonly name: string; readonly by: readonly string[]; readonly agreed: boolean }[];
  /** Its branches then, as a join of the root has to name them; else none. */
  readonly branches: readonly { readonly log: string; readonly size: number; readonly root: string }[];
  readonly untilMs: number | null;
}

/** An alert exists only when a person must act. */
export interface AlertView {
  readonly id: string;
  readonly level: "emergency" | "alarm" | "warning" | "caution";
  readonly kind: "message" | "line-down" | "clock" | "record" | "station";
  readonly object: string | null;
  readonly party: string | null;
  readonly sinceMs: number;
  /** Catalogue id of the sentence, with its values. */
  readonly sentence: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface StationView {
  readonly world: "exercise" | "actual";
  readonly nowMs: number;
  readonly version: string;
  readonly party: PartyView;
  readonly station: string;
  readonly parties: readonly PartyView[];
  readonly channels: readonly ChannelView[];
  readonly lines: readonly LineView[];
  readonly alerts: readonly AlertView[];
  readonly counts: { readonly waitingReceipt: number; readonly waitingAnswer: number; readonly waitingTheirs: number;
    readonly oldestWaitingMs: number | null };
  readonly impaired: readonly string[];
  readonly watch: WatchView;
  /** Grows with each change among our own people: who shows them asks again. */
  readonly people: number;
  /** Witnesses of the configuration, and how they answer; `failure` is why the last question came to nothing. */
  readonly witnesses: readonly {
    readonly name: string; readonly lastAnswerMs: number | null; readonly failure: string | null;
  }[];
  /** Running number of the newest incoming message: what a releaser must have seen. */
  readonly newestIncoming: number;
  /** The same of our house record, which our own other sites alone hold; confirmed where there is no other. */
  readonly houseMemory: ChannelView["memory"];
  /** Officers who have confirmed since this start in the stead of whoever has not answered, and how many it takes. */
  readonly memoryConfirmed: { readonly by: readonly string[]; readonly needed: number };
}

/** A message as this station sees it at `nowMs`. */
export interface MessageView {
  readonly object: string;
  readonly channel: string;
  /** "A:105": party short code and running number of the party's entries on the channel. */
  readonly label: string;
  readonly log: string;
  readonly seq: number;
  readonly leaf: string;
  /** Groups for reading aloud. */
  readonly shortHash: string;
  readonly direction: "in" | "out";
  /** Running number among incoming messages; 0 for outgoing ones. */
  readonly incoming: number;
  readonly party: string;
  readonly desk: string;
  readonly capacity: string;
  readonly precedence: Precedence;
  /** 221430ZNOV26 */
  readonly dtg: string;
  readonly timeMs: number;
  /** When this station came to hold it (incoming), by its own clock. */
  readonly heldMs: number | null;
  /** The bearer it came over first: known of the newest 10,000 that came over a line; by courier: `byCourier`. */
  readonly cameBy: string | null;
  /** It came in a bundle that somebody carried. */
  readonly byCourier: boolean;
  readonly handling: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly word: string | null;
  readonly relation: { readonly kind: string; readonly object: string } | null;
  readonly to: readonly AddresseeView[];
  readonly info: readonly AddresseeView[];
  readonly translations: readonly TranslationView[];
  readonly correctedBy: readonly string[];
  readonly supersededBy: readonly string[];
  readonly cancelled: { readonly label: string; readonly reason: string | null; readonly timeMs: number } | null;
  readonly proofPending: boolean;
  /** Signed with a key that was revoked before: it counts for nothing, and is kept as it came. */
  readonly revoked: boolean;
  readonly unreadable: boolean;
  /** Said by us since this start, while nobody had confirmed that our memory is whole. */
  readonly memoryUnconfirmed: boolean;
  /** Ours, and brought back by another party: it was not in this station's store. */
  readonly returned: boolean;
  /** True when a person here must still take it; false once taken or for information. */
  readonly waitsForTake: boolean;
  readonly waitsForAnswer: boolean;
  /** A message of ours that somebody has still to take, or to answer where it asks for one. */
  readonly waitsForThem: boolean;
}

export interface AddresseeView {
  readonly party: string;
  readonly desk: string;
  readonly state: DeliveryState;
  /** Since when it has been in that state: heldAt for durable, the entry's time otherwise. */
  readonly sinceMs: number | null;
  /** It stands in a bundle that was written for them since this start, and nothing of theirs says that it came. */
  readonly byCourier: boolean;
  /** `proofPending`: entries before the one that says it have not come; it moves no clock yet. */
  readonly receipt: {
    readonly label: string; readonly heldAtMs: number; readonly disputed: boolean; readonly proofPending: boolean;
  } | null;
  readonly taken: { readonly label: string; readonly timeMs: number; readonly desk: string } | null;
  readonly holding: { readonly label: string; readonly timeMs: number; readonly nextWordByMs: number | null;
    readonly word: string | null } | null;
  readonly answered: { readonly label: string; readonly timeMs: number; readonly object: string } | null;
  readonly refused: { readonly label: string; readonly timeMs: number; readonly reason: string | null } | null;
  /** The reader's head has since gone back below this message. */
  readonly wentBack: boolean;
  /** Each station of the party, and whether it is known to hold the message. */
  readonly stations: readonly { readonly station: string; readonly names: readonly Named[]; readonly holds: boolean }[];
  readonly receiptBy: VerdictView | null;
  readonly answerBy: VerdictView | null;
}

export interface TranslationView {
  readonly label: string;
  readonly party: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly doubts: readonly string[];
  readonly timeMs: number;
}

export interface ThreadView {
  readonly message: MessageView;
  /** Everything related, in canonical order, the message itself included. */
  readonly thread: readonly MessageView[];
  /** The chain of entries about this message: receipts, take, hold, answer, refusal. */
  readonly chain: readonly ChainLine[];
}

export interface ChainLine {
  readonly label: string;
  readonly kind: string;
  readonly party: string;
  readonly timeMs: number;
  readonly leaf: string;
  readonly signature: string;
  /** Officer's name from our own house record; never known for the other party. */
  readonly officer: string | null;
  /** Of a message of ours: whether those who released it signed it, or a site says so, or it does not check. */
  readonly released: "signed" | "claimed" | "refused" | null;
}

export interface DraftView {
  readonly object: string;
  readonly revision: number;
  readonly officer: string;
  readonly savedMs: number;
  readonly digest: string;
  readonly content: DraftContent;
  readonly approvals: readonly ApprovalView[];
  readonly personsNeeded: number;
  /** Whether only an approval counts that a passkey signed, and whether who wrote it may give one of two. */
  readonly passkeyNeeded: boolean;
  readonly authorCounts: boolean;
}

/** An approval, and whether anything came in that its officer had not read. */
export interface ApprovalView {
  readonly officer: string;
  readonly timeMs: number;
  /** Whether the officer's own passkey signed it. */
  readonly signed: boolean;
  /** Whether it stands although something came in unread, and how much was unread when it was given. */
  readonly regardless: boolean;
  readonly unseen: number;
}

export interface DraftContent {
  readonly channel: string;
  readonly precedence: Precedence;
  readonly desk: string;
  readonly capacity: string;
  readonly to: readonly { readonly party: string; readonly desk: string }[];
  readonly info: readonly { readonly party: string; readonly desk: string }[];
  readonly label: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly word: string | null;
  readonly relation: { readonly kind: "replies" | "answers" | "corrects" | "supersedes"; readonly object: string }
    | null;
  readonly translations: readonly { readonly language: string; readonly subject: string; readonly text: string }[];
}

/** What the station will sign, rendered by the station. */
export interface ReadBack {
  readonly draft: DraftView;
  readonly digest: string;
  readonly shortHash: string;
  readonly world: "exercise" | "actual";
  /** Content bytes length and printed size on a narrow line, for the size line. */
  readonly bytes: number;
  /** Incoming messages that the reader of this page must see before releasing. */
  readonly unseen: readonly MessageView[];
  readonly newestIncoming: number;
  /** Findings about the text (checkAuthored): a code and the offending code points; any finding blocks. */
  readonly findings: readonly { readonly code: string; readonly detail: string }[];
}

export interface RecordPage {
  readonly channel: string;
  readonly total: number;
  readonly entries: readonly RecordLine[];
  readonly logs: readonly { readonly log: string; readonly party: string; readonly size: number; readonly root: string;
    readonly theirsOfOurs: number | null; readonly reason: string;
    /** The newest head of it that witnesses of ours have signed, and since when; null when none has. */
    readonly cosigned: { readonly size: number;
      readonly by: readonly { readonly witness: string; readonly timeMs: number }[] } | null }[];
}

export interface RecordLine {
  readonly label: string;
  readonly party: string;
  readonly log: string;
  readonly seq: number;
  readonly kind: string;
  readonly timeMs: number;
  readonly lamport: number;
  readonly leaf: string;
  readonly signature: string;
  readonly precedence: Precedence;
  readonly object: string | null;
  readonly subject: string | null;
  readonly officer: string | null;
  /** It cannot be read here any more; `asked` once peers are asked for it. */
  readonly damaged: boolean;
  readonly asked: boolean;
  /** It was damaged, and stands in its place again since this start, as a peer has brought it. */
  readonly mended: boolean;
}

export interface VerifyView {
  readonly result: "clean" | "findings";
  readonly entries: number;
  readonly withheld: number;
  readonly tookMs: number;
  readonly findings: readonly {
    readonly code: string; readonly label: string; readonly log: string; readonly seq: number; readonly detail: string;
  }[];
}

/**
 * Evidence that what was signed cannot all be true, or that a station was started twice. The file itself is fetched by
 * its id.
 */
export interface EvidenceView {
  readonly id: string;
  readonly sort: "fork" | "rosters" | "siblings" | "heads" | "times" | "memory";
  readonly channel: string;
  /** The position in dispute, and its label. */
  readonly log: string;
  readonly seq: number;
  readonly label: string;
  /** Parties whose signatures contradict each other; the same one twice when an author contradicts itself. */
  readonly signers: readonly string[];
  /** Times in milliseconds that belong to it: of two starts, or the one that is claimed and the one against it. */
  readonly timesMs: readonly number[];
  readonly bytes: number;
}

export interface ProofView { readonly object: string; readonly text: string }

export interface CardView {
  readonly party: string;
  readonly armour: string;
  readonly qr: string;
  /** For each other party known: the 60 digits in 12 groups. */
  readonly checks: readonly { readonly party: string; readonly digits: string; readonly confirmed: boolean }[];
}

/** The roster of a party in force here; identifiers and hashes in hex. */
export interface RosterView {
  readonly party: string;
  readonly short: string;
  readonly ours: boolean;
  readonly seq: number;
  readonly digest: string;
  readonly timeMs: number;
  /** Hash of the root that signed it, and of the one that will be used after it. */
  readonly root: string;
  readonly nextRoot: string;
  /** `seat`: the roster gives it the seat, to sign acts of agreement; `here`: it is the station that shows this. */
  readonly stations: readonly { readonly id: string; readonly names: readonly Named[]; readonly seat: boolean;
    readonly here: boolean }[];
  /** Where the seat was passed on from there: the channel, and the station that has it now. */
  readonly passed: readonly { readonly channel: string; readonly station: string }[];
  readonly desks: readonly { readonly code: string; readonly names: readonly Named[] }[];
  /** Persons a release needs, ROUTINE first. */
  readonly policy: readonly number[];
}

export interface DoctorView {
  readonly checks: readonly {
    readonly name: string; readonly ok: boolean; readonly detail: string; readonly fix: string | null;
  }[];
}

/** Who is signed in, and what world a person signs in to: an exercise says so before anything else. */
export interface SessionView {
  readonly world: "exercise" | "actual";
  readonly officer: {
    readonly id: string; readonly name: string; readonly roles: readonly string[]; readonly language: string;
    readonly passkeys: readonly PasskeyView[];
  } | null;
  /** How the officer signed in; null when nobody is. */
  readonly means: "link" | "password" | "passkey" | "token" | null;
  /** The name that passkeys are bound to; null when the console is reached in a way that has none. */
  readonly passkeyStation: string | null;
}

/** Who holds the watch. It holds no text: a locked console shows it too. */
export interface WatchView {
  readonly holder: { readonly id: string; readonly name: string } | null;
  readonly sinceMs: number;
  /** Why the desk is alone; null when its holder is there. */
  readonly alone: "nobody" | "console-closed" | "idle" | null;
  /** Whether the test tone was heard at the holder's desk; null when they hold the watch by command. */
  readonly sound: boolean | null;
  /** A handover that is being gone through. */
  readonly handover: string | null;
}

/** A handover as both officers go through it. */
export interface HandoverView {
  readonly object: string;
  readonly by: string;
  readonly timeMs: number;
  readonly remarks: string;
  readonly items: readonly {
    readonly object: string; readonly kind: "message" | "draft"; readonly label: string;
    readonly precedence: Precedence; readonly subject: string; readonly language: string;
    readonly seenBy: readonly string[]; readonly mine: boolean;
  }[];
  /** Whether the viewer is the one who hands over, and how many items both have still to go through. */
  readonly outgoing: boolean;
  readonly left: number;
}

export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly backup: "single-device" | "may-be-copied" | "copied";
}

/** What a passkey is asked to sign. Bytes are hexadecimal. */
export interface ChallengeView {
  readonly nonce: string;
  readonly challenge: string;
  readonly station: string;
  readonly officer: string | null;
  readonly name: string | null;
  /** Passkeys of the officer: one of them is to answer, and no second one is made on the same device. */
  readonly passkeys: readonly string[];
}

/**
 * One live event; the event id is its running number. After a gap the server sends `reset` and the console fetches
 * anew.
 */
export type StationEvent =
  | { readonly kind: "state"; readonly state: StationView }
  | { readonly kind: "message"; readonly message: MessageView }
  | { readonly kind: "drafts"; readonly drafts: readonly DraftView[] }
  /** Something was said about a text, or came to be known of it; who shows it asks for it again. */
  | { readonly kind: "text"; readonly text: TextSummary }
  /** The same of a schedule of commitments. */
  | { readonly kind: "commitments"; readonly object: string }
  /** Ring once: a message that a person here must take. */
  | { readonly kind: "ring"; readonly object: string; readonly precedence: Precedence }
  | { readonly kind: "record"; readonly total: number }
  /** Every 2 s: the station's time. No heartbeat for 5 s means the console has lost its station. */
  | { readonly kind: "heartbeat"; readonly nowMs: number }
  | { readonly kind: "reset" };
