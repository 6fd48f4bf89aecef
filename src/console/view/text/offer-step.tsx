// An offer is written in every language, read back as it will be signed, and released. Nothing private is in it but
// what stands in these boxes.

import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import type { OfferedChange } from "../../../api/text-acts.ts";
import { actionOf, missingOf, reword, withoutChange } from "../../model/offer-form.ts";
import type { OfferForm } from "../../model/offer-form.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { CommandButton, PressButton, Writing } from "../frame/button.tsx";
import { useCommand, useConsole } from "../frame/context.tsx";
import { languageName } from "../message/message-body.tsx";
import { LanguageCheck } from "./language-check.tsx";
import { MarkedText } from "./marked-text.tsx";
import type { OpenText } from "./text-page.tsx";

interface Parts {
  readonly open: OpenText;
  readonly offer: OfferForm;
}

/** The step: writing, then the read-back. Escape goes back, to the list in the end, and the offer is kept. */
export function OfferStep(props: Parts): ReactNode {
  const { offer } = props;
  const section = useRef<HTMLElement | null>(null);
  const { say } = useWords();
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not hand on as its end.
    void section.current?.scrollIntoView({ block: "nearest" });
  }, [offer.readingBack, offer.changes.length]);
  return (
    <section ref={section} className="offer-step" aria-label={say("text.offer.title")}>
      {offer.readingBack ? <ReadBack {...props} /> : <Write {...props} />}
    </section>
  );
}

function Write(props: Parts): ReactNode {
  const { open, offer } = props;
  const { acts } = useConsole();
  const { say } = useWords();
  const missing = missingOf(offer);
  const { world } = open.station;
  return (
    <form className="compose" onSubmit={(event) => event.preventDefault()}>
      <h3>{say("text.offer.title")}</h3>
      {offer.changes.map((change, at) => (
        <ChangeBoxes key={`${at} ${change.touches.join(" ")}`} open={open} offer={offer} change={change} at={at} />
      ))}
      {offer.changes.length > 1 && (
        <label className="check">
          <input
            type="checkbox" checked={offer.together}
            onChange={(event) => acts.offer({ ...offer, together: event.target.checked })}
          />
          <span>{say("text.offer.together")}</span>
        </label>
      )}
      <Writing
        label={say("text.offer.note")} hint={say("text.offer.note-hint")} value={offer.note} max={2_000} lines={2}
        onChange={(note) => acts.offer({ ...offer, note })}
      />
      {missing.length > 0 && <ul className="hint">{missing.map((one) => <li key={one}>{say(one)}</li>)}</ul>}
      <div className="actions">
        <CommandButton
          command={`release.${world}`} tone="main" disabled={missing.length > 0}
          run={() => acts.offer({ ...offer, readingBack: true })}
        >
          {say("act.read-back")}
        </CommandButton>
        <PressButton tone="quiet" onPress={() => acts.offer(null)}>{say("act.discard")}</PressButton>
      </div>
    </form>
  );
}

/** The boxes of one change: a clause in every language side by side, and what the languages say differently. */
function ChangeBoxes(props: Parts & { readonly change: OfferedChange; readonly at: number }): ReactNode {
  const { open, offer, change, at } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  return (
    <fieldset className="change">
      <legend><ChangeTitle open={open} change={change} /></legend>
      {offer.changes.length > 1 && (
        <div className="actions">
          <PressButton tone="quiet" onPress={() => acts.offer(withoutChange(offer, at))}>
            {say("text.offer.leave-out")}
          </PressButton>
        </div>
      )}
      {change.clauses.length === 0 && <p>{say("text.leaves-nothing")}</p>}
      {change.clauses.map((clause, n) => (
        <div key={n} className="change-clause">
          <div className="clause-columns">
            {open.order.map((index) => (
              <Writing
                key={index} label={languageName(open.view.languages[index] ?? "", language)} lines={4} max={16_000}
                language={open.view.languages[index] ?? ""} value={clause.texts[index] ?? ""}
                onChange={(words) => acts.offer(reword(offer, at, n, index, words))}
              />
            ))}
          </div>
          <LanguageCheck open={open} texts={clause.texts} />
        </div>
      ))}
    </fieldset>
  );
}

function ChangeTitle(props: { readonly open: OpenText; readonly change: OfferedChange }): ReactNode {
  const { open, change } = props;
  const { say } = useWords();
  const clauses = change.touches.map((one) => open.numbers.get(one) ?? 0).join(", ");
  return say(`text.offering.${actionOf(change)}`, { clauses });
}

/** What is signed, as it will be read by the other party; then the release, which names the world. */
function ReadBack(props: Parts): ReactNode {
  const { open, offer } = props;
  const { view, station } = open;
  const { acts } = useConsole();
  const { say } = useWords();
  const send = useAct();
  const { world } = station;
  const release = async (): Promise<void> => {
    const isDone = await send({
      act: "text.offer", object: view.object, changes: [...offer.changes],
      package: offer.together && offer.changes.length > 1, note: offer.note.trim() === "" ? null : offer.note.trim(),
    }, say("text.done.offer"));
    if (isDone) acts.offer(null);
  };
  useCommand("back", () => acts.offer({ ...offer, readingBack: false }));
  return (
    <div className="read-back" data-world={world}>
      <h2>{say("text.read-back")}</h2>
      {offer.changes.map((change, at) => (
        <section key={at}>
          <h3><ChangeTitle open={open} change={change} /></h3>
          {change.clauses.length === 0 && <p>{say("text.leaves-nothing")}</p>}
          {change.clauses.map((clause, n) => (
            <div key={n} className="clause-columns">
              {open.order.map((index) => (
                <MarkedText
                  key={index} text={clause.texts[index] ?? ""} language={view.languages[index] ?? ""}
                  shorts={open.shorts}
                />
              ))}
            </div>
          ))}
        </section>
      ))}
      {offer.note.trim() !== "" && <p className="offer-note" dir="auto">{offer.note}</p>}
      <div className="actions">
        <CommandButton command={`release.${world}`} tone={world} run={() => void release()}>
          {say(`text.release.${world}`)}
        </CommandButton>
        <PressButton tone="quiet" onPress={() => acts.offer({ ...offer, readingBack: false })}>
          {say("act.back-to-draft")}
        </PressButton>
        <span className="hint">{say("text.ad-referendum")}</span>
      </div>
    </div>
  );
}
