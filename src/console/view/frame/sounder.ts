// Plays the notes of model/sound.ts. A browser lets nothing sound before a person has pressed something.

import { notesOf } from "../../model/sound.ts";
import type { Precedence } from "../../model/precedence.ts";

/** Whether sound can be heard: `asked` waits for the officer to say that the test tone was heard. */
export type SoundState = "off" | "asked" | "on";

export interface Sounder {
  state(): SoundState;
  subscribe(listener: () => void): () => void;
  /** Plays the test tone; must be called while a person presses something. */
  arm(world: "exercise" | "actual"): void;
  /** The officer's word on the test tone. */
  confirm(heard: boolean): void;
  play(precedence: Precedence, world: "exercise" | "actual"): void;
  /** Stops what sounds now. */
  hush(): void;
}

/** A sounder that is off. */
export function createSounder(): Sounder {
  const listeners = new Set<() => void>();
  let context: AudioContext | null = null;
  let state: SoundState = "off";
  let playing: OscillatorNode[] = [];
  const set = (next: SoundState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const hush = (): void => {
    for (const one of playing) one.stop();
    playing = [];
  };
  const play: Sounder["play"] = (precedence, world) => {
    if (context === null) return;
    hush();
    const begin = context.currentTime + 0.02;
    for (const note of notesOf(precedence, world)) {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      const start = begin + note.startMs / 1_000;
      const end = start + note.lengthMs / 1_000;
      oscillator.type = "triangle";
      oscillator.frequency.value = note.hertz;
      // Without slopes at both ends each note would click.
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(note.loudness * 0.35, start + 0.012);
      gain.gain.setValueAtTime(note.loudness * 0.35, Math.max(start + 0.012, end - 0.03));
      gain.gain.linearRampToValueAtTime(0, end);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(start);
      oscillator.stop(end + 0.02);
      playing.push(oscillator);
    }
  };
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    arm(world) {
      context ??= new AudioContext();
      const opened = context;
      // The browser may take sound away at any time: the bar must then say that it is off.
      opened.onstatechange = () => (opened.state === "running" ? undefined : set("off"));
      void opened.resume().then(() => {
        play("PRIORITY", world);
        set("asked");
      }, () => set("off"));
    },
    confirm: (heard) => set(heard && context?.state === "running" ? "on" : "off"),
    play(precedence, world) {
      if (state !== "off") play(precedence, world);
    },
    hush,
  };
}
