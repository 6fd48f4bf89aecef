// Screen 6, the change of the watch, in three steps: the outgoing officer prepares, both go through what is open, the
// incoming one signs.

import { useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import type { Act } from "../../../api/acts.ts";
import type { HandoverView, WatchView } from "../../../api/views.ts";
import { age, zulu, zuluDay, zuluOrDtg } from "../../model/format.ts";
import { signFor } from "../../model/passkey.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason, Writing } from "../frame/button.tsx";
import { useConsole, useKnown, useNow } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { ForeignText } from "../message/foreign.tsx";
import { Items } from "./items.tsx";

/** Does an act of this room; false when it was refused. */
export type DoAct = (act: Act, done: string | null) => Promise<boolean>;

/** The room. */
export function HandoverRoom(): ReactNode {
  const { station, officer } = useKnown();
  const { say } = useWords();
  const doAct = useDoAct();
  const handover = useHandover();
  if (station === null || officer === null) return null;
  const { watch } = station;
  const mine = watch.holder?.id === officer.id;
  return (
    <>
      <RoomTitle room="handover" handling={null} />
      <div className="handover">
        <Holder watch={watch} mine={mine} doAct={doAct} />
        {mine && handover === null && <Prepare doAct={doAct} />}
        {handover !== null && (
          <>
            <section aria-label={say("handover.remarks")}>
              <h2>{say("handover.remarks")}</h2>
              <p className="hint">
                <bdi>{handover.by}</bdi> · <span dir="ltr">{zuluDay(handover.timeMs)} {zulu(handover.timeMs)}</span>
              </p>
              {handover.remarks === "" ? (
                <p>{say("handover.no-remarks")}</p>
              ) : (
                <ForeignText text={handover.remarks} language="" />
              )}
            </section>
            <Items handover={handover} doAct={doAct} />
            {handover.outgoing ? (
              <>
                <p className="detail">{say("handover.outgoing", { n: handover.left })}</p>
                <Prepare doAct={doAct} />
              </>
            ) : (
              <Sign handover={handover} doAct={doAct} />
            )}
          </>
        )}
      </div>
    </>
  );
}

function Holder(props: { readonly watch: WatchView; readonly mine: boolean; readonly doAct: DoAct }): ReactNode {
  const { watch, mine, doAct } = props;
  const { say, units } = useWords();
  const nowMs = useNow();
  const free = watch.holder === null || (watch.alone !== null && !mine);
  return (
    <section aria-label={say("handover.holder")}>
      <h2>{say("handover.holder")}</h2>
      <p>
        {watch.holder === null ? (
          <strong>{say("watch.nobody")}</strong>
        ) : (
          <>
            <bdi>{watch.holder.name}</bdi>{" "}
            <span className="hint">
              {say("banner.since", { time: zuluOrDtg(watch.sinceMs, nowMs) })} · {age(watch.sinceMs, nowMs, units)}
            </span>
            {watch.alone !== null && <strong> {say(`watch.${watch.alone}`)}</strong>}
          </>
        )}
      </p>
      {free && (
        <PressButton tone="main" onPress={() => void doAct({ act: "watch.take" }, "handover.taken")}>
          {say("handover.take")}
        </PressButton>
      )}
    </section>
  );
}

/** The first step. */
function Prepare(props: { readonly doAct: DoAct }): ReactNode {
  const { say } = useWords();
  const [remarks, setRemarks] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void props.doAct({ act: "watch.prepare", remarks: remarks.trim() }, "handover.prepared").then((done) => {
          if (done) setRemarks((now) => (now === remarks ? "" : now));
        });
      }}
    >
      <Writing label={say("handover.write-remarks")} value={remarks} onChange={setRemarks} lines={4} max={2_000} />
      <button type="submit" className="button button-main">
        {say("handover.prepare")}
      </button>
    </form>
  );
}

/** The third step. Nothing is signed before both have gone through everything and the desk's alarm has been heard. */
function Sign(props: { readonly handover: HandoverView; readonly doAct: DoAct }): ReactNode {
  const { handover, doAct } = props;
  const { store, sounder, acts } = useConsole();
  const { officer } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const sound = useSyncExternalStore(sounder.subscribe, sounder.state);
  const [asking, setAsking] = useState(false);
  const sign = async (): Promise<void> => {
    setAsking(true);
    const act = { act: "watch.accept", handover: handover.object } as const;
    if ((officer?.passkeys.length ?? 0) === 0) await doAct(act, "handover.yours");
    else {
      const signed = await signFor(store.client, { purpose: "handover", handover: handover.object });
      if (signed.kind === "failed") acts.notice("refused", reason(signed.code));
      else await doAct({ ...act, assertion: signed.value }, "handover.yours");
    }
    setAsking(false);
  };
  return (
    <section aria-label={say("handover.sign-title")}>
      <h2>{say("handover.sign-title")}</h2>
      {handover.left > 0 && <p className="detail detail-warning">{say("handover.left", { n: handover.left })}</p>}
      {sound !== "on" && <p className="detail detail-warning">{say("handover.arm-sound")}</p>}
      <PressButton tone="main" disabled={asking || handover.left > 0 || sound !== "on"} onPress={() => void sign()}>
        {say("handover.sign")}
      </PressButton>
    </section>
  );
}

function useHandover(): HandoverView | null {
  const { store } = useConsole();
  const { station } = useKnown();
  const [view, setView] = useState<HandoverView | null>(null);
  const object = station?.watch.handover ?? null;
  const version = station?.people ?? 0;
  useEffect(() => {
    let wanted = true;
    if (object === null) setView(null);
    else {
      void store.client.handover().then((answer) => {
        if (wanted) setView(answer.kind === "answer" ? answer.value : null);
      });
    }
    return () => {
      wanted = false;
    };
  }, [store, object, version]);
  return view;
}

function useDoAct(): DoAct {
  const { store, acts } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  return async (act, done) => {
    const answer = await store.client.act(act);
    if (answer.kind === "answer" && answer.value.kind === "done") {
      if (done !== null) acts.notice("done", say(done));
      return true;
    }
    const [code, detail] = answer.kind === "failed" ? [answer.code, ""]
      : answer.value.kind === "refused" ? [answer.value.reason, answer.value.detail] : ["", ""];
    acts.notice("refused", reason(code, detail));
    return false;
  };
}
