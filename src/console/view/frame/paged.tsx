// A list that may be long, a page at a time: what is drawn does not grow with it.

import { useRef, useState } from "react";
import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";
import { PressButton } from "./button.tsx";

/** Most of a list that is drawn at once. */
const pageLength = 100;

/**
 * Draws the page that was turned to, or the one with the place `at` when that has changed since; -1 for none.
 * `children` draws those shown, the first of which is at `from`; `onTurn` is told the first of the page turned to.
 */
export function Paged<T>(props: {
  readonly all: readonly T[]; readonly at?: number; readonly onTurn?: (first: number) => void;
  readonly children: (shown: readonly T[], from: number) => ReactNode;
}): ReactNode {
  const { all, at = -1, children } = props;
  const { say } = useWords();
  const top = useRef<HTMLDivElement | null>(null);
  const [turned, setTurned] = useState({ at, page: Math.max(0, Math.floor(at / pageLength)) });
  const last = Math.max(0, Math.ceil(all.length / pageLength) - 1);
  const page = Math.min(last, at !== -1 && at !== turned.at ? Math.floor(at / pageLength) : turned.page);
  const from = page * pageLength;
  if (last === 0) return children(all, 0);
  const turn = (by: number): void => {
    setTurned({ at, page: page + by });
    props.onTurn?.((page + by) * pageLength);
    // Newer browsers answer with a promise, which a handler must not hand on.
    void top.current?.scrollIntoView({ block: "start" });
  };
  const bar = (
    <div className="actions">
      <PressButton disabled={page === 0} onPress={() => turn(-1)}>{say("pages.earlier")}</PressButton>
      <PressButton disabled={page === last} onPress={() => turn(1)}>{say("pages.later")}</PressButton>
      <span className="hint">
        {say("pages.which", { from: from + 1, to: Math.min(all.length, from + pageLength), all: all.length })}
      </span>
    </div>
  );
  return (
    <div ref={top} className="paged">
      {bar}
      {children(all.slice(from, from + pageLength), from)}
      {bar}
    </div>
  );
}
