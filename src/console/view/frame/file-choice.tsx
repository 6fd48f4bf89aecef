// The choice of a file, said in the console's language: a browser would say it in its own.

import { useId, useState } from "react";
import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";

/** A button that chooses files, and the names of those chosen. A file may also be dropped on it. */
export function FileChoice(props: {
  readonly label: string;
  readonly onChoose: (files: readonly File[]) => void;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
}): ReactNode {
  const { say } = useWords();
  const id = useId();
  const [names, setNames] = useState<readonly string[]>([]);
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">{props.label}</label>
      <div className="file-choice">
        <span className="button" aria-hidden="true">
          {say(props.multiple === true ? "file.choose-several" : "file.choose")}
        </span>
        {names.length === 0 && <span className="hint">{say("file.none")}</span>}
        {names.map((one) => <bdi key={one}>{one}</bdi>)}
        <input
          id={id} type="file" multiple={props.multiple} disabled={props.disabled}
          onChange={(event) => {
            const files = [...event.target.files ?? []];
            setNames(files.map((one) => one.name));
            props.onChoose(files);
          }}
        />
      </div>
    </div>
  );
}
