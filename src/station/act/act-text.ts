// Acts about joint texts: begun, offered clause by clause, positions, a fair copy; and what our own people keep to
// themselves about them (spec/15-texts.md).

import { channelOf, unknownHere } from "./about.ts";
import { done, refused } from "../outcome.ts";
import { languageOf, speak, spokenBy } from "./spoken.ts";
import type { Speech } from "./spoken.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { textStateOf } from "../mechanism/text-state.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import type { OfferedChange } from "../../api/text-acts.ts";
import { partyIndex } from "../../core/mechanism/charter/charter.ts";
import { checkBeginning, checkOffer, checkPosition, mayCopy } from "../../core/mechanism/text/act.ts";
import {
  fairCopy, offer, position, privateDraft, privateNote, runsMax, textBegun,
} from "../../core/mechanism/text/entries.ts";
import type { Change, Slot, Stand, TextContent } from "../../core/mechanism/text/entries.ts";
import { clausesOf, copyDigest, runsOf } from "../../core/mechanism/text/fair-copy.ts";
import type { TextState } from "../../core/mechanism/text/state.ts";

/** Begins a text on a channel. */
export function beginText(state: StationState, actor: Actor, act: ActOf<"text.begin">): ActResult {
  const channel = state.channels.get(act.channel);
  if (channel?.charter == null) return refused("channel-unknown");
  if (!channel.adopted) return refused("charter-not-adopted");
  const { charter } = channel;
  const indexOf = (party: string): number => partyIndex(charter, bytesOfHex(party)) ?? charter.parties.length;
  const idOf = (object: string | null): Uint8Array | null => (object === null ? null : bytesOfHex(object));
  const content: TextContent = {
    purpose: act.purpose, title: act.title, languages: act.languages,
    principals: act.principals.map(indexOf).sort((a, b) => a - b), pen: act.pen === null ? null : indexOf(act.pen),
    amends: idOf(act.amends), meeting: idOf(act.meeting),
  };
  const wrong = checkBeginning(content, charter.parties.length);
  if (wrong !== null) return refused(wrong);
  const amended = act.amends === null ? null : textStateOf(state, channel, act.amends);
  if (act.amends !== null && amended?.state !== "adopted") return refused("amends-not-adopted");
  if (act.meeting !== null && !channel.objects.has(act.meeting)) return refused("object-unknown");
  return speak(state, actor, channel, {
    act: act.act, kind: textBegun, precedence: "ROUTINE", object: null, content,
  });
}

/** Offers changes of a text: exactly these words, ad referendum. */
export function offerChanges(state: StationState, actor: Actor, act: ActOf<"text.offer">): ActResult {
  const found = openText(state, act.object);
  if (found.kind !== "open") return found;
  const { channel, text } = found;
  const content = {
    changes: act.changes.map((one) => changeOf(one, act.object)), package: Number(act.package),
    note: spokenBy(state, actor, act.note),
  };
  const wrong = checkOffer(text.fold, text.begun, toHex(state.self.party), content);
  if (wrong !== null) return refused(wrong);
  return speak(state, actor, channel, {
    act: act.act, kind: offer, precedence: "ROUTINE", object: act.object, content,
  });
}

/** Says how we stand to changes that are held. */
export function takePosition(state: StationState, actor: Actor, act: ActOf<"text.position">): ActResult {
  const found = openText(state, act.object);
  if (found.kind !== "open") return found;
  const { channel, text } = found;
  const stands = act.stands.map(({ change, stance }): Stand => (
    { offer: bytesOfHex(change.slice(0, 64)), change: Number(change.slice(65)), stance }
  ));
  if (stands.some((one) => one.change > 255)) return refused("change-unknown");
  const content = { stands, note: spokenBy(state, actor, act.note) };
  const wrong = checkPosition(text.fold, text.begun, toHex(state.self.party), content);
  if (wrong !== null) return refused(wrong);
  return speak(state, actor, channel, {
    act: act.act, kind: position, precedence: "ROUTINE", object: act.object, content,
  });
}

