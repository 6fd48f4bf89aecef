// The acceptance of a charter, as what binds us: when it may be said, and what is read back of it.

import type { Binding } from "./bindings.ts";
import { saidByUs } from "../channel-terms.ts";
import { refused } from "../outcome.ts";
import { isConfirmed } from "../principals.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Charter } from "../../core/mechanism/charter/charter.ts";
import { charterAcceptanceContent, charterAcceptance } from "../../core/mechanism/charter/entries.ts";
import { precedences } from "../../core/names.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import type { Names } from "../../core/text/named.ts";
import { visibleText } from "../../core/text/visible.ts";

export const acceptanceBinding: Binding = {
  kind: charterAcceptance,
  act: "charter.accept",
  what: () => "accept.charter",
  refusal(state, channel, content) {
    const { charter } = channel;
    if (charter === null) return refused("channel-unknown");
    if (saidByUs(state, channel, charterAcceptance.code)) return refused("already-accepted");
    if (charter.world !== state.self.world) return refused("charter-other-world");
    // Whoever accepts binds themselves to every party it names, not only to the one that proposed it.
    const unknown = charter.parties.find((party) => !isConfirmed(state, party.id));
    if (unknown !== undefined) return refused("party-not-confirmed", unknown.short);
    if (decodeShape(charterAcceptanceContent, content).until <= state.nowMs) return refused("until-passed");
    // The proposal of ours goes before our acceptance of it, and waits for the others' keys.
    return channel.waiting.length > 0 ? refused("no-keys-yet") : null;
  },
  readBack(_, channel, content) {
    const { until, rosters } = decodeShape(charterAcceptanceContent, content);
    const text = (name: string, value: string): ReadBackLine => ({ name, text: value, timeMs: null });
    const { charter } = channel;
    return [
      text("charter", shortHash(channel.id)),
      { name: "until", text: null, timeMs: until },
      ...(charter === null ? [] : termsOf(charter, text)),
      text("rosters", rosters.map(shortHash).join(", ")),
    ];
  },
};

/** The terms of a charter, every one. */
function termsOf(charter: Charter, text: (name: string, value: string) => ReadBackLine): readonly ReadBackLine[] {
  return [
    ...charter.parties.map((one) => (
      text("party", `${one.short}: ${namesText(one.names)} (${toHex(one.id)}) ${one.phone}`)
    )),
    text("world", charter.world),
    text("languages", charter.languages.join(", ")),
    ...charter.limits.map((one, index) => (
      text("limit", `${precedences[index]}: ${duration(one.receiptMs)} / ${duration(one.answerMs)}`)
    )),
    text("skew", duration(charter.skewMs)),
    text("courier", duration(charter.courierMs)),
    text("long-stop", duration(charter.longStopMs)),
    text("line-test", duration(charter.lineTestMs)),
    ...charter.labels.map((one) => text("label", `${one.code}: ${namesText(one.names)}`)),
    ...charter.ladder.map((one) => text("rung", `${one.missed}: ${namesText(one.names)}`)),
    ...charter.words.map((one) => (
      text("word", `${one.code} (${one.precedence}, ${one.persons}): ${namesText(one.names)}`)
    )),
  ];
}

function namesText(names: Names): string {
  return names.map((one) => visibleText(one.text)).join(" / ");
}

/** A duration to the millisecond, in the largest units that hold it. */
function duration(ms: number): string {
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000], ["ms", 1]] as const;
  let left = ms;
  const parts = units.flatMap(([name, size]) => {
    const n = Math.floor(left / size);
    left -= n * size;
    return n === 0 ? [] : [`${n} ${name}`];
  });
  return parts.length === 0 ? "0 ms" : parts.join(" ");
}
