// Choosing a precedence: four, each with its shape, word and the time it gives the other side.

import type { ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";

import type { ChannelView, DraftContent } from "../../../api/views.ts";
import { limitLengths } from "../../model/due.ts";
import { span } from "../../model/format.ts";
import { precedences } from "../../model/precedence.ts";
import { useWords } from "../../words/words.tsx";
import { Level } from "../message/level.tsx";

type Precedence = DraftContent["precedence"];

/** The choice; `fixed` when a pre-agreed word brings its own. */
export function PrecedenceChoice(props: {
  readonly value: Precedence; readonly fixed: boolean; readonly channel: ChannelView | null;
  readonly onChange: (value: Precedence) => void;
}): ReactNode {
  const { say, units } = useWords();
  return (
    <RadioGroup
      className="precedence-choice" value={props.value} isDisabled={props.fixed}
      onChange={(value) => props.onChange(value as Precedence)}
    >
      <Label className="field-label">{say("compose.precedence")}</Label>
      <div className="precedence-options">
        {precedences.map((one) => {
          const { receiptMs, answerMs } = limitLengths(props.channel, one);
          return (
            <Radio key={one} value={one} className="precedence-option" data-level={one}>
              <Level precedence={one} />
              {receiptMs !== null && answerMs !== null && (
                <span className="precedence-times">
                  {say("compose.times", { receipt: span(receiptMs, units), answer: span(answerMs, units) })}
                </span>
              )}
            </Radio>
          );
        })}
      </div>
    </RadioGroup>
  );
}
