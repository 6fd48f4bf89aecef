// The states of a message at one addressee, which must never be confused with one another.

/**
 * - composed: signed here and durable here; nothing has left.
 * - unreachable: no bearer to the addressee works.
 * - carried: handed whole to a bearer; nobody has confirmed anything.
 * - durable: the addressee's station has signed that it holds it durably.
 * - taken: a person at the desk has taken it.
 * - holding: the desk has said that it is considering.
 * - answered, refused: the desk has answered, or has refused to act.
 */
export type DeliveryState =
  | "composed" | "unreachable" | "carried" | "durable" | "taken" | "holding" | "answered" | "refused";

/** States that the record proves; the others are what this station knows of its own line. */
export type RecordState = Extract<DeliveryState, "durable" | "taken" | "holding" | "answered" | "refused">;

/** What this station knows of the line to a party. It is no part of the record and proves nothing. */
export interface LineKnowledge {
  /** Whether a bearer to the party works now. */
  readonly reachable: boolean;
  /** Whether the whole entry was handed to a bearer since it was last known to be wanted. */
  readonly carried: boolean;
}

/**
 * The state shown: what the record proves, else what the line is known to have done. Line knowledge never raises a
 * proof.
 */
export function deliveryState(proved: RecordState | null, line: LineKnowledge): DeliveryState {
  if (proved !== null) return proved;
  if (line.carried) return "carried";
  return line.reachable ? "composed" : "unreachable";
}
