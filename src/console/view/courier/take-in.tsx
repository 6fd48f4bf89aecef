// A bundle that somebody brought: looked into first, and then taken in.

import { useState } from "react";
import type { ReactNode } from "react";

import type { BundleView } from "../../../api/courier-views.ts";
import { iso } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { FileChoice } from "../frame/file-choice.tsx";

interface Brought {
  readonly file: File;
  /** What is being done with it, or null when it is done. */
  readonly busy: boolean;
  readonly taken: boolean;
  readonly view: BundleView | null;
  readonly failure: string | null;
}

/** The choice of a file, what it holds, and the button that takes it in. */
export function TakeIn(): ReactNode {
  const { store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [brought, setBrought] = useState<Brought | null>(null);
  const read = async (file: File, keep: boolean): Promise<void> => {
    setBrought({ file, busy: true, taken: keep, view: null, failure: null });
    const answer = await store.client.readBundle(file, keep);
    const view = answer.kind === "answer" ? answer.value : null;
    const failure = answer.kind === "failed" ? answer.code : null;
    setBrought({ file, busy: false, taken: keep, view, failure });
  };
  return (
    <section aria-labelledby="courier-in" className="evidence">
      <h2 id="courier-in">{say("courier.in")}</h2>
      <FileChoice
        label={say("courier.choose")}
        onChoose={([file]) => {
          if (file !== undefined) void read(file, false);
        }}
      />
      <div role="status" className="verify">
        {brought?.busy === true && <p>{say("courier.reading")}</p>}
        {brought?.failure != null && <p>{reason(brought.failure)}</p>}
        {brought?.view != null && <Bundle view={brought.view} taken={brought.taken} />}
      </div>
      {brought?.view != null && !brought.taken && brought.view.entries > 0 && (
        <div className="actions">
          <PressButton tone="main" onPress={() => void read(brought.file, true)}>
            {say("courier.take-in")}
          </PressButton>
        </div>
      )}
    </section>
  );
}

function Bundle(props: { readonly view: BundleView; readonly taken: boolean }): ReactNode {
  const { view, taken } = props;
  const { station } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  if (station === null) return null;
  const { from, problem, madeMs, fresh, held, waiting, left, lack } = view;
  const words = view.said.filter(({ count }) => count > 0).toReversed();
  return (
    <article className={`verify-result courier-piece ${problem === null ? "verify-clean" : "verify-findings"}`}>
      <h3>{say(taken ? "courier.was-taken" : "courier.was-looked")}</h3>
      {problem !== null && <p>{reason(problem)}</p>}
      {from !== null && (
        <dl>
          <dt>{say(view.whole ? "courier.made-by" : "courier.says-made-by")}</dt>
          <dd>
            <bdi>{partyShort(station, from.party)}</bdi> <span dir="ltr">{iso(madeMs ?? 0)}</span>
          </dd>
          <dt>{say("courier.entries")}</dt>
          <dd>{say("courier.entries-value", { fresh, held, waiting })}</dd>
          {words.length > 0 && (
            <>
              <dt>{say("courier.words")}</dt>
              <dd>
                {words.map(({ precedence, count }) => `${say(`precedence.${precedence}`)} ${count}`).join(" · ")}
                <br />
                <span dir="ltr">
                  {iso(view.oldestMs ?? 0)} – {iso(view.newestMs ?? 0)}
                </span>
              </dd>
            </>
          )}
          <dt>{say("courier.lacking")}</dt>
          <dd>{say("courier.lacking-value", { lack, left })}</dd>
        </dl>
      )}
    </article>
  );
}
