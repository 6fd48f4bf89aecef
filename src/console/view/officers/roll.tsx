// Who works here, with what roles and means; an administrator changes it, with a second person where policy says so.

import { useState } from "react";
import type { ReactNode } from "react";

import type { PeopleView } from "../../../api/people-views.ts";
import { roles } from "../../../core/mechanism/house/entries.ts";
import type { Role } from "../../../core/mechanism/house/entries.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, Writing } from "../frame/button.tsx";
import { useKnown } from "../frame/context.tsx";
import type { DoAct } from "./officers.tsx";

type Line = PeopleView["officers"][number];

/** The roll, and the enrolment of one more. */
export function Roll(props: { readonly people: PeopleView; readonly doAct: DoAct }): ReactNode {
  const { people, doAct } = props;
  const { officer } = useKnown();
  const administers = officer?.roles.includes("administrator") === true;
  return (
    <>
      <ul className="people-list">
        {people.officers.map((one) => (
          <li key={one.id}>
            <OfficerLine line={one} administers={administers} doAct={doAct} />
          </li>
        ))}
      </ul>
      {administers && <Enrol doAct={doAct} />}
    </>
  );
}

function OfficerLine(props: { readonly line: Line; readonly administers: boolean; readonly doAct: DoAct }): ReactNode {
  const { line, administers, doAct } = props;
  const { say, list } = useWords();
  const [open, setOpen] = useState<"closed" | "roles" | "withdraw">("closed");
  const { id: officer } = line;
  return (
    <div className="row">
      <p className="row-subject">
        <bdi>{line.name}</bdi> <span className="hint">{list(line.roles.map((role) => say(`role.${role}`)))}</span>
      </p>
      <p className="row-foot">
        {say("people.passkeys", { n: line.passkeys })}
        {line.password && <> · {say("people.password")}</>}
      </p>
      {administers && (
        <div className="actions">
          <PressButton
            tone="quiet"
            expanded={open === "roles"}
            onPress={() => setOpen(open === "roles" ? "closed" : "roles")}
          >
            {say("people.roles")}
          </PressButton>
          {line.passkeys === 0 ? (
            <PressButton tone="quiet" onPress={() => void doAct({ act: "officer.link", officer }, "people.changed")}>
              {say("people.make-link")}
            </PressButton>
          ) : (
            <PressButton tone="quiet" onPress={() => void doAct({ act: "officer.reset", officer }, "people.changed")}>
              {say("people.reset")}
            </PressButton>
          )}
          <PressButton
            tone={open === "withdraw" ? "danger" : "quiet"}
            onPress={() => {
              if (open === "withdraw") void doAct({ act: "officer.withdraw", officer }, "people.changed");
              setOpen(open === "withdraw" ? "closed" : "withdraw");
            }}
          >
            {say(open === "withdraw" ? "people.withdraw-now" : "people.withdraw")}
          </PressButton>
        </div>
      )}
      {open === "roles" && (
        <RolesForm
          roles={line.roles as readonly Role[]}
          done={(chosen) => {
            setOpen("closed");
            void doAct({ act: "officer.roles", officer, roles: chosen }, "people.changed");
          }}
        />
      )}
    </div>
  );
}

function RolesForm(props: { readonly roles: readonly Role[]; readonly done: (roles: Role[]) => void }): ReactNode {
  const { say } = useWords();
  const [chosen, setChosen] = useState<readonly Role[]>(props.roles);
  return (
    <>
      <RoleChoice chosen={chosen} onChange={setChosen} />
      <PressButton tone="main" disabled={chosen.length === 0} onPress={() => props.done([...chosen])}>
        {say("people.roles-set")}
      </PressButton>
    </>
  );
}

function RoleChoice(props: {
  readonly chosen: readonly Role[];
  readonly onChange: (roles: readonly Role[]) => void;
}): ReactNode {
  const { chosen, onChange } = props;
  const { say } = useWords();
  return (
    <div className="role-choice" role="group" aria-label={say("people.roles")}>
      {roles.map((role) => (
        <label key={role} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(role)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, role] : chosen.filter((one) => one !== role))
            }
          />
          <span>{say(`role.${role}`)}</span>
        </label>
      ))}
    </div>
  );
}

function Enrol(props: { readonly doAct: DoAct }): ReactNode {
  const { say, language } = useWords();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Role[]>(["watch"]);
  const ready = name.trim() !== "" && chosen.length > 0;
  return (
    <form
      className="enrol"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        void props.doAct({ act: "officer.add", name: name.trim(), language, roles: [...chosen] }, "people.enrolled");
        setName("");
      }}
    >
      <Writing label={say("people.name")} value={name} onChange={setName} max={200} />
      <RoleChoice chosen={chosen} onChange={setChosen} />
      <button type="submit" className="button button-main" disabled={!ready}>
        {say("people.enrol")}
      </button>
    </form>
  );
}
