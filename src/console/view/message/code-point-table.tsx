// The text as code points: for the officer who must know whether an "а" is Latin or Cyrillic.

import type { ReactNode } from "react";

import type { MessageView } from "../../../api/views.ts";
import { codePoints } from "../../model/code-points.ts";
import { useWords } from "../../words/words.tsx";

/** Subject and text, point by point; those that hide are marked. */
export function CodePoints(props: { readonly message: MessageView }): ReactNode {
  const { say } = useWords();
  const { points, total } = codePoints(`${props.message.subject}\n${props.message.text}`);
  return (
    <section aria-label={say("act.code-points")}>
      <p className="hint">{say("code-points.count", { n: total })}</p>
      <ol className="code-points" dir="ltr">
        {points.map((point) => (
          <li key={point.index} data-hidden={point.hidden}>
            <span className="code-point-glyph" lang={props.message.language || undefined}>{point.glyph}</span>
            <span className="code-point-label">{point.label}</span>
          </li>
        ))}
      </ol>
      {total > points.length && <p className="hint">{say("code-points.more", { n: total - points.length })}</p>}
    </section>
  );
}
