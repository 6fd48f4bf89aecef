// The keyboard: every press goes through the table of model/keys.ts before anything on the page hears of it.

import { useLayoutEffect, useRef } from "react";

import type { Commands } from "../../model/commands.ts";
import { chordOf, commandOf, isPrefix, isSingle } from "../../model/keys.ts";
import type { Room } from "../../model/keys.ts";

/** Time within which the second key of a two-key chord must follow. */
const prefixMs = 1_500;

/** Hands key presses to commands. Single letters never act in a text field, and nowhere when they are turned off. */
export function useKeyboard(room: Room, commands: Commands, singleKeys: boolean): void {
  const prefix = useRef<{ readonly chord: string; readonly atMs: number } | null>(null);
  // With the drawing itself: a room that stands on the screen has its keys.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.repeat) return;
      const chord = chordOf(event);
      if (chord === null) return;
      if (isSingle(chord) && (!singleKeys || isWriting(event.target))) return;
      const begun =
        prefix.current !== null && event.timeStamp - prefix.current.atMs < prefixMs ? prefix.current.chord : null;
      prefix.current = null;
      const command = commandOf(chord, room, begun) ?? (begun === null ? null : commandOf(chord, room, null));
      if (command !== null && commands.give(command)) {
        event.preventDefault();
        event.stopPropagation();
      } else if (isPrefix(chord)) prefix.current = { chord, atMs: event.timeStamp };
    };
    // Before the page's own handlers: a list that seeks by typed letters would swallow them.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [room, commands, singleKeys]);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
