// A kind of entry: one declaration, from which its bytes, its form, its JSON and its CDDL come.

import { encodeShape } from "../bytes/shape.ts";
import type { Shape } from "../bytes/shape.ts";
import { assert } from "../errors.ts";

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

/** Canonical bytes of the content of a kind that has one. Errors: shape. */
export function encodeContent<T>({ name, content }: Kind<T>, item: NoInfer<T>): Uint8Array {
  assert(content !== null, `an entry of kind ${name} has no content`);
  return encodeShape(content, item);
}
