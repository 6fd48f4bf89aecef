// The text of a read-back, drawn only from what the station sent: every field that will be signed, none left out.

import type { ReactNode } from "react";

import type { DraftContent, ReadBack, StationView } from "../../../api/views.ts";
import { channelOf, deskName, handlingName, partyShort, wordNames } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useKnown } from "../frame/context.tsx";
import { ForeignLine, ForeignText } from "../message/foreign.tsx";
import { Level } from "../message/level.tsx";
import { LanguageTag, WordTexts } from "../message/message-body.tsx";

/** The text as it will be signed. */
export function ReadBackText(props: { readonly readBack: ReadBack; readonly station: StationView }): ReactNode {
  const { content } = props.readBack.draft;
  const { station } = props;
  const { say } = useWords();
  const original = { language: content.language, subject: content.subject, text: content.text };
  return (
    <div className="read-back-text">
      <Terms content={content} station={station} />
      {content.word !== null && (
        <WordTexts names={wordNames(channelOf(station, content.channel), content.word)} code={content.word} />
      )}
      <div className="texts" data-count={1 + content.translations.length}>
        {(content.text !== "" || content.subject !== "") && (
          <Column text={original} kind={say("text.original")} first />
        )}
        {content.translations.map((one) => (
          <Column key={one.language} text={one} kind={say("read-back.translation")} />
        ))}
      </div>
    </div>
  );
}

/** Everything that is signed beside the texts. */
function Terms(props: { readonly content: DraftContent; readonly station: StationView }): ReactNode {
  const { content, station } = props;
  const { messages } = useKnown();
  const { say, language } = useWords();
  const label = handlingName(channelOf(station, content.channel), content.label, language);
  const { relation } = content;
  return (
    <dl>
      <Term name={say("compose.precedence")}>
        <Level precedence={content.precedence} />
      </Term>
      <Term name={say("address.to")}>
        <Places list={content.to} station={station} />
      </Term>
      {content.info.length > 0 && (
        <Term name={say("address.info")}>
          <Places list={content.info} station={station} />
        </Term>
      )}
      <Term name={say("read-back.from")}>
        <Places list={[{ party: station.party.id, desk: content.desk }]} station={station} />
        {content.capacity !== "" && <ForeignLine text={content.capacity} language={content.language} />}
      </Term>
      <Term name={say("compose.label")}>
        <bdi lang={label.language || undefined}>{label.text}</bdi>
      </Term>
      {relation !== null && (
        <Term name={say(`relation.${relation.kind}`)}>
          <bdi dir="ltr">{messages.get(relation.object)?.label ?? relation.object.slice(0, 16)}</bdi>
        </Term>
      )}
    </dl>
  );
}

function Term(props: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Column(props: {
  readonly text: { readonly language: string; readonly subject: string; readonly text: string };
  readonly kind: string;
  readonly first?: boolean;
}): ReactNode {
  const { language, subject, text } = props.text;
  return (
    <section className={`text-column${props.first === true ? " text-original" : ""}`}>
      <h3>
        <LanguageTag tag={language} /> <span className="text-kind">{props.kind}</span>
      </h3>
      {subject !== "" && (
        <p className="text-subject" dir="auto">
          <ForeignLine text={subject} language={language} />
        </p>
      )}
      <ForeignText text={text} language={language} />
    </section>
  );
}

function Places(props: { readonly list: DraftContent["to"]; readonly station: StationView }): ReactNode {
  const { language } = useWords();
  return (
    <ul className="places">
      {props.list.map((one) => {
        const desk = deskName(props.station, one.party, one.desk, language);
        return (
          <li key={`${one.party}${one.desk}`}>
            <strong>{partyShort(props.station, one.party)}</strong>{" "}
            <bdi lang={desk.language || undefined}>{desk.text}</bdi>
          </li>
        );
      })}
    </ul>
  );
}
