// Acts of agreement on anything but a charter: a digest about an object, accepted or declined.

import { agreeGate } from "../agree/agree-gate.ts";
import { agreementOn, thingOf } from "../agree/agreed-things.ts";
import { channelOf, unknownHere } from "./about.ts";
import { speak, spokenBy } from "./spoken.ts";
import { wordRefusal } from "../agree/binding-agreed.ts";
import { refused } from "../outcome.ts";
import { rosterDigestOf } from "../peer/rosters.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { undertake } from "../agree/undertake.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { acceptance, acceptanceContent, declination } from "../../core/mechanism/agreed/entries.ts";
import { isPlainText } from "../../core/text/authored.ts";

/** Accepts exactly what has this digest. It cannot be taken back before `untilMs`. */
export function acceptDigest(state: StationState, actor: Actor, act: ActOf<"agree.accept">): ActResult {
  const channel = channelOf(state, act.object);
  if (channel?.charter == null) return unknownHere(state, "object-unknown");
  const rosters = channel.charter.parties.map((party) => rosterDigestOf(state, party.id));
  const content = encodeShape(acceptanceContent, { digest: bytesOfHex(act.digest), rosters, until: act.untilMs });
  const object = bytesOfHex(act.object);
  return undertake(state, actor, { channel, kind: acceptance, precedence: "PRIORITY", object, content });
}

/** Declines it, with a reason where one is given. It binds us to nothing, so one person says it. */
export function declineDigest(state: StationState, actor: Actor, act: ActOf<"agree.decline">): ActResult {
  const channel = channelOf(state, act.object);
  if (channel === null) return unknownHere(state, "object-unknown");
  const thing = thingOf(state, channel, act.object, act.digest);
  const agreement = thing === null ? null : agreementOn(state, channel, act.object, act.digest, thing.principals);
  if (thing === null || agreement === null) return refused("digest-unknown");
  if (!isPlainText(act.reason ?? "")) return refused("text-forbidden");
  const hindered = wordRefusal(state, channel, thing, agreement)
    ?? agreeGate(state, channel);
  if (hindered !== null) return hindered;
  const content = { digest: bytesOfHex(act.digest), reason: spokenBy(state, actor, act.reason) };
  return speak(state, actor, channel, {
    act: act.act, kind: declination, precedence: "PRIORITY", object: act.object, content,
  });
}
