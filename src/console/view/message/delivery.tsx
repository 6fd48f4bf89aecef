// How far a message has come at one addressee. The states are never confused: each has its own word, sign and time.

import type { ReactNode } from "react";

import type { AddresseeView, MessageView, StationView } from "../../../api/views.ts";
import { bearerName, partGone, waysOf } from "../../model/bearer.ts";
import { iso, zuluMinutes, zuluOrDtg } from "../../model/format.ts";
import { channelOf, deskName, nameIn, partyShort, wordNames } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useNow } from "../frame/context.tsx";
import { StateSign } from "../frame/signs.tsx";
import { Clocks } from "./clocks.tsx";
import { ForeignLine } from "./foreign.tsx";

/** A state in a sign and a word, with the time that belongs to it. */
export function DeliveryWord(props: { readonly addressee: AddresseeView; readonly incoming: boolean }): ReactNode {
  const { addressee } = props;
  const { say } = useWords();
  const nowMs = useNow();
  const here = props.incoming && addressee.state === "durable";
  // Where the reader has gone back, no earlier state may stand there as if nothing had happened.
  const shown = addressee.wentBack ? "went-back" : addressee.state;
  const word = shown === "carried" ? carriedWord(addressee) : `state.${shown}`;
  return (
    <span className="delivery" data-state={shown}>
      <StateSign state={addressee.wentBack ? "carried" : addressee.state} />
      <span>{say(here ? "state.durable-here" : word)}</span>
      {addressee.sinceMs !== null && (
        <time dateTime={iso(addressee.sinceMs)} dir="ltr">
          {zuluOrDtg(addressee.sinceMs, nowMs)}
        </time>
      )}
    </span>
  );
}

/** One addressee: who, how far, by which entries, and both clocks. */
export function Addressee(props: {
  readonly message: MessageView;
  readonly addressee: AddresseeView;
  readonly station: StationView;
  readonly role: "to" | "info";
}): ReactNode {
  const { message, addressee, station } = props;
  const { say, language } = useWords();
  const desk = deskName(station, addressee.party, addressee.desk, language);
  return (
    <li className="addressee">
      <div className="addressee-head">
        <span className="addressee-role">{say(`address.${props.role}`)}</span>
        <strong>{partyShort(station, addressee.party)}</strong>
        <bdi lang={desk.language || undefined}>{desk.text}</bdi>
        <DeliveryWord addressee={addressee} incoming={message.direction === "in"} />
      </div>
      {message.direction === "out" && addressee.receipt === null && (
        <Ways object={message.object} party={addressee.party} station={station} />
      )}
      {props.role === "to" && <Track addressee={addressee} message={message} station={station} />}
      {props.role === "to" && <Clocks message={message} addressee={addressee} />}
    </li>
  );
}

/** How far a message of ours is on each bearer to a party; handed over whole it is carried, and no more is known. */
function Ways(props: { readonly object: string; readonly party: string; readonly station: StationView }): ReactNode {
  const nowMs = useNow();
  const words = useWords();
  const ways = waysOf(props.station.lines, props.party, props.object);
  if (ways.length === 0) return null;
  return (
    <ul className="ways" aria-label={words.say("message.ways")}>
      {ways.map(({ bearer, part }) => (
        <li key={bearer.name}>
          <bdi>{bearerName(words, bearer.name)}</bdi>{" "}
          <progress value={part.goneBytes} max={Math.max(1, part.bytes)} aria-hidden="true" />{" "}
          <span>{partGone(words, part, nowMs)}</span>
        </li>
      ))}
    </ul>
  );
}

interface Stop {
  readonly word: string;
  readonly label: string | null;
  readonly timeMs: number | null;
  readonly reached: boolean;
  readonly state: string;
}

