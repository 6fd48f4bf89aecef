// What would bind this party and waits for persons: all that it says, who has assented, and one's own assent.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ReadBackLine, UndertakingView } from "../../../api/people-views.ts";
import { dtg, zuluDay, zuluMinutes } from "../../model/format.ts";
import { signFor } from "../../model/passkey.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import type { DoAct } from "./officers.tsx";

/** The list. */
export function Undertakings(props: {
  readonly undertakings: readonly UndertakingView[];
  readonly doAct: DoAct;
}): ReactNode {
  const { say } = useWords();
  return (
    <>
      <p className="hint">{say("undertakings.explain")}</p>
      <ul className="people-list">
        {props.undertakings.map((one) => (
          <li key={one.object}>
            <Undertaking undertaking={one} doAct={props.doAct} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Undertaking(props: { readonly undertaking: UndertakingView; readonly doAct: DoAct }): ReactNode {
  const { undertaking, doAct } = props;
  const { say } = useWords();
  const sign = useSigning(undertaking, doAct);
  const { object, mine } = undertaking;
  return (
    <div className="row">
      <p className="row-subject">
        <strong>{say(`undertaking.${undertaking.what}`)}</strong>
      </p>
      <p className="row-foot">
        {say("proposals.by", { name: undertaking.by })} <time dir="ltr">{dtg(undertaking.timeMs)}</time>{" "}
        {say("undertakings.count", { n: undertaking.assents.length, persons: undertaking.persons })}
        {undertaking.assents.map((name) => (
          <bdi key={name} className="approval">
            ✓ {name}
          </bdi>
        ))}
      </p>
      <dl className="undertaking">
        {undertaking.lines.map((line, index) => (
          <div key={index}>
            <dt>{say(`undertaking.${line.name}`)}</dt>
            <dd dir="auto">
              <Value line={line} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{say("identity.short-hash")}</dt>
          <dd className="hash hash-short" dir="ltr">
            {undertaking.shortHash}
          </dd>
        </div>
      </dl>
      <div className="actions">
        {mine === "may" && (
          <PressButton tone="main" disabled={sign.asking} onPress={() => void sign.assent()}>
            {say("proposals.assent")}
          </PressButton>
        )}
        {mine === "not" && <span className="hint">{say("undertakings.not-yours")}</span>}
        <PressButton
          tone="quiet"
          onPress={() => void doAct({ act: "undertaking.discard", undertaking: object }, "undertakings.gone")}
        >
          {say("proposals.discard")}
        </PressButton>
      </div>
    </div>
  );
}

function Value({ line }: { readonly line: ReadBackLine }): ReactNode {
  if (line.timeMs !== null) return <time dir="ltr">{zuluDay(line.timeMs)} {zuluMinutes(line.timeMs)}</time>;
  return <bdi>{line.text}</bdi>;
}

/** The assent of who is signed in: what their passkey signs where they have one. */
function useSigning(
  { object, digest }: UndertakingView, doAct: DoAct,
): { readonly asking: boolean; readonly assent: () => Promise<void> } {
  const { store, acts } = useConsole();
  const { officer } = useKnown();
  const reason = useReason();
  const [asking, setAsking] = useState(false);
  const assent = async (): Promise<void> => {
    if (asking) return;
    setAsking(true);
    const act = { act: "undertaking.assent", undertaking: object, digest } as const;
    if ((officer?.passkeys.length ?? 0) === 0) await doAct(act, "undertakings.assented");
    else {
      const signed = await signFor(store.client, { purpose: "undertake", undertaking: object });
      if (signed.kind === "failed") acts.notice("refused", reason(signed.code));
      else await doAct({ ...act, assertion: signed.value }, "undertakings.assented");
    }
    setAsking(false);
  };
  return { asking, assent };
}
