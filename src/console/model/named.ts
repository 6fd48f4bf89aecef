// Names of parties, desks, labels and words in the reader's language.

import type { LineView } from "../../api/line-views.ts";
import type { ChannelView, PartyView, StationView } from "../../api/views.ts";
import type { Named } from "../../core/text/named.ts";

/** The name in a language; else in its main language, else in English, else the first; null when there is none. */
export function nameIn(all: readonly Named[], wanted: string): Named | null {
  const main = wanted.split("-")[0];
  return (
    all.find((one) => one.language === wanted) ??
    all.find((one) => one.language.split("-")[0] === main) ??
    all.find((one) => one.language === "en") ??
    all[0] ??
    null
  );
}

/** A party of the station's view by its id, our own included. */
export function partyOf(state: StationView, id: string): PartyView | null {
  return state.party.id === id ? state.party : (state.parties.find((one) => one.id === id) ?? null);
}

/** A party's short code, or the beginning of its id. */
export function partyShort(state: StationView, id: string): string {
  return partyOf(state, id)?.short ?? id.slice(0, 8);
}

/** A desk's name, with the desk's code standing for one that is not known. */
export function deskName(state: StationView, party: string, code: string, language: string): Named {
  const desk = partyOf(state, party)?.desks.find((one) => one.code === code);
  return nameIn(desk?.names ?? [], language) ?? { language: "", text: code };
}

/** The channel of an id, or null. */
export function channelOf(state: StationView, id: string): ChannelView | null {
  return state.channels.find((one) => one.id === id) ?? null;
}

/** Channels on which messages may be released. */
export function openChannels(state: StationView): readonly ChannelView[] {
  return state.channels.filter((one) => one.state === "adopted");
}

/** A handling label's name on a channel. */
export function handlingName(channel: ChannelView | null, code: string, language: string): Named {
  return (
    nameIn(channel?.labels.find((one) => one.code === code)?.names ?? [], language) ?? { language: "", text: code }
  );
}

/** A pre-agreed word's names, or none when the channel has no such word. */
export function wordNames(channel: ChannelView | null, code: string): readonly Named[] {
  return channel?.words.find((one) => one.code === code)?.names ?? [];
}

/** Whether a line that is down cuts nobody off: the party is reached at another station, or the line is to our own. */
export function isReached(state: StationView, { party, ours }: LineView): boolean {
  return ours || state.lines.some((one) => one.party === party && one.state === "up");
}

/** A line's party, with the name of the station where the party has several. */
export function lineName(state: StationView, { party, station, names }: LineView, language: string): string {
  const several = state.lines.filter((one) => one.party === party).length > 1;
  const short = partyShort(state, party);
  return several ? `${short} ${nameIn(names, language)?.text ?? station.slice(0, 8)}` : short;
}
