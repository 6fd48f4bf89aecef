// What console and CLI see of an agreement on a digest that is no charter's (spec/15-texts.md): AgreementView, with a
// PrincipalView for each principal.

import type { Agreement, Position } from "../core/agree/agreement.ts";

/** What one principal has said of the digest. */
export interface PrincipalView {
  readonly party: string;
  readonly act: Position["act"];
  /** Label of the entry, as "A:105"; null for none. */
  readonly label: string | null;
  readonly atMs: number | null;
  readonly untilMs: number | null;
}

/** Where an agreement stands. */
export interface AgreementView {
  readonly digest: string;
  readonly state: Agreement["state"];
  readonly verdict: Agreement["verdict"];
  /** The earliest `until` of the acceptances, which governs; null while nobody has accepted. */
  readonly untilMs: number | null;
  readonly adoptedAtMs: number | null;
  /** In the order of party ids. */
  readonly positions: readonly PrincipalView[];
  /** Principals of whom no word is held yet that makes it final. */
  readonly unheard: readonly string[];
  readonly contested: boolean;
  /** Labels of acceptances and declinations that have no effect, and why. */
  readonly passedOver: readonly { readonly label: string; readonly reason: string }[];
  /** Whether this party can accept it now. */
  readonly mayAccept: boolean;
  /** Why not, as a reason of the catalogues; null where it can. */
  readonly why: string | null;
}
