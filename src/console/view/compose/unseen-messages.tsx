// What came in while the draft was written. Each must be opened before the release: in 1962 a second letter
// overtook the first.

import { useState } from "react";
import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { Level } from "../message/level.tsx";
import { MessageTexts, Subject } from "../message/message-body.tsx";

/** The messages, each to be opened in its place. */
export function UnseenMessages(props: {
  readonly messages: readonly MessageView[];
  readonly station: StationView;
}): ReactNode {
  const { say } = useWords();
  return (
    <section className="unseen-messages" aria-labelledby="unseen-title">
      <h3 id="unseen-title">{say("unseen.title", { n: props.messages.length })}</h3>
      <ul>
        {props.messages.map((one) => (
          <li key={one.object}>
            <Unseen message={one} station={props.station} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Unseen(props: { readonly message: MessageView; readonly station: StationView }): ReactNode {
  const { message, station } = props;
  const { store } = useConsole();
  const { shown } = useKnown();
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const seen = shown.has(message.object);
  return (
    <div className="row" data-level={message.precedence}>
      <div className="row-head">
        <Level precedence={message.precedence} />
        <span className="entry-label" dir="ltr">
          {message.label}
        </span>
        <span className="dtg" dir="ltr">
          {message.dtg}
        </span>
        <span>{say(seen ? "unseen.seen" : "unseen.not-seen")}</span>
      </div>
      <p className="row-subject">
        <Subject message={message} station={station} />
      </p>
      <PressButton
        tone={seen ? "quiet" : "main"}
        expanded={open}
        onPress={() => {
          setOpen(!open);
          store.markShown(message.object);
        }}
      >
        {say(open ? "unseen.close" : "unseen.open")}
      </PressButton>
      {open && <MessageTexts message={message} station={station} />}
    </div>
  );
}
