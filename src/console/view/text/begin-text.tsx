// A text is begun: what it is to be, its languages and titles, who must agree, who holds the pen.

import { useState } from "react";
import type { ReactNode } from "react";

import type { TextSummary } from "../../../api/text-views.ts";
import type { StationView } from "../../../api/views.ts";
import { openChannels, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { ChannelChoice } from "../frame/channel-choice.tsx";
import { useConsole } from "../frame/context.tsx";
import { languageName } from "../message/message-body.tsx";

const purposes: readonly TextSummary["purpose"][] = ["communique", "agreement", "minutes", "glossary", "other"];

/** The form. Every party of the channel must agree, but one that holds the pen without a vote. */
export function BeginText(props: { readonly station: StationView; readonly onEnd: () => void }): ReactNode {
  const { station, onEnd } = props;
  const { acts } = useConsole();
  const { say, language } = useWords();
  const send = useAct();
  const channels = openChannels(station);
  const [at, setChannel] = useState(channels[0]?.id ?? "");
  const channel = channels.find((one) => one.id === at) ?? null;
  const [purpose, setPurpose] = useState<TextSummary["purpose"]>("communique");
  const [titles, setTitles] = useState<Readonly<Record<string, string>>>({});
  const [pen, setPen] = useState("");
  const [votes, setVotes] = useState(true);
  const languages = channel?.languages.slice(0, 6) ?? [];
  const parties = channel?.parties ?? [];
  const principals = pen === "" || votes ? parties : parties.filter((one) => one !== pen);
  const isWhole = languages.length > 1 && languages.every((one) => (titles[one] ?? "").trim() !== "")
    && principals.length > 1;
  const begin = async (): Promise<void> => {
    if (!isWhole || channel === null) return;
    const begun = await send({
      act: "text.begin", channel: channel.id, purpose, title: languages.map((one) => (titles[one] ?? "").trim()),
      languages: [...languages], principals: [...principals], pen: pen === "" ? null : pen, amends: null, meeting: null,
    }, say("text.done.begin"));
    if (begun === null) return;
    onEnd();
    acts.openText(begun.object);
  };
  return (
    <form
      className="inline-form"
      aria-label={say("text.begin")}
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <ChannelChoice station={station} value={at} onChange={setChannel} />
      <Choice
        label={say("text.purpose")} value={purpose}
        onChange={(value) => setPurpose(value as TextSummary["purpose"])}
        choices={purposes.map((one) => ({ value: one, text: say(`text.purpose.${one}`) }))}
      />
      {languages.map((one) => (
        <Writing
          key={one} label={say("text.title", { language: languageName(one, language) })} language={one} max={400}
          value={titles[one] ?? ""} onChange={(text) => setTitles({ ...titles, [one]: text })}
        />
      ))}
      <Pen station={station} parties={parties} pen={pen} setPen={setPen} votes={votes} setVotes={setVotes} />
      <div className="form-end">
        <button type="submit" className="button button-main" disabled={!isWhole}>{say("text.begin.now")}</button>
        <PressButton tone="quiet" onPress={onEnd}>{say("act.back")}</PressButton>
        {languages.length < 2 && <p className="hint">{say("text.two-languages")}</p>}
      </div>
    </form>
  );
}

/** Who holds the pen, and whether that party has a vote. */
function Pen(props: {
  readonly station: StationView; readonly parties: readonly string[];
  readonly pen: string; readonly setPen: (pen: string) => void;
  readonly votes: boolean; readonly setVotes: (votes: boolean) => void;
}): ReactNode {
  const { station, parties, pen, votes } = props;
  const { say } = useWords();
  return (
    <>
      <Choice
        label={say("text.pen")} value={pen} placeholder={say("text.pen.none")} onChange={props.setPen}
        choices={parties.map((one) => ({ value: one, text: partyShort(station, one) }))}
      />
      {pen !== "" && parties.length > 2 && (
        <label className="check">
          <input type="checkbox" checked={!votes} onChange={(event) => props.setVotes(!event.target.checked)} />
          <span>{say("text.pen.without-vote", { party: partyShort(station, pen) })}</span>
        </label>
      )}
    </>
  );
}
