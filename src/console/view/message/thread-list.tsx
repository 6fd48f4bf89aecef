// Everything said in the same thread, in canonical order.

import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useConsole } from "../frame/context.tsx";
import { Level } from "./level.tsx";
import { Subject } from "./message-body.tsx";

/** The thread; the message on the screen is marked. */
export function ThreadList(props: {
  readonly thread: readonly MessageView[];
  readonly current: string;
  readonly station: StationView;
}): ReactNode {
  const { acts, store } = useConsole();
  const { say } = useWords();
  return (
    <section className="no-print" aria-labelledby="thread-title">
      <h3 id="thread-title">{say("thread.title")}</h3>
      <ol className="thread">
        {props.thread.map((one) => (
          <li key={one.object}>
            <button
              type="button"
              aria-current={one.object === props.current ? true : undefined}
              onClick={() => {
                store.takeIn(one);
                acts.select(one.object);
              }}
            >
              <Level precedence={one.precedence} />
              <span className="entry-label" dir="ltr">
                {one.label}
              </span>
              <span>{partyShort(props.station, one.party)}</span>
              <span className="thread-subject">
                <Subject message={one} station={props.station} courtesy />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
