// The closed list of what can be wrong with bytes that come from outside, and the error that carries it.

/**
 * Every code, with a sentence for a developer. The sentence for a person stands in the catalogues under the same code.
 * Codes never change meaning (spec/00-overview.md lists them with their evidence).
 */
export const errorCodes = {
  "cbor-not-canonical": "The bytes are not the one canonical encoding of their value.",
  "cbor-truncated": "The bytes end inside a value.",
  "cbor-trailing": "Bytes follow the value.",
  "cbor-forbidden-type": "A CBOR type outside the profile (only uint, bstr, tstr and definite arrays).",
  "cbor-too-deep": "Arrays nest deeper than the limit.",
  "cbor-too-large": "A length is above its limit.",
  "cbor-bad-text": "A text string is not valid UTF-8.",
  "shape": "A value decodes but does not have the shape its place asks for.",
  "version-unknown": "A version or suite this station does not know, or below the pinned minimum.",
  "entry-signature": "The signature of an entry does not verify.",
  "entry-channel": "The entry names another channel.",
  "entry-prev": "The entry's prev is not the root of the entries before it.",
  "entry-time-backwards": "The entry's time is before the time of the entry it follows.",
  "entry-lamport": "The entry's lamport is not one above the heads it has seen.",
  "entry-ack": "An acknowledgement goes back, names a wrong root, or claims a time above the entry's own.",
  "entry-commit": "The content does not match the commitment.",
  "entry-kind": "The kind is unknown or not allowed here.",
  "entry-author": "The author is not who may sign here (unknown station, own entry reflected, not a principal).",
  "boot": "The first entry of a log is not a valid BOOT.",
  "roster-signature": "A roster is not signed by its party's root.",
  "roster-sequence": "A roster does not follow the one before it.",
  "card": "A party card does not check.",
  "charter": "A charter proposal does not check.",
  "fork": "Two signed roots of one log and one size differ.",
  "checkpoint": "A note, checkpoint or cosignature is malformed, or not signed by whom it must be.",
  "envelope": "An envelope does not open.",
  "epoch": "An epoch or prekey is unknown, used up or expired.",
  "at-rest": "A stored entry does not open or differs from its leaf.",
  "line-frame": "A line frame is malformed.",
  "line-quota": "The other party exceeded its quota.",
  "export": "An export file is malformed.",
  "bundle": "A courier's bundle is malformed.",
  "missing": "Something that must be present is not.",
  "store-position-taken": "Another entry stands at this position.",
  "store-newer": "The store was written by a newer version.",
  "text-forbidden": "Authored text holds characters that may not be sent.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** Bad bytes or a broken proof from outside, with a code from the closed list and the evidence to show. */
export class ChirographError extends Error {
  readonly code: ErrorCode;
  /** What was found, for evidence files: plain values and bytes, never secrets. */
  readonly evidence: Readonly<Record<string, string | number | Uint8Array>>;

  constructor(code: ErrorCode, detail = "", evidence: Readonly<Record<string, string | number | Uint8Array>> = {}) {
    super(detail === "" ? errorCodes[code] : `${errorCodes[code]} ${detail}`);
    this.name = "ChirographError";
    this.code = code;
    this.evidence = evidence;
  }
}

/** Stops on our own bug; never used for what another party may send. */
export function assert(condition: unknown, message: string): asserts condition {
  if (condition !== true) throw new Error(`assertion failed: ${message}`);
}
