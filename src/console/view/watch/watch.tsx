// Screen 1, the watch: three lists of what waits, and the message that is looked at.

import { useEffect, useMemo } from "react";
import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { newDraft, withWord } from "../../model/draft-form.ts";
import { openChannels, partyShort } from "../../model/named.ts";
import { neighbour, queueOf, queues, queuesOf, waitingOrder } from "../../model/queue.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { CommandButton } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown, useSelected } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { MessageActions } from "../message/actions.tsx";
import { Addressee } from "../message/delivery.tsx";
import { MessageHead, MessageTexts } from "../message/message-body.tsx";
import { DraftsWaiting } from "./drafts-waiting.tsx";
import { QueueList } from "./queue-list.tsx";
import { Settled } from "./settled.tsx";

/** The room. */
export function WatchRoom(): ReactNode {
  const { station, messages, recordTotal } = useKnown();
  const { desk, acts } = useConsole();
  const { say } = useWords();
  const ownParty = station?.party.id ?? "";
  const lists = useMemo(() => queuesOf(messages.values(), ownParty), [messages, ownParty]);
  const order = waitingOrder(lists);
  const selected = useSelected();
  const first = order[0] ?? null;
  useCommand("next", () => acts.select(neighbour(order, desk.selected, 1)));
  useCommand("previous", () => acts.select(neighbour(order, desk.selected, -1)));
  useEffect(() => {
    // Something should stand in the pane, but what somebody reads is never exchanged under their eyes.
    if (desk.selected === null && first !== null) acts.select(first);
  }, [desk.selected, first, acts]);
  if (station === null) return null;
  return (
    <>
      <RoomTitle
        room="watch"
        handling={selected?.handling ?? null}
        {...(selected === null ? {} : { channel: selected.channel })}
      >
        <Begin station={station} />
        {recordTotal !== null && <span className="record-total">{say("record.total", { n: recordTotal })}</span>}
      </RoomTitle>
      <div className="watch">
        <div className="queues">
          {queues.map((name) => (
            <QueueList key={name} name={name} items={lists[name]} station={station} />
          ))}
          <DraftsWaiting station={station} />
          <Settled messages={messages} station={station} />
        </div>
        <div className="pane" id="message-pane">
          {selected === null ? (
            <p className="empty">{say("watch.empty")}</p>
          ) : (
            <Pane message={selected} station={station} />
          )}
        </div>
      </div>
    </>
  );
}

/** What begins without a message: writing, a pre-agreed word, a line test. */
function Begin(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  const channel = openChannels(station)[0] ?? null;
  const doAct = useAct();
  const other = station.lines[0]?.party ?? null;
  return (
    <div className="begin">
      <CommandButton command="compose" disabled={channel === null} run={() => acts.write(newDraft(station, language))}>
        {say("act.compose")}
      </CommandButton>
      <CommandButton
        command="word"
        disabled={channel === null || channel.words.length === 0}
        run={() => acts.write(withWord(newDraft(station, language), channel, channel?.words[0]?.code ?? null))}
      >
        {say("act.word")}
      </CommandButton>
      <CommandButton
        command="line-test"
        disabled={other === null}
        run={() =>
          void (other === null
            ? null
            : doAct({ act: "line.test", party: other }, say("done.line-test", { label: partyShort(station, other) })))
        }
      >
        {say("act.line-test")}
      </CommandButton>
    </div>
  );
}

/** The message pane. Looking at it counts as seen before a release; it is never a receipt. */
function Pane(props: { readonly message: MessageView; readonly station: StationView }): ReactNode {
  const { message, station } = props;
  const { store } = useConsole();
  const { say } = useWords();
  useEffect(() => {
    store.markShown(message.object);
  }, [store, message.object]);
  return (
    <article
      className="message-pane"
      aria-label={say("watch.pane", { label: message.label })}
      data-queue={queueOf(message) ?? "none"}
    >
      <MessageHead message={message} station={station} />
      <MessageActions key={message.object} message={message} station={station} />
      <MessageTexts message={message} station={station} />
      <ul className="addressees">
        {message.to.map((one) => (
          <Addressee key={`${one.party}${one.desk}`} message={message} addressee={one} station={station} role="to" />
        ))}
        {message.info.map((one) => (
          <Addressee key={`${one.party}${one.desk}`} message={message} addressee={one} station={station} role="info" />
        ))}
      </ul>
      <p className="pane-hash">
        <span className="dim">{say("identity.short-hash")}</span>{" "}
        <span className="hash" dir="ltr">
          {message.shortHash}
        </span>
      </p>
    </article>
  );
}
