// Screen 16, the record: every entry, what the other party holds of it, and the check of all of it.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { RecordPage, StationView } from "../../../api/views.ts";
import { recordPageLength } from "../../model/client.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { EntryTable } from "./entry-table.tsx";
import { Evidence } from "./evidence.tsx";
import { Logs } from "./logs.tsx";
import { Memory } from "./memory.tsx";
import { save } from "./save-file.ts";
import { Verify } from "./verify.tsx";

type Which = "channel" | "house";

/** The room. */
export function RecordRoom(): ReactNode {
  const { station, officer } = useKnown();
  const { acts } = useConsole();
  const [which, setWhich] = useState<Which>("channel");
  const [channel, setChannel] = useState<string | null>(null);
  useCommand("back", () => acts.go("watch"));
  if (station === null) return null;
  const auditor = officer?.roles.includes("auditor") === true;
  return (
    <>
      <RoomTitle room="record" handling={null} />
      <div className="record-tools">
        <Verify />
        <Export auditor={auditor} channel={channel} />
      </div>
      <Memory station={station} />
      <Evidence station={station} />
      <Tabs
        which={which}
        setWhich={setWhich}
        auditor={auditor}
        station={station}
        channel={channel}
        setChannel={setChannel}
      />
      <Entries key={`${which}${channel ?? ""}`} which={which} channel={channel} station={station} />
    </>
  );
}

/** The export leaves as a download; what it is worth is for the verifier to say. */
function Export(props: { readonly auditor: boolean; readonly channel: string | null }): ReactNode {
  const { store } = useConsole();
  const { say } = useWords();
  const download = (): void => save(store.client.exportAddress(props.channel), "record.chirograph");
  return (
    <div>
      <CommandButton command="export" disabled={!props.auditor} run={download}>
        {say("act.export")}
      </CommandButton>
      {!props.auditor && <p className="hint">{say("record.auditor-only")}</p>}
    </div>
  );
}

/** Which record: one for each channel, and the house record for those who audit. */
function Tabs(props: {
  readonly which: Which;
  readonly setWhich: (which: Which) => void;
  readonly auditor: boolean;
  readonly station: StationView;
  readonly channel: string | null;
  readonly setChannel: (channel: string | null) => void;
}): ReactNode {
  const { which, setWhich, station } = props;
  const { say } = useWords();
  const current = props.channel ?? station.channels[0]?.id ?? null;
  return (
    <div className="record-tabs" role="group" aria-label={say("record.which")}>
      {station.channels.map((one) => (
        <PressButton
          key={one.id}
          pressed={which === "channel" && one.id === current}
          onPress={() => {
            setWhich("channel");
            props.setChannel(one.id);
          }}
        >
          {say("record.channel")}{" "}
          <span className="hash" dir="ltr">
            {one.id.slice(0, 8)}
          </span>
        </PressButton>
      ))}
      {props.auditor && (
        <PressButton pressed={which === "house"} onPress={() => setWhich("house")}>
          {say("record.house")}
        </PressButton>
      )}
    </div>
  );
}

/** A page of entries, newest first; the newest page follows the record as it grows. */
function Entries(props: {
  readonly which: Which;
  readonly channel: string | null;
  readonly station: StationView;
}): ReactNode {
  const { which, channel, station } = props;
  const { store } = useConsole();
  const { recordTotal } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  // A check may have found entries that are not as they were signed; the table then marks them.
  const damaged = station.alerts.some((one) => one.kind === "record");
  const [from, setFrom] = useState(0);
  const [page, setPage] = useState<RecordPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const ask = which === "house" ? store.client.house(from) : store.client.record(from, channel);
    void ask.then((answer) => {
      if (!wanted) return;
      if (answer.kind === "answer") setPage(answer.value);
      setFailure(answer.kind === "failed" ? answer.code : null);
    });
    return () => {
      wanted = false;
    };
  }, [store, which, channel, from, recordTotal, damaged]);
  if (failure !== null)
    return (
      <p className="empty" role="alert">
        {reason(failure)}
      </p>
    );
  if (page === null) return <p className="empty">{say("record.asking")}</p>;
  return (
    <>
      <Logs logs={page.logs} station={station} />
      <EntryTable page={page} station={station} />
      <div className="actions">
        <PressButton disabled={from === 0} onPress={() => setFrom(Math.max(0, from - recordPageLength))}>
          {say("record.newer")}
        </PressButton>
        <PressButton
          disabled={from + page.entries.length >= page.total}
          onPress={() => setFrom(from + recordPageLength)}
        >
          {say("record.older")}
        </PressButton>
        <span className="hint">
          {say("record.range", {
            first: page.total === 0 ? 0 : from + 1,
            last: from + page.entries.length,
            total: page.total,
          })}
        </span>
      </div>
    </>
  );
}
