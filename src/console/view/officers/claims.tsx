// What other sites of ours say of our people, and is not proven here: shown, and without effect.

import type { ReactNode } from "react";

import type { ClaimView } from "../../../api/people-views.ts";
import { policyNames } from "../../../core/mechanism/officer/policy.ts";
import type { Role } from "../../../core/mechanism/house/entries.ts";
import { useWords } from "../../words/words.tsx";

/** The claims, each with the site that makes it. */
export function Claims(props: { readonly claims: readonly ClaimView[] }): ReactNode {
  const { say } = useWords();
  return (
    <>
      <p className="detail detail-warning">{say("claims.explain")}</p>
      <ul className="people-list claims">
        {props.claims.map((one, index) => (
          <li key={index} className="row-between">
            <span>
              <What what={one.what} />
            </span>
            <span className="hint">
              {say("claims.by", { site: one.site })}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function What({ what }: { readonly what: ClaimView["what"] }): ReactNode {
  const { say, list } = useWords();
  if (what.about === "policy") {
    const name = policyNames.find((one) => one === what.name);
    return (
      <>
        {name === undefined ? <bdi>{what.name}</bdi> : say(`policies.${name}`)}{" "}
        <strong>{say(what.allow ? "policies.allowed" : "policies.refused")}</strong>
      </>
    );
  }
  const gone = what.gone ? <strong> {say("claims.gone")}</strong> : null;
  if (what.about === "passkey") return <>{say("claims.passkey", { name: what.name })}{gone}</>;
  return (
    <>
      <bdi>{what.name}</bdi>{" "}
      <span className="hint">{list(what.roles.map((role) => say(`role.${role as Role}`)))}</span>
      {gone}
    </>
  );
}
