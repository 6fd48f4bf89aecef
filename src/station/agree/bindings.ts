// What may bind this party: one row for each kind of entry that persons assent to before it is said.

import { agreedBinding } from "./binding-agreed.ts";
import { acceptanceBinding } from "./binding-charter.ts";
import { commitmentBindings } from "./binding-commitment.ts";
import { publicationBinding } from "./binding-publication.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import type { Hex } from "../../core/names.ts";

/** Entries of one kind that bind us; `object` is what they are about. */
export interface Binding {
  readonly kind: { readonly code: number; readonly name: string };
  /** The act that it comes of, as the attribution names it. */
  readonly act: string;
  /** What it is to a person, as a word of the catalogues (`undertaking.<what>`). */
  what(state: StationState, channel: Channel, content: Uint8Array, object: Hex | null): string;
  /** Why this content may not be said on this channel now, or null: asked when it is begun, and before it is said. */
  refusal(state: StationState, channel: Channel, content: Uint8Array, object: Hex | null): Refused | null;
  /** What the content says, all of it, as it is read back to each person before they assent. */
  readBack(
    state: StationState, channel: Channel, content: Uint8Array, object: Hex | null,
  ): readonly ReadBackLine[];
}

const rows: readonly Binding[] = [acceptanceBinding, agreedBinding, ...commitmentBindings, publicationBinding];

/** The row of a kind, or null where nothing of that kind binds us. */
export function bindingOf(kind: number): Binding | null {
  return rows.find((one) => one.kind.code === kind) ?? null;
}
