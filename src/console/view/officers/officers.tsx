// Screen 5, the officers: one's own passkeys, what waits for two persons, who works here, who is signed in.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { Act } from "../../../api/acts.ts";
import type { PeopleView } from "../../../api/people-views.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { Claims } from "./claims.tsx";
import { OwnPasskeys } from "./own-passkeys.tsx";
import { Policies } from "./policies.tsx";
import { Proposals } from "./proposals.tsx";
import { Roll } from "./roll.tsx";
import { Undertakings } from "./undertakings.tsx";
import { SessionList } from "./session-list.tsx";

/** Does an act of this room and says what came of it. */
export type DoAct = (act: Act, done: string) => Promise<void>;

/** The room. */
export function OfficersRoom(): ReactNode {
  const { say } = useWords();
  const people = usePeople();
  const doAct = useDoAct();
  return (
    <>
      <RoomTitle room="officers" handling={null} />
      <div className="officers">
        <Part title={say("passkeys.title")}>
          <OwnPasskeys />
        </Part>
        {people !== null && people.undertakings.length > 0 && (
          <Part title={say("undertakings.title")}>
            <Undertakings undertakings={people.undertakings} doAct={doAct} />
          </Part>
        )}
        {people !== null && people.proposals.length > 0 && (
          <Part title={say("proposals.title")}>
            <Proposals proposals={people.proposals} doAct={doAct} />
          </Part>
        )}
        {people !== null && (
          <>
            <Part title={say("people.title")}>
              <Roll people={people} doAct={doAct} />
            </Part>
            {people.claims.length > 0 && (
              <Part title={say("claims.title")}>
                <Claims claims={people.claims} />
              </Part>
            )}
            <Part title={say("sessions.title")}>
              <SessionList sessions={people.sessions} doAct={doAct} />
            </Part>
            <Part title={say("policies.title")}>
              <Policies policy={people.policy} doAct={doAct} />
            </Part>
          </>
        )}
      </div>
    </>
  );
}

function Part(props: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** The people as the station has them now; asked anew whenever it says that something changed. */
function usePeople(): PeopleView | null {
  const { store } = useConsole();
  const { station } = useKnown();
  const [people, setPeople] = useState<PeopleView | null>(null);
  const version = station?.people ?? 0;
  useEffect(() => {
    let wanted = true;
    void store.client.people().then((answer) => {
      if (wanted && answer.kind === "answer") setPeople(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [store, version]);
  return people;
}

function useDoAct(): DoAct {
  const send = useAct();
  const { say } = useWords();
  return async (act, done) => void await send(act, ({ link, digest, object }) => {
    if (link !== undefined) {
      return say("people.link", { link: `${location.origin}${location.pathname}${link.slice(1)}` });
    }
    // A change that is not done yet is a proposal, which waits for two persons.
    return say(digest !== undefined && object !== null ? "proposals.waits" : done);
  });
}
