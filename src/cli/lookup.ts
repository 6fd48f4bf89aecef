// What a person means by a short name: a message by its label, a party by its code, a channel by its beginning.

import type { ChannelView, DraftView, MessageView, PartyView, StationView } from "../api/views.ts";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

/** Fewest characters of an identifier that name it. */
export const prefixMin = 6;
/** Most pages of messages looked through for a label. */
const pagesMax = 20;
const pageSize = 500;

/** A message by its label ("NDL:105"), its object or the beginning of it. Errors: message-unknown, message-which. */
export async function findMessage(client: Client, asked: string): Promise<MessageView> {
  const matches = (message: MessageView): boolean =>
    message.label.toLowerCase() === asked.toLowerCase() || startsWith(message.object, asked);
  let before = "";
  for (let page = 0; page < pagesMax; page += 1) {
    const messages = await client.get<readonly MessageView[]>(`/messages?limit=${pageSize}${before}`);
    const found = messages.filter(matches);
    const [message] = found;
    if (found.length > 1) throw new CliError("message-which", { asked: asked.slice(0, 80) });
    if (message !== undefined) return message;
    const last = messages.at(-1);
    if (messages.length < pageSize || last === undefined) break;
    before = `&before=${last.object}`;
  }
  throw new CliError("message-unknown", { asked: asked.slice(0, 80) });
}

/**
 * What is called so: by its label ("NDL:105"), its object or the beginning of it; "-" for the only one there is.
 * Errors: "-unknown" and "-which" behind the name of what is looked for.
 */
export function findCalled<T extends { readonly label: string; readonly object: string }>(
  all: readonly T[], asked: string, what: "text" | "meeting",
): T {
  const found = all.filter(({ label, object }) => (
    asked === "-" || label.toLowerCase() === asked.toLowerCase() || startsWith(object, asked)
  ));
  const [one] = found;
  if (one === undefined) throw new CliError(`${what}-unknown`, { asked: asked.slice(0, 80) });
  if (found.length > 1) {
    throw new CliError(`${what}-which`, { names: found.slice(0, 8).map(({ label }) => label).join(", ") });
  }
  return one;
}

/** A draft by its object or the beginning of it. Errors: draft-unknown. */
export async function findDraft(client: Client, asked: string): Promise<DraftView> {
  const found = (await client.get<readonly DraftView[]>("/drafts")).filter((draft) => startsWith(draft.object, asked));
  const [draft] = found;
  if (draft === undefined || found.length > 1) throw new CliError("draft-unknown", { asked: asked.slice(0, 80) });
  return draft;
}

/** A party by its short code, its identifier or the beginning of it. Errors: party-unknown. */
export function findParty(state: StationView, asked: string): PartyView {
  const all = [state.party, ...state.parties];
  const found = all.find((party) => party.short.toLowerCase() === asked.toLowerCase())
    ?? all.find((party) => startsWith(party.id, asked));
  if (found === undefined) {
    const names = all.map((party) => party.short).join(", ");
    throw new CliError("party-unknown", { asked: asked.slice(0, 80), names });
  }
  return found;
}

/** A channel by the beginning of its identifier, or the only one there is. Errors: channel-unknown, channel-which. */
export function findChannel(state: StationView, asked: string | null): ChannelView {
  const adopted = state.channels.filter((channel) => channel.state === "adopted");
  const candidates = asked === null
    ? (adopted.length > 0 ? adopted : state.channels)
    : state.channels.filter((channel) => startsWith(channel.id, asked));
  const [channel] = candidates;
  if (channel === undefined) {
    throw new CliError(asked === null ? "no-channel" : "channel-unknown", { asked: asked ?? "" });
  }
  if (candidates.length > 1) {
    throw new CliError("channel-which", { names: candidates.map((one) => one.id.slice(0, 12)).join(", ") });
  }
  return channel;
}

function startsWith(id: string, asked: string): boolean {
  return asked.length >= prefixMin && /^[0-9a-f]+$/iu.test(asked) && id.startsWith(asked.toLowerCase());
}
