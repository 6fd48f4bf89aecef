// Screen 10, the copies of a text: what would be signed, the hashes that both stations compiled, and the acceptance.

import { useState } from "react";
import type { ReactNode } from "react";

import type { AgreementView } from "../../../api/agreed-views.ts";
import type { FairCopyView } from "../../../api/text-views.ts";
import type { StationView } from "../../../api/views.ts";
import { dtg, iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, useReason, Writing } from "../frame/button.tsx";
import { useKnown } from "../frame/context.tsx";
import { Paged } from "../frame/paged.tsx";
import { MakeSchedule } from "../commitment/make-schedule.tsx";
import { MarkedText } from "./marked-text.tsx";
import { Paper } from "./paper.tsx";
import type { OpenText } from "./text-page.tsx";

/** The copies, the newest first, and the making of one where the text is clean. */
export function Copies(props: { readonly open: OpenText }): ReactNode {
  const { open } = props;
  const { view } = open;
  const { say } = useWords();
  const send = useAct();
  const { officer } = useKnown();
  const isCurrent = view.fairCopies.some((one) => one.current);
  const may = officer?.roles.includes("negotiator") === true;
  return (
    <>
      {view.state === "negotiating" && <p className="hint">{say("text.copy.not-clean")}</p>}
      {view.state === "clean" && !isCurrent && may && (
        <div className="actions">
          <PressButton
            tone="main"
            onPress={() => void send({ act: "text.fair-copy", object: view.object }, say("text.done.fair-copy"))}
          >
            {say("text.copy.make")}
          </PressButton>
        </div>
      )}
      {view.fairCopies.map((copy) => <Copy key={copy.digest} open={open} copy={copy} />)}
    </>
  );
}

function Copy(props: { readonly open: OpenText; readonly copy: FairCopyView }): ReactNode {
  const { open, copy } = props;
  const { say } = useWords();
  const [reading, setReading] = useState(false);
  return (
    <article className="fair-copy" data-state={copy.agreement.state} aria-label={say("text.copy.title")}>
      <header className="wording-head">
        <h3>{say("text.copy.title")}</h3>
        <span className="entry-label" dir="ltr">{copy.label}</span>
        <time className="dtg" dateTime={iso(copy.atMs)} dir="ltr">{dtg(copy.atMs)}</time>
        {!copy.current && <span className="hint">{say("text.copy.older")}</span>}
      </header>
      <Digest digest={copy.digest} />
      <div className="actions">
        <PressButton tone="quiet" expanded={reading} onPress={() => setReading(!reading)}>
          {say("text.copy.read", { n: copy.clauses.length })}
        </PressButton>
      </div>
      {reading && (
        <Paged all={copy.clauses}>
          {(shown, from) => (
            <ol className="copy-clauses">
              {shown.map((clause, at) => (
                <li
                  key={from + at} data-number={from + at + 1}
                  className={`clause-columns${clause.heading ? " clause-heading" : ""}`}
                >
                  {open.order.map((index) => (
                    <MarkedText
                      key={index} text={clause.texts[index] ?? ""} language={open.view.languages[index] ?? ""}
                      shorts={[]}
                    />
                  ))}
                </li>
              ))}
            </ol>
          )}
        </Paged>
      )}
      <Paper open={open} copy={copy} />
      <AgreementState agreement={copy.agreement} station={open.station} />
      <Accept object={open.view.object} agreement={copy.agreement} station={open.station} />
      {copy.agreement.state === "adopted" && <FromAdopted open={open} copy={copy} />}
    </article>
  );
}

/** What comes of an adopted text. */
function FromAdopted(props: { readonly open: OpenText; readonly copy: FairCopyView }): ReactNode {
  const { officer } = useKnown();
  const { say } = useWords();
  const [making, setMaking] = useState(false);
  if (officer?.roles.includes("negotiator") !== true) return null;
  return (
    <>
      <div className="actions">
        <PressButton expanded={making} onPress={() => setMaking(!making)}>{say("schedule.make")}</PressButton>
      </div>
      {making && <MakeSchedule {...props} />}
    </>
  );
}

