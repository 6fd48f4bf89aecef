// The two clocks of a message: receipt by and answer by. Taking stops the first and never the second.

import type { CSSProperties, ReactNode } from "react";

import type { AddresseeView, MessageView, VerdictView } from "../../../api/views.ts";
import { dueOf, limitLengths } from "../../model/due.ts";
import type { Due } from "../../model/due.ts";
import { duration, iso, zuluMinutes } from "../../model/format.ts";
import { channelOf } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { Doubt } from "../commitment/limit.tsx";
import { useKnown, useNow } from "../frame/context.tsx";

/** Both clocks of one addressee; nothing for a clock that does not run. */
export function Clocks(props: { readonly message: MessageView; readonly addressee: AddresseeView }): ReactNode {
  const { message, addressee } = props;
  const { station } = useKnown();
  const lengths = limitLengths(station === null ? null : channelOf(station, message.channel), message.precedence);
  return (
    <div className="clocks">
      {addressee.receiptBy !== null && (
        <Clock name="receipt" verdict={addressee.receiptBy} lengthMs={lengths.receiptMs} />
      )}
      {addressee.answerBy !== null && <Clock name="answer" verdict={addressee.answerBy} lengthMs={lengths.answerMs} />}
    </div>
  );
}

function Clock(props: {
  readonly name: "receipt" | "answer";
  readonly verdict: VerdictView;
  readonly lengthMs: number | null;
}): ReactNode {
  const nowMs = useNow();
  const { say } = useWords();
  const due = dueOf(props.verdict, props.lengthMs, nowMs);
  const left = props.lengthMs === null || props.lengthMs <= 0 ? 1 : Math.min(1, due.leftMs / props.lengthMs);
  const running = due.stage === "calm" || due.stage === "half" || due.stage === "eighty";
  // Set through the style object model, so the content security policy has nothing to forbid.
  const fill = { "--left": String(left) } as CSSProperties;
  return (
    <div className="clock" data-stage={due.stage} {...(running ? { style: fill } : {})}>
      <span className="clock-name">{say(`clock.${props.name}`)}</span>
      <time className="clock-limit" dateTime={iso(due.limitMs)} dir="ltr">
        {zuluMinutes(due.limitMs)}
      </time>
      <span className="clock-value">
        <ClockValue due={due} />
      </span>
      {(due.final || props.verdict.contested) && <Doubt of={props.verdict} />}
    </div>
  );
}

function ClockValue(props: { readonly due: Due }): ReactNode {
  const { due } = props;
  const { say, units } = useWords();
  if (due.stage === "met" || due.stage === "disputed") return say(`clock.${due.stage}`);
  if (due.stage !== "passed") return say("clock.left", { left: duration(due.leftMs, units) });
  // A verdict says by which entries, and is no reproach.
  return due.byEntries.length > 0
    ? say("clock.passed-by", { entries: due.byEntries.join(" ") })
    : say("clock.passed", { over: duration(due.overMs, units) });
}
