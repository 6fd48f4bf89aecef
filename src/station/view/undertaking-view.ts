// What would bind this party and waits for persons, as it is read back to each of them.

import { bindingOf } from "../agree/bindings.ts";
import type { StationState } from "../state.ts";
import { mayBind, undertakingOf, undertakingRule } from "../agree/undertake.ts";
import type { UndertakingView } from "../../api/people-views.ts";
import { fromHex, toHex } from "../../core/bytes/hex.ts";
import { ChirographError } from "../../core/errors.ts";
import type { UndertakingContent } from "../../core/mechanism/undertaking/entries.ts";
import { shortHash } from "../../core/text/short-hash.ts";

/** All that are open, the oldest first. */
export function undertakingViews(state: StationState, viewer: string): readonly UndertakingView[] {
  const nameOf = (id: string): string => state.standing.officers.get(id)?.name ?? id;
  return [...state.undertakings].flatMap((object) => {
    const open = undertakingOf(state, object);
    if (open === null) return [];
    const { content, digest, assents, entry } = open;
    const given = assents.some((one) => one.content.officer === viewer);
    return [{
      object, digest, shortHash: shortHash(fromHex(digest) ?? new Uint8Array(8)), ...shownOf(state, content),
      channel: toHex(content.channel), by: nameOf(content.by), timeMs: entry.body.time,
      persons: undertakingRule(state).persons, assents: assents.map((one) => nameOf(one.content.officer)),
      mine: given ? "given" as const : mayBind(state, viewer) ? "may" as const : "not" as const,
    }];
  });
}

/** What it would be, and all that it says; of what another site of ours began and nobody can read, nothing. */
function shownOf(
  state: StationState, { channel: id, kind, content, object }: UndertakingContent,
): Pick<UndertakingView, "what" | "lines"> {
  const [channel, binding] = [state.channels.get(toHex(id)), bindingOf(kind)];
  if (channel === undefined || binding === null) return { what: "unreadable", lines: [] };
  const about = object === null ? null : toHex(object);
  try {
    return {
      what: binding.what(state, channel, content, about), lines: binding.readBack(state, channel, content, about),
    };
  } catch (error) {
    if (error instanceof ChirographError) return { what: "unreadable", lines: [] };
    throw error;
  }
}
