// Whole texts are pasted, one a language, and come out as clauses side by side. A person looks before anything is
// offered; the rows that the alignment doubts say so.

import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import { align } from "../../../core/text/align.ts";
import type { AlignedRow } from "../../../core/text/align.ts";
import { insertions, portionsOf } from "../../model/paste.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason, Writing } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { Paged } from "../frame/paged.tsx";
import { languageName } from "../message/message-body.tsx";
import { LanguageCheck } from "./language-check.tsx";
import { MarkedText } from "./marked-text.tsx";
import type { OpenText } from "./text-page.tsx";

/** The step: boxes, then the rows, then the offer. */
export function PasteStep(props: { readonly open: OpenText; readonly onEnd: () => void }): ReactNode {
  const { open, onEnd } = props;
  const { view, station, order } = open;
  const { say, language } = useWords();
  const [texts, setTexts] = useState<readonly string[]>(view.languages.map(() => ""));
  const [by, setBy] = useState<"paragraph" | "sentence">("paragraph");
  const offer = useOffering(open, onEnd);
  const isWhole = texts.every((one) => one.trim() !== "");
  const rows = useMemo(
    () => (isWhole ? align(texts, view.languages, by) : []), [texts, view.languages, by, isWhole],
  );
  const lacking = rows.filter((one) => one.texts.some((text) => text.trim() === "")).length;
  return (
    <section className="read-back paste" data-world={station.world} aria-label={say("text.paste")}>
      <h3>{say("text.paste")}</h3>
      <div className="clause-columns">
        {order.map((index) => (
          <Writing
            key={index} label={languageName(view.languages[index] ?? "", language)} lines={8}
            language={view.languages[index] ?? ""} value={texts[index] ?? ""}
            onChange={(words) => setTexts(texts.map((one, at) => (at === index ? words : one)))}
          />
        ))}
      </div>
      <div className="actions">
        {(["paragraph", "sentence"] as const).map((one) => (
          <PressButton key={one} pressed={by === one} onPress={() => setBy(one)}>
            {say(`text.paste.by-${one}`)}
          </PressButton>
        ))}
      </div>
      <Rows open={open} rows={rows} />
      {lacking > 0 && <p role="alert">{say("text.paste.lacking", { n: lacking })}</p>}
      {rows.length > 0 && lacking === 0 && <p className="hint">{say("text.ad-referendum")}</p>}
      <div className="actions">
        <PressButton
          tone={station.world} disabled={rows.length === 0 || lacking > 0 || offer.done !== null}
          onPress={() => void offer.release(rows)}
        >
          {say(`text.paste.release.${station.world}`, { n: rows.length })}
        </PressButton>
        <PressButton tone="quiet" onPress={onEnd}>{say("act.back")}</PressButton>
        {offer.done !== null && <progress max={rows.length} value={offer.done} aria-label={say("text.paste")} />}
      </div>
    </section>
  );
}

function Rows(props: { readonly open: OpenText; readonly rows: readonly AlignedRow[] }): ReactNode {
  const { open, rows } = props;
  return (
    <Paged all={rows}>
      {(shown, from) => (
        <ol className="copy-clauses">
          {shown.map((row, at) => <Row key={from + at} open={open} row={row} number={from + at + 1} />)}
        </ol>
      )}
    </Paged>
  );
}

function Row(props: { readonly open: OpenText; readonly row: AlignedRow; readonly number: number }): ReactNode {
  const { open, row, number } = props;
  const { say } = useWords();
  return (
    <li data-number={number}>
      {row.doubts.length > 0 && (
        <p className="reserving">{row.doubts.map((one) => say(`text.paste.doubt.${one}`)).join(" ")}</p>
      )}
      <div className="clause-columns">
        {open.order.map((index) => (
          <MarkedText
            key={index} text={row.texts[index] ?? ""} language={open.view.languages[index] ?? ""} shorts={open.shorts}
          />
        ))}
      </div>
      {!row.doubts.includes("missing") && <LanguageCheck open={open} texts={row.texts} />}
    </li>
  );
}

/** Offers the rows behind what stands, a portion after the other; what was offered stays when one is refused. */
function useOffering({ view }: OpenText, onEnd: () => void): {
  readonly done: number | null; readonly release: (rows: readonly AlignedRow[]) => Promise<void>;
} {
  const { store, acts } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [done, setDone] = useState<number | null>(null);
  const release = async (rows: readonly AlignedRow[]): Promise<void> => {
    let after = view.slots.findLast((one) => one.state !== "absent")?.slot ?? "start";
    let count = 0;
    for (const portion of portionsOf(rows.map((one) => one.texts))) {
      setDone(count);
      const answer = await store.client.act({
        act: "text.offer", object: view.object, changes: insertions(portion, after), package: false, note: null,
      });
      const refusal = answer.kind === "failed" ? reason(answer.code)
        : answer.value.kind === "refused" ? reason(answer.value.reason, answer.value.detail) : null;
      if (refusal !== null) {
        acts.notice("refused", say("text.paste.stopped", { n: count, why: refusal }));
        return setDone(null);
      }
      const leaf = answer.kind === "answer" && answer.value.kind === "done" ? answer.value.leaf ?? "" : "";
      after = `${leaf}:${portion.length - 1}`;
      count += portion.length;
    }
    acts.notice("done", say("text.done.offer"));
    setDone(null);
    onEnd();
  };
  return { done, release };
}
