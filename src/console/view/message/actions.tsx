// What may be done about a message: take, answer, hold, refuse; of our own: put it right, withdraw it.

import { useState } from "react";
import type { ReactNode } from "react";

import type { Act } from "../../../api/acts.ts";
import type { MessageView, StationView } from "../../../api/views.ts";
import { answerDraft, replacementDraft, sentInErrorDraft } from "../../model/draft-form.ts";
import type { DraftForm, Prepared } from "../../model/draft-form.ts";
import { nextTimeOfDay, zuluMinutes } from "../../model/format.ts";
import { channelOf, nameIn } from "../../model/named.ts";
import { languageOf } from "../../model/preferences.ts";
import { ownAddressee } from "../../model/queue.ts";
import { loadCatalogue } from "../../words/catalogues.ts";
import { useWords, wordsOf } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, CommandButton, PressButton, Writing } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";

interface Parts {
  readonly message: MessageView;
  readonly station: StationView;
}
type Open = "hold" | "refuse" | "withdraw" | null;

/** The row of acts, and under it the form of the one that asks for more. Looking at a message does none of them. */
export function MessageActions(props: Parts): ReactNode {
  const { message, station } = props;
  const [open, setOpen] = useState<{ readonly object: string; readonly form: Open }>({
    object: message.object,
    form: null,
  });
  const form = open.object === message.object ? open.form : null;
  const toggle = (wanted: Open): void => setOpen({ object: message.object, form: form === wanted ? null : wanted });
  const close = (): void => toggle(null);
  useCommand("back", close, form !== null);
  return (
    <div className="actions-block">
      {message.direction === "in" ? (
        <IncomingActions message={message} station={station} form={form} toggle={toggle} />
      ) : (
        <OutgoingActions message={message} form={form} toggle={toggle} />
      )}
      {form === "hold" && <HoldForm message={message} station={station} close={close} />}
      {(form === "refuse" || form === "withdraw") && (
        <ReasonForm message={message} station={station} form={form} close={close} />
      )}
    </div>
  );
}

interface Toggling {
  readonly form: Open;
  readonly toggle: (wanted: Open) => void;
}

function IncomingActions(props: Parts & Toggling): ReactNode {
  const { message, station } = props;
  const { acts, desk } = useConsole();
  const { say, language } = useWords();
  const doAct = useAct();
  const own = ownAddressee(message, station.party.id);
  if (own === null || message.unreadable) return <p className="hint">{say("act.for-information")}</p>;
  const closed = own.state === "answered" || own.state === "refused";
  return (
    <div className="actions">
      <CommandButton
        command="take"
        tone={message.waitsForTake && props.form === null ? "main" : "plain"}
        disabled={own.taken !== null || closed}
        run={() => void doAct(
          { act: "message.take", object: message.object, desk: own.desk }, say("done.taken", { label: message.label }),
        )}
      >
        {say(own.taken === null ? "act.take" : "act.taken")}
      </CommandButton>
      <CommandButton
        command="answer"
        tone={!message.waitsForTake && !closed && props.form === null ? "main" : "plain"}
        run={() => acts.write(answerDraft(station, message, language))}
      >
        {say("act.answer")}
      </CommandButton>
      <CommandButton command="hold" expanded={props.form === "hold"} disabled={closed} run={() => props.toggle("hold")}>
        {say("act.hold")}
      </CommandButton>
      <CommandButton
        command="refuse"
        expanded={props.form === "refuse"}
        disabled={closed}
        run={() => props.toggle("refuse")}
      >
        {say("act.refuse")}
      </CommandButton>
      {desk.room === "watch" && <OpenButton object={message.object} />}
    </div>
  );
}

function OutgoingActions(props: { readonly message: MessageView } & Toggling): ReactNode {
  const { message } = props;
  const { acts, desk } = useConsole();
  const { say } = useWords();
  const ended = message.cancelled !== null;
  const prepare = usePreparedCorrection(message);
  return (
    <div className="actions">
      <CommandButton
        command="sent-in-error"
        disabled={ended}
        run={() =>
          void prepare().then((draft) => {
            acts.write(draft);
            acts.readBack(true);
          })
        }
      >
        {say("act.sent-in-error")}
      </CommandButton>
      <PressButton disabled={ended || message.unreadable} onPress={() => acts.write(replacementDraft(message))}>
        {say("act.replace")}
      </PressButton>
      <PressButton disabled={ended} expanded={props.form === "withdraw"} onPress={() => props.toggle("withdraw")}>
        {say("act.withdraw")}
      </PressButton>
      {desk.room === "watch" && <OpenButton object={message.object} />}
    </div>
  );
}

