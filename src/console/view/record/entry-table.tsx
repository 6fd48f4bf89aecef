// The entries as a table, with a filter over what is on the page.

import { useRef, useState } from "react";
import type { ReactNode } from "react";

import type { RecordLine, RecordPage, StationView } from "../../../api/views.ts";
import { iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import type { Words } from "../../words/words.tsx";
import { Writing } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";

const columns = ["entry", "kind", "time", "subject", "officer", "leaf"] as const;

/** The table; a damaged entry is named and marked. */
export function EntryTable(props: { readonly page: RecordPage; readonly station: StationView }): ReactNode {
  const { page, station } = props;
  const words = useWords();
  const { say } = words;
  const [filter, setFilter] = useState("");
  const field = useRef<HTMLInputElement | null>(null);
  useCommand("search", () => field.current?.focus());
  const wanted = filter.trim().toLowerCase();
  const entries = page.entries.filter((line) => wanted === "" || searchable(line, station, words).includes(wanted));
  return (
    <section aria-label={say("record.entries")}>
      <div className="record-filter">
        <Writing
          type="search"
          label={say("record.filter")}
          value={filter}
          onChange={setFilter}
          holder={(element) => {
            field.current = element;
          }}
        />
        <p className="hint" role="status">
          {say("record.found", { n: entries.length })}
        </p>
      </div>
      <div className="table-frame" role="region" aria-label={say("record.entries")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((one) => (
                <th key={one} scope="col">
                  {say(`column.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((line) => (
              <Entry key={`${line.log}${line.seq}`} line={line} station={station} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Entry(props: { readonly line: RecordLine; readonly station: StationView }): ReactNode {
  const { line, station } = props;
  const { messages } = useKnown();
  const { acts } = useConsole();
  const words = useWords();
  const { object } = line;
  return (
    <tr data-damaged={line.damaged}>
      <th scope="row">
        <span className="entry-label" dir="ltr">
          {line.label}
        </span>
        {line.damaged && (
          <strong className="damaged">{words.say(line.asked ? "record.damaged-asked" : "record.damaged")}</strong>
        )}
        {line.mended && <span className="mended">{words.say("record.mended")}</span>}
      </th>
      <td>
        {kindWord(line, words)} <span className="dim">{partyShort(station, line.party)}</span>
      </td>
      <td className="cell-time">
        <time dateTime={iso(line.timeMs)} dir="ltr">
          {iso(line.timeMs)}
        </time>
      </td>
      <td className="cell-subject">
        {object !== null && messages.has(object) ? (
          <button type="button" className="link-button" onClick={() => acts.openMessage(object)}>
            <ForeignLine text={line.subject ?? messages.get(object)?.label ?? ""} />
          </button>
        ) : (
          line.subject !== null && <ForeignLine text={line.subject} />
        )}
      </td>
      <td>{line.officer !== null && <bdi>{line.officer}</bdi>}</td>
      <td className="hash" dir="ltr" title={line.leaf}>
        {line.leaf.slice(0, 16)}
      </td>
    </tr>
  );
}

function kindWord(line: RecordLine, words: Words): string {
  return words.has(`kind.${line.kind}`) ? words.say(`kind.${line.kind}`) : line.kind;
}

function searchable(line: RecordLine, station: StationView, words: Words): string {
  return [
    line.label,
    line.kind,
    kindWord(line, words),
    partyShort(station, line.party),
    line.subject ?? "",
    line.officer ?? "",
    line.leaf,
    line.precedence,
    iso(line.timeMs),
  ]
    .join(" ")
    .toLowerCase();
}
