// A meeting, as what can be agreed.

import type { Agreeable, AgreedThings } from "./agreed-things.ts";
import { meetingContentOf, meetingStateOf } from "../mechanism/meeting-state.ts";
import type { Channel, StationState } from "../state.ts";
import { labelOf } from "../label.ts";
import type { ReadBackLine } from "../../api/people-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { meeting } from "../../core/mechanism/meeting/entries.ts";
import type { MeetingContent } from "../../core/mechanism/meeting/entries.ts";
import { meetingDigest } from "../../core/mechanism/meeting/fold.ts";
import type { Names } from "../../core/text/named.ts";
import { visibleText } from "../../core/text/visible.ts";
import type { MeetingState } from "../../core/mechanism/meeting/fold.ts";
import { shortHash } from "../../core/text/short-hash.ts";

export const meetingThings: AgreedThings = {
  kind: meeting,
  find(state, channel, object, digest) {
    const content = meetingContentOf(channel, object);
    if (content === null || meetingDigest(state.self.crypto, channel.id, content) !== digest) return null;
    const told = meetingStateOf(state, channel, object);
    return told === null ? null : {
      what: "meeting", ...meetingAsAgreed(told),
      readBack: () => [
        ...lines(content, channel.charter?.parties.map((one) => one.short) ?? []),
        ...other(state, channel, "follows", content.follows), ...other(state, channel, "replaces", content.replaces),
      ],
    };
  },
};

/** A meeting whose state is known. */
export function meetingAsAgreed({ content: { principals }, state }: MeetingState): Agreeable {
  return {
    principals, refusal: state === "void" ? "meeting-faulty" : state === "replaced" ? "meeting-replaced" : null,
  };
}

function lines(content: MeetingContent, shorts: readonly string[]): readonly ReadBackLine[] {
  const { title, level, venue, host, languages, begins, ends, agenda } = content;
  return [
    ...each("title", title), line("level", level), line("venue", venue),
    ...(host === null ? [] : each("host", host.names)),
    ...(host?.party == null ? [] : [line("host", shorts[host.party] ?? "?")]),
    line("languages", languages.join(", ")),
    line("principals", content.principals.map((one) => shorts[one]).join(", ")),
    { name: "begins", text: null, timeMs: begins }, { name: "ends", text: null, timeMs: ends },
    ...agenda.flatMap((item, at) => each("agenda", item).map((one) => (
      { ...one, text: `${at + 1} ${one.text ?? ""}` }
    ))),
  ];
}

/** Another meeting that this one speaks of, by its label. */
function other(
  state: StationState, channel: Channel, name: string, object: Uint8Array | null,
): readonly ReadBackLine[] {
  if (object === null) return [];
  const begun = channel.objects.get(toHex(object))?.[0]?.body;
  return [line(name, begun === undefined ? shortHash(object) : labelOf(state, channel, begun.log, begun.seq))];
}

function each(name: string, names: Names): readonly ReadBackLine[] {
  return names.map(({ language, text }) => line(name, `${language}: ${text}`));
}

function line(name: string, text: string): ReadBackLine {
  return { name, text: visibleText(text), timeMs: null };
}
