// "Verify all": the station reads everything again, every hash and every signature, and says plainly what it found.

import { useState } from "react";
import type { ReactNode } from "react";

import type { VerifyView } from "../../../api/views.ts";
import { count } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, useReason } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";

type Checking =
  | { readonly kind: "idle" | "checking" }
  | { readonly kind: "found"; readonly view: VerifyView }
  | { readonly kind: "failed"; readonly code: string };

/** The button and its result, which names the exact entries. */
export function Verify(): ReactNode {
  const { store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [state, setState] = useState<Checking>({ kind: "idle" });
  const verify = async (): Promise<void> => {
    setState({ kind: "checking" });
    const answer = await store.client.verify();
    setState(answer.kind === "answer" ? { kind: "found", view: answer.value } : { kind: "failed", code: answer.code });
  };
  return (
    <div className="verify">
      <CommandButton command="verify" tone="main" disabled={state.kind === "checking"} run={() => void verify()}>
        {say(state.kind === "checking" ? "verify.checking" : "act.verify")}
      </CommandButton>
      <div role="status">
        {state.kind === "failed" && <p className="verify-result verify-findings">{reason(state.code)}</p>}
        {state.kind === "found" && <Result view={state.view} />}
      </div>
    </div>
  );
}

function Result(props: { readonly view: VerifyView }): ReactNode {
  const { view } = props;
  const { say } = useWords();
  const reason = useReason();
  const clean = view.result === "clean";
  return (
    <div className={`verify-result ${clean ? "verify-clean" : "verify-findings"}`}>
      <p>
        <strong>
          {say(clean ? "verify.clean" : "verify.findings", { n: view.findings.length, withheld: view.withheld })}
        </strong>
      </p>
      <p className="dim">
        {say("verify.counted", { n: view.entries, entries: count(view.entries), ms: count(view.tookMs) })}
      </p>
      {view.findings.length > 0 && (
        <ul>
          {view.findings.map((one, index) => (
            <li key={index}>
              <strong className="entry-label" dir="ltr">
                {one.label}
              </strong>{" "}
              {reason(one.code)}{" "}
              <span className="dim">
                {say("verify.place", { log: one.log.slice(0, 16), seq: one.seq })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
