// Acts about commitments: a schedule proposed, and what is said of one that is adopted.

import { agreeGate } from "../agree/agree-gate.ts";
import { scheduleDigest, scheduleStateOf } from "../mechanism/commitment-state.ts";
import { refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import { speak, spokenBy } from "./spoken.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { textStateOf } from "../mechanism/text-state.ts";
import { undertake } from "../agree/undertake.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { Act, ActOf, ActResult } from "../../api/acts.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import type { Json } from "../../core/bytes/shape.ts";
import { checkProposed, checkWord } from "../../core/mechanism/commitment/act.ts";
import type { CommitmentWord } from "../../core/mechanism/commitment/act.ts";
import {
  claim, commitments, commitmentsContent, finding, objection, occurrence, tolling, waiver,
} from "../../core/mechanism/commitment/entries.ts";
import type { CommitmentsContent } from "../../core/mechanism/commitment/entries.ts";
import { checkSchedule } from "../../core/mechanism/commitment/schedule.ts";
import { encodeContent } from "../../core/mechanism/kind.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import { undertakenBytesMax } from "../../core/mechanism/undertaking/entries.ts";

const kindOfWord: Readonly<Record<CommitmentWord["kind"], Kind>> = {
  claim: claim as Kind, finding: finding as Kind, waiver: waiver as Kind, occurrence: occurrence as Kind,
  objection: objection as Kind, tolling: tolling as Kind,
};

/** Proposes a schedule. It binds nobody before all its principals have accepted its digest, we among them. */
export function proposeSchedule(state: StationState, actor: Actor, act: ActOf<"commitment.propose">): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null || !channel.adopted) return refused("channel-unknown");
  const content = commitmentsContent.fromJson(act.schedule as Json, "schedule");
  checkSchedule(content);
  const wrong = checkProposed(content, channel.charter);
  if (wrong !== null) return refused(wrong);
  const unfit = textRefusal(state, channel, content);
  if (unfit !== null) return unfit;
  if (encodeShape(commitmentsContent, content).length > undertakenBytesMax) return refused("too-long");
  const closed = agreeGate(state, channel);
  if (closed !== null) return closed;
  const said = speak(state, actor, channel, {
    act: act.act, kind: commitments, precedence: "PRIORITY", object: null, content,
  });
  if (said.kind === "refused") return said;
  return { ...said, digest: scheduleDigest(state, channel, said.object ?? "") ?? "" };
}

/** Commitments come from clauses of a text that is adopted here, where they come from one. */
function textRefusal(
  state: StationState, channel: Channel, { text, digest, items }: CommitmentsContent,
): Refused | null {
  if (text === null || digest === null) return null;
  const copy = textStateOf(state, channel, toHex(text))?.copies.find((one) => one.digest === toHex(digest));
  if (copy?.agreement.state !== "adopted") return refused("text-not-adopted");
  const { length } = copy.clauses();
  const isThere = items.every((item) => item.clauses.every((clause) => clause < length));
  return isThere ? null : refused("clause-unknown");
}

/** An owner claims that a commitment was fulfilled. */
export function claimFulfilled(state: StationState, actor: Actor, act: ActOf<"commitment.claim">): ActResult {
  const evidence = act.evidence.map((one) => ({ ...one, sha256: bytesOfHex(one.sha256), key: bytesOfHex(one.key) }));
  const content = { ...whichOf(act), statement: spokenBy(state, actor, act.statement), evidence };
  return bind(state, actor, act.object, { kind: "claim", content });
}

/** One who verifies says what was found of a claim. To verify binds; to dispute is one person's word. */
export function findClaim(state: StationState, actor: Actor, act: ActOf<"commitment.find">): ActResult {
  const content = {
    claim: bytesOfHex(act.claim), result: act.result, reason: spokenBy(state, actor, act.reason),
  } as const;
  const word = { kind: "finding", content } as const;
  if (act.result === "verified") return bind(state, actor, act.object, word);
  return say(state, actor, act.act, act.object, word);
}

/** One to whom it is owed gives it up. */
export function waiveCommitment(state: StationState, actor: Actor, act: ActOf<"commitment.waive">): ActResult {
  const content = { ...whichOf(act), reason: spokenBy(state, actor, act.reason) };
  return bind(state, actor, act.object, { kind: "waiver", content });
}

/** Time that is not to count. */
export function tollCommitment(state: StationState, actor: Actor, act: ActOf<"commitment.toll">): ActResult {
  const content = {
    item: act.number - 1, from: act.fromMs, until: act.untilMs, ground: act.ground,
    reason: spokenBy(state, actor, act.reason),
  };
  return bind(state, actor, act.object, { kind: "tolling", content });
}

/** Something that limits are counted from has occurred. */
export function noteOccurrence(state: StationState, actor: Actor, act: ActOf<"commitment.occur">): ActResult {
  const content = { name: act.name, time: act.timeMs, note: spokenBy(state, actor, act.note) };
  return say(state, actor, act.act, act.object, { kind: "occurrence", content });
}

/** An objection is one person's word, since it has to be in time. */
export function objectTo(state: StationState, actor: Actor, act: ActOf<"commitment.object">): ActResult {
  const content = { to: bytesOfHex(act.to), reason: spokenBy(state, actor, act.reason) };
  return say(state, actor, act.act, act.object, { kind: "objection", content });
}

function bind(state: StationState, actor: Actor, object: string, word: CommitmentWord): ActResult {
  const channel = channelOfSchedule(state, object);
  if (channel === null) return refused("commitment-unknown");
  const kind = kindOfWord[word.kind];
  return undertake(state, actor, {
    channel, kind, precedence: "PRIORITY", object: bytesOfHex(object), content: encodeContent(kind, word.content),
  });
}

function say(state: StationState, actor: Actor, act: Act["act"], object: string, word: CommitmentWord): ActResult {
  const channel = channelOfSchedule(state, object);
  const schedule = channel === null ? null : scheduleStateOf(state, channel, object);
  if (channel === null || schedule === null) return refused("commitment-unknown");
  const wrong = checkWord(schedule, toHex(state.self.party), word);
  if (wrong !== null) return refused(wrong);
  return speak(state, actor, channel, {
    act, kind: kindOfWord[word.kind], precedence: "PRIORITY", object, content: word.content,
  });
}

function channelOfSchedule(state: StationState, object: string): Channel | null {
  return state.channels.values().find((channel) => channel.schedules.objects.has(object)) ?? null;
}

function whichOf(
  { number, time }: { readonly number: number; readonly time: number },
): { readonly item: number; readonly round: number } {
  return { item: number - 1, round: time - 1 };
}
