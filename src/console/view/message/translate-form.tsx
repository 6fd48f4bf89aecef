// A courtesy translation of a message that is held, ours or theirs: an object of its own, and the original prevails.

import { useState } from "react";
import type { ReactNode } from "react";

import type { MessageView, StationView } from "../../../api/views.ts";
import { channelOf } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { languageName } from "./message-body.tsx";

const textMax = 40_000;
const doubtMax = 400;

/** The form; what the translator doubts goes with it, for the reader to see. */
export function TranslateForm(props: {
  readonly message: MessageView;
  readonly station: StationView;
  readonly close: () => void;
}): ReactNode {
  const { message, station, close } = props;
  const { say, language } = useWords();
  const doAct = useAct();
  const others = (channelOf(station, message.channel)?.languages ?? []).filter((tag) => tag !== message.language);
  const [tag, setTag] = useState(others.includes(language) ? language : (others[0] ?? ""));
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [doubt, setDoubt] = useState("");
  const empty = text.trim() === "" || tag === "";
  const submit = async (): Promise<void> => {
    if (empty) return;
    const doubts = doubt.trim() === "" ? [] : [doubt.trim()];
    const act = { act: "message.translate", object: message.object, language: tag, subject, text, doubts } as const;
    if (await doAct(act, say("done.translated", { label: message.label }))) close();
  };
  const name = languageName(tag, language);
  return (
    <form
      className="inline-form translate-form"
      aria-label={say("act.translate")}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        label={say("compose.language")}
        value={tag}
        onChange={setTag}
        choices={others.map((one) => ({ value: one, text: languageName(one, language) }))}
      />
      <Writing
        label={say("compose.translation-subject", { language: name })}
        value={subject}
        onChange={setSubject}
        max={400}
        language={tag}
      />
      <Writing
        label={say("compose.translation", { language: name })}
        value={text}
        onChange={setText}
        lines={6}
        max={textMax}
        language={tag}
        hint={say("compose.translation.hint")}
        focus
      />
      <Writing
        label={say("translate.doubt")}
        value={doubt}
        onChange={setDoubt}
        max={doubtMax}
        hint={say("translate.doubt.hint")}
      />
      <div className="form-end">
        <button type="submit" className="button button-main" disabled={empty}>
          {say("translate.release", { label: message.label })}
        </button>
        <PressButton onPress={close}>{say("act.back")}</PressButton>
      </div>
    </form>
  );
}
