// Screen 15, the pocket brief: one page that an aide reads on a phone. It shows no text above its label, and there is
// nothing on it to press but the language and the way out.

import { useId } from "react";
import type { ReactNode } from "react";

import type { FollowView } from "../../../api/commitment-views.ts";
import type { TextSummary } from "../../../api/text-views.ts";
import type { MessageView, StationView } from "../../../api/views.ts";
import { briefDayMs, briefLinesMax, briefState, dayCounts, deadlines, mayShow, waitsForUs } from "../../model/brief.ts";
import type { Deadline } from "../../model/brief.ts";
import { dtg, iso, zulu } from "../../model/format.ts";
import { channelOf, handlingName, nameIn, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { FollowLines, Line } from "../commitment/follow-lines.tsx";
import { useAsked } from "../frame/asked.ts";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { LanguageChoice } from "../frame/language-choice.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { Level } from "../message/level.tsx";
import { shorts } from "../text/texts.tsx";

/** The page. */
export function Brief(): ReactNode {
  const { station, messages } = useKnown();
  const { store } = useConsole();
  const since = station === null ? null : String(Math.floor(station.nowMs / briefDayMs) * briefDayMs - briefDayMs);
  const follow = useAsked(`follow ${since}`, () => store.client.follow(since)).value;
  const texts = useAsked("texts", () => store.client.texts()).value ?? [];
  if (station === null) return null;
  const given = { station, messages: [...messages.values()], texts, follow };
  return (
    <>
      <BriefHead station={station} />
      <State station={station} />
      <Waits {...given} />
      {follow !== null && <FollowLines follow={follow} station={station} />}
      <Day {...given} />
      <Deadlines {...given} />
    </>
  );
}

interface Given {
  readonly station: StationView;
  readonly messages: readonly MessageView[];
  readonly texts: readonly TextSummary[];
  readonly follow: FollowView | null;
}

/** Whose brief it is, and as of when. */
function BriefHead(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { store } = useConsole();
  const { say, language } = useWords();
  const name = nameIn(station.party.names, language);
  return (
    <header className="brief-head">
      <p className="brief-whose">
        <span className={`mode mode-${station.world}`}>{say(`world.${station.world}`)}</span>{" "}
        <b dir="ltr">{station.party.short}</b>{" "}
        {name !== null && <bdi lang={name.language}>{name.text}</bdi>}
      </p>
      <h1>{say("brief.title")}</h1>
      <p className="hint">
        {say("brief.as-of")} <time className="dtg" dateTime={iso(station.nowMs)} dir="ltr">{dtg(station.nowMs)}</time>
      </p>
      <div className="brief-tools no-print">
        <LanguageChoice />
        <PressButton tone="quiet" onPress={() => void store.signOut()}>{say("settings.sign-out")}</PressButton>
      </div>
    </header>
  );
}

/** How things stand in one sentence; a silent station is said before it, for then nothing below is live. */
function State(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { linkLostMs } = useKnown();
  const { say } = useWords();
  const state = briefState(station);
  const sentence = say(`brief.state.${state.kind}`, {
    n: "n" in state ? state.n : 0, parties: "parties" in state ? shorts(station, state.parties) : "",
  });
  return (
    <section className="brief-state" data-state={state.kind} role="status">
      {linkLostMs !== null && (
        <p className="refusing">
          <strong>{say("banner.station-lost")}</strong> {say("banner.station-lost.detail", { time: zulu(linkLostMs) })}
        </p>
      )}
      <p><strong>{sentence}</strong></p>
    </section>
  );
}

function Section(props: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** What waits for our word: messages and texts. */
function Waits(props: Given): ReactNode {
  const { station } = props;
  const { say, language } = useWords();
  const { messages, texts } = waitsForUs(station, props.messages, props.texts);
  const left = Math.max(0, messages.length - briefLinesMax) + Math.max(0, texts.length - briefLinesMax);
  return (
    <Section title={say("brief.waits")}>
      {messages.length + texts.length === 0 && <p className="empty">{say("brief.waits.none")}</p>}
      <ul className="brief-list">
        {messages.slice(0, briefLinesMax).map((one) => (
          <li key={one.object}><MessageLine message={one} station={station} /></li>
        ))}
        {texts.slice(0, briefLinesMax).map((one) => {
          const title = nameIn(one.title, language);
          return (
            <li key={one.object}>
              <span className="chip" data-state={one.state}>{say(`text.state.${one.state}`)}</span>{" "}
              <ForeignLine text={title?.text ?? ""} language={title?.language ?? ""} />{" "}
              <span className="hint">{say("text.share", { settled: one.settled, clauses: one.clauses })}</span>
            </li>
          );
        })}
      </ul>
      {left > 0 && <p className="hint">{say("brief.more", { n: left })}</p>}
    </Section>
  );
}

/** A message by its level, sender and time; its subject only where its label lets it stand here. */
function MessageLine(props: { readonly message: MessageView; readonly station: StationView }): ReactNode {
  const { message, station } = props;
  const { say, language } = useWords();
  const label = handlingName(channelOf(station, message.channel), message.handling, language);
  return (
    <>
      <Level precedence={message.precedence} />{" "}
      <b dir="ltr">{partyShort(station, message.party)}</b>{" "}
      <span className="dtg" dir="ltr">{message.dtg}</span>{" "}
      {mayShow(station, message)
        ? <ForeignLine text={message.subject} language={message.language} />
        : <span className="hint">{say("brief.withheld")}</span>}{" "}
      {label.text !== "" && <bdi className="hint" lang={label.language}>{label.text}</bdi>}
    </>
  );
}

/** The last 24 hours as numbers. */
function Day(props: Given): ReactNode {
  const { station, messages, texts, follow } = props;
  const { say } = useWords();
  const counts = dayCounts(messages, texts, follow, station.nowMs);
  return (
    <Section title={say("brief.day")}>
      <dl className="brief-counts">
        {(["in", "out", "flash", "texts", "adopted", "moved"] as const).map((one) => (
          <div key={one}>
            <dt>{say(`brief.day.${one}`, { level: say("precedence.FLASH") })}</dt>
            <dd><bdi dir="ltr">{counts[one]}</bdi></dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Deadlines(props: Given): ReactNode {
  const { station, messages, texts, follow } = props;
  const { say } = useWords();
  const next = deadlines(station, messages, texts, follow);
  return (
    <Section title={say("brief.deadlines")}>
      {next.length === 0 && <p className="empty">{say("brief.deadlines.none")}</p>}
      <ol className="brief-list">
        {next.map((one) => (
          <li key={`${one.kind} ${idOf(one)}`}>
            <time className="dtg" dateTime={iso(one.atMs)} dir="ltr">{dtg(one.atMs)}</time>{" "}
            <What of={one} station={station} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function idOf(one: Deadline): string {
  return one.kind === "answer" ? one.message.object : one.kind === "text" ? one.text.object : one.commitment.id;
}

function What(props: { readonly of: Deadline; readonly station: StationView }): ReactNode {
  const { of, station } = props;
  const { say, language } = useWords();
  if (of.kind === "commitment") return <Line of={of.commitment} station={station} />;
  if (of.kind === "answer") {
    return <>{say("brief.answer")} <MessageLine message={of.message} station={station} /></>;
  }
  const title = nameIn(of.text.title, language);
  return <>{say("brief.accept")} <ForeignLine text={title?.text ?? ""} language={title?.language ?? ""} /></>;
}
