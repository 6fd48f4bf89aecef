// What the house allows: each policy as it is, and an administrator's way to propose the other.

import type { ReactNode } from "react";

import { policyNames } from "../../../core/mechanism/officer/policy.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useKnown } from "../frame/context.tsx";
import type { DoAct } from "./officers.tsx";

/** The policies. */
export function Policies(props: {
  readonly policy: Readonly<Record<string, boolean>>;
  readonly doAct: DoAct;
}): ReactNode {
  const { officer } = useKnown();
  const { say } = useWords();
  const administers = officer?.roles.includes("administrator") === true;
  return (
    <ul className="people-list">
      {policyNames.map((name) => {
        const allowed = props.policy[name] === true;
        return (
          <li key={name} className="row-between">
            <span>
              {say(`policies.${name}`)} <strong>{say(allowed ? "policies.allowed" : "policies.refused")}</strong>
            </span>
            {administers && (
              <PressButton
                tone="quiet"
                label={`${say(`policies.${name}`)} ${say(allowed ? "policies.refuse" : "policies.allow")}`}
                onPress={() => void props.doAct({ act: "officer.policy", name, allow: !allowed }, "people.changed")}
              >
                {say(allowed ? "policies.refuse" : "policies.allow")}
              </PressButton>
            )}
          </li>
        );
      })}
    </ul>
  );
}
