// Acts about the watch: it is taken, prepared for handing over, gone through by both, and signed for.

import { assentRule, hasShown, proveAssent, sayAssent } from "./act-passkey.ts";
import { say } from "../append.ts";
import { messageEntry } from "../mechanism/message-state.ts";
import { done, refused } from "../outcome.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { waitsOf } from "../mechanism/waits.ts";
import { isAttended } from "../house/watch.ts";
import { bytesOfHex, fromHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import {
  assent, handover, handoverItemsMax, handoverSeen, sound, watch,
} from "../../core/mechanism/officer/entries.ts";
import type { HandoverContent, WatchContent } from "../../core/mechanism/officer/entries.ts";
import { foldHandover, handoverDigest, itemsLeft } from "../../core/mechanism/officer/handover.ts";
import type { Hex } from "../../core/names.ts";
import type { HandoverState } from "../../core/mechanism/officer/handover.ts";

/** Takes the watch: nobody holds it, or who does is not there. Who is there hands it over. */
export function takeWatch(state: StationState, actor: Actor): ActResult {
  const { holder } = state.watch;
  if (holder === actor.officer) return refused("watch-yours");
  if (holder !== null && isAttended(state)) return refused("watch-held", nameOf(state, holder));
  changeWatch(state, actor, { event: "taken", from: holder, handover: null });
  return done();
}

/** The first step of three: the outgoing officer says what is to be said, and lists what is open. */
export function prepareHandover(state: StationState, actor: Actor, act: ActOf<"watch.prepare">): ActResult {
  if (state.watch.holder !== actor.officer) return refused("watch-not-yours");
  const content: HandoverContent = { officer: actor.officer, remarks: act.remarks, items: openItems(state) };
  const object = note(state, actor, handover, content);
  return done({ object, digest: toHex(handoverDigest(state.self.crypto, content)) });
}

/** What is open: messages that wait for us, and drafts that nobody has released; the newest where they are many. */
function openItems(state: StationState): readonly Uint8Array[] {
  const waiting = [...state.channels.values()].flatMap((channel) => [...channel.open].filter((object) => {
    const entry = messageEntry(channel, object);
    return entry !== null && ["take", "answer"].includes(waitsOf(state, channel, object, entry));
  }));
  return [...waiting, ...state.drafts].slice(-handoverItemsMax).flatMap((object) => fromHex(object) ?? []);
}

/** The second step: an officer has gone through these items, one by one. */
export function seeHandover(state: StationState, actor: Actor, act: ActOf<"watch.seen">): ActResult {
  const open = handoverOf(state, act.handover);
  if (open === null) return refused("handover-unknown");
  const listed = new Set(open.items.map(({ object }) => object));
  if (!act.items.every((item) => listed.has(item))) return refused("handover-unknown");
  const items = act.items.flatMap((item) => fromHex(item) ?? []);
  note(state, actor, handoverSeen, { officer: actor.officer, items }, bytesOfHex(act.handover));
  return done({ object: act.handover });
}

/** The third step: the incoming officer, whose desk sounds, signs; from here on the watch is theirs. */
export function acceptHandover(state: StationState, actor: Actor, act: ActOf<"watch.accept">): ActResult {
  const open = handoverOf(state, act.handover);
  if (open === null || open.content.officer !== state.watch.holder) return refused("handover-unknown");
  if (open.content.officer === actor.officer) return refused("watch-yours");
  const left = itemsLeft(open, actor.officer);
  if (left.length > 0) return refused("handover-items", String(left.length));
  // A command has no sound; at a console the watch is not taken over before its alarm has been heard.
  if (actor.via === "console" && !state.sounding.has(actor.session ?? "")) return refused("sound-not-heard");
  const proof = proveAssent(state, actor, act.assertion, "handover", open.digest);
  if (proof.kind === "refused") return proof;
  const unshown = hasShown(proof.content, assentRule(state));
  if (unshown !== null) return unshown;
  sayAssent(state, actor, assent.name, proof.content, { object: act.handover, digest: open.digest, act: "handover" });
  state.outputs.push({ kind: "state" });
  changeWatch(state, actor, { event: "handed", from: open.content.officer, handover: bytesOfHex(act.handover) });
  return done({ object: act.handover });
}

/** An officer says whether the test tone was heard at their desk. */
export function noteSound(state: StationState, actor: Actor, act: ActOf<"sound.note">): ActResult {
  const session = actor.session === undefined ? null : fromHex(actor.session);
  note(state, actor, sound, { officer: actor.officer, session, state: act.heard ? "heard" : "off" });
  return done();
}

/** The handover of an object, while it is the newest and nobody has taken the watch since. */
export function handoverOf(state: StationState, object: string): HandoverState | null {
  if (state.watch.handover !== object) return null;
  return foldHandover(state.self.crypto, state.house.objects.get(object) ?? []);
}

function changeWatch(
  state: StationState, actor: Actor, what: Pick<WatchContent, "event" | "from" | "handover">,
): void {
  const session = actor.session === undefined ? null : fromHex(actor.session);
  note(state, actor, watch, { ...what, officer: actor.officer, session });
}

function note<T>(
  state: StationState, { officer }: Actor, kind: Kind<T>, content: NoInfer<T>, object: Uint8Array = new Uint8Array(0),
): Hex {
  const held = say(state, state.house, kind, content, { officer, act: kind.name, object });
  state.outputs.push({ kind: "state" });
  return held?.object ?? "";
}

function nameOf(state: StationState, officer: string): string {
  return state.standing.officers.get(officer)?.name ?? officer;
}
