// What must be known before anything else. Banners push the page down; none covers it, takes the keys, or goes by
// itself.

import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";

import type { LineView } from "../../../api/line-views.ts";
import type { AlertView, StationView } from "../../../api/views.ts";
import { duration, iso, zulu, zuluOrDtg } from "../../model/format.ts";
import { isReached, nameIn, partyOf, partyShort } from "../../model/named.ts";
import { precedenceOfLevel } from "../../model/precedence.ts";
import { mostPressed } from "../../model/queue.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton } from "./button.tsx";
import { useConsole, useKnown, useNow } from "./context.tsx";
import { LevelSign, LineSign } from "./signs.tsx";

/** All banners, the worst first. */
export function Banners(): ReactNode {
  const { station, linkLostMs } = useKnown();
  const { desk } = useConsole();
  return (
    <div className="banners">
      {linkLostMs !== null && <StationLost sinceMs={linkLostMs} />}
      {station !== null && station.impaired.length > 0 && <Impaired station={station} />}
      {station !== null && <Pressed station={station} />}
      {station?.lines
        .filter((line) => line.state === "down")
        .map((line) => (
          <LineDown key={line.station} line={line} station={station} />
        ))}
      {station?.alerts
        .filter((one) => one.kind === "record" || one.kind === "station" || one.kind === "clock")
        .map((one) => (
          <Alert key={one.id} alert={one} station={station} />
        ))}
      {desk.notice !== null && <Notice />}
      <Spoken />
    </div>
  );
}

function StationLost(props: { readonly sinceMs: number }): ReactNode {
  const { say } = useWords();
  return (
    <div className="banner banner-emergency">
      <LineSign up={false} />
      <p>
        <strong>{say("banner.station-lost")}</strong> {say("banner.station-lost.detail", { time: zulu(props.sinceMs) })}
      </p>
    </div>
  );
}

function Impaired(props: { readonly station: StationView }): ReactNode {
  const { say } = useWords();
  return (
    <div className="banner banner-emergency">
      <LevelSign precedence="FLASH" />
      <p>
        <strong>{say("banner.impaired")}</strong> {props.station.impaired.join(", ")}
      </p>
    </div>
  );
}

/** Our own lateness, seen by us before it is seen by them: at half and at four fifths of a receipt's time. */
function Pressed(props: { readonly station: StationView }): ReactNode {
  const { messages } = useKnown();
  const { acts } = useConsole();
  const { say, units } = useWords();
  const nowMs = useNow();
  const pressed = mostPressed(props.station, messages.values(), nowMs);
  if (pressed === null) return null;
  const { message, due } = pressed;
  const values = {
    label: message.label,
    precedence: say(`precedence.${message.precedence}`),
    left: duration(due.leftMs, units),
    over: duration(due.overMs, units),
  };
  return (
    <div className={`banner ${due.stage === "half" ? "banner-warning" : "banner-emergency"}`}>
      <LevelSign precedence={message.precedence} />
      <p>
        <strong>{say(`pressed.${due.stage}`, values)}</strong>
      </p>
      <PressButton
        onPress={() => {
          acts.select(message.object);
          acts.go("watch");
        }}
      >
        {say("act.show")}
      </PressButton>
    </div>
  );
}

/** A line that is down, since when, and the telephone that does not need it. */
function LineDown(props: { readonly line: LineView; readonly station: StationView }): ReactNode {
  const { line, station } = props;
  const { say, language } = useWords();
  const nowMs = useNow();
  const party = partyOf(station, line.party);
  const rung = line.ladder === null ? null : nameIn(line.ladder, language);
  if (isReached(station, line)) return <SiteDown line={line} station={station} />;
  return (
    <div className="banner banner-down">
      <LineSign up={false} />
      <p>
        <strong>{say("banner.line-down", { party: partyShort(station, line.party) })}</strong>{" "}
        <time dateTime={iso(line.sinceMs)}>{say("banner.since", { time: zuluOrDtg(line.sinceMs, nowMs) })}</time>
        {line.outstanding > 0 && <> · {say("banner.outstanding", { n: line.outstanding })}</>}
        {rung !== null && (
          <>
            {" "}
            · <bdi lang={rung.language}>{rung.text}</bdi>
          </>
        )}
      </p>
      {party !== null && party.phone !== "" && (
        <p className="phone">
          {say("banner.phone")}{" "}
          <a href={`tel:${party.phone.replaceAll(/[^+\d]/gu, "")}`} dir="ltr">
            {party.phone}
          </a>
        </p>
      )}
    </div>
  );
}

/** One station is not reached, and its party is, at another of its sites; or it is our own other site. */
function SiteDown(props: { readonly line: LineView; readonly station: StationView }): ReactNode {
  const { line, station } = props;
  const { say, language } = useWords();
  const nowMs = useNow();
  const name = nameIn(line.names, language)?.text ?? line.station.slice(0, 8);
  return (
    <div className="banner banner-caution">
      <LineSign up={false} />
      <p>
        <strong>{say("banner.site-down", { party: partyShort(station, line.party), site: name })}</strong>{" "}
        <time dateTime={iso(line.sinceMs)}>{say("banner.since", { time: zuluOrDtg(line.sinceMs, nowMs) })}</time>
      </p>
    </div>
  );
}

function Alert(props: { readonly alert: AlertView; readonly station: StationView }): ReactNode {
  const { alert, station } = props;
  const nowMs = useNow();
  const sentence = useAlertSentence();
  const { acts } = useConsole();
  const { say } = useWords();
  return (
    <div className={`banner banner-${alert.level}`}>
      <LevelSign precedence={precedenceOfLevel(alert.level)} />
      <p>
        <strong>{sentence(alert, station)}</strong>{" "}
        <time dateTime={iso(alert.sinceMs)} dir="ltr">{zuluOrDtg(alert.sinceMs, nowMs)}</time>
      </p>
      {alert.kind === "record" && (
        <PressButton onPress={() => acts.go("record")}>
          {say("act.show-record")}
        </PressButton>
      )}
    </div>
  );
}

function Notice(): ReactNode {
  const { desk, acts } = useConsole();
  const { say } = useWords();
  if (desk.notice === null) return null;
  return (
    <div className={`banner banner-notice banner-notice-${desk.notice.tone}`}>
      <p role="status">{desk.notice.sentence}</p>
      <PressButton tone="quiet" onPress={() => acts.closeNotice()}>
        {say("act.close")}
      </PressButton>
    </div>
  );
}

/** The sentence of an alert, also for one that this console's catalogue does not know yet. */
function useAlertSentence(): (alert: AlertView, station: StationView) => string {
  const { say, has } = useWords();
  return (alert, station) => {
    const values = { party: alert.party === null ? "" : partyShort(station, alert.party), ...alert.values };
    const id = has(alert.sentence) ? alert.sentence : `alert.${alert.kind}`;
    return say(id, values);
  };
}

/** Each new alert said once to those who hear the screen: one sentence, at once, taking no focus. */
function Spoken(): ReactNode {
  const { station } = useKnown();
  const { say } = useWords();
  const sentence = useAlertSentence();
  const known = useRef<ReadonlySet<string>>(new Set());
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (station === null) return;
    const fresh = station.alerts.filter((one) => !known.current.has(one.id));
    known.current = new Set(station.alerts.map((one) => one.id));
    const first = fresh[0];
    if (first === undefined) return;
    const prefix = station.world === "exercise" ? `${say("world.exercise")}. ` : "";
    setSpoken(`${prefix}${sentence(first, station)}`);
  });
  return (
    <p className="unseen" role="alert">
      {spoken}
    </p>
  );
}
