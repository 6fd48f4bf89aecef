// Changes that wait for two persons: what each would do, who has assented, and one's own assent.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ProposalView } from "../../../api/people-views.ts";
import { dtg } from "../../model/format.ts";
import { signFor } from "../../model/passkey.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import type { DoAct } from "./officers.tsx";

/** The list. */
export function Proposals(props: { readonly proposals: readonly ProposalView[]; readonly doAct: DoAct }): ReactNode {
  return (
    <ul className="people-list">
      {props.proposals.map((one) => (
        <li key={one.object}>
          <Proposal proposal={one} doAct={props.doAct} />
        </li>
      ))}
    </ul>
  );
}

function Proposal(props: { readonly proposal: ProposalView; readonly doAct: DoAct }): ReactNode {
  const { proposal, doAct } = props;
  const { store, acts } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [asking, setAsking] = useState(false);
  const { object, digest } = proposal;
  const assent = async (): Promise<void> => {
    if (asking) return;
    setAsking(true);
    const act = { act: "proposal.assent", proposal: object, digest } as const;
    if ((officer?.passkeys.length ?? 0) === 0) await doAct(act, "proposals.assented");
    else {
      const signed = await signFor(store.client, { purpose: "enact", proposal: object });
      if (signed.kind === "failed") acts.notice("refused", reason(signed.code));
      else await doAct({ ...act, assertion: signed.value }, "proposals.assented");
    }
    setAsking(false);
  };
  return (
    <div className="row">
      <p className="row-subject">
        {say(`proposals.${proposal.change}`)} <Subject proposal={proposal} />
      </p>
      <p className="row-foot">
        {say("proposals.by", { name: proposal.by })} <time dir="ltr">{dtg(proposal.timeMs)}</time>{" "}
        {say("proposals.count", { n: proposal.assents.length })}
        {proposal.assents.map((name) => (
          <bdi key={name} className="approval">
            ✓ {name}
          </bdi>
        ))}
      </p>
      <div className="actions">
        {proposal.mine === "may" && (
          <PressButton tone="main" disabled={asking} onPress={() => void assent()}>
            {say("proposals.assent")}
          </PressButton>
        )}
        {proposal.mine === "not" && <span className="hint">{say("proposals.not-yours")}</span>}
        {proposal.mine !== "not" && (
          <PressButton
            tone="quiet"
            onPress={() => void doAct({ act: "proposal.discard", proposal: object }, "proposals.gone")}
          >
            {say("proposals.discard")}
          </PressButton>
        )}
      </div>
    </div>
  );
}

function Subject(props: { readonly proposal: ProposalView }): ReactNode {
  const { officer, policy } = props.proposal;
  const { say, list } = useWords();
  if (policy !== null) {
    return (
      <strong>
        {say(`policies.${policy.name}`)} {say(policy.allow ? "policies.allowed" : "policies.refused")}
      </strong>
    );
  }
  if (officer === null) return null;
  return (
    <>
      <strong>
        <bdi>{officer.name}</bdi>
      </strong>{" "}
      <span className="hint">{list(officer.roles.map((role) => say(`role.${role}`)))}</span>
    </>
  );
}
