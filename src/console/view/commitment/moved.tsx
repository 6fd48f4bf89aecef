// What has moved since the last meeting, or since a day.

import { useState } from "react";
import type { ReactNode } from "react";

import type { StationView } from "../../../api/views.ts";
import { dtg, iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { Choice } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";

const dayMs = 86_400_000;
const days = [1, 7, 30, 90, 365] as const;

/** The list, with its baseline. */
export function Moved(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { store } = useConsole();
  const { say } = useWords();
  const [since, setSince] = useState(String(days[2]));
  const [nowMs] = useState(() => store.nowMs());
  const from = String(Math.max(0, Math.floor(nowMs - Number(since) * dayMs)));
  const { value } = useAsked(`moved ${from}`, () => store.client.follow(from));
  return (
    <section aria-label={say("commitment.filter.moved")} className="moved">
      <Choice
        label={say("follow.since")} value={since} onChange={setSince}
        choices={days.map((one) => ({ value: String(one), text: say("follow.since-days", { n: one }) }))}
      />
      {value?.moved.length === 0 && <p className="empty">{say("follow.nothing-moved")}</p>}
      <ul>
        {value?.moved.map((one) => (
          <li key={`${one.id} ${one.what} ${one.atMs}`}>
            <time className="dtg" dateTime={iso(one.atMs)} dir="ltr">{dtg(one.atMs)}</time>{" "}
            {one.party !== null && <b dir="ltr">{partyShort(station, one.party)}</b>}{" "}
            {say(`moved.${one.what}`)}{" "}
            {one.label !== null && <span className="entry-label" dir="ltr">{one.label}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
