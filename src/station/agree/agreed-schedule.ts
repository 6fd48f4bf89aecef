// A schedule of commitments, as what can be agreed.

import type { AgreedThings } from "./agreed-things.ts";
import { scheduleContent, scheduleDigest } from "../mechanism/commitment-state.ts";
import type { Channel } from "../state.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { formatIso } from "../../core/clock/dtg.ts";
import type { Event, TimeLimit } from "../../core/clock/time-limit.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { commitments } from "../../core/mechanism/commitment/entries.ts";
import type { Commitment, CommitmentsContent } from "../../core/mechanism/commitment/entries.ts";
import { principalsOf } from "../../core/mechanism/commitment/schedule.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import { visibleText } from "../../core/text/visible.ts";

export const scheduleThings: AgreedThings = {
  kind: commitments,
  find(state, channel, object, digest) {
    const content = scheduleContent(channel, object);
    if (content === null || scheduleDigest(state, channel, object) !== digest) return null;
    return {
      what: "schedule", principals: principalsOf(content.items), refusal: null,
      readBack: () => [
        ...(content.digest === null ? [] : [line("text", shortHash(content.digest))]),
        ...content.calendars.map((one) => line("working-time", JSON.stringify(one))),
        ...content.items.flatMap((item, index) => itemLines(channel, content, item, index)),
      ],
    };
  },
};

/** A commitment, every word of it. */
function itemLines(
  channel: Channel, { languages }: CommitmentsContent, item: Commitment, index: number,
): readonly ReadBackLine[] {
  const names = (parties: readonly number[]): string =>
    parties.map((party) => channel.charter?.parties[party]?.short ?? "?").join(", ");
  const each = (name: string, texts: readonly string[]): readonly ReadBackLine[] =>
    texts.map((text, of) => line(name, `${languages[of]}: ${visibleText(text)}`));
  const { owner, to, verifiers, silence, alarms, convenor, rule, clauses } = item;
  return [
    line("commitment", `${index + 1}: ${names(owner)} -> ${names(to)}`), ...each("deliverable", item.deliverable),
    ...each("phrase", item.phrase), line("time-limit", limitText(item.limit)), ...each("evidence", item.evidence),
    line("rule", `${visibleText(rule.article)}, ${visibleText(rule.source)}`),
    ...(clauses.length === 0 ? [] : [line("clauses", clauses.map((one) => one + 1).join(", "))]),
    ...(verifiers.length === 0 ? [] : [line("verifiers", names(verifiers))]),
    ...(silence === null ? [] : [line("silence", `${silence.amount} ${silence.unit}`)]),
    ...(alarms.length === 0 ? [] : [line("alarms", alarms.join(", "))]),
    ...(convenor === null ? [] : [line("convenor", names([convenor]))]),
  ];
}

/** A limit in the words of the specification: what is agreed, and no paraphrase of it. */
function limitText({ form, at, span, of, period, count }: TimeLimit): string {
  return [
    form, at === null ? "" : formatIso(at), span === null ? "" : `${span.amount} ${span.unit}`,
    of === null ? "" : eventText(of), period === null ? "" : `${period.kind} ${period.number} ${period.year}`,
    count === null ? "" : `x ${count}`,
  ].filter((one) => one !== "").join(" ");
}

function eventText({ kind, object, time, name, item }: Event): string {
  const what = object !== null ? toHex(object) : time !== null ? formatIso(time) : item !== null ? item + 1 : name;
  return what === "" ? `from ${kind}` : `from ${kind}: ${visibleText(String(what))}`;
}

function line(name: string, text: string): ReadBackLine {
  return { name, text, timeMs: null };
}
