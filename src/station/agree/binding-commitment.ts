// What binds us about a commitment: a claim, a finding that verifies, a waiver, and time that does not count.

import type { Binding } from "./bindings.ts";
import { scheduleStateOf } from "../mechanism/commitment-state.ts";
import { refused } from "../outcome.ts";
import { labelOf } from "../label.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import type { Shape } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Spoken } from "../../core/mechanism/charter/entries.ts";
import { checkWord } from "../../core/mechanism/commitment/act.ts";
import type { CommitmentWord } from "../../core/mechanism/commitment/act.ts";
import { claim, finding, tolling, waiver } from "../../core/mechanism/commitment/entries.ts";
import type { ScheduleState } from "../../core/mechanism/commitment/fold.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import { visibleText } from "../../core/text/visible.ts";
import type { ClaimContent } from "../../core/mechanism/commitment/entries.ts";
import type { Said } from "../../core/mechanism/commitment/said.ts";

/** The rows of what is said of commitments, for the table of all that binds us. */
export const commitmentBindings: readonly Binding[] = [
  bindingFor("claim", claim as Kind, "commitment.claim"), bindingFor("finding", finding as Kind, "commitment.find"),
  bindingFor("waiver", waiver as Kind, "commitment.waive"), bindingFor("tolling", tolling as Kind, "commitment.toll"),
];

function bindingFor(kind: "claim" | "finding" | "waiver" | "tolling", declared: Kind, act: string): Binding {
  const wordOf = (content: Uint8Array): CommitmentWord => (
    { kind, content: decodeShape(declared.content as Shape<unknown>, content) } as CommitmentWord
  );
  return {
    kind: declared, act, what: () => act,
    refusal(state, channel, content, object) {
      const schedule = object === null ? null : scheduleStateOf(state, channel, object);
      if (schedule === null) return refused("commitment-unknown");
      const wrong = checkWord(schedule, toHex(state.self.party), wordOf(content));
      return wrong === null ? null : refused(wrong);
    },
    readBack(state, channel, content, object) {
      const schedule = object === null ? null : scheduleStateOf(state, channel, object);
      if (schedule === null) return [];
      const { log, seq } = schedule.entry.body;
      const labelOfEntry = ({ entry: { body } }: Said<unknown>): string => (
        labelOf(state, channel, body.log, body.seq)
      );
      return [line("schedule", labelOf(state, channel, log, seq)), ...linesOf(schedule, wordOf(content), labelOfEntry)];
    },
  };
}

/** All that a word says, line by line. */
function linesOf(
  schedule: ScheduleState, word: CommitmentWord, labelOfEntry: (one: Said<unknown>) => string,
): readonly ReadBackLine[] {
  switch (word.kind) {
    case "claim": return claimLines(schedule, word.content);
    case "finding": {
      const about = schedule.said.claims.find((one) => one.leaf === toHex(word.content.claim));
      return [
        // Of one commitment there may be several claims: whoever verifies is shown which, and all that it says.
        ...(about === undefined ? [] : [line("claim", labelOfEntry(about)), ...claimLines(schedule, about.content)]),
        line("finding", word.content.result), ...spoken("reason", word.content.reason),
      ];
    }
    case "waiver": return [
      ...itemLines(schedule, word.content.item, word.content.round), ...spoken("reason", word.content.reason),
    ];
    case "tolling": {
      const { item, from, until, ground, reason } = word.content;
      return [
        ...itemLines(schedule, item, 0), line("ground", ground), { name: "from", text: null, timeMs: from },
        ...(until === null ? [] : [{ name: "to", text: null, timeMs: until }]), ...spoken("reason", reason),
      ];
    }
    default: return [];
  }
}

function claimLines(
  schedule: ScheduleState, { item, round, statement, evidence }: ClaimContent,
): readonly ReadBackLine[] {
  return [
    ...itemLines(schedule, item, round), ...spoken("statement", statement),
    ...evidence.map(({ name, media, size, sha256 }) => (
      line("evidence", `${visibleText(name)} (${visibleText(media)}, ${size}) ${toHex(sha256)}`)
    )),
  ];
}

function itemLines({ content }: ScheduleState, item: number, round: number): readonly ReadBackLine[] {
  const one = content.items[item];
  if (one === undefined) return [];
  const number = one.limit.form === "recurring" ? `${item + 1}.${round + 1}` : `${item + 1}`;
  return [
    line("commitment", number),
    ...one.deliverable.map((text, index) => line("deliverable", `${content.languages[index]}: ${visibleText(text)}`)),
  ];
}

function spoken(name: string, words: Spoken | null): readonly ReadBackLine[] {
  return words === null ? [] : [line(name, `${words.language}: ${visibleText(words.text)}`)];
}

function line(name: string, text: string): ReadBackLine {
  return { name, text, timeMs: null };
}
