// A meeting is proposed: what, where, when, about what. It is convened when every principal has accepted it.

import { useState } from "react";
import type { ReactNode } from "react";

import type { MeetingView } from "../../../api/meeting-views.ts";
import type { ChannelView, StationView } from "../../../api/views.ts";
import { zuluDay } from "../../model/format.ts";
import { nameIn, openChannels, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { ChannelChoice } from "../frame/channel-choice.tsx";
import { languageName } from "../message/message-body.tsx";
import { TimeField, timeOf } from "./time-field.tsx";

const levels: readonly MeetingView["level"][] = ["heads", "ministers", "senior-officials", "experts", "technical"];

interface Form {
  readonly titles: readonly string[];
  readonly level: MeetingView["level"];
  readonly venue: string;
  readonly host: readonly string[];
  readonly begins: string;
  readonly ends: string;
  /** Items of the agenda in each language, a line each. */
  readonly agenda: readonly string[];
  readonly replaces: string;
}

interface Parts {
  readonly station: StationView;
  readonly known: readonly MeetingView[];
  readonly onEnd: () => void;
}

/** With whom, and the form of that channel. */
export function Convene(props: Parts): ReactNode {
  const { station } = props;
  const channels = openChannels(station);
  const [at, setChannel] = useState(channels[0]?.id ?? "");
  const channel = channels.find((one) => one.id === at);
  return channel === undefined ? null : (
    <ConveneForm key={at} {...props} channel={channel}>
      <ChannelChoice station={station} value={at} onChange={setChannel} />
    </ConveneForm>
  );
}

/** The form; languages and parties are those of the channel. */
function ConveneForm(props: Parts & { readonly channel: ChannelView; readonly children: ReactNode }): ReactNode {
  const { station, known, onEnd, channel } = props;
  const { say, language } = useWords();
  const send = useAct();
  const languages = channel.languages.slice(0, 6);
  const none = languages.map(() => "");
  const [form, setForm] = useState<Form>({
    titles: none, level: "senior-officials", venue: "", host: none, begins: "", ends: "", agenda: none, replaces: "",
  });
  const [beginsMs, endsMs] = [timeOf(form.begins), timeOf(form.ends)];
  const agenda = itemsOf(form.agenda);
  const isWhole = form.titles.every((one) => one.trim() !== "") && form.venue.trim() !== "" && beginsMs !== null
    && endsMs !== null && agenda !== null;
  const release = async (): Promise<void> => {
    if (!isWhole || beginsMs === null || endsMs === null || agenda === null) return;
    const isDone = await send({
      act: "meeting.convene", channel: channel.id, title: [...form.titles], level: form.level, venue: form.venue.trim(),
      host: form.host.every((one) => one.trim() === "") ? null : { party: null, names: [...form.host] },
      languages: [...languages], principals: [...channel.parties], beginsMs, endsMs, agenda, follows: null,
      replaces: form.replaces === "" ? null : form.replaces,
    }, say("meeting.done.convene"));
    if (isDone) onEnd();
  };
  const set = (part: Partial<Form>): void => setForm({ ...form, ...part });
  return (
    <form className="inline-form" aria-label={say("meeting.convene")} onSubmit={(event) => event.preventDefault()}>
      {props.children}
      <Each
        label={(name) => say("text.title", { language: name })} languages={languages} values={form.titles}
        set={(titles) => set({ titles })}
      />
      <Choice
        label={say("meeting.level")} value={form.level} onChange={(value) => set({ level: value as Form["level"] })}
        choices={levels.map((one) => ({ value: one, text: say(`meeting.level.${one}`) }))}
      />
      <Writing label={say("meeting.venue")} value={form.venue} max={400} onChange={(venue) => set({ venue })} />
      <Each
        label={(name) => say("meeting.host-name", { language: name })} languages={languages} values={form.host}
        set={(host) => set({ host })}
      />
      <TimeField label={say("meeting.begins")} value={form.begins} onChange={(begins) => set({ begins })} />
      <TimeField label={say("meeting.ends")} value={form.ends} onChange={(ends) => set({ ends })} />
      <Each
        label={(name) => say("meeting.agenda-lines", { language: name })} languages={languages} values={form.agenda}
        lines={4} set={(lines) => set({ agenda: lines })}
      />
      <Choice
        label={say("meeting.replaces")} value={form.replaces} placeholder={say("meeting.replaces.none")}
        onChange={(replaces) => set({ replaces })}
        choices={known.filter((one) => one.state === "convened" && one.channel === channel.id).map((one) => ({
          value: one.object, text: `${zuluDay(one.beginsMs)} ${nameIn(one.title, language)?.text ?? ""}`,
        }))}
      />
      <div className="form-end">
        {agenda === null && <p role="alert">{say("meeting.agenda-uneven")}</p>}
        <PressButton tone={station.world} disabled={!isWhole} onPress={() => void release()}>
          {say(`meeting.propose.${station.world}`, {
            parties: channel.parties.map((one) => partyShort(station, one)).join(", "),
          })}
        </PressButton>
        <PressButton tone="quiet" onPress={onEnd}>{say("act.back")}</PressButton>
      </div>
    </form>
  );
}

/** The same in each language. */
function Each(props: {
  readonly label: (language: string) => string; readonly languages: readonly string[];
  readonly values: readonly string[]; readonly set: (values: readonly string[]) => void; readonly lines?: number;
}): ReactNode {
  const { label, languages, values, set, lines = 1 } = props;
  const { language } = useWords();
  return languages.map((tag, at) => (
    <Writing
      key={tag} label={label(languageName(tag, language))} language={tag} lines={lines}
      max={lines === 1 ? 300 : 8_000} value={values[at] ?? ""}
      onChange={(text) => set(values.map((one, n) => (n === at ? text : one)))}
    />
  ));
}

/** Items with one text a language; null where the languages have not as many lines. */
function itemsOf(texts: readonly string[]): string[][] | null {
  const lines = texts.map((text) => text.split("\n").map((one) => one.trim()).filter((one) => one !== ""));
  const [first = []] = lines;
  if (lines.some((one) => one.length !== first.length)) return null;
  return first.map((_, at) => lines.map((one) => one[at] ?? ""));
}
