// How a joint text looks on a terminal.

import type { AgreementView } from "../../api/agreed-views.ts";
import type { ChangeView, FairCopyView, PrivateView, SlotView, TextSummary, TextView } from "../../api/text-views.ts";
import type { StationView } from "../../api/views.ts";
import type { Finding } from "../../core/text/concordance/check.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import type { Cli } from "../cli.ts";
import { inLine, partyShort, visibleLines } from "../present.ts";
import { showTime } from "../time.ts";
import { copiesSentence } from "./copy.ts";
import type { WordId } from "../words/words.ts";
import { changeLabel, numbered } from "./lookup.ts";

/** Where a doubt about two languages arose, and what stands there in each. */
export function whereOf({ languages, values }: Finding): string {
  const at = (language: string, index: number): string => `${language} ${(values[index] ?? []).join(", ")}`.trim();
  return inLine(languages.map(at).join(" / "));
}

/** A text in one line and what stands behind it in a second. */
export function summaryLines(cli: Cli, state: StationView, text: TextSummary): readonly string[] {
  const { clauses, settled, bracketed, reserved, open, overfull } = text;
  const waits = text.waitsFor.map((party) => partyShort(state, party)).join(", ");
  return [
    cli.say("text.head", {
      object: text.object.slice(0, 12), label: text.label, purpose: cli.say(`text.purpose-${text.purpose}`),
      state: cli.say(`text.state-${text.state}`), title: inLine(text.title.map((one) => one.text).join(" / ")),
    }),
    `  ${cli.say("text.counts", { clauses, settled, bracketed, reserved, open })}`
      + (waits === "" ? "" : `  ${cli.say("text.waits", { names: waits })}`),
    ...(overfull ? [`  ${cli.say("text.overfull")}`] : []),
  ];
}

/** A text whole: its clauses by their numbers, then its fair copies, then what had no effect. */
export function textLines(cli: Cli, state: StationView, text: TextView): readonly string[] {
  const pen = text.pen === null ? [] : [`  ${cli.say("text.pen", { name: partyShort(state, text.pen) })}`];
  return [
    ...summaryLines(cli, state, text), ...pen, ...text.private.flatMap((one) => privateLines(cli, one)),
    ...numbered(text).flatMap((slot, index) => ["", ...slotLines(cli, state, text, slot, index + 1)]),
    ...text.fairCopies.flatMap((copy) => ["", ...copyLines(cli, state, copy)]),
    ...text.passedOver.map(({ label, reason }) => cli.say("text.passed-over", {
      label, reason: cli.sayCode("text-over", reason),
    })),
    ...(text.waitingFor.length === 0 ? [] : [cli.say("text.waiting-for", {
      names: text.waitingFor.map((leaf) => leaf.slice(0, 12)).join(", "),
    })]),
  ];
}

function slotLines(
  cli: Cli, state: StationView, text: TextView, slot: SlotView, number: number,
): readonly string[] {
  if (slot.state === "absent") return [];
  const word = cli.say(`text.slot-${slot.state}`);
  const head = `${String(number).padStart(4)}  ${slot.heading ? `${cli.say("text.heading")}, ` : ""}${word}`;
  const isDone = slot.state === "settled";
  return [
    head, ...textsOf(text.languages, slot.texts), ...reopenedLines(cli, text, slot),
    ...(isDone ? [] : slot.changes.flatMap((change) => changeLines(cli, state, text, change))),
    ...(isDone ? [] : slot.positions.map(({ party, change, stance, label, note }) => `        ${
      cli.say(`text.stance-${stance}`, {
        party: partyShort(state, party), label,
        change: changeLabel(slot.changes.find((one) => one.change === change) ?? { change, label: "?" }),
      })}${note === null ? "" : `: ${inLine(note.text)}`}`)),
    ...slot.private.flatMap((one) => privateLines(cli, one)),
  ];
}

/** That a clause holds as one of a package of which something was reopened. */
function reopenedLines(cli: Cli, text: TextView, { reopened, changes: [holding] }: SlotView): readonly string[] {
  if (reopened.length === 0 || holding === undefined) return [];
  const clauses = numbered(text).flatMap(({ slot }, at) => (reopened.includes(slot) ? [at + 1] : []));
  return [`        ${cli.say("text.reopened", { label: holding.label, clauses: clauses.join(", ") })}`];
}

/** One change: what it does, and the words it would have here. */
export function changeLines(
  cli: Cli, state: StationView, text: TextView, change: ChangeView,
): readonly string[] {
  const { action, by, atMs, after, package: together, note, withdrawn } = change;
  const marks = [
    ...(after === null ? [] : [cli.say("text.after", { place: placeName(text, after) })]),
    ...(together.length === 0 ? [] : [cli.say("text.package", { n: together.length + 1 })]),
    ...(withdrawn ? [cli.say("text.withdrawn")] : []), ...(note === null ? [] : [inLine(note.text)]),
  ];
  const said = cli.say(`text.action-${action}` as WordId);
  return [
    `      ${[changeLabel(change), partyShort(state, by), showTime(atMs), said, ...marks].join("  ")}`,
    ...textsOf(text.languages, change.texts),
  ];
}

/** A place as it is named on the command line: the number of the clause there, or start. */
function placeName(text: TextView, after: string): string {
  const index = numbered(text).findIndex(({ slot }) => slot === after);
  return index === -1 ? after.slice(0, 12) : `${index + 1}`;
}

function textsOf(languages: readonly string[], texts: readonly string[] | null): readonly string[] {
  return (texts ?? []).flatMap((text, index) => visibleLines(text).map((line) => (
    `        ${languages[index] ?? ""}  ${line}`
  )));
}

function privateLines(cli: Cli, { kind, officer, atMs, texts }: PrivateView): readonly string[] {
  const words = cli.say(`text.private-${kind}`, { officer: inLine(officer), at: showTime(atMs) });
  return [`        ${words}`, ...texts.flatMap((text) => visibleLines(text).map((line) => `          ${line}`))];
}

/** A fair copy: its hash, and who has accepted it. */
function copyLines(cli: Cli, state: StationView, copy: FairCopyView): readonly string[] {
  const { digest, label, clauses, current, agreement, document: { compiled, copies } } = copy;
  return [
    cli.say(current ? "text.copy-current" : "text.copy", {
      hash: shortHash(Uint8Array.fromHex(digest)), label, n: clauses.length,
      state: cli.say(`text.agreed-${agreement.state}`),
    }),
    ...agreementLines(cli, state, agreement).map((line) => `  ${line}`),
    ...(compiled.length === 0 ? [] : [`  ${copiesSentence(cli, copies)}`]),
  ];
}

/** What each principal has said of a digest, and what that comes to. */
export function agreementLines(cli: Cli, state: StationView, agreement: AgreementView): readonly string[] {
  const { verdict, adoptedAtMs, untilMs, positions } = agreement;
  return [
    ...positions.map(({ party, act, label, untilMs: to }) => cli.say(`text.word-${act}`, {
      party: partyShort(state, party), label: label ?? "", until: to === null ? "" : showTime(to),
    })),
    ...(adoptedAtMs === null ? [] : [cli.say(
      verdict === "final" ? "text.adopted-final" : "text.adopted-provisional", { at: showTime(adoptedAtMs) },
    )]),
    ...(adoptedAtMs !== null || untilMs === null ? [] : [cli.say("text.lapses", { until: showTime(untilMs) })]),
  ];
}
