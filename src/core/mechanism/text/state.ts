// Where a text stands: being negotiated, clean, accepted by some, adopted; and the fair copies of it with what has come
// of each (spec/15-texts.md, Adoption).

import type { Crypto } from "../../../ports/crypto.ts";
import type { Agreement } from "../../agree/agreement.ts";
import { toHex } from "../../bytes/hex.ts";
import type { ChannelId, Hex } from "../../names.ts";
import { canonicalOrder } from "../../record/held-entry.ts";
import type { AgreementView, HeldEntry } from "../../record/held-entry.ts";
import { acceptance, declination } from "../agreed/entries.ts";
import type { AcceptanceContent, DeclinationContent } from "../agreed/entries.ts";
import { foldAgreed } from "../agreed/fold.ts";
import type { Charter } from "../charter/charter.ts";
import { fairCopy, offer, position } from "./entries.ts";
import { clausesOf, copyDigest, runsOf } from "./fair-copy.ts";
import type { CopiedClause } from "./fair-copy.ts";
import { addToText, createTextFold } from "./fold.ts";
import type { Begun, PassedOver, SaidCopy, TextFold } from "./fold.ts";
import { readText } from "./reading.ts";
import type { Reading } from "./reading.ts";

/** A fair copy: everything that was said with one digest. */
export interface CopyState {
  readonly digest: Hex;
  /** The entries that say it, in canonical order. */
  readonly said: readonly SaidCopy[];
  /** Listed when they are asked for: a copy of a few bytes may name thousands. */
  readonly clauses: () => readonly CopiedClause[];
  readonly agreement: Agreement;
  /** Whether it is what the text reads as, clean, clause by clause. */
  readonly current: boolean;
}

/** Where a text stands. */
export interface TextState {
  readonly begun: Begun;
  readonly state: "negotiating" | "clean" | "accepted-by-some" | "adopted" | "declined" | "lapsed";
  /** What counts of what was said: of an adopted text without what was said after it was accepted. */
  readonly fold: TextFold;
  readonly reading: Reading;
  /** In the order in which they were first said. */
  readonly copies: readonly CopyState[];
  /** The copy that is adopted; else the one that is clean now or being accepted; null where there is none. */
  readonly chosen: CopyState | null;
  readonly passedOver: ReadonlyMap<string, PassedOver>;
}

/** What the state of a text is asked with. */
export interface TextAround {
  readonly crypto: Crypto;
  readonly channel: ChannelId;
  readonly charter: Charter;
  readonly view: AgreementView;
  readonly at: number;
}

/**
 * The state of a text from its fold and the entries about it, of which those that agree or decline count here. Null
 * where the text itself is not held, or is none.
 */
export function textState(fold: TextFold, entries: readonly HeldEntry[], around: TextAround): TextState | null {
  const { begun } = fold;
  if (begun === null) return null;
  const reading = readText(fold);
  const copies = copiesOf(fold, begun, reading, entries, around);
  const adopted = firstAdopted(copies);
  if (adopted !== null) return adoptedState(begun, fold, entries, copies, adopted, around);
  const accepted = copies.filter((one) => one.agreement.state === "accepted-by-some");
  const current = copies.find((one) => one.current) ?? null;
  const chosen = accepted.find((one) => one.current) ?? accepted[0] ?? current;
  const common = { begun, fold, reading, copies, chosen, passedOver: fold.passedOver };
  if (accepted.length > 0) return { ...common, state: "accepted-by-some" };
  if (!reading.clean) return { ...common, state: "negotiating" };
  const { state = "open" } = current?.agreement ?? {};
  return { ...common, state: state === "refused" ? "declined" : state === "lapsed" ? "lapsed" : "clean" };
}

