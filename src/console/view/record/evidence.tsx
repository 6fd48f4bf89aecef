// Evidence of forks: who signed what cannot both be true, and the file to keep.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { EvidenceView, StationView } from "../../../api/views.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { save } from "./save-file.ts";

/** Every piece of evidence held here; nothing while there is none. */
export function Evidence(props: { readonly station: StationView }): ReactNode {
  const { station } = props;
  const { store } = useConsole();
  const { recordTotal } = useKnown();
  const { say } = useWords();
  const [held, setHeld] = useState<readonly EvidenceView[]>([]);
  useEffect(() => {
    let wanted = true;
    void store.client.evidence().then((answer) => {
      if (wanted && answer.kind === "answer") setHeld(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [store, recordTotal, station.alerts.length]);
  if (held.length === 0) return null;
  return (
    <section aria-labelledby="evidence-title" className="verify-result verify-findings">
      <h2 id="evidence-title">{say("evidence.title")}</h2>
      <ul>
        {held.map((one) => (
          <li key={one.id}>
            <strong className="entry-label" dir="ltr">
              {one.label}
            </strong>{" "}
            <What evidence={one} station={station} />{" "}
            <PressButton onPress={() => save(store.client.evidenceAddress(one.id), `${one.id}.fork`)}>
              {say("evidence.save")}
            </PressButton>
          </li>
        ))}
      </ul>
      <p className="dim">{say("evidence.keep")}</p>
    </section>
  );
}

function What(props: { readonly evidence: EvidenceView; readonly station: StationView }): ReactNode {
  const { say } = useWords();
  const [one = "", other = ""] = props.evidence.signers.map((id) => partyShort(props.station, id));
  return say(one === other ? "evidence.own" : "evidence.two", { one, other });
}
