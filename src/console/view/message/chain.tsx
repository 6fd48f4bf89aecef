// The chain of entries about a message: each line signed, each with its place in its author's log.

import type { ReactNode } from "react";

import type { ChainLine, StationView } from "../../../api/views.ts";
import { iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";

/** The signature block, on the screen and on paper. */
export function Chain(props: { readonly lines: readonly ChainLine[]; readonly station: StationView }): ReactNode {
  const { say, has } = useWords();
  return (
    <section aria-labelledby="chain-title">
      <h3 id="chain-title">{say("chain.title")}</h3>
      <ol className="chain">
        {props.lines.map((line) => (
          <li key={`${line.label}${line.leaf}`}>
            <div className="chain-line">
              <span className="entry-label" dir="ltr">{line.label}</span>
              <strong>{has(`kind.${line.kind}`) ? say(`kind.${line.kind}`) : line.kind}</strong>
              <span>{partyShort(props.station, line.party)}</span>
              {line.officer !== null && <bdi className="dim">{line.officer}</bdi>}
              {line.released !== null && (
                <span className={line.released === "refused" ? "detail-warning" : "dim"}>
                  {say(`chain.released-${line.released}`)}
                </span>
              )}
              <time dateTime={iso(line.timeMs)} dir="ltr">{iso(line.timeMs)}</time>
            </div>
            <dl className="chain-proof">
              <div><dt>{say("chain.leaf")}</dt><dd className="hash" dir="ltr">{line.leaf}</dd></div>
              {line.signature !== "" && (
                <div><dt>{say("chain.signature")}</dt><dd className="hash" dir="ltr">{line.signature}</dd></div>
              )}
            </dl>
          </li>
        ))}
      </ol>
    </section>
  );
}