/** Says the fair copy of a text that is clean; where it was said already, nothing is said again. */
export function makeFairCopy(state: StationState, actor: Actor, act: ActOf<"text.fair-copy">): ActResult {
  const found = openText(state, act.object);
  if (found.kind !== "open") return found;
  const { channel, text } = found;
  if (!mayCopy(text.begun, toHex(state.self.party))) return refused("not-a-principal");
  if (!text.reading.clean) return refused("text-not-clean");
  const runs = runsOf(text.reading);
  if (runs.length > runsMax) return refused("too-many-runs");
  const current = text.copies.find((one) => one.current);
  if (current !== undefined) return done({ object: act.object, digest: current.digest });
  const clauses = clausesOf(text.fold, runs);
  const digest = copyDigest(state.self.crypto, channel.id, act.object, text.begun, clauses);
  const said = speak(state, actor, channel, {
    act: act.act, kind: fairCopy, precedence: "ROUTINE", object: act.object, content: { runs },
  });
  return said.kind === "done" ? { ...said, digest } : said;
}

/** Keeps a clause as our own people would have it, in the house record alone. */
export function keepPrivateDraft(state: StationState, actor: Actor, act: ActOf<"text.draft">): ActResult {
  const found = textOf(state, act.object);
  if (found.kind !== "open") return found;
  const { channel, text } = found;
  if (act.texts.length !== text.begun.content.languages.length) return refused("languages");
  return keep(state, actor, {
    act: act.act, kind: privateDraft, precedence: "ROUTINE", object: act.object, content: {
      channel: channel.id, officer: actor.officer, slot: slotOf(act.slot, act.object),
      after: slotOf(act.after, act.object), heading: Number(act.heading), texts: act.texts,
    },
  });
}

/** Keeps a note of our own people, in the house record alone. */
export function keepPrivateNote(state: StationState, actor: Actor, act: ActOf<"text.note">): ActResult {
  const found = textOf(state, act.object);
  if (found.kind !== "open") return found;
  return keep(state, actor, {
    act: act.act, kind: privateNote, precedence: "ROUTINE", object: act.object, content: {
      channel: found.channel.id, officer: actor.officer, slot: slotOf(act.slot, act.object),
      language: languageOf(state, actor), text: act.text,
    },
  });
}

type Found = { readonly kind: "open"; readonly channel: Channel; readonly text: TextState } | ActResult;

function textOf(state: StationState, object: string): Found {
  const channel = channelOf(state, object);
  const text = channel === null ? null : textStateOf(state, channel, object);
  if (channel !== null && text !== null) return { kind: "open", channel, text };
  return unknownHere(state, "text-unknown");
}

/** A text that can still be changed: whoever stands bound to a copy of it changes nothing till that has lapsed. */
function openText(state: StationState, object: string): Found {
  const found = textOf(state, object);
  if (found.kind !== "open") return found;
  if (found.text.state === "adopted") return refused("text-adopted");
  const us = toHex(state.self.party);
  const isBound = found.text.copies.some(({ agreement }) => agreement.state === "accepted-by-some"
    && agreement.positions.some((one) => one.party === us && one.act === "accepted"));
  return isBound ? refused("bound-to-a-copy") : found;
}

function changeOf(given: OfferedChange, object: string): Change {
  return {
    touches: given.touches.flatMap((one) => slotOf(one, object) ?? []),
    clauses: given.clauses.map(({ slot, after, heading, texts }) => ({
      slot: slotOf(slot, object), after: slotOf(after, object), heading: Number(heading), texts,
    })),
  };
}

/** A slot as the API names it: `start` is the beginning of the text, and without a leaf it is of the offer itself. */
function slotOf(named: string | null, object: string): Slot | null {
  if (named === null) return null;
  if (named === "start") return { offer: bytesOfHex(object), k: 0 };
  const [leaf = "", k = ""] = named.split(":");
  return { offer: leaf === "" ? null : bytesOfHex(leaf), k: Number(k) };
}

/** Says in the house record what no other party sees: whoever asked for it is told of the text alone. */
function keep<T>(state: StationState, actor: Actor, speech: Speech<T>): ActResult {
  const said = speak(state, actor, state.house, speech);
  return said.kind === "done" ? done({ object: speech.object }) : said;
}
