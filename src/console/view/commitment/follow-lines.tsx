// Follow-through in three lines, in the reader's language: what they owe, what we owe, what is late or next.

import type { ReactNode } from "react";

import type { CommitmentView, FollowView } from "../../../api/commitment-views.ts";
import type { StationView } from "../../../api/views.ts";
import { dtg, iso, zuluDay } from "../../model/format.ts";
import { nameIn, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { ForeignLine } from "../message/foreign.tsx";

/** The lines. Nothing in them is a judgement: they say which limits passed, by the record. */
export function FollowLines(props: { readonly follow: FollowView; readonly station: StationView }): ReactNode {
  const { follow, station } = props;
  const { say } = useWords();
  return (
    <section className="follow" aria-label={say("follow.title")}>
      <p>
        <strong>{say("follow.they-owe", { n: follow.theyOwe.length })}</strong>{" "}
        <First of={follow.theyOwe} station={station} />
      </p>
      <p>
        <strong>{say("follow.we-owe", { n: follow.weOwe.length })}</strong>{" "}
        <First of={follow.weOwe} station={station} />
      </p>
      <p>
        <strong>{say("follow.late", { n: follow.late.length })}</strong>{" "}
        {follow.late[0] !== undefined && <Line of={follow.late[0]} station={station} />}{" "}
        {follow.disputed.length > 0 && <span>{say("follow.disputed", { n: follow.disputed.length })}</span>}{" "}
        {follow.deemed.length > 0 && <span>{say("follow.deemed", { n: follow.deemed.length })}</span>}
      </p>
      {follow.next !== null && (
        <p>
          <strong>{say("follow.next")}</strong> <Line of={follow.next} station={station} />
        </p>
      )}
      <p className="hint">
        {say("follow.as-of")} <time dateTime={iso(follow.atMs)} dir="ltr">{dtg(follow.atMs)}</time>
      </p>
    </section>
  );
}

function First(props: { readonly of: readonly CommitmentView[]; readonly station: StationView }): ReactNode {
  const [first] = props.of;
  return first === undefined ? null : <Line of={first} station={props.station} />;
}

/** One commitment in a line: who, what, by when. */
export function Line(props: { readonly of: CommitmentView; readonly station: StationView }): ReactNode {
  const { of, station } = props;
  const { say, language } = useWords();
  const what = nameIn(of.deliverable, language);
  return (
    <span className="follow-line">
      <b dir="ltr">{of.owner.map((one) => partyShort(station, one)).join(", ")}</b>:{" "}
      <ForeignLine text={what?.text ?? ""} language={what?.language ?? ""} />{" "}
      {of.dueMs === null ? <em>{say("commitment.no-due")}</em> : (
        <time className="dtg" dateTime={iso(of.dueMs)} dir="ltr">{zuluDay(of.dueMs)}</time>
      )}
    </span>
  );
}
