// What binds this party: said when as many persons as the house asks have assented to it, word for word. Whatever is
// agreed, a charter or what stands on one, goes through here (docs/decisions/assents.md).

import { assentRule, hasShown, proveAssent, sayAssent } from "../act/act-passkey.ts";
import { agreeGate } from "./agree-gate.ts";
import { append, canSeal, say } from "../append.ts";
import { bindingOf } from "./bindings.ts";
import { begunHere, sayDiscard } from "../house/house.ts";
import { houseView } from "../house/house-view.ts";
import { done, refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import { showsPerson } from "../../core/mechanism/officer/assent.ts";
import { counted } from "../../core/mechanism/officer/recognise.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import { undertakenBytesMax, undertaking } from "../../core/mechanism/undertaking/entries.ts";
import type { UndertakingContent } from "../../core/mechanism/undertaking/entries.ts";
import {
  bindingPersons, foldUndertaking, isUndertaken, undertakingDigest,
} from "../../core/mechanism/undertaking/fold.ts";
import type { UndertakingRule, UndertakingState } from "../../core/mechanism/undertaking/fold.ts";
import type { Precedence } from "../../core/names.ts";

/** Most undertakings open at once that a site began. */
export const undertakingsMax = 64;

const none = new Uint8Array(0);

/** An entry by which we bind ourselves. Its kind must have a row in `bindings.ts`. */
export interface Undertaken {
  readonly channel: Channel;
  readonly kind: Kind;
  readonly precedence: Precedence;
  /** What it is about; null where it begins an object or is about none. */
  readonly object: Uint8Array | null;
  /** Canonical bytes of its content: what was read back is these, and these are signed. */
  readonly content: Uint8Array;
}

/**
 * Says an entry that binds this party, where the house lets one person, who is known well enough; else keeps it in the
 * house record till as many as it asks for have assented (`assentUndertaking`): what comes back then are its object and
 * digest. Refused where it could not be said now, whoever assents.
 */
export function undertake(state: StationState, actor: Actor, said: Undertaken): ActResult {
  const content: UndertakingContent = {
    by: actor.officer, channel: said.channel.id, kind: said.kind.code, precedence: said.precedence,
    object: said.object, content: said.content,
  };
  const hindered = hindrance(state, content);
  if (hindered !== null) return hindered;
  return bindsAlone(state, actor) ? bind(state, actor, content, null) : begin(state, actor, content);
}

/** Whether this house lets who acts bind it alone, and knows well enough who that is. */
export function bindsAlone(state: StationState, actor: Actor): boolean {
  const rule = undertakingRule(state);
  const proof = proveAssent(state, actor, undefined, "enact", "");
  return rule.persons === 1 && proof.kind === "proved" && showsPerson(proof.content, rule);
}

/** Keeps what waits for persons. An edit is another undertaking, to which nobody has assented. */
export function begin(state: StationState, actor: Actor, content: UndertakingContent): ActResult {
  if (content.content.length > undertakenBytesMax) return refused("too-long");
  if (begunHere(state, state.undertakings) >= undertakingsMax) return refused("too-many-undertakings");
  const held = say(state, state.house, undertaking, content, { officer: actor.officer, act: "undertaking" });
  state.outputs.push({ kind: "state" });
  if (held === null) return refused("no-keys-yet");
  return done({
    object: held.object, digest: toHex(undertakingDigest(state.self.crypto, content)), channel: toHex(content.channel),
  });
}

/** One person's assent to exactly what the station read back; with the last one that the house asks for it is said. */
export function assentUndertaking(state: StationState, actor: Actor, act: ActOf<"undertaking.assent">): ActResult {
  const open = undertakingOf(state, act.undertaking);
  if (open === null) return refused("undertaking-unknown");
  if (open.digest !== act.digest) return refused("draft-changed");
  if (!mayBind(state, actor.officer)) return refused("not-a-releaser");
  const hindered = hindrance(state, open.content);
  if (hindered !== null) return hindered;
  const rule = undertakingRule(state);
  const proof = proveAssent(state, actor, act.assertion, "enact", open.digest);
  if (proof.kind === "refused") return proof;
  const unshown = hasShown(proof.content, rule);
  if (unshown !== null) return unshown;
  sayAssent(state, actor, act.act, proof.content, { object: act.undertaking, digest: open.digest, act: "enact" });
  state.outputs.push({ kind: "state" });
  const after = undertakingOf(state, act.undertaking);
  const isEnough = after !== null && isUndertaken(
    counted(state.standing, houseView(state), after), rule, (officer) => mayBind(state, officer),
  );
  return isEnough ? bind(state, actor, after.content, bytesOfHex(act.undertaking)) : done({ object: act.undertaking });
}

/** Gives an undertaking up; it stays in the house record. */
export function discardUndertaking(state: StationState, actor: Actor, act: ActOf<"undertaking.discard">): ActResult {
  if (undertakingOf(state, act.undertaking) === null) return refused("undertaking-unknown");
  sayDiscard(state, actor, act.undertaking, act.act);
  state.outputs.push({ kind: "state" });
  return done({ object: act.undertaking });
}

/** The undertaking of an object that is still open, or null. */
export function undertakingOf(state: StationState, object: string): UndertakingState | null {
  if (!state.undertakings.has(object)) return null;
  return foldUndertaking(state.self.crypto, state.house.objects.get(object) ?? []);
}

/** What this house asks of those who bind it (O-42). */
export function undertakingRule(state: StationState): UndertakingRule {
  return { ...assentRule(state), persons: state.standing.policy.alone ? 1 : bindingPersons };
}

/** Whether an officer's assent counts. */
export function mayBind({ standing }: StationState, officer: string): boolean {
  return standing.officers.get(officer)?.roles.includes("releaser") === true;
}

/** Why an entry that binds us may not be said now, or null. */
export function hindrance(
  state: StationState, { channel: id, kind, object, content }: UndertakingContent,
): Refused | null {
  const channel = state.channels.get(toHex(id));
  const binding = bindingOf(kind);
  if (channel === undefined || binding === null) return refused("channel-unknown");
  return binding.refusal(state, channel, content, object === null ? null : toHex(object))
    ?? agreeGate(state, channel)
    ?? (canSeal(state, channel) ? null : refused("no-keys-yet"));
}

/** Says it. The attribution in the same batch names the undertaking: that closes it. */
function bind(
  state: StationState, actor: Actor, { channel: id, kind: code, precedence, object, content }: UndertakingContent,
  from: Uint8Array | null,
): ActResult {
  const [channel, kind] = [state.channels.get(toHex(id)), kindOf(code)];
  if (channel === undefined || kind === null) return refused("channel-unknown");
  const held = append(state, channel, {
    kind, precedence, object: object ?? none, content, officer: actor.officer,
    act: bindingOf(code)?.act ?? kind.name, draft: from,
  });
  if (held === null) return refused("no-keys-yet");
  // Until the attribution is durable nobody may assent to it once more.
  if (from !== null) state.undertakings.delete(toHex(from));
  return done({ channel: channel.hex, object: held.object, released: true });
}
