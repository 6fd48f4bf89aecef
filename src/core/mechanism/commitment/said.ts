// What is said of a schedule, sorted by what it is about; and what of it has no effect, with the reason.

import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import { canonicalOrder, placeOrder } from "../../record/held-entry.ts";
import type { HeldEntry, RecordView } from "../../record/held-entry.ts";
import { acceptance, declination } from "../agreed/entries.ts";
import { partyIds } from "../charter/charter.ts";
import type { Charter } from "../charter/charter.ts";
import { claim, commitments, finding, objection, occurrence, tolling, waiver } from "./entries.ts";
import type {
  ClaimContent, Commitment, CommitmentsContent, FindingContent, ObjectionContent, OccurrenceContent, TollingContent,
  WaiverContent,
} from "./entries.ts";

/** An entry that has an effect, with its author and its content. */
export interface Said<C> {
  readonly entry: HeldEntry;
  readonly party: Hex;
  readonly leaf: Hex;
  readonly content: C;
}

/** Why an entry about a schedule has no effect (D-12). */
export type PassedOver =
  | "key-revoked" | "poison" | "kind" | "no-such-commitment" | "no-such-claim" | "not-a-principal" | "not-the-owner"
  | "not-a-verifier" | "not-a-creditor" | "own-claim" | "until-before-from";

/** Parties of one commitment, as their ids. */
export interface Sides {
  readonly owner: readonly Hex[];
  readonly to: readonly Hex[];
  /** Who verifies: those named, else those to whom it is owed. */
  readonly verifiers: readonly Hex[];
  /** Owners and those to whom it is owed. */
  readonly principals: readonly Hex[];
}

/** All that is said, in canonical order in each list. */
export interface AllSaid {
  readonly sides: readonly Sides[];
  readonly claims: readonly Said<ClaimContent>[];
  readonly findings: ReadonlyMap<Hex, readonly Said<FindingContent>[]>;
  readonly objections: ReadonlyMap<Hex, readonly Said<ObjectionContent>[]>;
  readonly waivers: readonly Said<WaiverContent>[];
  readonly occurrences: ReadonlyMap<string, readonly Said<OccurrenceContent>[]>;
  readonly tollings: readonly Said<TollingContent>[];
  readonly passedOver: readonly { readonly at: string; readonly reason: PassedOver }[];
}

/**
 * Sorts entries about a schedule, in whatever order and however often they came. Nothing is decided by who was first.
 */
export function readSaid(
  content: CommitmentsContent, entries: readonly HeldEntry[], view: RecordView, charter: Charter,
): AllSaid {
  const reader = new Reader(content, charter);
  const all = [...new Map(entries.map((one) => [one.at, one])).values()].sort(canonicalOrder);
  const passedOver: { at: string; reason: PassedOver }[] = [];
  const own: ReadonlySet<number> = new Set([commitments.code, acceptance.code, declination.code]);
  const about = all.filter((one) => !own.has(one.body.kind));
  const good = about.filter((one) => {
    const reason = !view.counts(one.at) ? "key-revoked" : one.content === null ? "poison" : null;
    if (reason !== null) passedOver.push({ at: one.at, reason });
    return reason === null;
  });
  // What a finding or an objection is about has to be known first, whatever came first.
  const isSecond = ({ body: { kind } }: HeldEntry): boolean => kind === finding.code || kind === objection.code;
  for (const entry of [...good.filter((one) => !isSecond(one)), ...good.filter(isSecond)]) {
    const reason = reader.take(entry);
    if (reason !== null) passedOver.push({ at: entry.at, reason });
  }
  return { ...reader.said, passedOver: passedOver.sort((a, b) => placeOrder(a.at, b.at)) };
}

class Reader {
  readonly said = {
    sides: [] as Sides[],
    claims: [] as Said<ClaimContent>[],
    findings: new Map<Hex, Said<FindingContent>[]>(),
    objections: new Map<Hex, Said<ObjectionContent>[]>(),
    waivers: [] as Said<WaiverContent>[],
    occurrences: new Map<string, Said<OccurrenceContent>[]>(),
    tollings: [] as Said<TollingContent>[],
  };
  private readonly items: readonly Commitment[];
  /** Claims and occurrences by the leaf that others name, and which commitment each is of; null for an occurrence. */
  private readonly byLeaf = new Map<Hex, { readonly party: Hex; readonly item: number | null }>();

  constructor({ items }: CommitmentsContent, charter: Charter) {
    this.items = items;
    const ids = partyIds(charter);
    // Most commitments are between the same parties as the one before.
    items.forEach((item, index) => {
      const before = items[index - 1];
      const same = before !== undefined && haveSameSides(item, before) ? this.said.sides[index - 1] : undefined;
      this.said.sides.push(same ?? sidesOf(item, ids));
    });
  }

