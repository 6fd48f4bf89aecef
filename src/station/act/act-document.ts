// The act by which an adopted text is published.

import { undertake } from "../agree/undertake.ts";
import { publishable } from "../mechanism/document.ts";
import { done } from "../outcome.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import { bytesOfHex } from "../../core/bytes/hex.ts";
import { publication } from "../../core/mechanism/document/entries.ts";

/** Publishes a text that is adopted for good; where it was said already, nothing is said again. */
export function publishText(state: StationState, actor: Actor, act: ActOf<"text.publish">): ActResult {
  const now = publishable(state, act);
  if (now.kind === "refused") return now;
  if (now.said) return done({ object: act.object, released: true });
  return undertake(state, actor, {
    channel: now.channel, kind: publication, precedence: "PRIORITY", object: bytesOfHex(act.object), content: now.bytes,
  });
}
