// Drafts of the house record: which revision is current, and who approved exactly that.

import type { Crypto } from "../../../ports/crypto.ts";
import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { draftDigest } from "./digest.ts";
import { approval, attribution, discard, draft } from "./entries.ts";
import type { ApprovalContent, AttributionContent, DiscardContent, DraftContent } from "./entries.ts";
import { assent } from "../officer/entries.ts";
import type { AssentContent } from "../officer/entries.ts";

/** An approval that counts: of this very revision and digest. */
export interface ApprovalState {
  readonly entry: HeldEntry;
  readonly officer: string;
  /** How far each log of the channel had been shown to the officer, and what of it had not been all the same. */
  readonly seen: ApprovalContent["seen"];
  readonly unseen: readonly Hex[];
  /** Whether the officer said that it stands whatever comes in: the second, deliberate step (O-13). */
  readonly regardless: boolean;
  /** How the officer was signed in, and with which passkey they signed this; null where an older entry does not say. */
  readonly means: AssentContent["means"] | null;
  readonly session: Hex | null;
  readonly credential: Hex | null;
}

/** The newest revision of a draft. */
export interface DraftState {
  readonly object: Hex;
  readonly entry: HeldEntry;
  readonly content: DraftContent;
  readonly digest: Hex;
  readonly state: "open" | "replaced" | "discarded" | "released";
  /** The newest approval of each officer of this revision and digest; an edit begins a new revision without any. */
  readonly approvals: readonly ApprovalState[];
}

/**
 * All drafts of a house record from its entries, in canonical order of the revisions; other kinds are passed over.
 */
export function foldDrafts(crypto: Crypto, entries: readonly HeldEntry[]): readonly DraftState[] {
  const readable = [...new Map(entries.map((one) => [one.at, one])).values()].filter((one) => one.content !== null);
  readable.sort(canonicalOrder);
  const of = (code: number): readonly HeldEntry[] => readable.filter((one) => one.body.kind === code);
  const replaced = new Set(of(draft.code).flatMap((one) => {
    const { previous } = one.content as DraftContent;
    return previous === null ? [] : [toHex(previous)];
  }));
  const discarded = new Set(of(discard.code).map((one) => toHex((one.content as DiscardContent).draft)));
  const acts = of(attribution.code).flatMap((one) => (one.content as AttributionContent).acts);
  const released = new Set(acts.flatMap((one) => (one.draft === null ? [] : [toHex(one.draft)])));
  return of(draft.code).map((entry) => {
    const content = entry.content as DraftContent;
    const object = toHex(entry.leaf);
    const digest = toHex(draftDigest(crypto, content));
    // What was released stays released, even when another hand replaced or discarded it at the same time.
    const state =
      released.has(object) ? "released"
      : discarded.has(object) ? "discarded"
      : replaced.has(object) ? "replaced"
      : "open";
    return { object, entry, content, digest, state, approvals: approvalsOf(object, digest, readable) };
  });
}

/**
 * One draft, from the entries about it (and attributions and later revisions, where they are given); null when its
 * own entry is not among them.
 */
export function foldDraft(crypto: Crypto, object: Hex, entries: readonly HeldEntry[]): DraftState | null {
  return foldDrafts(crypto, entries).find((one) => one.object === object) ?? null;
}

function approvalsOf(object: Hex, digest: Hex, entries: readonly HeldEntry[]): readonly ApprovalState[] {
  const newest = new Map<string, ApprovalState>();
  for (const entry of entries) {
    const given = approvalIn(entry, object, digest);
    // The newest of one officer counts: approving again after reading what came in is how a blocked release goes on.
    if (given !== null) newest.set(given.officer, given);
  }
  return [...newest.values()];
}

/** The approval an entry gives to this object and digest, or null. */
function approvalIn(entry: HeldEntry, object: Hex, digest: Hex): ApprovalState | null {
  if (entry.body.kind === approval.code) {
    const { draft: about, digest: of, officer, seen } = entry.content as ApprovalContent;
    if (toHex(about) !== object || toHex(of) !== digest) return null;
    return { entry, officer, seen, unseen: [], regardless: false, means: null, session: null, credential: null };
  }
  if (entry.body.kind !== assent.code) return null;
  const { object: about, digest: of, act, officer, seen, unseen, means, session, assertion } =
    entry.content as AssentContent;
  const isRelease = act === "release" || act === "release-unseen";
  if (!isRelease || toHex(about) !== object || toHex(of) !== digest) return null;
  return {
    entry, officer, seen, unseen: unseen.map(toHex), regardless: act === "release-unseen", means,
    session: session === null ? null : toHex(session),
    credential: assertion === null ? null : toHex(assertion.credential),
  };
}
