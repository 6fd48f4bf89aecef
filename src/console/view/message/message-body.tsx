// The head and the texts of a message: the original, which prevails, and its courtesy translations beside it.

import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { bearerName } from "../../model/bearer.ts";
import { dtg, iso } from "../../model/format.ts";
import { channelOf, deskName, handlingName, nameIn, partyShort, wordNames } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { ForeignLine, ForeignText } from "./foreign.tsx";
import { Level } from "./level.tsx";

interface Parts {
  readonly message: MessageView;
  readonly station: StationView;
}

/** Precedence, date-time group, entry label, label of handling, who, subject. */
export function MessageHead(props: Parts): ReactNode {
  const { message, station } = props;
  const { say, language } = useWords();
  const desk = deskName(station, message.party, message.desk, language);
  const label = handlingName(channelOf(station, message.channel), message.handling, language);
  return (
    <header className="message-head" data-level={message.precedence}>
      <div className="message-head-line">
        <Level precedence={message.precedence} flashing={message.waitsForTake} />
        <time className="dtg" dateTime={iso(message.timeMs)} dir="ltr" title={iso(message.timeMs)}>
          {message.dtg}
        </time>
        <span className="entry-label" dir="ltr">
          {message.label}
        </span>
        {message.handling !== "" && (
          <bdi className="handling" lang={label.language || undefined}>
            {label.text}
          </bdi>
        )}
      </div>
      <p className="message-from">
        {say(message.direction === "in" ? "message.from" : "message.from-us")}{" "}
        <strong>{partyShort(station, message.party)}</strong> <bdi lang={desk.language || undefined}>{desk.text}</bdi>
        {message.capacity !== "" && (
          <>
            {" "}
            · <ForeignLine text={message.capacity} language={message.language} />
          </>
        )}
      </p>
      <h2 className="message-subject">
        {station.world === "exercise" && <span className="exercise-mark">{say("world.exercise")}</span>}
        <Subject message={message} station={station} />
      </h2>
      <Standing message={message} station={station} />
    </header>
  );
}

/**
 * A message's subject in one line; a pre-agreed word stands for it where there is none. `courtesy` takes a translation
 * in the reader's language where there is one: a list must be understood at a glance, the message itself shows both.
 */
export function Subject(props: Parts & { readonly courtesy?: boolean }): ReactNode {
  const { message, station } = props;
  const { say, language } = useWords();
  if (message.unreadable) return say("message.unreadable");
  const translated =
    props.courtesy === true && message.language !== language
      ? message.translations.find((one) => one.language === language && one.subject !== "")
      : undefined;
  if (translated !== undefined) return <ForeignLine text={translated.subject} language={language} />;
  if (message.subject !== "") return <ForeignLine text={message.subject} language={message.language} />;
  const word =
    message.word === null ? null : nameIn(wordNames(channelOf(station, message.channel), message.word), language);
  if (word !== null) return <bdi lang={word.language}>{word.text}</bdi>;
  return message.word ?? say("message.no-subject");
}

/** What has become of the message since: corrected, replaced, withdrawn; and what it is about. */
function Standing(props: Parts): ReactNode {
  const { message } = props;
  const { say } = useWords();
  return (
    <>
      {message.relation !== null && (
        <p className="standing">
          {say(`relation.${message.relation.kind}`)} <Other object={message.relation.object} />
        </p>
      )}
      {message.correctedBy.map((object) => (
        <p key={object} className="standing standing-strong">
          {say("standing.corrected")} <Other object={object} />
        </p>
      ))}
      {message.supersededBy.map((object) => (
        <p key={object} className="standing standing-strong">
          {say("standing.superseded")} <Other object={object} />
        </p>
      ))}
      {message.cancelled !== null && (
        <p className="standing standing-strong">
          {say("standing.cancelled", { label: message.cancelled.label, time: dtg(message.cancelled.timeMs) })}
          {message.cancelled.reason !== null && (
            <>
              {" "}
              <ForeignLine text={message.cancelled.reason} />
            </>
          )}
        </p>
      )}
      {message.revoked && <p className="standing standing-strong">{say("standing.revoked")}</p>}
      {message.proofPending && <p className="standing">{say("standing.proof-pending")}</p>}
      {message.memoryUnconfirmed && <p className="standing">{say("memory.unconfirmed")}</p>}
      <CameBy message={message} />
      {message.returned && <p className="standing">{say("memory.returned")}</p>}
    </>
  );
}