function copiesOf(
  fold: TextFold, begun: Begun, reading: Reading, entries: readonly HeldEntry[], around: TextAround,
): readonly CopyState[] {
  const { crypto, channel, charter, view, at } = around;
  const digestOf = (clauses: readonly CopiedClause[]): Hex => copyDigest(crypto, channel, fold.object, begun, clauses);
  const clean = reading.clean && fold.copies.length > 0 ? digestOf(clausesOf(fold, runsOf(reading))) : null;
  const sorted = fold.copies.toSorted((a, b) => canonicalOrder(a.entry, b.entry));
  const byDigest = Map.groupBy(sorted, (said) => said.digest ??= digestOf(clausesOf(fold, said.runs)));
  const { principals } = begun.content;
  // One list for each digest: whoever says thousands of copies has each of them read with what is said of it alone.
  const acts = Map.groupBy(entries.flatMap(actOf), (one) => one.digest);
  const none = foldAgreed({ object: fold.object, digest: "", principals }, [], view, charter, at);
  return [...byDigest].map(([digest, said]) => {
    const about = acts.get(digest) ?? [];
    const known = fold.final.get(digest);
    const agreement = about.length === 0 ? { ...none, digest } : known?.acts === about.length ? known.agreement
      : foldAgreed({ object: fold.object, digest, principals }, about.map(({ entry }) => entry), view, charter, at);
    // What entries have settled stays (08), and reading all logs for it again would cost more than the text does.
    if (agreement.rule === "by-entries") fold.final.set(digest, { acts: about.length, agreement });
    return { digest, said, clauses: () => clausesOf(fold, said[0]?.runs ?? []), current: digest === clean, agreement };
  });
}

/** What an entry accepts or declines, where it does. */
function actOf(entry: HeldEntry): readonly { readonly digest: Hex; readonly entry: HeldEntry }[] {
  const { kind } = entry.body;
  if (kind !== acceptance.code && kind !== declination.code) return [];
  const { content } = entry;
  if (content === null) return [];
  return [{ digest: toHex((content as AcceptanceContent | DeclinationContent).digest), entry }];
}

/** The copy that was adopted first; at one time the one of the lesser digest. Whoever adopts two has to say which. */
function firstAdopted(copies: readonly CopyState[]): CopyState | null {
  const adopted = copies.filter((one) => one.agreement.state === "adopted");
  return adopted.toSorted((a, b) => (
    (a.agreement.adoptedAt ?? 0) - (b.agreement.adoptedAt ?? 0) || (a.digest < b.digest ? -1 : 1)
  ))[0] ?? null;
}

const changesText: ReadonlySet<number> = new Set([offer.code, position.code, fairCopy.code]);

/** What a principal says of an adopted text after it has accepted it has no effect; nor what others say after all. */
function adoptedState(
  begun: Begun, fold: TextFold, entries: readonly HeldEntry[], copies: readonly CopyState[], chosen: CopyState,
  { charter, view }: TextAround,
): TextState {
  const accepted = new Map(chosen.agreement.positions.flatMap(({ party, at }) => {
    const entry = entries.find((one) => one.at === at);
    return entry === undefined ? [] : [[party, entry] as const];
  }));
  const last = [...accepted.values()].sort(canonicalOrder).at(-1);
  const isLate = (entry: HeldEntry): boolean => {
    const until = accepted.get(toHex(entry.party)) ?? last;
    return until !== undefined && canonicalOrder(entry, until) > 0;
  };
  const inTime = createTextFold(fold.object, charter);
  const late = entries.filter((entry) => changesText.has(entry.body.kind) && isLate(entry));
  // They are held all the same: what names one of them in time waits for nothing (T-8).
  for (const entry of late) inTime.over.add(toHex(entry.leaf));
  const isLeft = new Set(late);
  for (const entry of entries) if (!isLeft.has(entry)) addToText(inTime, entry, view.counts(entry.at));
  const over = late.map((entry) => [entry.at, fold.passedOver.get(entry.at) ?? "adopted"] as const);
  return {
    begun, state: "adopted", fold: inTime, reading: readText(inTime), copies, chosen,
    passedOver: new Map([...inTime.passedOver, ...over]),
  };
}
