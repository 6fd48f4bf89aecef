// Screens 7 to 10, joint texts: which there are, and the one that is open.

import { useState } from "react";
import type { ReactNode } from "react";

import type { TextSummary } from "../../../api/text-views.ts";
import type { StationView } from "../../../api/views.ts";
import { dtg, iso } from "../../model/format.ts";
import { nameIn, openChannels, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { BeginText } from "./begin-text.tsx";
import { TextPage } from "./text-page.tsx";

/** The room: the texts, or the one that is open. */
export function TextsRoom(): ReactNode {
  const { station } = useKnown();
  const { desk } = useConsole();
  if (station === null) return null;
  return desk.text === null ? <TextList station={station} /> : <TextPage object={desk.text} station={station} />;
}

function TextList(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { acts, store } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [beginning, setBeginning] = useState(false);
  const { value, failure } = useAsked("texts", () => store.client.texts());
  const may = officer?.roles.includes("negotiator") === true && openChannels(station).length > 0;
  useCommand("back", () => (beginning ? setBeginning(false) : acts.go("watch")));
  return (
    <>
      <RoomTitle room="texts" handling={null}>
        {may && (
          <div className="begin">
            <PressButton tone="main" expanded={beginning} onPress={() => setBeginning(!beginning)}>
              {say("text.begin")}
            </PressButton>
          </div>
        )}
      </RoomTitle>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
      {beginning && <BeginText station={station} onEnd={() => setBeginning(false)} />}
      {value?.length === 0 && !beginning && <p className="empty">{say("text.none")}</p>}
      <ul className="text-list">
        {value?.map((text) => (
          <li key={text.object}>
            <TextRow text={text} station={station} />
          </li>
        ))}
      </ul>
    </>
  );
}

function TextRow(props: { readonly text: TextSummary; readonly station: StationView }): ReactNode {
  const { text, station } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  const title = nameIn(text.title, language);
  return (
    <article className="text-card" data-state={text.state}>
      <h2>
        <button type="button" className="link-button" onClick={() => acts.openText(text.object)}>
          <ForeignLine text={title?.text ?? ""} language={title?.language ?? ""} />
        </button>
      </h2>
      <p className="text-facts">
        <TextState text={text} />
        <span>{say(`text.purpose.${text.purpose}`)}</span>
        <span dir="ltr">{text.principals.map((one) => partyShort(station, one)).join(" – ")}</span>
      </p>
      <Share text={text} />
      <Move text={text} station={station} />
      {text.untilMs !== null && text.adoptedAtMs === null && (
        <p className="hint">
          {say("text.until")} <time dateTime={iso(text.untilMs)} dir="ltr">{dtg(text.untilMs)}</time>
        </p>
      )}
    </article>
  );
}

/** The state of a text, in a word that no other state has. */
export function TextState(props: { readonly text: TextSummary }): ReactNode {
  const { say } = useWords();
  return <span className="chip" data-state={props.text.state}>{say(`text.state.${props.text.state}`)}</span>;
}

/** How much of it has no brackets. */
export function Share(props: { readonly text: TextSummary }): ReactNode {
  const { clauses, settled, bracketed, reserved, open } = props.text;
  const { say } = useWords();
  return (
    <p className="text-share">
      <progress max={Math.max(1, clauses)} value={settled} aria-hidden="true" />
      <span>{say("text.share", { settled, clauses })}</span>
      {bracketed > 0 && <span>{say("text.share.bracketed", { n: bracketed })}</span>}
      {reserved > 0 && <span>{say("text.share.reserved", { n: reserved })}</span>}
      {open > 0 && <span>{say("text.share.open", { n: open })}</span>}
    </p>
  );
}

/** Whose move it is: ours first, whoever else has one. */
export function Move(props: { readonly text: TextSummary; readonly station: StationView }): ReactNode {
  const { text: { waitsFor }, station } = props;
  const { say } = useWords();
  if (waitsFor.length === 0) return null;
  if (waitsFor.includes(station.party.id)) return <p><strong>{say("text.waits-for-us")}</strong></p>;
  return <p>{say("text.waits-for", { parties: shorts(station, waitsFor) })}</p>;
}

/** Short codes of parties, as they stand in a sentence. */
export function shorts(station: StationView, parties: readonly string[]): string {
  return parties.map((one) => partyShort(station, one)).join(", ");
}
