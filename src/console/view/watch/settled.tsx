// The last messages for which nobody waits: answered is off the lists, and kept.

import { useMemo } from "react";
import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { queueOf } from "../../model/queue.ts";
import { useWords } from "../../words/words.tsx";
import { useConsole } from "../frame/context.tsx";
import { Level } from "../message/level.tsx";
import { Subject } from "../message/message-body.tsx";

/** Most settled messages shown here; the record holds them all. */
const settledMax = 20;

/** The list, folded away until it is asked for. */
export function Settled(props: {
  readonly messages: ReadonlyMap<string, MessageView>;
  readonly station: StationView;
}): ReactNode {
  const { acts } = useConsole();
  const { say } = useWords();
  const settled = useMemo(
    () =>
      [...props.messages.values()]
        .filter((one) => queueOf(one) === null)
        .sort((a, b) => b.timeMs - a.timeMs)
        .slice(0, settledMax),
    [props.messages],
  );
  if (settled.length === 0) return null;
  return (
    <details className="settled">
      <summary>
        {say("settled.title")} <span className="queue-count">{settled.length}</span>
      </summary>
      <ol className="thread">
        {settled.map((one) => (
          <li key={one.object}>
            <button type="button" onClick={() => acts.select(one.object)}>
              <Level precedence={one.precedence} />
              <span className="entry-label" dir="ltr">
                {one.label}
              </span>
              <span className="thread-subject">
                <Subject message={one} station={props.station} courtesy />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
