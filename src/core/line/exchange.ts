// What goes into the line machine and what comes out of it (spec/05-line.md).

import type { Hex, LogId, Precedence, StationId } from "../names.ts";
import type { LinkTerms } from "../../ports/bearer.ts";
import type { RecalledHead, SignedRecollection } from "../record/recollection.ts";
import type { Frame } from "./frame.ts";

/** What is told to the line machine. Every input comes with `nowMs`, wall clock of the station. */
export type LineInput =
  /** A bearer has a link to a peer station (hex of its id; the bearer has authenticated it). */
  | { readonly kind: "up"; readonly link: string; readonly bearer: string; readonly peer: Hex;
      readonly terms: LinkTerms }
  | { readonly kind: "down"; readonly link: string }
  /** The link takes fragments again. */
  | { readonly kind: "drained"; readonly link: string }
  /** A fragment came from the link. Attacker-controlled. */
  | { readonly kind: "received"; readonly link: string; readonly fragment: Uint8Array }
  /** An entry of ours, durable now, is to be delivered to the peers; `bytes` is its envelope's length. */
  | { readonly kind: "appended"; readonly channel: Hex; readonly log: LogId; readonly seq: number;
      readonly precedence: Precedence; readonly bytes: number; readonly peers: readonly Hex[];
      /** It carries acknowledgements alone. */
      readonly receipt?: boolean }
  /** What this station durably holds of a log has grown (any log of a channel shared with the peers). */
  | { readonly kind: "held"; readonly channel: Hex; readonly log: LogId; readonly size: number;
      readonly beyond: readonly number[]; readonly peers: readonly Hex[];
      /** Of ours, what was said as FLASH before this start. */
      readonly urgent?: readonly number[];
      /** The station that writes the log, where it is not ours. */
      readonly author?: Hex;
      /** Of another's, what has come as ROUTINE. */
      readonly routine?: readonly number[] }
  /** A peer's signed acknowledgement says what it durably holds; retention ends here. A size may go back (P4). */
  | { readonly kind: "receipted"; readonly peer: Hex; readonly log: LogId; readonly size: number;
      readonly singles: readonly number[] }
  /** A peer has signed that it holds another tree of a log: it can take in nothing more of ours. */
  | { readonly kind: "parted"; readonly peer: Hex; readonly log: LogId }
  /** An envelope that came did not open, or its checks failed: ask for it again, re-sealed. */
  | { readonly kind: "unopened"; readonly peer: Hex; readonly log: LogId; readonly seq: number }
  /** An entry that counts as held is damaged in the store: ask the peer for it anew, until it is mended. */
  | { readonly kind: "lost"; readonly peer: Hex; readonly log: LogId; readonly seq: number }
  | { readonly kind: "mended"; readonly log: LogId; readonly seq: number }
  /** The bytes asked for with `load`; null when the station no longer has them. */
  | { readonly kind: "loaded"; readonly token: number; readonly envelope: Uint8Array | null }
  /** Answers a `load` that asked for a narrow form, where the entry has one: a whole frame (core/narrow/frame.ts). */
  | { readonly kind: "loaded-narrow"; readonly token: number; readonly frame: Uint8Array }
  /** From what came in the narrow form no entry could be rebuilt that verifies: say "full form please" for it. */
  | { readonly kind: "not-rebuilt"; readonly peer: Hex; readonly log: LogId; readonly seq: number }
  /** A key of the peer has come: what could not be sealed to it before can be now. */
  | { readonly kind: "keyed"; readonly peer: Hex }
  /** The station refuses intake now (disk full, failed sync) or takes it again. */
  | { readonly kind: "intake"; readonly open: boolean }
  /**
   * Ask a peer, until it is asked no more (null), what it holds of a station's logs; at once, or after its patience.
   */
  | { readonly kind: "recall"; readonly peer: Hex; readonly asked: Recall | null; readonly soon: boolean }
  /** Our answer to a peer that asked us. */
  | { readonly kind: "recalled"; readonly peer: Hex; readonly answer: SignedRecollection }
  /** A piece of a file of evidence, or a question for one, to be said to a peer over a wide link. */
  | { readonly kind: "exhibit"; readonly peer: Hex; readonly frame: ExhibitFrame }
  /** Start a line test with a peer now (an officer asked). */
  | { readonly kind: "test"; readonly peer: Hex }
  | { readonly kind: "woke" };

