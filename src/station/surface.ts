// A running station as the server, the CLI and the tests hold it: acts in, views and events out.

import type { Act, ActResult, AssertionInput, ChallengeInput } from "../api/acts.ts";
import type { BundleView, CourierView } from "../api/courier-views.ts";
import type { MeetingView } from "../api/meeting-views.ts";
import type { PeopleView } from "../api/people-views.ts";
import type { LineView } from "../api/line-views.ts";
import type { CommitmentView, ExhibitView, FollowView, ScheduleView } from "../api/commitment-views.ts";
import type { SlotHistory, TextSummary, TextView } from "../api/text-views.ts";
import type {
  CardView, ChallengeView, DoctorView, DraftView, EvidenceView, HandoverView, MessageView, PasskeyView, ProofView,
  ReadBack, RecordPage, RosterView, StationEvent, StationView, ThreadView, VerifyView,
} from "../api/views.ts";
import type { Typeset } from "../ports/typesetter.ts";
import type { Role } from "../core/mechanism/house/entries.ts";
import type { AccessThing } from "../core/mechanism/officer/entries.ts";

/** Who acts: an officer of the house record, and from where. */
export interface Actor {
  readonly officer: string;
  readonly via: "console" | "cli" | "station";
  /** The session it is done in, and how it was opened; a command has none. */
  readonly session?: string;
  readonly means?: Means;
}

/** How an officer is known to be who they are. */
export type Means = "link" | "password" | "passkey" | "token";

/** A session that was opened, as the house record has it. */
export interface SignedIn {
  readonly officer: Officer;
  readonly session: string;
  readonly means: Means;
}

/** An officer as the house record knows them; nothing of it ever leaves the station. */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly roles: readonly Role[];
}

/** A file of evidence that was kept, in hexadecimal as the act takes it. */
export interface KeptExhibit {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly media: string;
  readonly key: string;
}

/** How a bundle is made: from where on, and whether everything is sealed anew. */
export interface BundleOptions {
  /** The last entry of a file that was full: a further one begins behind it. */
  readonly after: { readonly log: string; readonly seq: number } | null;
  readonly reseal: boolean;
  /** One entry and nothing else, to be printed. */
  readonly only?: { readonly log: string; readonly seq: number } | null;
}

/** One party's running end. Views are synchronous folds of what is held; acts resolve when they are durable. */
export interface Station {
  /** The world it works in; nothing turns one into the other. */
  readonly world: "exercise" | "actual";
  act(actor: Actor, act: Act): Promise<ActResult>;

