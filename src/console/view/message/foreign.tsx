// A text that somebody else wrote, shown so that nothing in it can hide, reorder or reach beyond itself (P12).

import type { ReactNode } from "react";

import { visible } from "../../../core/text/visible.ts";
import { useWords } from "../../words/words.tsx";

/** A text of several lines, isolated, in its own language and direction. */
export function ForeignText(props: {
  readonly text: string;
  readonly language: string;
  readonly className?: string;
}): ReactNode {
  return (
    <div className={`foreign ${props.className ?? ""}`} lang={props.language || undefined} dir="auto">
      <Segments text={props.text} />
    </div>
  );
}

/** A text within a line: a subject, a capacity, a reason. */
export function ForeignLine(props: { readonly text: string; readonly language?: string }): ReactNode {
  return (
    <bdi className="foreign-line" lang={props.language || undefined}>
      <Segments text={props.text} />
    </bdi>
  );
}

/** The characters, each plainly visible or as an escape that is. */
function Segments(props: { readonly text: string }): ReactNode {
  const { say } = useWords();
  return visible(props.text).map((part, index) => {
    switch (part.kind) {
      case "plain":
        return part.text;
      case "escape":
        return (
          <span key={index} className="escape" dir="ltr" title={say(`hidden.${part.reason}`)}>
            {part.label}
          </span>
        );
      case "mixed":
        return (
          <mark key={index} className="mixed" title={say(`suspicion.${part.suspicion}`)}>
            {part.text}
          </mark>
        );
    }
  });
}
