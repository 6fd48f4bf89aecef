// A kind of entry: one declaration, from which its bytes, its form, its JSON and its CDDL come.

import type { Shape } from "../bytes/shape.ts";

/** How a kind travels: in clear (it is public or sealed in itself), sealed in an epoch, or with no content at all. */
export type Form = "clear" | "sealed" | "bare";

/** The declaration of one kind of entry. */
export interface Kind<T = unknown> {
  /** Number in the body, never reused (spec/06-messages.md, Registry). */
  readonly code: number;
  /** Name in the field's words; kebab-case. */
  readonly name: string;
  readonly form: Form;
  /** Shape of the content; null for a bare kind. */
  readonly content: Shape<T> | null;
  /** Whether the entry begins an object, is about one, or is about none. */
  readonly about: "begins" | "object" | "none";
  /** Channel record, house record, or both. */
  readonly record: "channel" | "house" | "both";
}

/** Declares a kind. */
export function kind<T>(declaration: Kind<T>): Kind<T> {
  return declaration;
}
