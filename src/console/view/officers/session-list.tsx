// Who is signed in: one's own sessions, an administrator everybody's; each may be ended from here.

import type { ReactNode } from "react";

import type { SessionLine } from "../../../api/people-views.ts";
import { zulu, zuluDay } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import type { DoAct } from "./officers.tsx";

/** The list. */
export function SessionList(props: { readonly sessions: readonly SessionLine[]; readonly doAct: DoAct }): ReactNode {
  const { say } = useWords();
  return (
    <ul className="people-list">
      {props.sessions.map((one) => (
        <li key={one.session} className="row-between">
          <span>
            <bdi>{one.officer}</bdi>{" "}
            <span className="hint">
              {say(`means.${one.means}`)} ·{" "}
              <time dir="ltr">
                {zuluDay(one.openedMs)} {zulu(one.openedMs)}
              </time>
            </span>
          </span>
          <PressButton
            tone="quiet"
            label={say("sessions.end-of", { name: one.officer })}
            onPress={() => void props.doAct({ act: "session.revoke", session: one.session }, "sessions.ended")}
          >
            {say("sessions.end")}
          </PressButton>
        </li>
      ))}
    </ul>
  );
}
