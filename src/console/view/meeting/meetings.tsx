// Meetings: which are to come and which were, one of them with its agenda, who comes, what sat, and its minutes.

import { useState } from "react";
import type { ReactNode } from "react";

import type { MeetingView } from "../../../api/meeting-views.ts";
import type { StationView } from "../../../api/views.ts";
import { iso, zuluDay, zuluMinutes } from "../../model/format.ts";
import { nameIn, openChannels, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { Accept, AgreementState, Digest } from "../text/copies.tsx";
import { shorts } from "../text/texts.tsx";
import { Convene } from "./convene.tsx";
import { Delegations } from "./delegations.tsx";
import { Sittings } from "./sittings.tsx";

/** The room. */
export function MeetingsRoom(): ReactNode {
  const { station, officer } = useKnown();
  const { acts, store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [convening, setConvening] = useState(false);
  const { value, failure } = useAsked("meetings", () => store.client.meetings());
  useCommand("back", () => (convening ? setConvening(false) : acts.go("watch")));
  if (station === null) return null;
  const may = officer?.roles.includes("negotiator") === true;
  const nowMs = store.nowMs();
  const all = value ?? [];
  const coming = all.filter((one) => one.endsMs >= nowMs).sort((a, b) => a.beginsMs - b.beginsMs);
  const past = all.filter((one) => one.endsMs < nowMs);
  return (
    <>
      <RoomTitle room="meetings" handling={null}>
        {may && openChannels(station).length > 0 && (
          <div className="begin">
            <PressButton tone="main" expanded={convening} onPress={() => setConvening(!convening)}>
              {say("meeting.convene")}
            </PressButton>
          </div>
        )}
      </RoomTitle>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
      {convening && <Convene station={station} known={all} onEnd={() => setConvening(false)} />}
      {all.length === 0 && !convening && <p className="empty">{say("meeting.none")}</p>}
      {coming.map((one) => <Meeting key={one.object} meeting={one} station={station} may={may} />)}
      {past.length > 0 && <h2>{say("meeting.past")}</h2>}
      {past.map((one) => <Meeting key={one.object} meeting={one} station={station} may={may} />)}
    </>
  );
}

/** What every part of a meeting needs. */
export interface MeetingParts {
  readonly meeting: MeetingView;
  readonly station: StationView;
  /** Whether this officer may say something of it for our party. */
  readonly may: boolean;
}

function Meeting(props: MeetingParts): ReactNode {
  const { meeting, station } = props;
  const { say, language } = useWords();
  const [open, setOpen] = useState(false);
  const may = props.may && meeting.principals.includes(station.party.id);
  const title = nameIn(meeting.title, language);
  return (
    <article className="fair-copy meeting" data-state={meeting.state} aria-label={title?.text ?? ""}>
      <header className="clause-head">
        <span className="chip" data-state={meeting.state === "convened" ? "settled" : "open"}>
          {say(`meeting.state.${meeting.state}`)}
        </span>
        <time className="dtg" dateTime={iso(meeting.beginsMs)} dir="ltr">
          {zuluDay(meeting.beginsMs)} {zuluMinutes(meeting.beginsMs)}
        </time>
        <span>{shorts(station, meeting.principals)}</span>
        <span className="entry-label" dir="ltr">{meeting.label}</span>
      </header>
      <h3>
        {station.world === "exercise" && <span className="exercise-mark">{say("world.exercise")}</span>}{" "}
        <ForeignLine text={title?.text ?? ""} language={title?.language ?? ""} />
      </h3>
      <Where {...props} />
      {meeting.regrets.map((one) => (
        <p key={one.party} className="reserving">
          {say("meeting.regrets", { party: partyShort(station, one.party) })}{" "}
          {one.reason !== null && <ForeignLine text={one.reason.text} language={one.reason.language} />}
        </p>
      ))}
      {meeting.replacedBy !== null && <p>{say("meeting.replaced-by")}</p>}
      <div className="actions">
        <PressButton tone="quiet" expanded={open} onPress={() => setOpen(!open)}>{say("meeting.open")}</PressButton>
      </div>
      {(open || meeting.state === "proposed") && (
        <>
          <Digest digest={meeting.digest} />
          <AgreementState agreement={meeting.agreement} station={station} />
          <Accept object={meeting.object} agreement={meeting.agreement} station={station} />
        </>
      )}
      {open && (
        <>
          <Agenda {...props} />
          <Delegations {...props} may={may} />
          <Sittings {...props} may={may} />
          <Minutes {...props} />
        </>
      )}
    </article>
  );
}

function Where(props: MeetingParts): ReactNode {
  const { meeting, station } = props;
  const { say, language } = useWords();
  const host = meeting.host === null ? null : nameIn(meeting.host.names, language);
  return (
    <p className="text-facts">
      <span>{say(`meeting.level.${meeting.level}`)}</span>
      <span><ForeignLine text={meeting.venue} /></span>
      {host !== null && (
        <span>
          {say("meeting.host")} <ForeignLine text={host.text} language={host.language} />
          {meeting.host?.party != null && <> ({partyShort(station, meeting.host.party)})</>}
        </span>
      )}
      <span>
        {say("meeting.until")}{" "}
        <time className="dtg" dateTime={iso(meeting.endsMs)} dir="ltr">
          {zuluDay(meeting.endsMs)} {zuluMinutes(meeting.endsMs)}
        </time>
      </span>
    </p>
  );
}

function Agenda(props: MeetingParts): ReactNode {
  const { meeting: { agenda } } = props;
  const { say, language } = useWords();
  if (agenda.length === 0) return null;
  return (
    <section>
      <h4>{say("meeting.agenda")}</h4>
      <ol className="copy-clauses">
        {agenda.map((item, at) => {
          const name = nameIn(item, language);
          return (
            <li key={at} data-number={at + 1}>
              <ForeignLine text={name?.text ?? ""} language={name?.language ?? ""} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Texts of the meeting: minutes, and what it worked on. */
function Minutes(props: MeetingParts): ReactNode {
  const { meeting: { texts } } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  if (texts.length === 0) return null;
  return (
    <section>
      <h4>{say("meeting.texts")}</h4>
      <ul>
        {texts.map((one) => {
          const title = nameIn(one.title, language);
          return (
            <li key={one.object}>
              <button type="button" className="link-button" onClick={() => acts.openText(one.object)}>
                {say(`text.purpose.${one.purpose}`)}:{" "}
                <ForeignLine text={title?.text ?? ""} language={title?.language ?? ""} />
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
