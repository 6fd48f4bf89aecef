// A time as everybody here writes it: in UTC, never in the browser's own zone.

import { useId } from "react";
import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";

/** A field for a time; its value is "2027-08-30T09:00". */
export function TimeField(props: {
  readonly label: string; readonly value: string; readonly onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  const { say } = useWords();
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">{props.label} {say("meeting.in-utc")}</label>
      <input
        id={id} type="text" dir="ltr" value={props.value} placeholder="2027-08-30T09:00" maxLength={16}
        autoComplete="off" aria-invalid={props.value !== "" && timeOf(props.value) === null ? true : undefined}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}

/** The time that was written, or null; the 31st of a month of 30 days is none. */
export function timeOf(value: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/u.test(value)) return null;
  const ms = Date.parse(`${value.replace(" ", "T")}:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value.replace(" ", "T")) ? ms : null;
}
