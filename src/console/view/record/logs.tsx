// The logs of a record: how long each is, its root, and how much of ours the other party says it holds.

import type { ReactNode } from "react";

import type { RecordPage, StationView } from "../../../api/views.ts";
import { count, groups, iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";

/** One card for each log. */
export function Logs(props: { readonly logs: RecordPage["logs"]; readonly station: StationView }): ReactNode {
  const { say, has } = useWords();
  if (props.logs.length === 0) return null;
  return (
    <section aria-labelledby="logs-title">
      <h2 id="logs-title">{say("logs.title")}</h2>
      <ul className="logs">
        {props.logs.map((log) => (
          <li key={log.log}>
            <p className="log-head">
              <strong>{partyShort(props.station, log.party)}</strong>
              <span>{say("logs.size", { n: log.size, written: count(log.size) })}</span>
              <span className="dim">{has(`boot.${log.reason}`) ? say(`boot.${log.reason}`) : log.reason}</span>
            </p>
            <p className="hash" dir="ltr" title={log.root}>
              <span className="unseen">{say("logs.root")}</span> {groups(log.root.slice(0, 32))} …
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
    </section>
  );
}
