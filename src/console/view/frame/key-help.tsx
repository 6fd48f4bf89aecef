// The keys, on the page itself: it opens under the toolbar and covers nothing.

import type { ReactNode } from "react";

import { keyLines, rooms } from "../../model/keys.ts";
import type { KeyLine, Room } from "../../model/keys.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "./button.tsx";
import { useConsole } from "./context.tsx";

/** The table of keys, by room. */
export function KeyHelp(props: { readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  const { desk } = useConsole();
  // The keys of the room that a person stands in come first; a room without keys of its own is left out.
  const groups: readonly (Room | null)[] = [desk.room, null, ...rooms.filter((one) => one !== desk.room)]
    .filter((one) => linesOf(one).length > 0);
  return (
    <section className="key-help" aria-labelledby="key-help-title">
      <div className="row-between">
        <h2 id="key-help-title">{say("help.title")}</h2>
        <PressButton tone="quiet" onPress={props.onClose}>{say("act.close")}</PressButton>
      </div>
      <div className="key-groups">
        {groups.map((room) => (
          <div key={room ?? "all"}>
            <h3>{say(room === null ? "help.everywhere" : `room.${room}`)}</h3>
            <dl>{linesOf(room).map(([command, chords]) => (
              <div key={command}>
                <dt>{chords.map((chord) => <kbd key={chord}>{chord}</kbd>)}</dt>
                <dd>{say(`command.${command}`)}</dd>
              </div>
            ))}</dl>
          </div>
        ))}
      </div>
      <p className="hint">{say("help.layout")}</p>
    </section>
  );
}

function linesOf(room: Room | null): readonly (readonly [string, readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const line of keyLines.filter((one: KeyLine) => one.room === room)) {
    found.set(line.command, [...(found.get(line.command) ?? []), line.chord]);
  }
  return [...found];
}
