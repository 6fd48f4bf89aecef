// A fair copy on paper: what each station has compiled of it, whether both would sign the same, and its publication.

import type { ReactNode } from "react";

import type { CompiledView, FairCopyView } from "../../../api/text-views.ts";
import { dtg } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { CommandButton, PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { save } from "../record/save-file.ts";
import type { OpenText } from "./text-page.tsx";
import { shorts } from "./texts.tsx";

interface Parts {
  readonly open: OpenText;
  readonly copy: FairCopyView;
}

/** The hashes side by side; each party's copy names that party first. */
export function Paper(props: Parts): ReactNode {
  const { open: { view, station }, copy } = props;
  const { officer } = useKnown();
  const { say } = useWords();
  const send = useAct();
  const { document: { copies, compiled, published } } = copy;
  const may = officer?.roles.some((role) => role === "negotiator" || role === "releaser") === true;
  const ours = compiled.some((one) => one.party === station.party.id);
  const compile = (): void => void send(
    { act: "text.compile", object: view.object, digest: copy.digest }, say("paper.done.compile"),
  );
  return (
    <section className="paper" aria-label={say("paper.title")}>
      <h4>{say("paper.title")}</h4>
      <p className={copies === "same" ? "paper-same" : copies === "waiting" ? "hint" : "paper-differs"} role="status">
        {say(`paper.${copies}`)}
      </p>
      {compiled.length > 0 && <Hashes {...props} />}
      <div className="actions">
        {may && !ours && <CommandButton command="hashes" run={compile}>{say("paper.compile")}</CommandButton>}
        <Saving {...props} />
      </div>
      {published.map((one) => (
        <p key={one.party} className="said">
          <span className="dtg" dir="ltr">{dtg(one.atMs)}</span>{" "}
          {say("paper.published", { party: partyShort(station, one.party) })}{" "}
          <span className="entry-label" dir="ltr">{one.label}</span>
        </p>
      ))}
      {may && copy.agreement.verdict === "final" && copy.agreement.state === "adopted"
        && !published.some((one) => one.party === station.party.id) && (
        <div className="actions">
          <PressButton
            tone={station.world}
            onPress={() => void send(
              { act: "text.publish", object: view.object, digest: copy.digest }, say("paper.done.publish"),
            )}
          >
            {say(`paper.publish.${station.world}`)}
          </PressButton>
        </div>
      )}
    </section>
  );
}

/** One row a copy, one column a station that compiled it. */
function Hashes(props: Parts): ReactNode {
  const { open: { view, station }, copy: { document: { compiled } } } = props;
  const { say } = useWords();
  const stations = view.principals.filter((party) => compiled.some((one) => one.party === party));
  const of = (party: string, copyOf: string): CompiledView | undefined =>
    compiled.find((one) => one.party === party && one.copyOf === copyOf);
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{say("paper.copy")}</th>
            {stations.map((one) => (
              <th key={one} scope="col">{say("paper.compiled-by", { party: partyShort(station, one) })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.principals.map((copyOf) => (
            <tr key={copyOf}>
              <th scope="row">{say("paper.copy-of", { party: partyShort(station, copyOf) })}</th>
              {stations.map((one) => (
                <td key={one} className="hash" dir="ltr">
                  {of(one, copyOf)?.sha256.slice(0, 16).match(/.{4}/gu)?.join(" ")}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each copy as a file; after the adoption the proof that goes with them. */
function Saving(props: Parts): ReactNode {
  const { open: { view, station }, copy } = props;
  const { store } = useConsole();
  const { say } = useWords();
  return (
    <>
      {view.principals.map((party, index) => (
        <PressButton
          key={party} tone="quiet"
          onPress={() => save(
            store.client.copyAddress(view.object, copy.digest, index),
            `${shorts(station, [party])}-${copy.digest.slice(0, 8)}.pdf`,
          )}
        >
          {say("paper.save", { party: partyShort(station, party) })}
        </PressButton>
      ))}
      {copy.agreement.state === "adopted" && (
        <PressButton
          tone="quiet"
          onPress={() => save(
            store.client.publicationAddress(view.object, copy.digest),
            `publication-${copy.digest.slice(0, 8)}.chirograph`,
          )}
        >
          {say("paper.save-proof")}
        </PressButton>
      )}
    </>
  );
}
