// What a clause usually becomes as a commitment: a proposal that a person reads and changes before anybody accepts it.

import { findPhrase } from "../../clock/phrase/find.ts";

/** A principal, and what a clause may call it: its code and its names. */
export interface Called {
  readonly party: string;
  readonly names: readonly string[];
}

/**
 * A commitment of a clause. `kind` is what is owed: to meet again, to hand something over or report, or anything else.
 * `phrase` has what each language says of when, empty where nothing was found.
 */
export interface Usual {
  readonly kind: "meeting" | "document" | "deed";
  readonly owner: readonly string[];
  readonly phrase: readonly string[];
  readonly alarms: readonly number[];
  /** Days of silence that are consent to a claim; null where somebody has to verify it. */
  readonly silenceDays: number | null;
}

/** Who owes it is named before the word that obliges; where that is none of these, within so many characters. */
const obliges = /\b(?:shall|will|undertakes?|agrees?)\b|обязу|должн/iu;
const ownerWithin = 25;
const meets = [
  /\b(?:reconvene|meet again|next meeting|shall meet)\b/iu, /соберутся|встретятся|вновь встреч|следующ\p{L}* встреч/iu,
];
const hands = [
  /\b(?:hand over|list|report|notif\p{L}*|inform|data|copy)\b/iu,
  /переда\p{L}*|перечень|отч[её]т|уведомл|сведени|данные/iu,
];

/** What a clause, in the languages of its text, usually becomes. Who owes it is whom it begins with, else everybody. */
export function usualCommitment(
  texts: readonly string[], languages: readonly string[], principals: readonly Called[], nowMs: number,
): Usual {
  const says = (patterns: readonly RegExp[]): boolean => texts.some((one) => patterns.some((of) => of.test(one)));
  const kind = says(meets) ? "meeting" : says(hands) ? "document" : "deed";
  const named = principals.filter(({ names }) => texts.some((one) => names.some((name) => begins(one, name))));
  const everybody = principals.map(({ party }) => party);
  return {
    kind, owner: kind !== "meeting" && named.length === 1 ? named.map(({ party }) => party) : everybody,
    phrase: texts.map((one, at) => findPhrase(one, languages[at] ?? "", nowMs) ?? ""),
    alarms: kind === "meeting" ? [30, 14, 7, 1] : [7, 1], silenceDays: kind === "document" ? 30 : null,
  };
}

function begins(text: string, name: string): boolean {
  const at = name === "" ? -1 : text.indexOf(name);
  return at >= 0 && at <= (obliges.exec(text)?.index ?? ownerWithin);
}
