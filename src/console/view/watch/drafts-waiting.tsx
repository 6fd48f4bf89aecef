// Drafts that are not released: our own to go on with, and those that wait for a second person.

import { useId } from "react";
import type { ReactNode } from "react";

import type { DraftView, StationView } from "../../../api/views.ts";
import { approvalOf, draftForm } from "../../model/draft-form.ts";
import { zuluOrDtg } from "../../model/format.ts";
import { channelOf, nameIn, wordNames } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown, useNow } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { Level } from "../message/level.tsx";

/** The list of drafts; nothing when there are none. */
export function DraftsWaiting(props: { readonly station: StationView }): ReactNode {
  const { drafts } = useKnown();
  const { say } = useWords();
  const id = useId();
  if (drafts.length === 0) return null;
  return (
    <section className="queue" aria-labelledby={id}>
      <h2 id={id}>
        <span>{say("drafts.title")}</span> <span className="queue-count">{drafts.length}</span>
      </h2>
      <ul className="drafts">
        {drafts.map((one) => (
          <li key={one.object}>
            <Draft draft={one} station={props.station} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Draft(props: { readonly draft: DraftView; readonly station: StationView }): ReactNode {
  const { draft, station } = props;
  const { officer, messages } = useKnown();
  const { acts } = useConsole();
  const { say, language } = useWords();
  const nowMs = useNow();
  const waiting = draft.approvals.length > 0;
  // What somebody else wrote is read back; one's own is first gone on with.
  const others = draft.officer !== officer?.name;
  const mine = approvalOf(draft, officer, messages.values());
  const word =
    draft.content.word === null
      ? null
      : nameIn(wordNames(channelOf(station, draft.content.channel), draft.content.word), language);
  const open = (readBack: boolean): void => {
    acts.write(draftForm(draft));
    acts.readBack(readBack);
  };
  return (
    <div className="row" data-level={draft.content.precedence}>
      <div className="row-head">
        <Level precedence={draft.content.precedence} />
        <time dir="ltr">{zuluOrDtg(draft.savedMs, nowMs)}</time>
      </div>
      <p className="row-subject">
        {draft.content.subject !== "" ? (
          <ForeignLine text={draft.content.subject} language={draft.content.language} />
        ) : word !== null ? (
          <bdi lang={word.language}>{word.text}</bdi>
        ) : (
          say("message.no-subject")
        )}
      </p>
      <p className="row-foot">
        {say(waiting ? "drafts.approved" : "drafts.unapproved", {
          n: draft.approvals.length,
          needed: draft.personsNeeded,
        })}
        {mine === "overtaken" && <> {say("read-back.overtaken")}</>}
      </p>
      <div className="actions">
        {(waiting || others) && mine !== "stands" && (
          <PressButton tone="main" onPress={() => open(true)}>
            {say("drafts.read-back")}
          </PressButton>
        )}
        <PressButton onPress={() => open(false)}>{say("drafts.edit")}</PressButton>
      </div>
    </div>
  );
}
