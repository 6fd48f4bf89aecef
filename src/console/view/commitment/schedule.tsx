// Schedules that are proposed and not agreed yet: what they would bind whom to, and the acceptance.

import type { ReactNode } from "react";

import type { CommitmentView } from "../../../api/commitment-views.ts";
import type { StationView } from "../../../api/views.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { useConsole } from "../frame/context.tsx";
import { Accept, AgreementState, Digest } from "../text/copies.tsx";
import { Line } from "./follow-lines.tsx";

/** Each proposed schedule once. */
export function Schedules(props: {
  readonly commitments: readonly CommitmentView[]; readonly station: StationView;
}): ReactNode {
  const proposed = props.commitments.filter((one) => one.state === "proposed");
  return [...new Set(proposed.map((one) => one.object))].map((object) => (
    <Schedule key={object} object={object} station={props.station} />
  ));
}

function Schedule(props: { readonly object: string; readonly station: StationView }): ReactNode {
  const { object, station } = props;
  const { store } = useConsole();
  const { say } = useWords();
  const { value } = useAsked(`schedule ${object}`, () => store.client.schedule(object));
  if (value === null) return null;
  return (
    <article className="fair-copy" aria-label={say("schedule.proposed")}>
      <h3>{say("schedule.proposed")} <span className="entry-label" dir="ltr">{value.label}</span></h3>
      <ol className="copy-clauses">
        {value.commitments.map((one, at) => (
          <li key={one.id} data-number={at + 1}><Line of={one} station={station} /></li>
        ))}
      </ol>
      <Digest digest={value.digest} />
      <AgreementState agreement={value.agreement} station={station} />
      <Accept object={object} agreement={value.agreement} station={station} />
    </article>
  );
}
