// Commitments made from the clauses of an adopted text: who owes what, to whom, by when, on whose word.

import { useState } from "react";
import type { ReactNode } from "react";

import type { FairCopyView } from "../../../api/text-views.ts";
import { partyShort } from "../../model/named.ts";
import { limitViewOf, newItem, outcomeOf, readingOf, scheduleOf } from "../../model/schedule-form.ts";
import type { ItemForm } from "../../model/schedule-form.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { Paged } from "../frame/paged.tsx";
import { languageName } from "../message/message-body.tsx";
import { MarkedText } from "../text/marked-text.tsx";
import type { OpenText } from "../text/text-page.tsx";
import { limitSentence } from "./limit.tsx";

/** The form, a clause after the other; what is chosen is proposed as one schedule, which all principals then accept. */
export function MakeSchedule(props: { readonly open: OpenText; readonly copy: FairCopyView }): ReactNode {
  const { open, copy } = props;
  const { view, station } = open;
  const { acts, store } = useConsole();
  const { say } = useWords();
  const send = useAct();
  const [items, setItems] = useState<readonly ItemForm[]>([]);
  const [nowMs] = useState(() => Math.floor(store.nowMs()));
  const channel = station.channels.find((one) => one.id === view.channel);
  const schedule = scheduleOf(items, view, copy, channel?.parties ?? [], nowMs);
  const change = (item: ItemForm): void => setItems(items.map((one) => (one.clause === item.clause ? item : one)));
  const propose = async (): Promise<void> => {
    const isDone = await send({ act: "commitment.propose", channel: view.channel, schedule }, say("schedule.done"));
    if (isDone) acts.go("commitments");
  };
  return (
    <section className="make-schedule" aria-label={say("schedule.make")}>
      <h3>{say("schedule.make")}</h3>
      <p className="hint">{say("schedule.make.what")}</p>
      <Paged all={copy.clauses}>
        {(shown, from) => (
          <ol className="copy-clauses">
            {shown.map((clause, at) => (clause.heading ? null : (
              <Clause
                key={from + at} open={open} texts={clause.texts} number={from + at + 1} nowMs={nowMs}
                item={items.find((one) => one.clause === from + at) ?? null} change={change}
                choose={(on) => setItems(on
                  ? [...items, newItem(station, view, copy, from + at)].sort((a, b) => a.clause - b.clause)
                  : items.filter((one) => one.clause !== from + at))}
              />
            )))}
          </ol>
        )}
      </Paged>
      <div className="actions">
        <PressButton tone={station.world} disabled={schedule === null} onPress={() => void propose()}>
          {say(`schedule.propose.${station.world}`)}
        </PressButton>
      </div>
    </section>
  );
}

/** A clause of the copy, and the commitment of it where it is chosen. */
function Clause(props: {
  readonly open: OpenText; readonly texts: readonly string[]; readonly number: number; readonly item: ItemForm | null;
  readonly choose: (on: boolean) => void; readonly change: (item: ItemForm) => void; readonly nowMs: number;
}): ReactNode {
  const { open, texts, number, item, choose } = props;
  const { say } = useWords();
  return (
    <li data-number={number}>
      <label className="check">
        <input type="checkbox" checked={item !== null} onChange={(event) => choose(event.target.checked)} />
        <span>{say("text.clause", { n: number })}</span>
      </label>
      <div className="clause-columns">
        {open.order.map((index) => (
          <MarkedText
            key={index} text={texts[index] ?? ""} language={open.view.languages[index] ?? ""} shorts={[]}
          />
        ))}
      </div>
      {item !== null && <Item open={open} item={item} change={props.change} nowMs={props.nowMs} />}
    </li>
  );
}

function Item(props: {
  readonly open: OpenText; readonly item: ItemForm; readonly change: (item: ItemForm) => void; readonly nowMs: number;
}): ReactNode {
  const { open: { view, station, order }, item, change } = props;
  const { say, language } = useWords();
  const all = { value: "", text: say("schedule.each") };
  const parties = view.principals.map((one) => ({ value: one, text: partyShort(station, one) }));
  const put = (list: readonly string[], index: number, words: string): readonly string[] =>
    list.map((one, at) => (at === index ? words : one));
  return (
    <div className="inline-form">
      <Choice
        label={say("schedule.owner")} value={item.owner.length === 1 ? item.owner[0] ?? "" : ""}
        onChange={(one) => change({ ...item, owner: one === "" ? view.principals : [one] })} choices={[all, ...parties]}
      />
      <Choice
        label={say("schedule.verifier")} value={item.verifiers[0] ?? ""} placeholder={say("schedule.verifier.creditor")}
        onChange={(one) => change({ ...item, verifiers: one === "" ? [] : [one] })}
        choices={(station.channels.find((one) => one.id === view.channel)?.parties ?? []).map((one) => (
          { value: one, text: partyShort(station, one) }
        ))}
      />
      <Choice
        label={say("schedule.convenor")} value={item.convenor ?? ""} placeholder={say("schedule.convenor.none")}
        onChange={(one) => change({ ...item, convenor: one === "" ? null : one })} choices={parties}
      />
      {order.map((index) => {
        const tag = view.languages[index] ?? "";
        const name = languageName(tag, language);
        return (
          <Writing
            key={index} label={say("schedule.phrase", { language: name })} hint={say("schedule.phrase-hint")}
            language={tag} max={300} value={item.phrase[index] ?? ""}
            onChange={(words) => change({ ...item, phrase: put(item.phrase, index, words), reading: null })}
          />
        );
      })}
      {order.map((index) => {
        const tag = view.languages[index] ?? "";
        return (
          <Writing
            key={index} label={say("schedule.evidence", { language: languageName(tag, language) })} language={tag}
            max={500} value={item.evidence[index] ?? ""}
            onChange={(words) => change({ ...item, evidence: put(item.evidence, index, words) })}
          />
        );
      })}
      <Reading {...props} />
      <label className="check">
        <input
          type="checkbox" checked={item.alarms} onChange={(event) => change({ ...item, alarms: event.target.checked })}
        />
        <span>{say("schedule.alarms")}</span>
      </label>
    </div>
  );
}

/** What the phrase is understood to mean; where it can mean two things the person says which. */
function Reading(props: Parameters<typeof Item>[0]): ReactNode {
  const { open: { view }, item, change, nowMs } = props;
  const words = useWords();
  const { say } = words;
  const outcome = outcomeOf(item, view.languages, nowMs);
  const reading = readingOf(item, view.languages, nowMs);
  if (outcome?.kind === "unknown") return <p role="status" className="refusing">{say("phrase.unknown")}</p>;
  return (
    <div className="form-end" role="status">
      {outcome?.kind === "question" && (
        <Choice
          label={say(`phrase.question.${outcome.question}`)} value={item.reading === null ? "" : String(item.reading)}
          placeholder={say("phrase.choose")}
          onChange={(value) => change({ ...item, reading: value === "" ? null : value === "0" ? 0 : 1 })}
          choices={outcome.readings.map((one, at) => ({
            value: String(at), text: limitSentence(limitViewOf(one.limit), words),
          }))}
        />
      )}
      {reading !== null && (
        <p>
          {say("phrase.means")} <strong>{limitSentence(limitViewOf(reading.limit), words)}</strong>{" "}
          {reading.assumed.map((one) => <span key={one} className="hint">{say(`phrase.assumed.${one}`)} </span>)}
        </p>
      )}
    </div>
  );
}
