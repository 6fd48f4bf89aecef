// Screens, and what a person sets for this desk: sound, language, theme, keys.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { rooms } from "../../model/keys.ts";
import type { Room } from "../../model/keys.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, Key, PressButton } from "./button.tsx";
import { useCommand, useConsole, useKnown } from "./context.tsx";
import { LanguageChoice } from "./language-choice.tsx";

/** The row of screens and settings. On a phone the screens are folded behind the name of the present one. */
export function Toolbar(props: {
  readonly onHelp: () => void;
  readonly helpOpen: boolean;
  readonly onSilence: () => void;
}): ReactNode {
  const { desk } = useConsole();
  const { say } = useWords();
  const [unfolded, unfold] = useState(false);
  return (
    <div className="toolbar">
      <button
        type="button" className="tab fold" aria-expanded={unfolded} aria-controls="rooms"
        onClick={() => unfold(!unfolded)}
      >
        {say(`room.${desk.room}`)} <span aria-hidden="true">{unfolded ? "▴" : "▾"}</span>
      </button>
      <nav id="rooms" aria-label={say("nav.label")} data-unfolded={unfolded}>
        <ul>
          {rooms.map((room, index) => (
            <li key={room}>
              <Tab room={room} chord={String((index + 1) % 10)} onGo={() => unfold(false)} />
            </li>
          ))}
        </ul>
      </nav>
      <div className="tools">
        <Sound onSilence={props.onSilence} />
        <Settings onHelp={props.onHelp} helpOpen={props.helpOpen} />
      </div>
    </div>
  );
}

function Tab(props: { readonly room: Room; readonly chord: string; readonly onGo: () => void }): ReactNode {
  const { desk, acts, preferences } = useConsole();
  const { say } = useWords();
  useCommand(`screen.${props.room}`, () => acts.go(props.room));
  const here = desk.room === props.room;
  return (
    <button
      type="button" className="tab" aria-current={here ? "page" : undefined}
      onClick={() => {
        props.onGo();
        acts.go(props.room);
      }}
    >
      {preferences.singleKeys && <Key chord={props.chord} />}
      <span>{say(`room.${props.room}`)}</span>
      {((props.room === "compose" && desk.draft !== null) || (props.room === "texts" && desk.offer !== null)) && (
        <span className="dot" aria-label={say("nav.draft-open")} role="img" />
      )}
    </button>
  );
}

/** Sound is armed by the person who takes the watch, who hears the test tone and says so. Off is shown as an alarm. */
function Sound(props: { readonly onSilence: () => void }): ReactNode {
  const { sounder, store } = useConsole();
  const { station } = useKnown();
  const { say } = useWords();
  const state = useSyncExternalStore(sounder.subscribe, sounder.state);
  const world = station?.world ?? "exercise";
  // The record says what the officer heard; when the browser takes the sound away later, it says that too.
  const answer = (heard: boolean): void => {
    sounder.confirm(heard);
    void store.client.act({ act: "sound.note", heard: heard && sounder.state() === "on" });
  };
  const was = useRef(state);
  useEffect(() => {
    if (was.current === "on" && state === "off") void store.client.act({ act: "sound.note", heard: false });
    was.current = state;
  }, [state, store]);
  if (state === "asked") {
    return (
      <div className="sound" role="group" aria-label={say("sound.heard-question")}>
        <span>{say("sound.heard-question")}</span>
        <PressButton tone="main" onPress={() => answer(true)}>
          {say("sound.heard")}
        </PressButton>
        <PressButton onPress={() => answer(false)}>{say("sound.not-heard")}</PressButton>
      </div>
    );
  }
  return (
    <div className="sound">
      <PressButton
        tone={state === "on" ? "quiet" : "danger"}
        label={say(state === "on" ? "sound.on.label" : "sound.off.label")}
        onPress={() => sounder.arm(world)}
      >
        <SoundSign on={state === "on"} />
        <span>{say(state === "on" ? "sound.on" : "sound.off")}</span>
      </PressButton>
      {state === "on" && station !== null && station.alerts.length > 0 && (
        <CommandButton command="silence" run={props.onSilence}>
          {say("act.silence")}
        </CommandButton>
      )}
    </div>
  );
}

const soundWaves = "M10.500 5.500a4 4 0 0 1 0 5M12.500 3.500a7 7 0 0 1 0 9";
const soundCross = "M10.500 6l4 4M14.500 6l-4 4";

function SoundSign(props: { readonly on: boolean }): ReactNode {
  return (
    <svg className="state-sign" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={`M2 6h2.500L8 3v10L4.500 10H2Z${props.on ? soundWaves : soundCross}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.500"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

function Settings(props: { readonly onHelp: () => void; readonly helpOpen: boolean }): ReactNode {
  const { preferences, setPreferences, store } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const light = preferences.theme === "light";
  useCommand("help", props.onHelp);
  return (
    <>
      <span className="keyboard-only">
        <PressButton tone="quiet" label={say("help.title")} expanded={props.helpOpen} onPress={props.onHelp}>
          <span aria-hidden="true">?</span>
        </PressButton>
      </span>
      {officer !== null && (
        <PressButton tone="quiet" label={say("settings.more")} expanded={open} onPress={() => setOpen(!open)}>
          <svg className="state-sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" strokeWidth="1.600" strokeLinecap="round" />
          </svg>
        </PressButton>
      )}
      {open && (
        <div className="settings-more">
          <LanguageChoice />
          <PressButton
            pressed={light}
            onPress={() => setPreferences({ ...preferences, theme: light ? "dark" : "light" })}
          >
            {say("settings.light")}
          </PressButton>
          <label className="check">
            <input
              type="checkbox"
              checked={preferences.singleKeys}
              onChange={(event) => setPreferences({ ...preferences, singleKeys: event.target.checked })}
            />
            <span>{say("settings.single-keys")}</span>
          </label>
          <PressButton
            onPress={() => {
              setOpen(false);
              void store.signOut();
            }}
          >
            {say("settings.sign-out")}
          </PressButton>
        </div>
      )}
    </>
  );
}
