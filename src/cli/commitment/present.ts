// Commitments on a terminal.

import type { ClaimView, CommitmentView, SaidView } from "../../api/commitment-views.ts";
import type { StationView } from "../../api/views.ts";
import type { Named } from "../../core/text/named.ts";
import type { Cli } from "../cli.ts";
import { fieldLines, inLine, namedLines, nameIn, partyShort } from "../present.ts";
import { showTime } from "../time.ts";
import type { WordId } from "../words/words.ts";
import { limitWords } from "./limit-words.ts";
import { shortId } from "./lookup.ts";

/** One line of a list. */
export function commitmentLine(cli: Cli, state: StationView, one: CommitmentView): string {
  const due = one.dueMs === null ? limitWords(cli, one.limit) : showTime(one.dueMs);
  return [
    shortId(one).padEnd(15), due.padEnd(21), stateWords(cli, one).padEnd(12),
    `${shorts(state, one.owner)} -> ${shorts(state, one.to)}`.padEnd(12), nameIn(cli, one.deliverable),
    ...noteOf(cli, state, one),
  ].join("  ");
}

/** What a person is to know of it now: which meeting answers it, whose turn it is to convene, or which alarm rings. */
function noteOf(
  cli: Cli, state: StationView, { state: standing, meeting, convenor, alarms }: CommitmentView,
): readonly string[] {
  if (meeting !== null) return [cli.say("commitment.meeting-note", {
    meeting: meeting.label, time: showTime(meeting.beginsMs),
  })];
  if (standing === "lapsed" && convenor !== null) {
    return [cli.say("commitment.convenor-note", { party: partyShort(state, convenor) })];
  }
  const ringing = alarms.filter(({ rings }) => rings).map(({ days }) => days);
  return ringing.length === 0 ? [] : [cli.say("commitment.alarm-note", { days: Math.min(...ringing) })];
}

/** A commitment in full. */
export function commitmentLines(cli: Cli, state: StationView, one: CommitmentView): readonly string[] {
  const field = (id: WordId, value: string | null): readonly string[] => fieldLines(cli, id, value);
  const texts = (id: WordId, all: readonly Named[]): readonly string[] => namedLines(cli, id, all);
  const { verdict } = one;
  const alarms = one.alarms.map(({ days, rings }) => `${days}${rings ? "!" : ""}`).join(", ");
  return [
    `${shortId(one)}  ${stateWords(cli, one)}`, ...texts("commitment.deliverable", one.deliverable),
    ...field("commitment.owner", `${shorts(state, one.owner)} -> ${shorts(state, one.to)}`),
    ...texts("commitment.phrase", one.phrase), ...field("commitment.limit", limitWords(cli, one.limit)),
    ...field("commitment.due", one.dueMs === null ? null : showTime(one.dueMs)),
    ...field("commitment.claimed-due", one.claimedDueMs === null ? "" : showTime(one.claimedDueMs)),
    ...field("commitment.from", one.startMs === null ? "" : `${showTime(one.startMs)}${
      one.startDisputed ? `  ${cli.say("commitment.in-dispute")}` : ""}`),
    ...field("commitment.verdict", verdict === null ? "" : cli.say("commitment.verdict-line", {
      outcome: cli.say(`outcome.${verdict.outcome}` as WordId), state: cli.say(`verdict.${verdict.state}` as WordId),
      labels: verdict.byEntries.join(" "),
    })),
    ...field("commitment.unheard", verdict === null || verdict.outcome === "running" ? ""
      : shorts(state, verdict.unheard)),
    ...(verdict?.contested === true ? [cli.say("commitment.contested")] : []),
    ...texts("commitment.evidence", one.evidenceAsked),
    ...field("commitment.verifiers", shorts(state, one.verifiers)), ...field("commitment.alarms", alarms),
    ...field("commitment.convenor", one.convenor === null ? "" : partyShort(state, one.convenor)),
    ...field("commitment.meeting", one.meeting === null ? "" : `${one.meeting.label}  ${
      showTime(one.meeting.beginsMs)} - ${showTime(one.meeting.endsMs)}`),
    ...field("commitment.rule",
      [one.rule.article, one.rule.source].filter((part) => part !== "").map(inLine).join(", ")),
    ...one.claims.flatMap((claim) => claimLines(cli, state, claim)),
    ...one.waivers.map((of) => saidLine(cli, state, of, "commitment.waived-line")),
    ...one.tollings.map((of) => saidLine(cli, state, of, "commitment.tolled-line", {
      from: showTime(of.fromMs), to: of.untilMs === null ? "..." : showTime(of.untilMs),
      ground: cli.say(`ground.${of.ground}` as WordId),
    })),
  ];
}

function claimLines(cli: Cli, state: StationView, claim: ClaimView): readonly string[] {
  const { silence } = claim;
  return [
    saidLine(cli, state, claim, "commitment.claim-line", {
      state: cli.say(`commitment-state.${claim.state}` as WordId),
    }),
    ...claim.evidence.map((file) => cli.say("commitment.file-line", {
      name: inLine(file.name), media: inLine(file.media), bytes: file.bytes,
      state: cli.say(`file.${file.state}` as WordId), hash: file.sha256.slice(0, 16),
    })),
    ...claim.findings.map((of) => saidLine(cli, state, of, "commitment.finding-line", {
      result: cli.say(`commitment-state.${of.result}` as WordId),
    })),
    ...claim.objections.map((of) => saidLine(cli, state, of, "commitment.objection-line")),
    ...(silence?.untilMs == null ? [] : [cli.say("commitment.silence-line", { until: showTime(silence.untilMs) })]),
  ];
}

function saidLine(
  cli: Cli, state: StationView, said: SaidView, id: WordId, values: Readonly<Record<string, string>> = {},
): string {
  const reason = said.reason === null ? "" : `  ${inLine(said.reason.text)}`;
  const { label, party, atMs } = said;
  return `  ${cli.say(id, { label, party: partyShort(state, party), time: showTime(atMs), ...values })}${reason}`;
}

/** The state of a commitment, with what the clock says of it where that is more. */
function stateWords(cli: Cli, { state, verdict }: CommitmentView): string {
  const word = cli.say(`commitment-state.${state}` as WordId);
  return verdict !== null && state === "claimed" && verdict.outcome === "passed"
    ? `${word} ${cli.say("commitment.late")}` : word;
}

function shorts(state: StationView, parties: readonly string[]): string {
  return parties.map((party) => partyShort(state, party)).join(",");
}