  state(): StationView;
  messages(limit: number, before: string | null): readonly MessageView[];
  /** Every message that waits for somebody, the most urgent first, whatever its age; at most `limit`. */
  waiting(limit: number): readonly MessageView[];
  thread(object: string): ThreadView | null;
  drafts(): readonly DraftView[];
  readBack(draft: string): ReadBack | null;
  line(): readonly LineView[];
  /** Joint texts of every channel, the newest first. */
  texts(): readonly TextSummary[];
  text(object: string): TextView | null;
  /** Every version of the clause at a slot, the oldest first; null when there is no such slot. */
  textHistory(object: string, slot: string): SlotHistory | null;
  /** The copies of a fair copy of a text, compiled now; null where there is no such copy, or no typesetter. */
  copies(object: string, digest: string): Promise<Typeset | null>;
  /** The proof that goes with a fair copy: what stands on paper, and what each principal has signed of it so far. */
  publication(object: string, digest: string): Promise<Uint8Array | null>;
  /** Commitments of every channel, what is due first; null of the filter leaves nobody out. */
  commitments(filter: {
    readonly party: string | null; readonly state: string | null; readonly channel: string | null;
  }): readonly CommitmentView[];
  schedule(object: string): ScheduleView | null;
  /**
   * Keeps a file of ours, sealed, and says what a claim is to name; null when it is not of the type it is said to be.
   */
  keepExhibit(bytes: Uint8Array, name: string, media: string): Promise<KeptExhibit | null>;
  /** A file of evidence of the claim of this leaf, by its number from 1; one that is not here is asked for. */
  exhibit(claim: string, number: number): Promise<ExhibitView | null>;
  /** `since` is a time in ms, an object, or null; null when it names nothing that is held. */
  follow(since: string | null): FollowView | null;
  /** Meetings of every channel, what begins last first. */
  meetings(): readonly MeetingView[];
  meeting(object: string): MeetingView | null;
  /** Whether a token is one of the feed's: whoever has it reads meetings and limits, and nothing else. */
  opensCalendar(token: string): boolean;
  /** `channel` null means the first channel; entries newest first, `from` counts from the newest. */
  record(channel: string | null, from: number, limit: number): Promise<RecordPage | null>;
  house(from: number, limit: number): Promise<RecordPage>;
  /** Reads and checks everything stored again, every hash and every signature. */
  verify(): Promise<VerifyView>;
  /** The export file; objects named in `withhold` go without their content. */
  exportRecord(channel: string | null, withhold: readonly string[]): AsyncIterable<Uint8Array> | null;
  proof(object: string): Promise<ProofView | null>;
  /** The same under a checkpoint that a witness has signed; null while none covers the entry. */
  tlogProof(object: string): Promise<ProofView | null>;
  /** Evidence of the first disputed receipt of a message; null when none is disputed. */
  timesEvidence(object: string): Promise<Uint8Array | null>;
  /** Evidence of forks held here; the file of one by its id, null when there is none. */
  evidence(): readonly EvidenceView[];
  evidenceFile(id: string): Uint8Array | null;
  /** What waits to be carried to each peer, and what was carried last. */
  courier(): readonly CourierView[];
  /**
   * A bundle for a peer (hex of its station), in parts; what it holds counts as carried when the last was taken. Null
   * when no such station shares a record with us, or this one signs nothing any more.
   */
  makeBundle(station: string, options: BundleOptions): AsyncIterable<Uint8Array> | null;
  /** Reads a bundle to its end; `keep` takes in what it brings, as the line would. One at a time. */
  takeBundle(parts: AsyncIterable<Uint8Array>, keep: boolean): Promise<BundleView>;
  /** The file that the root signs where this station went on twice; null where there is nothing to join. */
  joinAsked(): string | null;
  card(): CardView;
  rosters(): readonly RosterView[];
  doctor(): Promise<DoctorView>;

  /** Every event from now on, in order; the function returned ends it. */
  subscribe(listener: (event: StationEvent) => void): () => void;

  officers(): readonly Officer[];
  /** The name this station's passkeys are bound to; null when there are none to be had. */
  readonly passkeyStation: string | null;
  passkeys(officer: string): readonly PasskeyView[];
  /** What a passkey is to sign: good once, for two minutes. Null when it would be about nothing that is open. */
  challenge(actor: Actor | null, ask: ChallengeInput): ChallengeView | null;
  /**
   * Opens a session for a one-time link's token; null when it is unknown, used or expired. The session is in the house
   * record.
   */
  redeemLink(token: string): Promise<SignedIn | null>;
  /** Opens a session by password; null when it does not match. Rate limits are the server's. */
  checkPassword(officer: string, password: string): Promise<SignedIn | null>;
  /** Opens a session by passkey; null when what it signed does not check. */
  checkPasskey(given: AssertionInput): Promise<SignedIn | null>;
  /** Notes that a session is over: its officer ended it, or its time was up. */
  endSession(session: string, event: "ended" | "expired"): Promise<void>;
  /** Whether a session is still open: an administrator may have ended it, or its officer elsewhere. */
  sessionStands(session: string): boolean;
  /**
   * Notes in the house record that an officer is about to be shown something that is sealed at rest. The same thing
   * shown again in the same session is noted once in a while, a file each time; resolves when it is durable.
   */
  noteAccess(actor: Actor, thing: AccessThing, object: string | null): Promise<void>;
  /** A console of this session is open; to be said every few seconds. `locked`: nobody has used it for a while. */
  attend(session: string, locked: boolean): void;
  /** The handover that is being gone through, as this officer sees it. */
  handover(officer: string): HandoverView | null;
  /** Our own people, as this officer may see them. */
  people(officer: string): PeopleView;

  stop(): Promise<void>;
}