/** The stops of the way, those reached with the entry and time that prove it. */
function Track(props: {
  readonly addressee: AddresseeView;
  readonly message: MessageView;
  readonly station: StationView;
}): ReactNode {
  const { addressee, message, station } = props;
  const { say } = useWords();
  const nowMs = useNow();
  const stops = stopsOf(addressee, message.direction === "in");
  return (
    <>
      <ol className="track">
        {stops.map((stop) => (
          <li key={stop.word} data-reached={stop.reached} data-state={stop.state}>
            <span className="track-word">{say(stop.word)}</span>
            <span className="track-proof" dir="ltr">
              {stop.timeMs === null ? (
                stop.reached ? (
                  "✓"
                ) : (
                  "–"
                )
              ) : (
                <time dateTime={iso(stop.timeMs)}>{zuluOrDtg(stop.timeMs, nowMs)}</time>
              )}
              {stop.label !== null && <span className="entry-label">{stop.label}</span>}
            </span>
          </li>
        ))}
      </ol>
      <Details addressee={addressee} message={message} station={station} />
    </>
  );
}

function Details(props: {
  readonly addressee: AddresseeView;
  readonly message: MessageView;
  readonly station: StationView;
}): ReactNode {
  const { addressee, message, station } = props;
  const { say, language } = useWords();
  const { holding, refused, receipt } = addressee;
  const word =
    holding?.word == null ? null : nameIn(wordNames(channelOf(station, message.channel), holding.word), language);
  return (
    <>
      {holding !== null && addressee.state === "holding" && (
        <p className="detail">
          {holding.nextWordByMs === null
            ? say("holding.open")
            : say("holding.by", { time: zuluMinutes(holding.nextWordByMs) })}
          {word !== null && (
            <>
              {" "}
              <bdi lang={word.language}>{word.text}</bdi>
            </>
          )}
        </p>
      )}
      {refused !== null && (
        <p className="detail">
          {refused.reason === null ? (
            say("refused.no-reason")
          ) : (
            <>
              {say("refused.reason")} <ForeignLine text={refused.reason} />
            </>
          )}
        </p>
      )}
      {receipt?.disputed === true && <p className="detail detail-warning">{say("receipt.disputed")}</p>}
      {receipt?.proofPending === true && <p className="detail">{say("receipt.proof-pending")}</p>}
      {addressee.stations.length > 1 && addressee.stations.some((one) => one.holds) && (
        <p className="detail">{say("receipt.held-by", { stations: holders(addressee, language) })}</p>
      )}
      {addressee.wentBack && <p className="detail detail-warning">{say("receipt.went-back")}</p>}
    </>
  );
}

/** Names of the stations that are known to hold a message. */
function holders({ stations }: AddresseeView, language: string): string {
  const held = stations.filter((one) => one.holds);
  return held.map((one) => nameIn(one.names, language)?.text ?? one.station.slice(0, 8)).join(", ");
}

function carriedWord({ state, byCourier }: AddresseeView): string {
  return state === "carried" && byCourier ? "state.carried-courier" : "state.carried";
}

function stopsOf(one: AddresseeView, incoming: boolean): readonly Stop[] {
  const carried = !["composed", "unreachable"].includes(one.state);
  const stops: Stop[] = [];
  if (!incoming) {
    const cut = one.state === "unreachable";
    stops.push({
      word: cut ? "state.unreachable" : carriedWord(one),
      label: null,
      timeMs: one.state === "carried" ? one.sinceMs : null,
      reached: carried,
      state: cut ? "unreachable" : "carried",
    });
  }
  stops.push({
    word: incoming ? "state.durable-here" : "state.durable",
    label: one.receipt?.label ?? null,
    timeMs: one.receipt?.heldAtMs ?? null,
    reached: one.receipt !== null,
    state: "durable",
  });
  stops.push({
    word: "state.taken",
    label: one.taken?.label ?? null,
    timeMs: one.taken?.timeMs ?? null,
    reached: one.taken !== null,
    state: "taken",
  });
  if (one.holding !== null) {
    stops.push({
      word: "state.holding",
      label: one.holding.label,
      timeMs: one.holding.timeMs,
      reached: true,
      state: "holding",
    });
  }
  if (one.refused !== null && one.answered === null) {
    stops.push({
      word: "state.refused",
      label: one.refused.label,
      timeMs: one.refused.timeMs,
      reached: true,
      state: "refused",
    });
  } else {
    stops.push({
      word: "state.answered",
      label: one.answered?.label ?? null,
      timeMs: one.answered?.timeMs ?? null,
      reached: one.answered !== null,
      state: "answered",
    });
  }
  return stops;
}
