// What a bearer is doing now, in the words of a status bar.

import type { BearerView, LineView, TermsView, UnderWayView } from "../../api/line-views.ts";
import { duration } from "./format.ts";
import type { TimeUnits } from "./format.ts";

/** How the words of a language are reached. */
export interface Speaker {
  readonly say: (id: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly units: TimeUnits;
}

/** How long until something has arrived is said in steps of so much, since it is only about right. */
const stepsMs = [1_000, 5_000, 30_000] as const;

/** A bearer's name: the one that every station has in words, any other as its operator named it. */
export function bearerName({ say }: Speaker, name: string): string {
  return name === "tls" ? say("link.bearer-tls") : name;
}

/** What is known of a bearer beside what is on it: its name, rate, state, and when it was heard where that matters. */
export function bearerFacts(speaker: Speaker, bearer: BearerView, nowMs: number): readonly string[] {
  const { say, units } = speaker;
  const { name, state, terms, lastHeardMs } = bearer;
  const silent = state === "quiet" || state === "cut";
  return [
    bearerName(speaker, name),
    ...(terms === null ? [] : rateFacts(speaker, terms)),
    ...(terms?.turnaroundMs == null ? [] : [say("link.bearer-half")]),
    say(`link.bearer-${state}`),
    ...(silent && lastHeardMs !== null
      ? [say("link.heard", { age: duration(nowMs - lastHeardMs, units) })] : []),
  ];
}

/** The rate that is declared, or both where what goes out and what comes in differ. */
function rateFacts({ say }: Speaker, { rateBps, backBps = rateBps }: TermsView): readonly string[] {
  const fact = (id: string, n: number | null): readonly string[] => (n === null ? [] : [say(id, { n })]);
  if (backBps === rateBps) return fact("link.bearer-rate", rateBps);
  return [...fact("link.bearer-out", rateBps), ...fact("link.bearer-in", backBps)];
}

/** Whether a rate is declared, in one direction at least. */
export function hasRate({ terms }: BearerView): boolean {
  return terms !== null && (terms.rateBps !== null || typeof terms.backBps === "number");
}

/** The entry that is on the wire: the one of which a part has gone, else the first that will go. */
export function onTheWire({ underWay }: BearerView): UnderWayView | null {
  return underWay.find((one) => one.goneBytes < one.bytes) ?? underWay[0] ?? null;
}

/** How much of an entry has gone, and in about what time it will have arrived. */
export function partGone({ say, units }: Speaker, one: UnderWayView, nowMs: number): string {
  const gone = say("link.gone", { gone: one.goneBytes, all: one.bytes });
  if (one.arrivesMs === null) return gone;
  return say("link.arrives", { gone, time: about(one.arrivesMs - nowMs, units) });
}

/** When the last of what waits at a precedence will have arrived, or nothing where nobody can tell. */
export function lastArrives({ say, units }: Speaker, arrivesMs: number | null, nowMs: number): string {
  return arrivesMs === null ? "" : say("link.last-arrives", { time: about(arrivesMs - nowMs, units) });
}

/** Where a message is now on each bearer to a party: only where it is on its way there. */
export function waysOf(
  lines: readonly LineView[], party: string, object: string,
): readonly { readonly bearer: BearerView; readonly part: UnderWayView }[] {
  return lines.filter((line) => line.party === party).flatMap((line) => line.bearers.flatMap((bearer) => {
    const part = bearer.underWay.find((one) => one.object === object);
    return part === undefined ? [] : [{ bearer, part }];
  }));
}

/** A time to come, in steps that do not say more than is known; never less than one step. */
function about(lengthMs: number, units: TimeUnits): string {
  const step = lengthMs < 30_000 ? stepsMs[0] : lengthMs < 300_000 ? stepsMs[1] : stepsMs[2];
  return duration(Math.max(stepsMs[0], Math.ceil(lengthMs / step) * step), units);
}
