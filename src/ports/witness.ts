// Witnesses, as a station asks them: outside, slow, and never waited for.

/** What a witness said; status 0 when it said nothing that could be heard. */
export interface WitnessAnswer {
  /** HTTP status, or 0. */
  readonly status: number;
  /** At most `witnessAnswerBytesMax` bytes. */
  readonly body: Uint8Array;
}

/**
 * The way to the witnesses of a station's configuration.
 *
 * Contract, for every driver:
 * - `ask` never throws and never waits; `heard` is called exactly once, later, whatever happens, within half a minute.
 * - A body makes it a POST, null a GET. `path` begins with a slash and stands under the witness's own address; nothing
 *   that comes back leads anywhere else.
 * - What is longer than allowed, cut off, redirected or unreachable is status 0.
 * - An unknown name is status 0.
 */
export interface Witnesses {
  ask(name: string, path: string, body: Uint8Array | null, heard: (answer: WitnessAnswer) => void): void;
}
