// The bar at the top, in one order always: mode, party and post, officer, Zulu, link to each party, waiting,
// oldest waiting.

import type { ReactNode } from "react";

import type { BearerView, LineView } from "../../../api/line-views.ts";
import type { StationView, WatchView } from "../../../api/views.ts";
import { bearerFacts, hasRate, lastArrives, onTheWire, partGone } from "../../model/bearer.ts";
import { age, duration, iso, zulu, zuluDay } from "../../model/format.ts";
import { lineName, nameIn } from "../../model/named.ts";
import { precedenceOf } from "../../model/precedence.ts";
import { receiptsDue } from "../../model/queue.ts";
import { useWords } from "../../words/words.tsx";
import { useKnown, useNow } from "./context.tsx";
import { BearerSign, LevelSign, LineSign, Mark } from "./signs.tsx";

/** The status bar; before the station has spoken it shows the mark alone. */
export function StatusBar(): ReactNode {
  const { station, officer, world, linkLostMs } = useKnown();
  const { say, language } = useWords();
  if (station === null)
    return (
      <header className="status">
        {world !== null && <span className={`mode mode-${world}`}>{say(`world.${world}`)}</span>}
        <Mark />
        <span className="status-name">{say("product")}</span>
      </header>
    );
  const name = nameIn(station.party.names, language);
  return (
    <header className="status" aria-label={say("status.label")}>
      <span className={`mode mode-${station.world}`}>{say(`world.${station.world}`)}</span>
      <div className="status-party">
        <Mark />
        <span className="status-short">{station.party.short}</span>
        {name !== null && (
          <bdi className="status-name" lang={name.language}>
            {name.text}
          </bdi>
        )}
      </div>
      {officer !== null && <bdi className="status-officer">{officer.name}</bdi>}
      <WatchHolder watch={station.watch} own={officer?.id ?? null} />
      <ZuluTime stale={linkLostMs !== null} />
      <ul className="status-links" aria-label={say("status.links")}>
        {station.lines.map((line) => (
          <li key={line.station}>
            <Link line={line} station={station} />
          </li>
        ))}
      </ul>
      <Waiting station={station} />
    </header>
  );
}

/** Who holds the watch; nobody is an alarm, and so is a holder who is not there or whose desk makes no sound. */
function WatchHolder(props: { readonly watch: WatchView; readonly own: string | null }): ReactNode {
  const { watch, own } = props;
  const { say } = useWords();
  if (watch.holder === null) return <strong className="status-watch status-watch-alarm">{say("watch.nobody")}</strong>;
  const alarm = watch.alone !== null ? `watch.${watch.alone}` : watch.sound === false ? "watch.sound-off" : null;
  return (
    <span className={`status-watch${alarm === null ? "" : " status-watch-alarm"}`}>
      {watch.holder.id === own ? say("watch.yours") : say("watch.held", { name: watch.holder.name })}
      {alarm !== null && <strong> {say(alarm)}</strong>}
    </span>
  );
}

function ZuluTime(props: { readonly stale: boolean }): ReactNode {
  const nowMs = useNow();
  const { say } = useWords();
  return (
    <div className={`zulu${props.stale ? " stale" : ""}`}>
      <time
        dateTime={iso(nowMs)}
        className="zulu-time"
        dir="ltr"
        aria-label={say("status.time", { time: zulu(nowMs) })}
      >
        {zulu(nowMs)}
      </time>
      <span className="zulu-day" dir="ltr">
        {zuluDay(nowMs)}
      </span>
    </div>
  );
}

/** One party's link. "Last heard" counts on whatever happens; a link that is down is grey and crossed, never red. */
function Link(props: { readonly line: LineView; readonly station: StationView }): ReactNode {
  const { line, station } = props;
  const nowMs = useNow();
  const { say, units, language } = useWords();
  const up = line.state === "up";
  return (
    <div className={`link ${up ? "link-up" : "link-down"}`}>
      <LineSign up={up} />
      <strong>{lineName(station, line, language)}</strong>
      <span>{say(up ? "link.up" : "link.down")}</span>
      <span className="link-heard">
        {line.lastHeardMs === null
          ? say("link.never")
          : say("link.heard", { age: age(line.lastHeardMs, nowMs, units) })}
      </span>
      {line.prekeyUntilMs !== null && line.keysLow && (
        <span className="link-keys">{say("link.keys", { n: line.epochsLeft })}</span>
      )}
      <ul className="bearers" aria-label={say("link.bearers", { name: lineName(station, line, language) })}>
        {line.bearers.map((one) => (
          <Bearer key={one.name} bearer={one} alone={line.bearers.length === 1} />
        ))}
      </ul>
    </div>
  );
}

/** One way of a link: how it is, what is on it and what waits. The only one, which carries anything, is not named. */
function Bearer(props: { readonly bearer: BearerView; readonly alone: boolean }): ReactNode {
  const { bearer } = props;
  const nowMs = useNow();
  const words = useWords();
  if (props.alone && !hasRate(bearer)) return null;
  const [name, ...facts] = bearerFacts(words, bearer, nowMs);
  const wire = onTheWire(bearer);
  return (
    <li className="bearer" data-state={bearer.state}>
      <BearerSign state={bearer.state} />
      <bdi>{name}</bdi>
      <span className="bearer-facts">{facts.join(" · ")}</span>
      {wire !== null && (
        <span className="bearer-wire">
          <LevelSign precedence={wire.precedence} />
          {words.say(`precedence.${precedenceOf(wire.precedence)}`)}{" "}
          <progress value={wire.goneBytes} max={Math.max(1, wire.bytes)} aria-hidden="true" />{" "}
          {partGone(words, wire, nowMs)}
        </span>
      )}
      {bearer.waiting.length > 0 && (
        <span className="bearer-waits">
          {words.say("link.waits")}{" "}
          {bearer.waiting.map((one) => (
            <span key={one.precedence} className="bearer-level">
              <LevelSign precedence={one.precedence} />
              {words.say(`precedence.${precedenceOf(one.precedence)}`)} {one.entries}{" "}
              {lastArrives(words, one.arrivesMs, nowMs)}
            </span>
          ))}
        </span>
      )}
    </li>
  );
}

function Waiting(props: { readonly station: StationView }): ReactNode {
  const nowMs = useNow();
  const { say, units } = useWords();
  const { messages } = useKnown();
  const { counts } = props.station;
  const total = counts.waitingReceipt + counts.waitingAnswer;
  const [first = null] = receiptsDue(props.station, messages.values(), nowMs);
  return (
    <div className={`waiting${total > 0 ? " waiting-some" : ""}`} data-pressed={first?.due.stage}>
      <span className="waiting-count">
        <strong>{total}</strong> {say("status.waiting", { n: total })}
      </span>
      {first === null && counts.oldestWaitingMs !== null && (
        <span className="waiting-oldest">
          {say("status.oldest", { age: age(counts.oldestWaitingMs, nowMs, units) })}
        </span>
      )}
      {first !== null && (
        <strong className="waiting-pressed" data-level={first.message.precedence}>
          <LevelSign precedence={first.message.precedence} /> <bdi dir="ltr">{first.message.label}</bdi>{" "}
          {first.due.stage === "passed"
            ? say("clock.passed", { over: duration(first.due.overMs, units) })
            : say("clock.left", { left: duration(first.due.leftMs, units) })}
        </strong>
      )}
    </div>
  );
}
