// A precedence in all four ways at once: shape, colour, word, place.

import type { Precedence } from "../../../core/names.ts";
import type { ReactNode } from "react";

import { precedenceOf } from "../../model/precedence.ts";
import { useWords } from "../../words/words.tsx";
import { LevelSign } from "../frame/signs.tsx";

/** The sign and the word of a precedence. */
export function Level(props: { readonly precedence: Precedence; readonly flashing?: boolean }): ReactNode {
  const { say } = useWords();
  const precedence = precedenceOf(props.precedence);
  return (
    <span className="level" data-level={precedence}>
      <LevelSign precedence={precedence} flashing={props.flashing ?? false} />
      <span className="level-word">{say(`precedence.${precedence}`)}</span>
    </span>
  );
}
