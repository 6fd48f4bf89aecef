// The title of a room. World and handling label stand in it whatever is shown.

import type { ReactNode } from "react";

import type { Room } from "../../model/keys.ts";
import { channelOf, handlingName } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useKnown } from "./context.tsx";

/** The title; `handling` null when nothing with a label is on the screen. */
export function RoomTitle(props: {
  readonly room: Room; readonly handling: string | null; readonly channel?: string; readonly children?: ReactNode;
}): ReactNode {
  const { station } = useKnown();
  const { say, language } = useWords();
  if (station === null) return null;
  const label = props.handling === null || props.handling === "" ? null
    : handlingName(channelOf(station, props.channel ?? ""), props.handling, language);
  return (
    <div className="room-title">
      <h1>{say(`room.${props.room}`)}</h1>
      {props.handling !== null && (
        <span className="handling">
          {label === null ? say("handling.none") : <bdi lang={label.language || undefined}>{label.text}</bdi>}
        </span>
      )}
      {props.children}
    </div>
  );
}
