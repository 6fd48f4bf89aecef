// The logs of a record: how long each is, its root, and how much of ours the other party says it holds.

import type { ReactNode } from "react";

import type { RecordPage, StationView } from "../../../api/views.ts";
import { count, groups, iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";

/** What the other party holds of all of ours, and unfolded a card for each log. */
export function Logs(props: { readonly logs: RecordPage["logs"]; readonly station: StationView }): ReactNode {
  const { say, has } = useWords();
  if (props.logs.length === 0) return null;
  const ours = props.logs.filter((log) => log.theirsOfOurs !== null);
  const held = ours.reduce((sum, log) => sum + (log.theirsOfOurs ?? 0), 0);
  const size = ours.reduce((sum, log) => sum + log.size, 0);
  return (
    <details className="logs-all">
      <summary>
        <h2>{say("logs.title")}</h2> <span className="queue-count">{props.logs.length}</span>
        {ours.length > 0 && (
          <span className={held < size ? "log-behind" : "log-level"}>
            {say("logs.theirs", { held: count(held), size: count(size) })}
          </span>
        )}
      </summary>
      <ul className="logs">
        {props.logs.map((log) => (
          <li key={log.log}>
            <p className="log-head">
              <strong>{partyShort(props.station, log.party)}</strong>
              <span>{say("logs.size", { n: log.size, written: count(log.size) })}</span>
              <span className="dim">{has(`boot.${log.reason}`) ? say(`boot.${log.reason}`) : log.reason}</span>
            </p>
            <p className="hash" dir="ltr" title={log.root}>
              <span className="unseen">{say("logs.root")}</span> {groups(log.root.slice(0, 24))} …
            </p>
            {log.theirsOfOurs !== null && (
              <p className={log.theirsOfOurs < log.size ? "log-behind" : "log-level"}>
                {say("logs.theirs", { held: count(log.theirsOfOurs), size: count(log.size) })}
              </p>
            )}
            {log.cosigned?.by.map(({ witness, timeMs }) => (
              <p key={witness} className="dim">
                {say("logs.cosigned", { witness, size: count(log.cosigned?.size ?? 0), time: iso(timeMs) })}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
