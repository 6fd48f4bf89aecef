// One clause: its wording or the wordings that stand against each other, who stands for which, and what may be done.

import { useState } from "react";
import type { ReactNode } from "react";

import type { ChangeView, SlotPosition, SlotView } from "../../../api/text-views.ts";
import { asWantedBy, bracketsOf, readBrackets } from "../../../core/text/brackets.ts";
import { dtg, iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import type { Bracket } from "../../../core/text/brackets.ts";
import { amend, goOn, insertAfter, join, move, newOffer, remove, split, withChange } from "../../model/offer-form.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { CommandButton, PressButton } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { MarkedText } from "./marked-text.tsx";
import { PrivateStrip } from "./private-strip.tsx";
import type { OpenText } from "./text-page.tsx";
import { shorts } from "./texts.tsx";

interface Parts {
  readonly open: OpenText;
  readonly slot: SlotView;
}

/** The row. Its keys act on the clause that is chosen. */
export function ClauseRow(props: Parts & {
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onHistory: () => void;
  readonly before: SlotView | null;
  readonly next: SlotView | null;
}): ReactNode {
  const { open, slot, chosen, onChoose } = props;
  const { say } = useWords();
  const number = open.numbers.get(slot.slot);
  return (
    <article
      className="clause" data-state={slot.state} data-chosen={chosen} onClick={onChoose} onFocus={onChoose}
      aria-label={say("text.clause", { n: number ?? 0 })}
    >
      <header className="clause-head">
        <strong className="clause-number" dir="ltr">{number}</strong>
        <span className="chip" data-state={slot.state}>{say(`text.slot.${slot.state}`)}</span>
        <Whose open={open} slot={slot} />
        {slot.reopened.length > 0 && (
          <span className="reserving">
            {say("text.reopened", { clauses: slot.reopened.map((one) => open.numbers.get(one) ?? "–").join(", ") })}
          </span>
        )}
      </header>
      {slot.texts === null
        ? slot.changes.map((one) => <Wording key={one.change} open={open} slot={slot} change={one} chosen={chosen} />)
        : <Columns open={open} slot={slot} texts={slot.texts} />}
      {slot.texts !== null && <Others open={open} slot={slot} chosen={chosen} />}
      {chosen && <ClauseActs {...props} />}
      <PrivateStrip open={open} slot={slot} chosen={chosen} />
    </article>
  );
}

/** Whose word is missing. */
function Whose(props: Parts): ReactNode {
  const { open: { view, station }, slot } = props;
  const { say } = useWords();
  const silent = view.principals.filter((party) => !slot.positions.some((one) => one.party === party));
  if (slot.state === "settled" || silent.length === 0) return null;
  return <span className="hint">{say("text.no-word", { parties: shorts(station, silent) })}</span>;
}

/** A wording in every language, side by side. */
function Columns(props: Parts & {
  readonly texts: readonly string[]; readonly against?: readonly string[] | null;
}): ReactNode {
  const { open, slot, texts, against } = props;
  return (
    <div className={`clause-columns${slot.heading ? " clause-heading" : ""}`}>
      {open.order.map((index) => (
        <MarkedText
          key={index} text={texts[index] ?? ""} language={open.view.languages[index] ?? ""} shorts={open.shorts}
          against={against?.[index] ?? null}
        />
      ))}
    </div>
  );
}

/** One of several wordings: who offers it, who stands for it, how it differs from ours. */
function Wording(props: Parts & { readonly change: ChangeView; readonly chosen: boolean }): ReactNode {
  const { open, slot, change, chosen } = props;
  const { station } = open;
  const { say } = useWords();
  const [differing, setDiffering] = useState(false);
  const first = slot.changes.find((one) => one.change !== change.change && one.texts !== null);
  return (
    <section className="wording" data-ours={change.standing.includes(station.party.id)}>
      <header className="wording-head">
        <b className="bracket-names" dir="ltr">[{change.standing.length === 0
          ? partyShort(station, change.by) : shorts(station, change.standing)}:</b>
        <span>{say(`text.action.${change.action}`)}</span>
        <span className="entry-label" dir="ltr">{change.label}</span>
        <time className="dtg" dateTime={iso(change.atMs)} dir="ltr">{dtg(change.atMs)}</time>
        {change.package.length > 0 && (
          <span className="hint">{say("text.package", { n: change.package.length + 1 })}</span>
        )}
        <Doubts open={open} change={change} />
        {change.texts !== null && first?.texts != null && (
          <PressButton tone="quiet" pressed={differing} onPress={() => setDiffering(!differing)}>
            {say("text.differences")}
          </PressButton>
        )}
      </header>
      {change.texts === null
        ? <p className="wording-gone">{say("text.leaves-nothing")}</p>
        : <Columns open={open} slot={slot} texts={change.texts} against={differing ? first?.texts ?? null : null} />}
      <Note note={change.note} />
      <Notes positions={slot.positions.filter((one) => one.change === change.change)} open={open} />
      {open.mayStand && (
        <StandActs open={open} slot={slot} change={change} chosen={chosen && isOffered(open, slot, change)} />
      )}
    </section>
  );
}

/** Whether this is the wording that the keys of a chosen clause are about: the first that we do not simply accept. */
function isOffered({ station: { party } }: OpenText, slot: SlotView, change: ChangeView): boolean {
  const lacks = (one: ChangeView): boolean => !one.standing.includes(party.id) || one.reserving.includes(party.id);
  return slot.changes.find(lacks) === change;
}

/** Who reserves and who refuses. */
function Doubts(props: { readonly open: OpenText; readonly change: ChangeView }): ReactNode {
  const { open: { station }, change } = props;
  const { say } = useWords();
  return (
    <>
      {change.reserving.length > 0 && (
        <span className="reserving">{say("text.reserving", { parties: shorts(station, change.reserving) })}</span>
      )}
      {change.refusing.length > 0 && (
        <span className="refusing">{say("text.refusing", { parties: shorts(station, change.refusing) })}</span>
      )}
    </>
  );
}

/** What is said of the wording that holds, and wordings that somebody still wants beside it. */
function Others(props: Parts & { readonly chosen: boolean }): ReactNode {
  const { open, slot, chosen } = props;
  const [holding, ...others] = slot.changes;
  return (
    <>
      {holding !== undefined && (chosen || slot.state !== "settled") && (
        <>
          {slot.state !== "settled" && <p><Doubts open={open} change={holding} /></p>}
          {open.mayStand && (
            <StandActs open={open} slot={slot} change={holding} chosen={chosen && isOffered(open, slot, holding)} />
          )}
        </>
      )}
      {others.map((one) => <Wording key={one.change} open={open} slot={slot} change={one} chosen={chosen} />)}
    </>
  );
}

function Note(props: { readonly note: ChangeView["note"] }): ReactNode {
  const { note } = props;
  return note === null ? null : <p className="offer-note"><ForeignLine text={note.text} language={note.language} /></p>;
}

function Notes(props: { readonly positions: readonly SlotPosition[]; readonly open: OpenText }): ReactNode {
  return props.positions.filter((one) => one.note !== null).map((one) => (
    <p key={one.party} className="offer-note">
      <b dir="ltr">{partyShort(props.open.station, one.party)}:</b>{" "}
      <ForeignLine text={one.note?.text ?? ""} language={one.note?.language ?? ""} />
    </p>
  ));
}

const answers: Readonly<Record<Stance | "none", readonly Stance[]>> = {
  none: ["accept", "reserve", "refuse"], withdraw: ["accept", "reserve", "refuse"], refuse: ["accept", "reserve"],
  accept: ["reserve", "withdraw"], reserve: ["accept", "withdraw"],
};

/** What may be said of a wording, after what we have said of it. Our own offer is stood for or taken back, no more. */
function answersTo(own: Stance | null, isOurs: boolean): readonly Stance[] {
  const all = answers[own ?? "none"];
  return isOurs ? all.filter((one) => one === "accept" || one === "withdraw") : all;
}

/** Accept ad referendum, reserve, refuse, or take back. The button says what is sent; a second press sends it. */
function StandActs(props: Parts & { readonly change: ChangeView; readonly chosen: boolean }): ReactNode {
  const { open, slot, change, chosen } = props;
  const { say } = useWords();
  const send = useAct();
  const [asked, setAsked] = useState<Stance | null>(null);
  const us = open.station.party.id;
  const own = slot.positions.find((one) => one.party === us && one.change === change.change)?.stance ?? null;
  const press = async (stance: Stance): Promise<void> => {
    if (asked !== stance) return setAsked(stance);
    setAsked(null);
    await send({
      act: "text.position", object: open.view.object, stands: [{ change: change.change, stance }], note: null,
    }, say(`text.done.${stance}`));
  };
  const words = (stance: Stance): string => say(`text.stance.${stance}${asked === stance ? ".now" : ""}`);
  const tone = (stance: Stance): "main" | "plain" => (asked === stance ? "main" : "plain");
  return (
    <div className="actions">
      {answersTo(own, change.by === us).map((stance) => (chosen && (stance === "accept" || stance === "reserve") ? (
        <CommandButton key={stance} command={stance} tone={tone(stance)} run={() => void press(stance)}>
          {words(stance)}
        </CommandButton>
      ) : (
        <PressButton key={stance} tone={tone(stance)} onPress={() => void press(stance)}>{words(stance)}</PressButton>
      )))}
      {asked !== null && <PressButton tone="quiet" onPress={() => setAsked(null)}>{say("act.back")}</PressButton>}
    </div>
  );
}

type Stance = SlotPosition["stance"];

/** What may be offered about the clause. Each begins an offer that is written, read back and released below. */
function ClauseActs(props: Parts & {
  readonly onHistory: () => void; readonly before: SlotView | null; readonly next: SlotView | null;
}): ReactNode {
  const { open, slot, onHistory, before, next } = props;
  const { acts, desk } = useConsole();
  const { say } = useWords();
  const { view, station } = open;
  const [us, count] = [station.party.id, view.languages.length];
  const begin = (change: ReturnType<typeof amend>) => () => acts.offer(goOn(desk.offer, view.object, change));
  return (
    <div className="actions clause-acts">
      {open.mayOffer && (
        <>
          <CommandButton command="offer" run={begin(amend(slot, us, count))}>{say("text.offer.amend")}</CommandButton>
          <PressButton onPress={begin(insertAfter(slot.slot, count))}>{say("text.offer.insert")}</PressButton>
          <PressButton onPress={begin(split(slot, us, count))}>{say("text.offer.split")}</PressButton>
          {next !== null && (
            <>
              <PressButton onPress={begin(join(slot, next, us, count))}>{say("text.offer.join")}</PressButton>
              <PressButton onPress={begin(move(slot, next.slot, us, count))}>{say("text.offer.down")}</PressButton>
            </>
          )}
          {before !== null && (
            <PressButton onPress={begin(move(before, slot.slot, us, count))}>{say("text.offer.up")}</PressButton>
          )}
          <PressButton onPress={begin(remove(slot))}>{say("text.offer.delete")}</PressButton>
        </>
      )}
      <CommandButton command="history" run={onHistory}>{say("text.history")}</CommandButton>
      {open.mayOffer && <Resolve open={open} slot={slot} />}
    </div>
  );
}

/** Offers the clause with its brackets as one party wants them, in every language; linked ones in other clauses too. */
function Resolve(props: Parts): ReactNode {
  const { open, slot } = props;
  const { view, station, shorts: names } = open;
  const { acts, desk } = useConsole();
  const { say } = useWords();
  const wanting = new Set(bracketsIn(slot, names).flatMap((one) => one.alternatives.flatMap((each) => each.names)));
  const links = linksIn(slot, names);
  const resolve = (party: string) => (): void => {
    const meant = view.slots.filter((one) => one === slot || linksIn(one, names).some((link) => links.includes(link)));
    const changes = meant.flatMap((one) => {
      const change = amend(one, station.party.id, view.languages.length);
      const texts = change.clauses[0]?.texts.map((text) => asWantedBy(text, names, party) ?? text) ?? [];
      return [{ ...change, clauses: change.clauses.map((clause) => ({ ...clause, texts })) }];
    });
    const [first, ...others] = changes;
    if (first === undefined) return;
    const begun = desk.offer?.text === view.object ? withChange(desk.offer, first) : newOffer(view.object, first);
    acts.offer({ ...others.reduce(withChange, begun), readingBack: false });
  };
  return (
    <>
      {[...wanting].map((party) => (
        <PressButton key={party} onPress={resolve(party)}>{say("text.resolve", { party })}</PressButton>
      ))}
      {links.length > 0 && <span className="hint">{say("text.linked")}</span>}
    </>
  );
}

function bracketsIn(slot: SlotView, names: readonly string[]): readonly Bracket[] {
  return (slot.texts ?? []).flatMap((text) => {
    const tree = readBrackets(text, names);
    return tree.kind === "tree" ? bracketsOf(tree.parts) : [];
  });
}

function linksIn(slot: SlotView, names: readonly string[]): readonly number[] {
  return bracketsIn(slot, names).flatMap((one) => one.link ?? []);
}
