// The second step: what is open, one by one, each marked by both.

import { useState } from "react";
import type { ReactNode } from "react";

import type { HandoverView } from "../../../api/views.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, PressButton } from "../frame/button.tsx";
import { useCommand, useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { Level } from "../message/level.tsx";
import type { DoAct } from "./handover.tsx";

/** The list; the one at hand is marked with `y`, and the next unmarked one comes to hand. */
export function Items(props: { readonly handover: HandoverView; readonly doAct: DoAct }): ReactNode {
  const { handover, doAct } = props;
  const { items } = handover;
  const { acts } = useConsole();
  const { say } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const at = Math.max(0, items.findIndex((one) => one.object === chosen));
  const current = items[at] ?? null;
  const go = (step: number): void => setChosen(items[(at + step + items.length) % items.length]?.object ?? null);
  useCommand("next", () => go(1), items.length > 0);
  useCommand("previous", () => go(-1), items.length > 0);
  const seen = async (): Promise<void> => {
    if (current === null || current.mine) return go(1);
    const done = await doAct({ act: "watch.seen", handover: handover.object, items: [current.object] }, null);
    if (done) setChosen(items.find((one) => !one.mine && one.object !== current.object)?.object ?? current.object);
  };
  return (
    <section aria-label={say("handover.items")}>
      <h2>{say("handover.items")}</h2>
      {items.length === 0 && <p>{say("handover.nothing-open")}</p>}
      <ul className="people-list">
        {items.map((one) => (
          <li key={one.object} aria-current={one.object === current?.object ? "true" : undefined}>
            <div className="row" data-level={one.precedence}>
              <div className="row-head">
                <Level precedence={one.precedence} />
                <span className="entry-label" dir="ltr">
                  {one.label}
                </span>
                {one.kind === "draft" && <span>{say("handover.draft")}</span>}
              </div>
              <p className="row-subject">
                {one.subject === "" ? (
                  say("message.no-subject")
                ) : (
                  <ForeignLine text={one.subject} language={one.language} />
                )}
              </p>
              <p className="row-foot">
                {one.seenBy.map((name) => (
                  <bdi key={name} className="approval">
                    ✓ {name}
                  </bdi>
                ))}
              </p>
              <div className="actions">
                {one.kind === "message" && (
                  <PressButton tone="quiet" onPress={() => acts.openMessage(one.object)}>
                    {say("act.show")}
                  </PressButton>
                )}
                {one.object === current?.object ? (
                  <CommandButton command="seen" disabled={one.mine} run={() => void seen()}>
                    {say("handover.seen")}
                  </CommandButton>
                ) : (
                  !one.mine && (
                    <PressButton onPress={() => setChosen(one.object)}>{say("handover.choose")}</PressButton>
                  )
                )}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
