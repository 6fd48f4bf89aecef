// What our own people keep about a clause. It stands apart in colour and words: none of it is ever sent.

import { useState } from "react";
import type { ReactNode } from "react";

import type { SlotView } from "../../../api/text-views.ts";
import { dtg } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { PressButton, Writing } from "../frame/button.tsx";
import { useKnown } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import type { OpenText } from "./text-page.tsx";

/** The strip: what was kept, and a box for more while the clause is chosen. */
export function PrivateStrip(props: {
  readonly open: OpenText; readonly slot: SlotView; readonly chosen: boolean;
}): ReactNode {
  const { open, slot, chosen } = props;
  const { officer } = useKnown();
  const { say } = useWords();
  const send = useAct();
  const [text, setText] = useState("");
  const [writing, setWriting] = useState(false);
  const may = officer?.roles.includes("negotiator") === true;
  if (slot.private.length === 0 && (!chosen || !may)) return null;
  const keep = async (): Promise<void> => {
    const isKept = await send(
      { act: "text.note", object: open.view.object, slot: slot.slot, text: text.trim() }, say("text.private.kept"),
    );
    if (!isKept) return;
    setText("");
    setWriting(false);
  };
  return (
    <aside className="private-strip" aria-label={say("text.private")}>
      {slot.private.length > 0 && <p className="private-mark">{say("text.private")}</p>}
      {slot.private.map((one) => (
        <div key={`${one.atMs} ${one.texts[0] ?? ""}`}>
          <span className="dtg" dir="ltr">{dtg(one.atMs)}</span> <bdi>{one.officer}</bdi>
          {one.texts.map((each, index) => (
            <p key={index}>
              <ForeignLine text={each} language={one.kind === "draft" ? open.view.languages[index] ?? "" : ""} />
            </p>
          ))}
        </div>
      ))}
      {chosen && may && (writing ? (
        <>
          <Writing label={say("text.private.write")} value={text} onChange={setText} lines={2} max={2_000} />
          <div className="actions">
            <PressButton disabled={text.trim() === ""} onPress={() => void keep()}>
              {say("text.private.keep")}
            </PressButton>
            <PressButton tone="quiet" onPress={() => setWriting(false)}>{say("act.back")}</PressButton>
          </div>
        </>
      ) : (
        <PressButton tone="quiet" onPress={() => setWriting(true)}>{say("text.private.write")}</PressButton>
      ))}
    </aside>
  );
}
