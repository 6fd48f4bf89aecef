// Evidence: what happened, what it proves and what not, what to do now, and the file to keep.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { EvidenceView, StationView } from "../../../api/views.ts";
import { iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import type { Words } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { save } from "./save-file.ts";

/** Sorts that show two signed claims which cannot both be true; the others say that somebody should ask. */
const contradictions: ReadonlySet<EvidenceView["sort"]> = new Set(["fork", "rosters", "heads", "memory"]);

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
  // What somebody must answer for stands first.
  const sorted = held.toSorted((a, b) => Number(contradictions.has(b.sort)) - Number(contradictions.has(a.sort)));
  return (
    <section aria-labelledby="evidence-title" className="evidence">
      <h2 id="evidence-title">{say("evidence.title")}</h2>
      {sorted.map((one) => (
        <Piece key={one.id} evidence={one} station={station} />
      ))}
      <p className="dim">{say("evidence.keep")}</p>
    </section>
  );
}

function Piece(props: { readonly evidence: EvidenceView; readonly station: StationView }): ReactNode {
  const { evidence, station } = props;
  const { id, sort, label } = evidence;
  const { store } = useConsole();
  const words = useWords();
  const { say } = words;
  return (
    <article
      aria-labelledby={`evidence-${id}`}
      className="verify-result evidence-piece"
      data-contradiction={contradictions.has(sort)}
    >
      <h3 id={`evidence-${id}`}>
        <span className="entry-label" dir="ltr">
          {label}
        </span>{" "}
        {happened(evidence, station, words)}
      </h3>
      <dl>
        <dt>{say("evidence.proves")}</dt>
        <dd>{say(`evidence.proves-${sort}`)}</dd>
        <dt>{say("evidence.not")}</dt>
        <dd>{say(`evidence.not-${sort}`)}</dd>
        <dt>{say("evidence.now")}</dt>
        <dd>{say(`evidence.now-${sort}`)}</dd>
      </dl>
      <PressButton onPress={() => save(store.client.evidenceAddress(id), "chirograph.evidence")}>
        {say("evidence.save")}
      </PressButton>
    </article>
  );
}

function happened({ sort, signers, timesMs }: EvidenceView, station: StationView, { say }: Words): string {
  const [one = "", other = ""] = signers.map((id) => partyShort(station, id));
  const [first = "", second = ""] = timesMs.map((time) => iso(time));
  if (sort === "fork" || sort === "heads") return say(`evidence.${sort}-${one === other ? "own" : "two"}`,
    { one, other });
  return say(`evidence.${sort}`, { one, other, first, second });
}
