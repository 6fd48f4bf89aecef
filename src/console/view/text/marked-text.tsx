// A clause as it reads: brackets marked with who wants them, and what differs from another version.

import type { ReactNode } from "react";

import { readBrackets } from "../../../core/text/brackets.ts";
import type { BracketPart } from "../../../core/text/brackets.ts";
import { compare } from "../../../core/text/compare.ts";
import { ForeignLine } from "../message/foreign.tsx";

/** A clause in one language; `shorts` are the short names of the parties, `against` a version to compare. */
export function MarkedText(props: {
  readonly text: string;
  readonly language: string;
  readonly shorts: readonly string[];
  readonly against?: string | null;
}): ReactNode {
  const { text, language, shorts, against } = props;
  const tree = readBrackets(text, shorts);
  return (
    <div className="foreign clause-text" lang={language} dir="auto">
      {against != null && against !== text ? (
        <Compared first={against} second={text} language={language} />
      ) : tree.kind === "tree" ? (
        <Parts parts={tree.parts} />
      ) : (
        <ForeignLine text={text} />
      )}
    </div>
  );
}

function Parts(props: { readonly parts: readonly BracketPart[] }): ReactNode {
  return props.parts.map((part) => part.kind === "plain" ? (
    <ForeignLine key={part.from} text={part.text} />
  ) : (
    <span key={part.from} className="bracket">
      [{part.alternatives.map((one, index) => (
        <span key={one.from} className="bracket-alternative">
          {index > 0 && " | "}
          {one.names.length > 0 && (
            <b className="bracket-names" dir="ltr">
              {part.link === null ? "" : `${part.link} `}
              {one.names.join(", ")}:{" "}
            </b>
          )}
          <Parts parts={one.parts} />
        </span>
      ))}]
    </span>
  ));
}

/** Two versions in one line: what went is struck, what came is marked. */
function Compared(props: {
  readonly first: string; readonly second: string; readonly language: string;
}): ReactNode {
  let place = 0;
  return compare(props.first, props.second, props.language).map(({ op, text }) => {
    const key = place++;
    const line = <ForeignLine text={text} />;
    if (op === "gone") return <del key={key}>{line}</del>;
    return op === "new" ? <ins key={key}>{line}</ins> : <span key={key}>{line}</span>;
  });
}
