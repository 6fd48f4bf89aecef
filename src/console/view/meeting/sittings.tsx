// What sat: as each party has it; and ours, to be noted.

import { useState } from "react";
import type { ReactNode } from "react";

import type { SittingView } from "../../../api/meeting-views.ts";
import { iso, zuluDay, zuluMinutes } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { Choice, PressButton, Writing } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { ForeignLine } from "../message/foreign.tsx";
import type { MeetingParts } from "./meetings.tsx";
import { TimeField, timeOf } from "./time-field.tsx";

const forms: readonly SittingView["form"][] = ["one-to-one", "working-group", "plenary"];

/** The list. */
export function Sittings(props: MeetingParts): ReactNode {
  const { meeting, station, may } = props;
  const { say } = useWords();
  const [noting, setNoting] = useState(false);
  return (
    <section>
      <h4>{say("meeting.sittings")}</h4>
      {meeting.sittings.length === 0 && <p className="hint">{say("meeting.no-sitting")}</p>}
      <ul>
        {meeting.sittings.map((one) => (
          <li key={one.label} className="said">
            <time className="dtg" dateTime={iso(one.beginsMs)} dir="ltr">
              {zuluDay(one.beginsMs)} {zuluMinutes(one.beginsMs)}–{zuluMinutes(one.endsMs)}
            </time>{" "}
            {say(`meeting.form.${one.form}`)}{" "}
            {one.agenda.length > 0 && say("meeting.items", { items: one.agenda.join(", ") })}{" "}
            <span className="hint">{say("meeting.as-has-it", { party: partyShort(station, one.party) })}</span>{" "}
            <span className="entry-label" dir="ltr">{one.label}</span>{" "}
            {one.note !== null && <ForeignLine text={one.note.text} language={one.note.language} />}
          </li>
        ))}
      </ul>
      {may && (noting ? <Noting {...props} onEnd={() => setNoting(false)} /> : (
        <div className="actions">
          <PressButton onPress={() => setNoting(true)}>{say("meeting.note-sitting")}</PressButton>
        </div>
      ))}
    </section>
  );
}

function Noting(props: MeetingParts & { readonly onEnd: () => void }): ReactNode {
  const { meeting, station, onEnd } = props;
  const { store } = useConsole();
  const { say } = useWords();
  const send = useAct();
  const now = new Date(store.nowMs()).toISOString().slice(0, 16);
  const [form, setForm] = useState<SittingView["form"]>("plenary");
  const [begins, setBegins] = useState(now);
  const [ends, setEnds] = useState(now);
  const [items, setItems] = useState<readonly number[]>([]);
  const [note, setNote] = useState("");
  const [beginsMs, endsMs] = [timeOf(begins), timeOf(ends)];
  const release = async (): Promise<void> => {
    if (beginsMs === null || endsMs === null) return;
    const isDone = await send({
      act: "meeting.sitting", object: meeting.object, form, beginsMs, endsMs, agenda: [...items], texts: [],
      note: note.trim(),
    }, say("meeting.done.sitting"));
    if (isDone) onEnd();
  };
  return (
    <div className="inline-form">
      <Choice
        label={say("meeting.form")} value={form} onChange={(value) => setForm(value as SittingView["form"])}
        choices={forms.map((one) => ({ value: one, text: say(`meeting.form.${one}`) }))}
      />
      <TimeField label={say("meeting.begins")} value={begins} onChange={setBegins} />
      <TimeField label={say("meeting.ends")} value={ends} onChange={setEnds} />
      {meeting.agenda.map((_, at) => (
        <label key={at} className="check">
          <input
            type="checkbox" checked={items.includes(at + 1)}
            onChange={(event) => setItems(event.target.checked
              ? [...items, at + 1].sort((a, b) => a - b) : items.filter((one) => one !== at + 1))}
          />
          <span>{say("meeting.items", { items: at + 1 })}</span>
        </label>
      ))}
      <Writing label={say("commitment.words")} value={note} onChange={setNote} max={2_000} lines={2} />
      <div className="form-end">
        <PressButton
          tone={station.world} disabled={beginsMs === null || endsMs === null} onPress={() => void release()}
        >
          {say(`meeting.release.${station.world}`)}
        </PressButton>
        <PressButton tone="quiet" onPress={onEnd}>{say("act.back")}</PressButton>
      </div>
    </div>
  );
}
