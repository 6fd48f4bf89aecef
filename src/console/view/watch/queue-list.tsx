// One of the three lists. Its place says what is to be done; shape, colour and word say how urgent it is.

import { useId } from "react";
import type { ReactNode } from "react";
import { GridList, GridListItem } from "react-aria-components";

import type { MessageView, StationView } from "../../../api/views.ts";
import { partyShort } from "../../model/named.ts";
import { furthestBehind, ownAddressee } from "../../model/queue.ts";
import type { QueueItem, QueueName } from "../../model/queue.ts";
import { useWords } from "../../words/words.tsx";
import { useConsole } from "../frame/context.tsx";
import { Clocks } from "../message/clocks.tsx";
import { DeliveryWord } from "../message/delivery.tsx";
import { Level } from "../message/level.tsx";
import { Subject } from "../message/message-body.tsx";

/** A list: arrow keys move in it, Enter opens. Selecting shows the message and does nothing else. */
export function QueueList(props: {
  readonly name: QueueName;
  readonly items: readonly QueueItem[];
  readonly station: StationView;
}): ReactNode {
  const { name, items, station } = props;
  const { desk, acts } = useConsole();
  const { say } = useWords();
  const id = useId();
  return (
    <section className="queue" data-queue={name} aria-labelledby={id}>
      <h2 id={id}>
        <span>{say(`queue.${name}`)}</span> <span className="queue-count">{items.length}</span>
      </h2>
      {items.length === 0 ? (
        <p className="queue-empty">{say(`queue.${name}.empty`)}</p>
      ) : (
        <GridList
          aria-labelledby={id}
          selectionMode="single"
          selectionBehavior="replace"
          disallowTypeAhead
          disallowEmptySelection
          selectedKeys={desk.selected === null ? [] : [desk.selected]}
          items={items.map((item) => ({ ...item, id: item.message.object }))}
          onSelectionChange={(keys) => {
            const [key] = keys === "all" ? [] : [...keys];
            if (key === undefined) return;
            acts.select(String(key));
            revealPane();
          }}
          onAction={(key) => acts.openMessage(String(key))}
        >
          {(item) => (
            <GridListItem
              id={item.id}
              textValue={`${item.message.precedence} ${item.message.label}`}
              className="queue-item"
            >
              <Row message={item.message} name={name} station={station} />
            </GridListItem>
          )}
        </GridList>
      )}
    </section>
  );
}

/** On a phone the pane stands below the lists: who chooses a message is taken to it. */
function revealPane(): void {
  if (!window.matchMedia("(width < 40rem)").matches) return;
  document.getElementById("message-pane")?.scrollIntoView({ block: "start" });
}

function Row(props: {
  readonly message: MessageView;
  readonly name: QueueName;
  readonly station: StationView;
}): ReactNode {
  const { message, name, station } = props;
  const { say } = useWords();
  const addressee = name === "theirs" ? furthestBehind(message) : ownAddressee(message, station.party.id);
  return (
    <div className="row" data-level={message.precedence}>
      <div className="row-head">
        <Level precedence={message.precedence} flashing={name === "take"} />
        <span className="entry-label" dir="ltr">
          {message.label}
        </span>
        <span className="dtg" dir="ltr">
          {message.dtg}
        </span>
      </div>
      <p className="row-subject">
        <Subject message={message} station={station} courtesy />
      </p>
      <div className="row-foot">
        <span className="row-party">
          {say(name === "theirs" ? "row.to" : "row.from")}{" "}
          <strong>{partyShort(station, name === "theirs" ? (addressee?.party ?? "") : message.party)}</strong>
        </span>
        {addressee !== null && <DeliveryWord addressee={addressee} incoming={message.direction === "in"} />}
      </div>
      {addressee !== null && <Clocks message={message} addressee={addressee} />}
    </div>
  );
}