/** What brought the message, said once: however often it came since, it is one message. */
function CameBy(props: { readonly message: MessageView }): ReactNode {
  const { cameBy, byCourier } = props.message;
  const words = useWords();
  if (byCourier) return <p className="standing">{words.say("courier.came")}</p>;
  if (cameBy === null) return null;
  return <p className="standing">{words.say("message.came-by", { bearer: bearerName(words, cameBy) })}</p>;
}

/** Another message by its label, to be opened. */
function Other(props: { readonly object: string }): ReactNode {
  const { messages } = useKnown();
  const { acts } = useConsole();
  const other = messages.get(props.object);
  if (other === undefined)
    return (
      <span className="hash" dir="ltr">
        {props.object.slice(0, 16)}
      </span>
    );
  return (
    <PressButton tone="quiet" onPress={() => acts.select(props.object)}>
      <span dir="ltr">{other.label}</span>
    </PressButton>
  );
}

/** The texts side by side. Each says its language and whose it is; only the first binds. */
export function MessageTexts(props: Parts): ReactNode {
  const { message, station } = props;
  const { say } = useWords();
  if (message.unreadable) return <p className="detail detail-warning">{say("message.unreadable.detail")}</p>;
  const names = message.word === null ? [] : wordNames(channelOf(station, message.channel), message.word);
  const count = (message.text === "" ? 0 : 1) + message.translations.length;
  return (
    <>
      {names.length > 0 && <WordTexts names={names} code={message.word ?? ""} />}
      {count > 0 && (
        <div className="texts" data-count={count}>
          {message.text !== "" && (
            <section className="text-column text-original">
              <h3>
                <LanguageTag tag={message.language} /> <span className="text-kind">{say("text.original")}</span>
              </h3>
              <ForeignText text={message.text} language={message.language} />
            </section>
          )}
          {message.translations.map((one) => (
            <section key={one.label} className="text-column">
              <h3>
                <LanguageTag tag={one.language} />{" "}
                <span className="text-kind">
                  {say("text.translation", { label: one.label })}
                </span>
              </h3>
              {one.subject !== "" && (
                <p className="text-subject" dir="auto">
                  <ForeignLine text={one.subject} language={one.language} />
                </p>
              )}
              <ForeignText text={one.text} language={one.language} />
              {one.doubts.length > 0 && (
                <ul className="doubts" aria-label={say("text.doubts")}>
                  {one.doubts.map((doubt, index) => (
                    <li key={index}>
                      <ForeignLine text={doubt} language={one.language} />
                    </li>
                  ))}
                </ul>
              )}
            </section>
          ))}
        </div>
      )}
    </>
  );
}

/** A pre-agreed word in every language of the charter: no translator stands between. */
export function WordTexts(props: {
  readonly names: readonly { readonly language: string; readonly text: string }[];
  readonly code: string;
}): ReactNode {
  const { say } = useWords();
  return (
    <section className="word-texts">
      <h3>
        {say("text.word")} <code dir="ltr">{props.code}</code>
      </h3>
      <ul>
        {props.names.map((one) => (
          <li key={one.language}>
            <LanguageTag tag={one.language} /> <bdi lang={one.language}>{one.text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A language's name in the reader's language, or its tag. */
export function LanguageTag(props: { readonly tag: string }): ReactNode {
  const { language } = useWords();
  return <span className="language-tag">{languageName(props.tag, language)}</span>;
}

/** The name of a language tag as a reader calls it. */
export function languageName(tag: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;
  } catch {
    // A tag from outside may be none.
    return tag;
  }
}
