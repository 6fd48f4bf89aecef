// The one table of kinds: every kind of entry there is, by its code.

import { decodeShape } from "../bytes/shape.ts";
import { ChirographError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { charterAcceptance, charterProposal, charterRefusal } from "./charter/entries.ts";
import { acceptance, confirmation, declination } from "./agreed/entries.ts";
import { rosterKind } from "../keys/roster.ts";
import { boot } from "../record/boot.ts";
import { receipt } from "../record/receipt.ts";
import { seatPass } from "../record/seat.ts";
import { epochs } from "../seal/epoch.ts";
import { prekeys } from "../seal/prekey.ts";
import { checkCharter } from "./charter/charter.ts";
import type { Charter } from "./charter/charter.ts";
import { checkpointKind, namingKind } from "./checkpoint/entries.ts";
import { claim, commitments, finding, objection, occurrence, tolling, waiver } from "./commitment/entries.ts";
import type { CommitmentsContent } from "./commitment/entries.ts";
import { checkSchedule } from "./commitment/schedule.ts";
import {
  approval, attribution, discard, draft, join, memoryConfirmation, mended, officer, party, session, setting,
} from "./house/entries.ts";
import {
  access, assent, credential, handover, handoverSeen, naming, proposal, recognition, signIn, sound, watch,
} from "./officer/entries.ts";
import type { Kind } from "./kind.ts";
import { compiled, publication } from "./document/entries.ts";
import { delegation, meeting, regret, sitting } from "./meeting/entries.ts";
import { lineTest } from "./line-test/entries.ts";
import { undertaking } from "./undertaking/entries.ts";
import { cancellation, hold, message, refusal, take, translation } from "./message/entries.ts";
import { fairCopy, offer, position, privateDraft, privateNote, textBegun } from "./text/entries.ts";

/** Every kind, in the order of codes. A code is never used again for something else. */
export const kinds: readonly Kind[] = [
  receipt, boot, rosterKind, prekeys, epochs,
  charterProposal, charterAcceptance, charterRefusal, lineTest, seatPass, checkpointKind, namingKind,
  message, translation, take, hold, refusal, cancellation,
  acceptance, declination, textBegun, offer, position, fairCopy, compiled, publication,
  meeting, delegation, sitting, regret,
  confirmation, commitments, claim, finding, waiver, occurrence, objection, tolling,
  officer, session, draft, approval, discard, attribution, setting, credential, assent, signIn, proposal,
  watch, handover, handoverSeen, sound, access, memoryConfirmation, join, party, recognition, naming, mended,
  undertaking,
  privateDraft, privateNote,
];

const byCode: ReadonlyMap<number, Kind> = new Map(kinds.map((one) => [one.code, one]));
const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((one) => [one.name, one]));

/** The kind of a code, or null when this version does not know it. */
export function kindOf(code: number): Kind | null {
  return byCode.get(code) ?? null;
}

/** The kind of a name, or null. */
export function kindNamed(name: string): Kind | null {
  return byName.get(name) ?? null;
}

/** A content that decodes, or what is poison about it. */
export type DecodedContent =
  | { readonly kind: "decoded"; readonly content: unknown }
  | { readonly kind: "poison"; readonly reason: ErrorCode; readonly detail: string };

/**
 * The content of an entry that opened. What does not decode is poison: kept raw, marked, receipted and passed over.
 * It never throws for bytes that another party may send. Bare kinds have the content null and no bytes.
 */
export function decodeContent(code: number, bytes: Uint8Array): DecodedContent {
  const known = kindOf(code);
  if (known === null) return { kind: "poison", reason: "entry-kind", detail: `Kind ${code}.` };
  try {
    if (known.content === null) {
      if (bytes.length > 0) throw new ChirographError("shape", "A bare kind has no content.");
      return { kind: "decoded", content: null };
    }
    const content = decodeShape(known.content, bytes);
    if (known.code === charterProposal.code) checkCharter(content as Charter);
    if (known.code === commitments.code) checkSchedule(content as CommitmentsContent);
    return { kind: "decoded", content };
  } catch (error) {
    if (!(error instanceof ChirographError)) throw error;
    return { kind: "poison", reason: error.code, detail: error.message };
  }
}
