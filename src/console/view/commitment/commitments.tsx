// Screen 11, commitments: who owes what, by when, on whose evidence; above them the three lines that a minister reads.

import { useState } from "react";
import type { ReactNode } from "react";

import type { CommitmentView, FollowView } from "../../../api/commitment-views.ts";
import type { StationView } from "../../../api/views.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { CommandButton, PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { Paged } from "../frame/paged.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { Commitment } from "./commitment.tsx";
import { FollowLines } from "./follow-lines.tsx";
import { Moved } from "./moved.tsx";
import { Schedules } from "./schedule.tsx";

const filters = ["all", "theirs", "ours", "late", "disputed", "done", "moved"] as const;
type Filter = (typeof filters)[number];

/** The room. */
export function CommitmentsRoom(): ReactNode {
  const { station } = useKnown();
  const { acts, store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [filter, setFilter] = useState<Filter>("all");
  const { value, failure } = useAsked("commitments", () => store.client.commitments());
  const follow = useAsked("follow", () => store.client.follow(null)).value;
  useCommand("back", () => acts.go("watch"));
  if (station === null) return null;
  return (
    <>
      <RoomTitle room="commitments" handling={null}>
        <div className="begin">
          <CommandButton command="print" tone="quiet" run={() => window.print()}>{say("act.print")}</CommandButton>
        </div>
      </RoomTitle>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
      {follow !== null && <FollowLines follow={follow} station={station} />}
      {value !== null && <Schedules commitments={value} station={station} />}
      <div className="text-tabs" role="group" aria-label={say("commitment.filters")}>
        {filters.map((one) => (
          <PressButton key={one} tone="quiet" pressed={filter === one} onPress={() => setFilter(one)}>
            {say(`commitment.filter.${one}`)}
          </PressButton>
        ))}
      </div>
      {filter === "moved" ? <Moved station={station} /> : (
        <List
          commitments={(value ?? []).filter((one) => isShown(one, filter, station, follow))} station={station}
          none={value?.length === 0 ? "commitment.none-yet" : "commitment.none"}
        />
      )}
    </>
  );
}

function List(props: {
  readonly commitments: readonly CommitmentView[]; readonly station: StationView; readonly none: string;
}): ReactNode {
  const { commitments, station, none } = props;
  const { say } = useWords();
  if (commitments.length === 0) return <p className="empty">{say(none)}</p>;
  return (
    <Paged all={commitments}>
      {(shown) => (
        <ul className="text-list">
          {shown.map((one) => <li key={one.id}><Commitment commitment={one} station={station} /></li>)}
        </ul>
      )}
    </Paged>
  );
}

function isShown(
  one: CommitmentView, filter: Filter, station: StationView, follow: FollowView | null,
): boolean {
  const ours = station.party.id;
  switch (filter) {
    case "theirs": return one.to.includes(ours);
    case "ours": return one.owner.includes(ours);
    case "late": return follow?.late.some((each) => each.id === one.id) === true;
    case "disputed": return one.state === "disputed";
    case "done": return ["verified", "deemed", "waived"].includes(one.state);
    default: return one.state !== "proposed";
  }
}