  /** Takes an entry in, or says why it has no effect. */
  take(entry: HeldEntry): PassedOver | null {
    const said = { entry, party: toHex(entry.party), leaf: toHex(entry.leaf) };
    switch (entry.body.kind) {
      case claim.code: return this.claim({ ...said, content: entry.content as ClaimContent });
      case finding.code: return this.finding({ ...said, content: entry.content as FindingContent });
      case waiver.code: return this.waiver({ ...said, content: entry.content as WaiverContent });
      case occurrence.code: return this.occurrence({ ...said, content: entry.content as OccurrenceContent });
      case objection.code: return this.objection({ ...said, content: entry.content as ObjectionContent });
      case tolling.code: return this.tolling({ ...said, content: entry.content as TollingContent });
      default: return "kind";
    }
  }

  private claim(one: Said<ClaimContent>): PassedOver | null {
    const { item, round } = one.content;
    if (!this.has(item, round)) return "no-such-commitment";
    if (!this.sides(item).owner.includes(one.party)) return "not-the-owner";
    this.byLeaf.set(one.leaf, { party: one.party, item });
    this.said.claims.push(one);
    return null;
  }

  private finding(one: Said<FindingContent>): PassedOver | null {
    const about = this.byLeaf.get(toHex(one.content.claim));
    if (about === undefined || about.item === null) return "no-such-claim";
    if (!this.sides(about.item).verifiers.includes(one.party)) return "not-a-verifier";
    if (about.party === one.party) return "own-claim";
    return this.lay(this.said.findings, toHex(one.content.claim), one);
  }

  private waiver(one: Said<WaiverContent>): PassedOver | null {
    const { item, round } = one.content;
    if (!this.has(item, round)) return "no-such-commitment";
    if (!this.sides(item).to.includes(one.party)) return "not-a-creditor";
    this.said.waivers.push(one);
    return null;
  }

  private occurrence(one: Said<OccurrenceContent>): PassedOver | null {
    if (!this.said.sides.some(({ principals }) => principals.includes(one.party))) return "not-a-principal";
    this.byLeaf.set(one.leaf, { party: one.party, item: null });
    return this.lay(this.said.occurrences, one.content.name, one);
  }

  private objection(one: Said<ObjectionContent>): PassedOver | null {
    const about = this.byLeaf.get(toHex(one.content.to));
    if (about === undefined) return "no-such-claim";
    if (about.party === one.party) return "own-claim";
    const may = about.item === null
      ? this.said.sides.flatMap((side) => side.principals)
      : [...this.sides(about.item).verifiers, ...this.sides(about.item).to];
    if (!may.includes(one.party)) return about.item === null ? "not-a-principal" : "not-a-verifier";
    return this.lay(this.said.objections, toHex(one.content.to), one);
  }

  private tolling(one: Said<TollingContent>): PassedOver | null {
    const { item, from, until } = one.content;
    if (this.items[item] === undefined) return "no-such-commitment";
    if (!this.sides(item).principals.includes(one.party)) return "not-a-principal";
    if (until !== null && until < from) return "until-before-from";
    this.said.tollings.push(one);
    return null;
  }

  private has(item: number, round: number): boolean {
    const content = this.items[item];
    return content !== undefined && hasRound(content, round);
  }

  private sides(item: number): Sides {
    return this.said.sides[item] as Sides;
  }

  private lay<C>(map: Map<string, Said<C>[]>, key: string, one: Said<C>): null {
    const all = map.get(key);
    if (all === undefined) map.set(key, [one]);
    else all.push(one);
    return null;
  }
}

function haveSameSides(a: Commitment, b: Commitment): boolean {
  return areSame(a.owner, b.owner) && areSame(a.to, b.to) && areSame(a.verifiers, b.verifiers);
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** Whether a commitment has a time of this number, from 0: one that does not recur has one. */
export function hasRound({ limit }: Commitment, round: number): boolean {
  return limit.form === "recurring" ? round < (limit.count ?? Infinity) : round === 0;
}

/** The parties of a commitment, of those of a charter. An index that the charter has not names nobody. */
function sidesOf(item: Commitment, parties: readonly Hex[]): Sides {
  const ids = (indexes: readonly number[]): readonly Hex[] => indexes.flatMap((index) => parties[index] ?? []);
  const [owner, to] = [ids(item.owner), ids(item.to)];
  const verifiers = item.verifiers.length > 0 ? ids(item.verifiers) : to;
  return { owner, to, verifiers, principals: [...new Set([...owner, ...to])] };
}
