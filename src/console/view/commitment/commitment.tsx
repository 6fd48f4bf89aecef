// One commitment: what is owed in every language, its limit, what each side has said of it, and what may be done.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ClaimView, CommitmentView, SaidView } from "../../../api/commitment-views.ts";
import type { StationView } from "../../../api/views.ts";
import { dtg, iso } from "../../model/format.ts";
import { nameIn, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { shorts } from "../text/texts.tsx";
import { ClaimActs, CommitmentActs } from "./commitment-acts.tsx";
import { EvidenceFiles } from "./evidence-files.tsx";
import { Limit } from "./limit.tsx";

interface Parts {
  readonly commitment: CommitmentView;
  readonly station: StationView;
}

/** The card; opened it shows everything that was said. */
export function Commitment(props: Parts): ReactNode {
  const { commitment, station } = props;
  const { say, language } = useWords();
  const [open, setOpen] = useState(false);
  const what = nameIn(commitment.deliverable, language);
  const rings = commitment.alarms.filter((one) => one.rings).map((one) => one.days);
  return (
    <article className="commitment" data-state={commitment.state}>
      <header className="clause-head">
        <span className="chip" data-state={commitment.state}>{say(`commitment.state.${commitment.state}`)}</span>
        <span>
          {say("commitment.owes", {
            owner: shorts(station, commitment.owner), to: shorts(station, commitment.to),
          })}
        </span>
        {commitment.time !== null && <span className="hint">{say("commitment.time", { n: commitment.time })}</span>}
        {rings.length > 0 && (
          <strong className="reserving">{say("commitment.rings", { n: Math.min(...rings) })}</strong>
        )}
      </header>
      <h3>
        <ForeignLine text={what?.text ?? ""} language={what?.language ?? ""} />
      </h3>
      <Phrase of={commitment} />
      <Limit of={commitment} />
      <div className="actions">
        <PressButton tone="quiet" expanded={open} onPress={() => setOpen(!open)}>
          {say("commitment.open", { n: commitment.claims.length })}
        </PressButton>
      </div>
      {open && <Everything {...props} />}
    </article>
  );
}

/** When, in the words of the text. */
function Phrase(props: { readonly of: CommitmentView }): ReactNode {
  const { language } = useWords();
  const phrase = nameIn(props.of.phrase.filter((one) => one.text !== ""), language);
  if (phrase === null) return null;
  return <p className="offer-note"><q><ForeignLine text={phrase.text} language={phrase.language} /></q></p>;
}

function Everything(props: Parts): ReactNode {
  const { commitment, station } = props;
  const { acts } = useConsole();
  const { say } = useWords();
  const { officer } = useKnown();
  const { text } = commitment;
  const may = officer?.roles.includes("negotiator") === true;
  return (
    <div className="commitment-open">
      <div className="clause-columns">
        {commitment.deliverable.map((one) => (
          <div key={one.language} className="clause-text foreign" lang={one.language} dir="auto">
            <ForeignLine text={one.text} language={one.language} />
          </div>
        ))}
      </div>
      <p className="text-facts">
        {text !== null && (
          <button type="button" className="link-button" onClick={() => acts.openText(text)}>
            {say("commitment.clauses", { clauses: commitment.clauses.map((one) => one + 1).join(", ") })}
          </button>
        )}
        <span><bdi>{commitment.rule.article}</bdi> <bdi>{commitment.rule.source}</bdi></span>
        {commitment.verifiers.length > 0 && (
          <span>{say("commitment.verifiers", { parties: shorts(station, commitment.verifiers) })}</span>
        )}
        {commitment.convenor !== null && (
          <span>{say("commitment.convenor", { party: partyShort(station, commitment.convenor) })}</span>
        )}
        {commitment.meeting !== null && (
          <button type="button" className="link-button" onClick={() => acts.go("meetings")}>
            {say("commitment.meeting", { meeting: commitment.meeting.label })}{" "}
            <time className="dtg" dateTime={iso(commitment.meeting.beginsMs)} dir="ltr">
              {dtg(commitment.meeting.beginsMs)}
            </time>
          </button>
        )}
      </p>
      {commitment.evidenceAsked.length > 0 && (
        <p>
          {say("commitment.evidence-asked")}{" "}
          {commitment.evidenceAsked.map((one) => (
            <span key={one.language}><ForeignLine text={one.text} language={one.language} /> </span>
          ))}
        </p>
      )}
      {commitment.claims.map((one) => <Claim key={one.leaf} claim={one} {...props} />)}
      {commitment.waivers.map((one) => <Said key={one.leaf} said={one} word={say("moved.waived")} station={station} />)}
      {commitment.tollings.map((one) => (
        <Said key={one.leaf} said={one} word={say(`commitment.tolled.${one.ground}`)} station={station} />
      ))}
      {may && <CommitmentActs {...props} />}
    </div>
  );
}

/** Who said what, when, by which entry, and why. */
function Said(props: { readonly said: SaidView; readonly word: string; readonly station: StationView }): ReactNode {
  const { said, word, station } = props;
  return (
    <p className="said">
      <time className="dtg" dateTime={iso(said.atMs)} dir="ltr">{dtg(said.atMs)}</time>{" "}
      <b dir="ltr">{partyShort(station, said.party)}</b> {word}{" "}
      <span className="entry-label" dir="ltr">{said.label}</span>{" "}
      {said.reason !== null && <ForeignLine text={said.reason.text} language={said.reason.language} />}
    </p>
  );
}

function Claim(props: Parts & { readonly claim: ClaimView }): ReactNode {
  const { claim, station } = props;
  const { say } = useWords();
  const { officer } = useKnown();
  const may = officer?.roles.includes("negotiator") === true;
  return (
    <section className="wording">
      <header className="wording-head">
        <span className="chip" data-state={claim.state}>{say(`commitment.state.${claim.state}`)}</span>
        {claim.silence !== null && claim.silence.untilMs !== null && (
          <span className="hint">
            {say("commitment.silence")} <span className="dtg" dir="ltr">{dtg(claim.silence.untilMs)}</span>
          </span>
        )}
      </header>
      <Said said={claim} word={say("moved.claimed")} station={station} />
      <EvidenceFiles claim={claim} />
      {claim.findings.map((one) => (
        <Said key={one.leaf} said={one} word={say(`moved.${one.result}`)} station={station} />
      ))}
      {claim.objections.map((one) => <Said key={one.leaf} said={one} word={say("moved.objected")} station={station} />)}
      {may && <ClaimActs {...props} />}
    </section>
  );
}
