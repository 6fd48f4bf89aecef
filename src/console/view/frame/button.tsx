// A button that shows its key, and the other small controls that every room uses.

import { useId } from "react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";

import { keyFor } from "../../model/keys.ts";
import { useWords } from "../../words/words.tsx";
import { useCommand, useConsole } from "./context.tsx";

export type Tone = "plain" | "main" | "quiet" | "actual" | "exercise" | "danger";

/** A button. */
export function PressButton(props: {
  readonly onPress: () => void;
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
}): ReactNode {
  return (
    <Button
      className={`button button-${props.tone ?? "plain"}`}
      onPress={props.onPress}
      isDisabled={props.disabled ?? false}
      {...(props.label === undefined ? {} : { "aria-label": props.label })}
      {...(props.pressed === undefined ? {} : { "aria-pressed": props.pressed })}
      {...(props.expanded === undefined ? {} : { "aria-expanded": props.expanded })}
    >
      {props.children}
    </Button>
  );
}

/** A button for a command of the key table: the key does the same, and stands on the button. */
export function CommandButton(props: {
  readonly command: string;
  readonly run: () => void;
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly disabled?: boolean;
  readonly expanded?: boolean;
}): ReactNode {
  const { desk, preferences } = useConsole();
  useCommand(props.command, props.run, props.disabled !== true);
  const key = keyFor(props.command, desk.room);
  const shown = key !== null && (preferences.singleKeys || key.length > 1);
  return (
    <PressButton
      onPress={props.run}
      tone={props.tone ?? "plain"}
      disabled={props.disabled ?? false}
      {...(props.expanded === undefined ? {} : { expanded: props.expanded })}
    >
      <span>{props.children}</span>
      {shown && <Key chord={key} />}
    </PressButton>
  );
}

/** A key as it is drawn; screen readers are told by the help, not by every button. */
export function Key(props: { readonly chord: string }): ReactNode {
  return (
    <kbd aria-hidden="true">
      {props.chord.replace(/^Ctrl\+([a-z])$/u, (_, letter: string) => `Ctrl+${letter.toUpperCase()}`)}
    </kbd>
  );
}

/** A choice of the system's own kind, which every keyboard and screen reader knows. */
export function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hidden?: boolean;
  readonly choices: readonly { readonly value: string; readonly text: string; readonly language?: string }[];
  /** Shown while nothing is chosen: there is no default. */
  readonly placeholder?: string;
  readonly invalid?: boolean;
}): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={props.hidden === true ? "unseen" : "field-label"}>
        {props.label}
      </label>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        aria-invalid={props.invalid === true ? true : undefined}
      >
        {props.placeholder !== undefined && <option value="">{props.placeholder}</option>}
        {props.choices.map((one) => (
          <option key={one.value} value={one.value} lang={one.language}>
            {one.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A line or a box to write in. The direction follows what is written. */
export function Writing(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly lines?: number;
  readonly language?: string;
  readonly hint?: string;
  readonly max?: number;
  readonly focus?: boolean;
  readonly type?: "text" | "password" | "search";
  readonly complete?: string;
  readonly invalid?: boolean;
  readonly holder?: (element: HTMLInputElement | null) => void;
}): ReactNode {
  const id = useId();
  const shared = {
    id,
    value: props.value,
    dir: "auto",
    lang: props.language,
    maxLength: props.max,
    spellCheck: false,
    autoFocus: props.focus,
    "aria-describedby": props.hint === undefined ? undefined : `${id}-hint`,
    "aria-invalid": props.invalid === true ? true : undefined,
    autoComplete: props.complete ?? "off",
    onChange: (event: { readonly target: { readonly value: string } }) => props.onChange(event.target.value),
  } as const;
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {props.label}
      </label>
      {(props.lines ?? 1) > 1 ? (
        <textarea {...shared} rows={props.lines} />
      ) : (
        <input {...shared} type={props.type ?? "text"} ref={props.holder} />
      )}
      {props.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** A failure's sentence: by code where the catalogue has one, else the code itself so that it can be reported. */
export function useReason(): (code: string, detail?: string) => string {
  const { say, has } = useWords();
  return (code, detail = "") => {
    const sentence = has(`reason.${code}`) ? say(`reason.${code}`) : say("reason.other", { code });
    return detail === "" ? sentence : `${sentence} (${detail})`;
  };
}
