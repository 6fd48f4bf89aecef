// Words by which a person changes a link while it runs: "set rate=2400 delay=600 loss=5", "preset hf-75", "cut".

import { changed, presets } from "./conditions.ts";
import type { Conditions, LinkConditions } from "./conditions.ts";

/** Longest order, in characters. */
export const orderCharactersMax = 500;

/** What an order comes to. */
export type Order =
  | { readonly kind: "become"; readonly link: LinkConditions }
  | { readonly kind: "stat" }
  | { readonly kind: "wrong"; readonly word: string };

type Field = Exclude<keyof Conditions, "cut">;

/** Words of `set`: what each changes, its least and greatest number, and what it is multiplied by. */
const fields: Readonly<Record<string, { readonly field: Field; readonly from: number; readonly to: number;
  readonly times?: number }>> = {
  rate: { field: "rateBps", from: 1, to: 1_000_000_000 },
  delay: { field: "delayMs", from: 0, to: 600_000 },
  loss: { field: "lossShare", from: 0, to: 100, times: 0.01 },
  burst: { field: "burst", from: 1, to: 1_000 },
  corrupt: { field: "corruptShare", from: 0, to: 100, times: 0.01 },
  duplicate: { field: "duplicateShare", from: 0, to: 100, times: 0.01 },
  reorder: { field: "reorderShare", from: 0, to: 100, times: 0.01 },
  queue: { field: "queueBytesMax", from: 64, to: 16_777_216 },
};
const turnaroundMsMax = 600_000;
const sidesOf: Readonly<Record<string, readonly (0 | 1)[]>> = { there: [0], back: [1] };

/**
 * Reads an order about a link as it is now. `set` takes words `name=number`, with `there.` or `back.` before the name
 * for one direction; shares are in percent; `rate` and `turnaround` may be `none`.
 */
export function readOrder(text: string, now: LinkConditions): Order {
  const [verb = "", ...words] = text.trim().slice(0, orderCharactersMax).split(/\s+/u);
  const [first = ""] = words;
  switch (verb) {
    case "stat": return { kind: "stat" };
    case "cut": return { kind: "become", link: changed(now, { cut: true }) };
    case "restore": return { kind: "become", link: changed(now, { cut: false }) };
    case "preset": {
      const link = Object.hasOwn(presets, first) ? presets[first] : undefined;
      return link === undefined ? { kind: "wrong", word: first } : { kind: "become", link };
    }
    case "set": return words.length === 0 ? { kind: "wrong", word: verb } : setAll(words, now);
    default: return { kind: "wrong", word: verb };
  }
}

function setAll(words: readonly string[], now: LinkConditions): Order {
  let link = now;
  for (const word of words) {
    const made = setOne(word, link);
    if (made === null) return { kind: "wrong", word };
    link = made;
  }
  return { kind: "become", link };
}

function setOne(word: string, link: LinkConditions): LinkConditions | null {
  const [, side, name = "", value = ""] = /^(?:(there|back)\.)?([a-z]+)=([0-9.]{1,16}|none)$/u.exec(word) ?? [];
  const number = value === "none" ? null : Number(value);
  if (name === "turnaround" && side === undefined) {
    return number === null || inRange(number, 0, turnaroundMsMax) ? { ...link, turnaroundMs: number } : null;
  }
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (known === undefined) return null;
  const { field, from, to, times = 1 } = known;
  if (number === null ? field !== "rateBps" : !inRange(number, from, to)) return null;
  const sides = side === undefined ? undefined : sidesOf[side];
  return changed(link, { [field]: number === null ? null : number * times }, sides);
}

function inRange(number: number, from: number, to: number): boolean {
  return Number.isFinite(number) && number >= from && number <= to;
}