/** A digest in groups that can be read aloud. */
export function Digest(props: { readonly digest: string }): ReactNode {
  const { say } = useWords();
  return (
    <p className="digest">
      {say("agreed.digest")} <code dir="ltr">{props.digest.match(/.{1,4}/gu)?.join(" ")}</code>
    </p>
  );
}

/** Where an agreement stands: what each principal has said, and what is not heard yet. */
export function AgreementState(props: {
  readonly agreement: AgreementView; readonly station: StationView;
}): ReactNode {
  const { agreement, station } = props;
  const { say } = useWords();
  return (
    <div className="agreement">
      <p>
        <span className="chip" data-state={agreement.state}>{say(`agreed.state.${agreement.state}`)}</span>{" "}
        {agreement.adoptedAtMs !== null && (
          <time className="dtg" dateTime={iso(agreement.adoptedAtMs)} dir="ltr">{dtg(agreement.adoptedAtMs)}</time>
        )}{" "}
        {agreement.verdict !== "open" && <span className="hint">{say(`agreed.verdict.${agreement.verdict}`)}</span>}
      </p>
      {agreement.contested && <p role="alert">{say("agreed.contested")}</p>}
      <ul>
        {agreement.positions.map((one) => (
          <li key={one.party}>
            <b dir="ltr">{partyShort(station, one.party)}</b> {say(`agreed.act.${one.act}`)}{" "}
            {one.label !== null && <span className="entry-label" dir="ltr">{one.label}</span>}{" "}
            {one.untilMs !== null && <>{say("text.until")} <span className="dtg" dir="ltr">{dtg(one.untilMs)}</span></>}
          </li>
        ))}
      </ul>
      {agreement.unheard.length > 0 && (
        <p className="hint">
          {say("agreed.unheard", { parties: agreement.unheard.map((one) => partyShort(station, one)).join(", ") })}
        </p>
      )}
    </div>
  );
}

/** Days within which the others must have accepted too. */
const untilDays = [1, 3, 7, 14, 30] as const;
const dayMs = 86_400_000;

/** Accepts or declines a digest: first what it means, then the act itself. It binds, so it takes two presses. */
export function Accept(props: {
  readonly object: string; readonly agreement: AgreementView; readonly station: StationView;
}): ReactNode {
  const { object, agreement, station } = props;
  const { say } = useWords();
  const reason = useReason();
  const send = useAct();
  const [asked, setAsked] = useState<"accept" | "decline" | null>(null);
  const [days, setDays] = useState<number>(7);
  const [why, setWhy] = useState("");
  if (agreement.state === "adopted") return null;
  if (!agreement.mayAccept) return agreement.why === null ? null : <p className="hint">{reason(agreement.why)}</p>;
  const accept = (): Promise<unknown> => send(
    { act: "agree.accept", object, digest: agreement.digest, untilMs: station.nowMs + days * dayMs },
    say("agreed.done.accept"),
  );
  const decline = (): Promise<unknown> => send(
    { act: "agree.decline", object, digest: agreement.digest, reason: why.trim() }, say("agreed.done.decline"),
  );
  const { world } = station;
  if (asked === null) return (
    <div className="actions">
      <PressButton tone="main" onPress={() => setAsked("accept")}>{say("agreed.accept")}</PressButton>
      <PressButton onPress={() => setAsked("decline")}>{say("agreed.decline")}</PressButton>
    </div>
  );
  return (
    <div className="read-back" data-world={world}>
      <p>{say(`agreed.${asked}.means`)}</p>
      <Digest digest={agreement.digest} />
      {asked === "accept" ? (
        <Choice
          label={say("agreed.until")} value={String(days)} onChange={(value) => setDays(Number(value))}
          choices={untilDays.map((one) => ({ value: String(one), text: say("agreed.days", { n: one }) }))}
        />
      ) : (
        <Writing label={say("agreed.why")} value={why} onChange={setWhy} lines={2} max={2_000} />
      )}
      <div className="actions">
        <PressButton
          tone={world} onPress={() => void (asked === "accept" ? accept() : decline()).then(() => setAsked(null))}
        >
          {say(`agreed.${asked}.${world}`)}
        </PressButton>
        <PressButton tone="quiet" onPress={() => setAsked(null)}>{say("act.back")}</PressButton>
      </div>
    </div>
  );
}