/** What is said of files of evidence. */
export type ExhibitFrame = Extract<Frame, { name: "exhibit" | "exhibit-please" }>;

/**
 * The narrow form: `narrow` leaves out what the peer is known to hold by its acknowledgements, `narrow-full` what it
 * can recompute without holding anything.
 */
export type NarrowForm = "narrow" | "narrow-full";

/** What the line machine wants done. */
export type LineOutput =
  | { readonly kind: "send"; readonly link: string; readonly fragment: Uint8Array }
  /**
   * Answer with `loaded`: the envelope of an entry, sealed for `peer`; `fresh` asks for a re-seal to its newest prekey.
   * With `form` answer with `loaded-narrow`, or with `loaded` where the entry has no narrow form for this peer.
   */
  | { readonly kind: "load"; readonly token: number; readonly peer: Hex; readonly log: LogId; readonly seq: number;
      readonly fresh: boolean; readonly form?: NarrowForm }
  /** A whole envelope came. Nothing about it has been checked but its length. */
  | { readonly kind: "deliver"; readonly peer: Hex; readonly link: string; readonly log: LogId; readonly seq: number;
      readonly channel: Hex; readonly envelope: Uint8Array }
  /** The same, of a narrow frame: `log` and `channel` are those of its tag among the logs shared with the peer. */
  | { readonly kind: "deliver-narrow"; readonly peer: Hex; readonly link: string; readonly log: LogId;
      readonly seq: number; readonly channel: Hex; readonly envelope: Uint8Array }
  /** The last fragment of an entry was handed to a link that stayed up: carried, not delivered. */
  | { readonly kind: "carried"; readonly peer: Hex; readonly bearer: string; readonly log: LogId; readonly seq: number }
  /** A BOOT came in few bytes (core/narrow/packed-boot.ts): whose log it begins shows when it is rebuilt. */
  | { readonly kind: "deliver-boot"; readonly peer: Hex; readonly link: string; readonly frame: Uint8Array }
  | { readonly kind: "wakeAt"; readonly atMs: number }
  /** The link misbehaves beyond its limits and must be closed. */
  | { readonly kind: "close"; readonly link: string; readonly reason: string }
  /** A peer asks what we hold of the logs of its station; answer with `recalled`. */
  | { readonly kind: "recall"; readonly peer: Hex; readonly asked: Recall }
  /** The same in few bytes: what the statement says beside these heads is known here, if it is what was asked for. */
  | { readonly kind: "recalled-named"; readonly peer: Hex; readonly signature: Uint8Array;
      readonly heads: readonly RecalledHead[] }
  /** A peer has answered. Nothing about it has been checked. */
  | { readonly kind: "recalled"; readonly peer: Hex; readonly answer: SignedRecollection }
  /** A peer asks for a piece of a file of evidence, or one came. Nothing about it has been checked. */
  | { readonly kind: "exhibit"; readonly peer: Hex; readonly frame: ExhibitFrame }
  | { readonly kind: "tell"; readonly news: LineNews };

/** A question about the logs of a station, and the nonce that its answer must name. `own`: it is the asker's. */
export interface Recall {
  readonly own?: boolean;
  readonly station: StationId;
  readonly nonce: Uint8Array;
}

/** What the line machine tells about the line; times are this station's. */
export type LineNews =
  | { readonly kind: "line"; readonly peer: Hex; readonly state: "up" | "down"; readonly sinceMs: number }
  | { readonly kind: "heard"; readonly peer: Hex; readonly bearer: string; readonly atMs: number }
  /** A narrow link does not answer, or is heard again. */
  | { readonly kind: "quiet"; readonly peer: Hex; readonly quiet: boolean }
  | { readonly kind: "tested"; readonly peer: Hex; readonly bearer: string; readonly roundTripMs: number | null;
      readonly missedInARow: number }
  | {
    readonly kind: "unopenable"; readonly peer: Hex; readonly log: LogId; readonly seq: number; readonly tries: number;
  }
  | { readonly kind: "quota"; readonly peer: Hex; readonly what: Excess };

/** Of what a peer has brought too much. */
export type Excess = "bytes" | "disk" | "entries" | "partials" | "requests";
