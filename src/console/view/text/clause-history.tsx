// Screen 9, every version of a clause, who offered it and why; any two compared word by word.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ChangeView } from "../../../api/text-views.ts";
import { dtg } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { Choice, PressButton, useReason } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { MarkedText } from "./marked-text.tsx";
import type { OpenText } from "./text-page.tsx";

/** The versions of the clause in a slot, the newest first. */
export function ClauseHistory(props: {
  readonly open: OpenText; readonly slot: string; readonly onEnd: () => void;
}): ReactNode {
  const { open, slot, onEnd } = props;
  const { view } = open;
  const { store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const { value, failure } = useAsked(`${view.object} ${slot}`, () => store.client.clauseHistory(view.object, slot));
  const [pair, setPair] = useState<readonly [string | null, string | null]>([null, null]);
  const versions = value?.changes ?? [];
  const written = versions.filter((one) => one.texts !== null);
  const second = written.find((one) => one.change === pair[1]) ?? written.at(-1) ?? null;
  const first = written.find((one) => one.change === pair[0]) ?? written.at(-2) ?? null;
  return (
    <section className="clause-history" aria-label={say("text.history")}>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
      <div className="actions">
        {written.length > 1 && (
          <>
            <Version
              label={say("text.compare.first")} all={written} chosen={first}
              onChoose={(one) => setPair([one, pair[1]])}
            />
            <Version
              label={say("text.compare.second")} all={written} chosen={second}
              onChoose={(one) => setPair([pair[0], one])}
            />
          </>
        )}
        <PressButton tone="quiet" onPress={onEnd}>{say("act.close")}</PressButton>
      </div>
      {first !== null && second !== null && first !== second && (
        <div className="clause-columns compared">
          {open.order.map((index) => (
            <MarkedText
              key={index} text={second.texts?.[index] ?? ""} language={view.languages[index] ?? ""} shorts={open.shorts}
              against={first.texts?.[index] ?? ""}
            />
          ))}
        </div>
      )}
      <ol className="versions" reversed>
        {versions.toReversed().map((one) => (
          <li key={one.change}>
            <p>
              <b dir="ltr">{partyShort(open.station, one.by)}</b> {say(`text.action.${one.action}`)}{" "}
              <span className="entry-label" dir="ltr">{one.label}</span>{" "}
              <span className="dtg" dir="ltr">{dtg(one.atMs)}</span>{" "}
              {one.withdrawn && <em>{say("text.withdrawn")}</em>}
            </p>
            {one.note !== null && (
              <p className="offer-note"><ForeignLine text={one.note.text} language={one.note.language} /></p>
            )}
            {one.texts !== null && (
              <div className="clause-columns">
                {open.order.map((index) => (
                  <MarkedText
                    key={index} text={one.texts?.[index] ?? ""} language={view.languages[index] ?? ""}
                    shorts={open.shorts}
                  />
                ))}
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Version(props: {
  readonly label: string;
  readonly all: readonly ChangeView[];
  readonly chosen: ChangeView | null;
  readonly onChoose: (change: string) => void;
}): ReactNode {
  return (
    <Choice
      label={props.label} value={props.chosen?.change ?? ""} onChange={props.onChoose}
      choices={props.all.map((one) => ({ value: one.change, text: `${one.label} ${dtg(one.atMs)}` }))}
    />
  );
}
