// Who comes: each party's own list, side by side; and our own, to be named or taken back.

import { useState } from "react";
import type { ReactNode } from "react";

import type { MemberView } from "../../../api/meeting-views.ts";
import { nameIn, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { languageName } from "../message/message-body.tsx";
import type { MeetingParts } from "./meetings.tsx";

const roles: readonly MemberView["role"][] = [
  "head", "deputy", "aide", "legal-adviser", "expert", "interpreter", "note-taker", "security",
];

/** The lists. */
export function Delegations(props: MeetingParts): ReactNode {
  const { meeting, station, may } = props;
  const { say, language } = useWords();
  const [naming, setNaming] = useState(false);
  return (
    <section>
      <h4>{say("meeting.delegations")}</h4>
      <div className="clause-columns">
        {meeting.principals.map((party) => {
          const list = meeting.delegations.find((one) => one.party === party);
          return (
            <div key={party}>
              <b dir="ltr">{partyShort(station, party)}</b>
              {list === undefined && <p className="hint">{say("meeting.nobody-named")}</p>}
              <ul>
                {list?.members.map((one, at) => {
                  const name = nameIn(one.names, language);
                  return (
                    <li key={at}>
                      <span className="hint">{say(`meeting.role.${one.role}`)}</span>{" "}
                      <ForeignLine text={name?.text ?? ""} language={name?.language ?? ""} />
                    </li>
                  );
                })}
              </ul>
            </div>
          );
        })}
      </div>
      {may && (naming ? <Naming {...props} onEnd={() => setNaming(false)} /> : (
        <div className="actions">
          <PressButton onPress={() => setNaming(true)}>{say("meeting.name-ours")}</PressButton>
          <Regret {...props} />
        </div>
      ))}
    </section>
  );
}

interface MemberForm {
  readonly role: MemberView["role"];
  readonly names: readonly string[];
}

function Naming(props: MeetingParts & { readonly onEnd: () => void }): ReactNode {
  const { meeting, station, onEnd } = props;
  const { say, language } = useWords();
  const send = useAct();
  const ours = meeting.delegations.find((one) => one.party === station.party.id);
  const blank = (role: MemberView["role"]): MemberForm => ({ role, names: meeting.languages.map(() => "") });
  const [members, setMembers] = useState<readonly MemberForm[]>(() => ours?.members.map((one) => ({
    role: one.role,
    names: meeting.languages.map((tag) => one.names.find((each) => each.language === tag)?.text ?? ""),
  })) ?? [blank("head")]);
  const change = (at: number, member: MemberForm): void => (
    setMembers(members.map((one, n) => (n === at ? member : one)))
  );
  const isWhole = members.every((one) => one.names.some((name) => name.trim() !== ""));
  const release = async (): Promise<void> => {
    const named = members.map((one) => ({ role: one.role, names: [...one.names] }));
    const act = { act: "meeting.delegation", object: meeting.object, members: named } as const;
    if (await send(act, say("meeting.done.delegation"))) onEnd();
  };
  return (
    <div className="inline-form">
      {members.map((one, at) => (
        <div key={at} className="field">
          <Choice
            label={say("meeting.role")} value={one.role}
            onChange={(role) => change(at, { ...one, role: role as MemberView["role"] })}
            choices={roles.map((role) => ({ value: role, text: say(`meeting.role.${role}`) }))}
          />
          {meeting.languages.map((tag, index) => (
            <Writing
              key={tag} label={say("meeting.post", { language: languageName(tag, language) })} language={tag} max={300}
              value={one.names[index] ?? ""}
              onChange={(text) => change(at, {
                ...one, names: one.names.map((name, n) => (n === index ? text : name)),
              })}
            />
          ))}
        </div>
      ))}
      <div className="form-end">
        <PressButton onPress={() => setMembers([...members, blank("aide")])}>{say("meeting.one-more")}</PressButton>
        <PressButton tone={station.world} disabled={!isWhole} onPress={() => void release()}>
          {say(`meeting.release.${station.world}`)}
        </PressButton>
        <PressButton tone="quiet" onPress={onEnd}>{say("act.back")}</PressButton>
      </div>
    </div>
  );
}

/** We will not come: said by a second press, and taken back by naming a delegation again. */
function Regret(props: MeetingParts): ReactNode {
  const { meeting, station } = props;
  const { say } = useWords();
  const send = useAct();
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState("");
  if (!asked) return <PressButton tone="quiet" onPress={() => setAsked(true)}>{say("meeting.regret")}</PressButton>;
  return (
    <div className="read-back" data-world={station.world}>
      <Writing label={say("meeting.why")} value={why} onChange={setWhy} max={2_000} lines={2} />
      <div className="actions">
        <PressButton
          tone={station.world}
          onPress={() => void send(
            { act: "meeting.regret", object: meeting.object, reason: why.trim() }, say("meeting.done.regret"),
          ).then(() => setAsked(false))}
        >
          {say("meeting.regret")}
        </PressButton>
        <PressButton tone="quiet" onPress={() => setAsked(false)}>{say("act.back")}</PressButton>
      </div>
    </div>
  );
}
