// Screen 8, one text: its clauses in every language side by side, and the way to its copies.

import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";

import type { SlotView, TextView } from "../../../api/text-views.ts";
import type { StationView } from "../../../api/views.ts";
import type { GlossaryTerm } from "../../../core/text/concordance/check.ts";
import { goOn, insertAfter, numbersOf } from "../../model/offer-form.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAsked } from "../frame/asked.ts";
import { CommandButton, PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { Paged } from "../frame/paged.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import { ClauseHistory } from "./clause-history.tsx";
import { ClauseRow } from "./clause-row.tsx";
import { Copies } from "./copies.tsx";
import { useGlossary } from "./glossary.ts";
import { OfferStep } from "./offer-step.tsx";
import { PasteStep } from "./paste-step.tsx";
import { Move, Share, shorts, TextState } from "./texts.tsx";

type Page = "clauses" | "copies" | "left-out";

/** What every part of an open text needs. */
export interface OpenText {
  readonly view: TextView;
  readonly station: StationView;
  /** Languages in the order they are shown. */
  readonly order: readonly number[];
  /** Short names of the channel's parties, as brackets name them. */
  readonly shorts: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** Agreed terms in the text's languages. */
  readonly glossary: readonly GlossaryTerm[];
  /** Whether this officer and this party may offer, and take a position. */
  readonly mayOffer: boolean;
  readonly mayStand: boolean;
}

/** The text of an object. */
export function TextPage(props: { readonly object: string; readonly station: StationView }): ReactNode {
  const { object, station } = props;
  const { acts, store } = useConsole();
  const { value, failure } = useAsked(`text ${object}`, () => store.client.text(object));
  const { say } = useWords();
  const reason = useReason();
  useCommand("back", () => acts.openText(null), value === null);
  if (value === null) return (
    <>
      <RoomTitle room="texts" handling={null} />
      <PressButton onPress={() => acts.openText(null)}>{say("act.back")}</PressButton>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
    </>
  );
  return <Opened view={value} station={station} />;
}

function Opened(props: { readonly view: TextView; readonly station: StationView }): ReactNode {
  const { view, station } = props;
  const { acts, desk } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const [page, setPage] = useState<Page>("clauses");
  const [swapped, setSwapped] = useState(false);
  const glossary = useGlossary(view);
  const open = useMemo((): OpenText => {
    const order = view.languages.map((_, index) => index);
    const channel = station.channels.find((one) => one.id === view.channel);
    const ours = station.party.id;
    const isNegotiator = officer?.roles.includes("negotiator") === true && view.adoptedAtMs === null;
    const isPrincipal = view.principals.includes(ours);
    return {
      view, station, order: swapped ? order.toReversed() : order,
      shorts: (channel?.parties ?? []).map((one) => partyShort(station, one)), numbers: numbersOf(view), glossary,
      mayOffer: isNegotiator && (view.pen === null ? isPrincipal : view.pen === ours),
      mayStand: isNegotiator && isPrincipal,
    };
  }, [view, station, officer, swapped, glossary]);
  const isReadBack = page === "clauses" && desk.offer?.text === view.object && desk.offer.readingBack;
  useCommand("back", () => (page === "clauses" ? acts.openText(null) : setPage("clauses")), !isReadBack);
  return (
    <>
      <RoomTitle room="texts" handling={null} />
      <Head open={open} />
      <div className="text-tabs" role="group" aria-label={say("text.pages")}>
        {(["clauses", "copies", "left-out"] as const).map((one) => (
          <PressButton key={one} tone="quiet" pressed={page === one} onPress={() => setPage(one)}>
            {say(`text.page.${one}`, { n: countOf(view, one) })}
          </PressButton>
        ))}
        <CommandButton command="swap" tone="quiet" run={() => setSwapped(!swapped)}>{say("text.swap")}</CommandButton>
        <PressButton tone="quiet" onPress={() => acts.openText(null)}>{say("text.all")}</PressButton>
      </div>
      {page === "clauses" && <Clauses open={open} />}
      {page === "copies" && <Copies open={open} />}
      {page === "left-out" && <LeftOut view={view} />}
    </>
  );
}

function countOf(view: TextView, page: Page): number {
  if (page === "clauses") return view.clauses;
  return page === "copies" ? view.fairCopies.length : view.passedOver.length + view.waitingFor.length;
}

/** Title in every language, state, whose move, who must agree. */
function Head(props: { readonly open: OpenText }): ReactNode {
  const { view, station, order } = props.open;
  const { say } = useWords();
  return (
    <header className="text-head" data-state={view.state}>
      <div className="text-titles">
        {order.map((index) => (
          <h2 key={index}>
            {station.world === "exercise" && <span className="exercise-mark">{say("world.exercise")}</span>}{" "}
            <ForeignLine text={view.title[index]?.text ?? ""} language={view.title[index]?.language ?? ""} />
          </h2>
        ))}
      </div>
      <p className="text-facts">
        <TextState text={view} />
        <span>{say(`text.purpose.${view.purpose}`)}</span>
        <span>{say("text.principals", { parties: shorts(station, view.principals) })}</span>
        {view.pen !== null && <span>{say("text.pen.holds", { party: partyShort(station, view.pen) })}</span>}
        <span className="entry-label" dir="ltr">{view.label}</span>
      </p>
      <Share text={view} />
      <Move text={view} station={station} />
      {view.overfull && <p role="alert">{say("text.overfull")}</p>}
      {view.amends !== null && <p className="hint">{say("text.amends")}</p>}
    </header>
  );
}

/** Every clause, or those with brackets alone; keys go from one to the next. */
function Clauses(props: { readonly open: OpenText }): ReactNode {
  const { open } = props;
  const { view, mayOffer } = open;
  const { acts, desk } = useConsole();
  const { say } = useWords();
  const [only, setOnly] = useState(false);
  const [history, setHistory] = useState<string | null>(null);
  const [pasting, setPasting] = useState(false);
  const offer = desk.offer?.text === view.object ? desk.offer : null;
  const present = view.slots.filter((one) => isShown(one, false));
  const slots = only ? present.filter((one) => isShown(one, only)) : present;
  const { chosen, choose, at } = useStepping(slots);
  return (
    <>
      <div className="actions">
        <CommandButton command="brackets" run={() => setOnly(!only)}>
          {say(only ? "text.every-clause" : "text.brackets-only")}
        </CommandButton>
        {mayOffer && (
          <>
            <PressButton
              onPress={() => acts.offer(goOn(
                desk.offer, view.object, insertAfter(lastOf(view), view.languages.length),
              ))}
            >
              {say("text.insert-last")}
            </PressButton>
            <PressButton expanded={pasting} onPress={() => setPasting(!pasting)}>{say("text.paste")}</PressButton>
          </>
        )}
      </div>
      {pasting && <PasteStep open={open} onEnd={() => setPasting(false)} />}
      {slots.length === 0 && !pasting && offer === null && (
        <p className="empty">{say(only ? "text.no-brackets" : "text.no-clauses")}</p>
      )}
      <Paged all={slots} at={at} onTurn={(first) => choose(slots[first]?.slot ?? null)}>
        {(shown) => (
          <ol className="clauses">
            {shown.map((slot) => {
              const number = open.numbers.get(slot.slot) ?? 0;
              return (
                <li key={slot.slot} id={`clause-${slot.slot}`}>
                  <ClauseRow
                    open={open} slot={slot} chosen={chosen === slot.slot} onChoose={() => choose(slot.slot)}
                    before={present[number - 2] ?? null} next={present[number] ?? null}
                    onHistory={() => setHistory(history === slot.slot ? null : slot.slot)}
                  />
                  {history === slot.slot && (
                    <ClauseHistory open={open} slot={slot.slot} onEnd={() => setHistory(null)} />
                  )}
                </li>
              );
            })}
          </ol>
        )}
      </Paged>
      {offer !== null && <OfferStep open={open} offer={offer} />}
    </>
  );
}

/** The clause that is chosen; keys go from one to the next, and it comes into sight. */
function useStepping(slots: readonly SlotView[]): {
  readonly chosen: string | null; readonly choose: (slot: string | null) => void;
  /** Its place among those shown; -1 where it is not. */
  readonly at: number;
} {
  const [chosen, choose] = useState<string | null>(null);
  const stepped = useRef<string | null>(null);
  const at = slots.findIndex((one) => one.slot === chosen);
  const step = (by: number): void => {
    const next = slots[Math.min(slots.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    stepped.current = next.slot;
    choose(next.slot);
  };
  useEffect(() => {
    // Drawn by now, where it stands on another page too.
    if (stepped.current === chosen) document.getElementById(`clause-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  useCommand("next", () => step(1));
  useCommand("previous", () => step(-1));
  return { chosen, choose, at };
}

function isShown({ state }: SlotView, only: boolean): boolean {
  return only ? state !== "settled" && state !== "absent" : state !== "absent";
}

function lastOf(view: TextView): string {
  return view.slots.findLast((one) => one.state !== "absent")?.slot ?? "start";
}

/** What has no effect, and why; nothing is lost by it. */
function LeftOut(props: { readonly view: TextView }): ReactNode {
  const { view } = props;
  const { say, has } = useWords();
  const n = view.passedOver.length + view.waitingFor.length;
  if (n === 0) return <p className="empty">{say("text.nothing-left-out")}</p>;
  return (
    <ul className="left-out">
      {view.passedOver.map((one) => (
        <li key={one.label}>
          <span className="entry-label" dir="ltr">{one.label}</span>{" "}
          {has(`text.passed-over.${one.reason}`) ? say(`text.passed-over.${one.reason}`) : one.reason}
        </li>
      ))}
      {view.waitingFor.map((one) => (
        <li key={one}>{say("text.waiting-for")} <code dir="ltr">{one.slice(0, 16)}</code></li>
      ))}
    </ul>
  );
}
