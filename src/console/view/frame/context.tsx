// What every component may reach: the store, the desk (which screen, which message), commands and preferences.

import { createContext, useContext, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import type { MessageView } from "../../../api/views.ts";
import type { DraftForm } from "../../model/draft-form.ts";
import type { Room } from "../../model/keys.ts";
import type { OfferForm } from "../../model/offer-form.ts";
import type { Preferences } from "../../model/preferences.ts";
import type { Known, Store } from "../../model/store.ts";
import type { Ticker } from "../../model/ticker.ts";
import type { Commands } from "../../model/commands.ts";
import type { Sounder } from "./sounder.ts";

/** Where the officer stands. */
export interface Desk {
  readonly room: Room;
  readonly selected: string | null;
  readonly draft: DraftForm | null;
  /** Which draft that is, counted: what comes of an earlier one leaves a later one alone. */
  readonly sheet: number;
  /** Whether the draft's read-back is on the screen. */
  readonly readingBack: boolean;
  /** The joint text that is open, and an offer to it that is being written. */
  readonly text: string | null;
  readonly offer: OfferForm | null;
  /** The last thing that came of an act, in one sentence; null when it was closed. */
  readonly notice: { readonly tone: "done" | "refused"; readonly sentence: string } | null;
}

/** What may be done to the desk. */
export interface DeskActs {
  go(room: Room): void;
  select(object: string | null): void;
  openMessage(object: string): void;
  write(draft: DraftForm): void;
  change(draft: DraftForm): void;
  /** Shows the read-back of the draft, of `sheet` alone where it is given, or the draft again. */
  readBack(on: boolean, sheet?: number): void;
  /** The station holds what was sent to it of a draft. */
  keptDraft(sheet: number, sent: DraftForm, object: string): void;
  /** The draft is done with: given up, approved, or released as an object. */
  endDraft(sheet: number, released: string | null): void;
  openText(object: string | null): void;
  offer(offer: OfferForm | null): void;
  notice(tone: "done" | "refused", sentence: string): void;
  closeNotice(): void;
}

export interface ConsoleParts {
  readonly store: Store;
  readonly ticker: Ticker;
  readonly commands: Commands;
  readonly sounder: Sounder;
  readonly desk: Desk;
  readonly acts: DeskActs;
  readonly preferences: Preferences;
  readonly setPreferences: (next: Preferences) => void;
}

export const ConsoleContext = createContext<ConsoleParts | null>(null);

export function useConsole(): ConsoleParts {
  const parts = useContext(ConsoleContext);
  if (parts === null) throw new Error("no console");
  return parts;
}

/** Everything known of the station; the component is drawn again when it changes. */
export function useKnown(): Known {
  const { store } = useConsole();
  return useSyncExternalStore(store.subscribe, store.get);
}

/** The station's time, each second. Only small components should use it: they are drawn each second. */
export function useNow(): number {
  const { ticker } = useConsole();
  return useSyncExternalStore(ticker.subscribe, ticker.get);
}

/** The message that is selected, or null. */
export function useSelected(): MessageView | null {
  const { desk } = useConsole();
  const known = useKnown();
  return desk.selected === null ? null : (known.messages.get(desk.selected) ?? null);
}

/** Answers a command of the key table while the component is on the screen and `enabled`, from its drawing on. */
export function useCommand(command: string, run: () => void, enabled = true): void {
  const { commands } = useConsole();
  const latest = useRef(run);
  latest.current = run;
  useLayoutEffect(
    () => (enabled ? commands.answer(command, () => latest.current()) : undefined),
    [commands, command, enabled],
  );
}
