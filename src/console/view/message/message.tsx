// Screen 3: one message whole, with everything said about it, each line signed.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { MessageView, StationView, ThreadView } from "../../../api/views.ts";
import { groups, iso } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown, useSelected } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { MessageActions } from "./actions.tsx";
import { Chain } from "./chain.tsx";
import { CodePoints } from "./code-point-table.tsx";
import { Addressee } from "./delivery.tsx";
import { MessageHead, MessageTexts } from "./message-body.tsx";
import { ThreadList } from "./thread-list.tsx";
import { TranslateForm } from "./translate-form.tsx";

/** The room; without a selected message it says how to choose one. */
export function MessageRoom(): ReactNode {
  const { station } = useKnown();
  const { say } = useWords();
  const message = useSelected();
  if (station === null) return null;
  if (message === null)
    return (
      <>
        <RoomTitle room="message" handling={null} />
        <p className="empty">{say("message.none")}</p>
      </>
    );
  return (
    <>
      <RoomTitle room="message" handling={message.handling} channel={message.channel} />
      <Whole key={message.object} message={message} station={station} />
    </>
  );
}

function Whole(props: { readonly message: MessageView; readonly station: StationView }): ReactNode {
  const { message, station } = props;
  const { store } = useConsole();
  const { say } = useWords();
  const [points, setPoints] = useState(false);
  const [translating, setTranslating] = useState(false);
  useCommand("back", () => setTranslating(false), translating);
  const thread = useThread(message);
  useEffect(() => {
    store.markShown(message.object);
  }, [store, message.object]);
  return (
    <article className="message-whole">
      {station.world === "exercise" && <p className="print-only print-exercise">{say("world.exercise")}</p>}
      <MessageHead message={message} station={station} />
      <div className="no-print">
        <MessageActions message={message} station={station} />
      </div>
      <Tools
        message={message}
        points={points}
        setPoints={setPoints}
        translating={translating}
        setTranslating={setTranslating}
      />
      {translating && <TranslateForm message={message} station={station} close={() => setTranslating(false)} />}
      {points ? <CodePoints message={message} /> : <MessageTexts message={message} station={station} />}
      <section aria-label={say("message.addressees")}>
        <ul className="addressees">
          {message.to.map((one) => (
            <Addressee key={`${one.party}${one.desk}`} message={message} addressee={one} station={station} role="to" />
          ))}
          {message.info.map((one) => (
            <Addressee
              key={`${one.party}${one.desk}`}
              message={message}
              addressee={one}
              station={station}
              role="info"
            />
          ))}
        </ul>
      </section>
      <Identity message={message} />
      {thread !== null && <Chain lines={thread.chain} station={station} />}
      {thread !== null && thread.thread.length > 1 && (
        <ThreadList thread={thread.thread} current={message.object} station={station} />
      )}
    </article>
  );
}

/** What names the message: date-time group, ISO time, entry, hashes. */
function Identity(props: { readonly message: MessageView }): ReactNode {
  const { message } = props;
  const { say } = useWords();
  return (
    <dl className="identity">
      <div>
        <dt>{say("identity.dtg")}</dt>
        <dd dir="ltr">
          {message.dtg} <time className="dim">{iso(message.timeMs)}</time>
        </dd>
      </div>
      <div>
        <dt>{say("identity.entry")}</dt>
        <dd>
          <bdi dir="ltr">{message.label}</bdi>{" "}
          <span className="dim">{say("identity.position", { seq: message.seq })}</span>
        </dd>
      </div>
      <div>
        <dt>{say("identity.short-hash")}</dt>
        <dd className="hash hash-short" dir="ltr">
          {message.shortHash}
        </dd>
      </div>
      <div>
        <dt>{say("identity.hash")}</dt>
        <dd className="hash" dir="ltr">
          {groups(message.leaf)}
        </dd>
      </div>
      {message.heldMs !== null && (
        <div>
          <dt>{say("identity.held")}</dt>
          <dd dir="ltr">{iso(message.heldMs)}</dd>
        </div>
      )}
    </dl>
  );
}

function Tools(props: {
  readonly message: MessageView;
  readonly points: boolean;
  readonly setPoints: (on: boolean) => void;
  readonly translating: boolean;
  readonly setTranslating: (on: boolean) => void;
}): ReactNode {
  const { message, points, setPoints, translating, setTranslating } = props;
  const { store, acts } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const copy = async (): Promise<void> => {
    const answer = await store.client.proof(message.object);
    if (answer.kind === "failed") return acts.notice("refused", reason(answer.code));
    const copied = await copyText(answer.value.text);
    acts.notice(copied ? "done" : "refused", say(copied ? "done.proof-copied" : "reason.no-clipboard"));
  };
  return (
    <div className="actions actions-quiet no-print">
      <CommandButton command="code-points" tone="quiet" expanded={points} run={() => setPoints(!points)}>
        {say("act.code-points")}
      </CommandButton>
      <CommandButton
        command="translate"
        tone="quiet"
        expanded={translating}
        disabled={message.unreadable}
        run={() => setTranslating(!translating)}
      >
        {say("act.translate")}
      </CommandButton>
      <CommandButton command="proof" tone="quiet" run={() => void copy()}>
        {say("act.proof")}
      </CommandButton>
      <CommandButton command="print" tone="quiet" run={() => window.print()}>
        {say("act.print")}
      </CommandButton>
    </div>
  );
}

/** The thread of a message, asked again whenever the message changes. */
function useThread(message: MessageView): ThreadView | null {
  const { store } = useConsole();
  const [thread, setThread] = useState<ThreadView | null>(null);
  useEffect(() => {
    let wanted = true;
    void store.client.thread(message.object).then((answer) => {
      if (wanted && answer.kind === "answer") setThread(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [store, message]);
  return thread;
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // In a frame, or without https, the clipboard may be closed to us.
    return false;
  }
}