function OpenButton(props: { readonly object: string }): ReactNode {
  const { acts } = useConsole();
  const { say } = useWords();
  return (
    <CommandButton command="open" tone="quiet" run={() => acts.openMessage(props.object)}>
      {say("act.open")}
    </CommandButton>
  );
}

/** Holding: received, we shall answer. A time for the next word and a pre-agreed word are offered, never compulsory. */
function HoldForm(props: Parts & { readonly close: () => void }): ReactNode {
  const { message, station, close } = props;
  const { store } = useConsole();
  const { say, language } = useWords();
  const doAct = useAct();
  const [time, setTime] = useState("");
  const [word, setWord] = useState("");
  const channel = channelOf(station, message.channel);
  const nextWordByMs = time.trim() === "" ? null : nextTimeOfDay(time, store.nowMs());
  const wrong = time.trim() !== "" && nextWordByMs === null;
  const own = ownAddressee(message, station.party.id);
  const submit = async (): Promise<void> => {
    if (wrong || own === null) return;
    const act: Act = {
      act: "message.hold",
      object: message.object,
      desk: own.desk,
      nextWordByMs,
      word: word === "" ? null : word,
    };
    if (await doAct(act, say("done.held", { label: message.label }))) close();
  };
  return (
    <form
      className="inline-form"
      aria-label={say("act.hold")}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Writing
        label={say("hold.time")}
        value={time}
        onChange={setTime}
        focus
        max={6}
        invalid={wrong}
        hint={
          nextWordByMs === null ? say("hold.time.hint") : say("hold.time.read", { time: zuluMinutes(nextWordByMs) })
        }
      />
      <Choice
        label={say("hold.word")}
        value={word}
        onChange={setWord}
        placeholder={say("hold.no-word")}
        choices={(channel?.words ?? []).map((one) => {
          const name = nameIn(one.names, language);
          return {
            value: one.code,
            text: name?.text ?? one.code,
            ...(name === null ? {} : { language: name.language }),
          };
        })}
      />
      <div className="form-end">
        <button type="submit" className="button button-main" disabled={wrong}>
          {say("hold.release")}
        </button>
        <PressButton onPress={close}>{say("act.back")}</PressButton>
      </div>
    </form>
  );
}

/** Refusing, and withdrawing our own: a reason is offered, never compulsory. */
function ReasonForm(props: Parts & { readonly form: "refuse" | "withdraw"; readonly close: () => void }): ReactNode {
  const { message, station, form, close } = props;
  const { say } = useWords();
  const doAct = useAct();
  const [reason, setReason] = useState("");
  const submit = async (): Promise<void> => {
    const given = reason.trim() === "" ? null : reason;
    const { object } = message;
    const act: Act =
      form === "refuse"
        ? { act: "message.refuse", object, desk: ownAddressee(message, station.party.id)?.desk ?? "", reason: given }
        : { act: "message.cancel", object, desk: message.desk, reason: given };
    const done = form === "refuse" ? "done.refused" : "done.withdrawn";
    if (await doAct(act, say(done, { label: message.label }))) close();
  };
  return (
    <form
      className="inline-form"
      aria-label={say(`act.${form}`)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Writing
        label={say("reason.field")}
        hint={say("reason.hint")}
        value={reason}
        onChange={setReason}
        max={2_000}
        focus
      />
      <div className="form-end">
        <button type="submit" className="button button-main">
          {say(`${form}.release`, { label: message.label })}
        </button>
        <PressButton onPress={close}>{say("act.back")}</PressButton>
      </div>
    </form>
  );
}

/**
 * The correction in every language of the channel that the console speaks: nobody there should wait for a
 * translator.
 */
function usePreparedCorrection(message: MessageView): () => Promise<DraftForm> {
  const { station } = useKnown();
  const words = useWords();
  return async () => {
    const spoken = (station === null ? null : channelOf(station, message.channel))?.languages ?? [];
    const tags = [...new Set([message.language, words.language, ...spoken])].filter((tag) => spoken.includes(tag));
    const prepared = await Promise.all(
      tags.map(async (tag): Promise<Prepared | null> => {
        const language = languageOf(tag);
        const catalogue = language === null ? null : await loadCatalogue(language).catch(() => null);
        if (language === null || catalogue?.["sent-in-error.text"] === undefined) return null;
        const { say } = wordsOf(language, catalogue);
        const { label } = message;
        return {
          language: tag,
          subject: say("sent-in-error.subject", { label }),
          text: say("sent-in-error.text", { label }),
        };
      }),
    );
    const [first, ...others] = prepared.filter((one) => one !== null);
    const { label } = message;
    return sentInErrorDraft(
      message,
      first ?? {
        language: message.language,
        subject: words.say("sent-in-error.subject", { label }),
        text: words.say("sent-in-error.text", { label }),
      },
      others,
    );
  };
}
