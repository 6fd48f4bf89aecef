// Screen 7, the courier: what waits to be carried to each peer, and what was brought.

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

import type { CourierView } from "../../../api/courier-views.ts";
import { iso } from "../../model/format.ts";
import { nameIn, partyShort } from "../../model/named.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { RoomTitle } from "../frame/room-title.tsx";
import { save } from "../record/save-file.ts";
import { TakeIn } from "./take-in.tsx";

const carriers: readonly string[] = ["watch", "releaser", "administrator"];

/** The room. */
export function CourierRoom(): ReactNode {
  const { station, officer } = useKnown();
  const { acts, store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const [peers, setPeers] = useState<readonly CourierView[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useCommand("back", () => acts.go("watch"));
  useEffect(() => {
    let wanted = true;
    void store.client.courier().then((answer) => {
      if (!wanted) return;
      if (answer.kind === "answer") setPeers(answer.value);
      setFailure(answer.kind === "failed" ? answer.code : null);
    });
    return () => {
      wanted = false;
    };
  }, [store, station]);
  if (station === null) return null;
  const mayCarry = officer?.roles.some((role) => carriers.includes(role)) === true;
  return (
    <>
      <RoomTitle room="courier" handling={null} />
      <p className="hint">{say("courier.what")}</p>
      {failure !== null && <p role="alert">{reason(failure)}</p>}
      {!mayCarry && <p className="hint">{say("courier.not-yours")}</p>}
      <section aria-labelledby="courier-out" className="evidence">
        <h2 id="courier-out">{say("courier.out")}</h2>
        {peers?.length === 0 && <p className="empty">{say("courier.nobody")}</p>}
        {peers?.map((peer) => <Peer key={peer.station} peer={peer} mayCarry={mayCarry} />)}
      </section>
      {mayCarry && <TakeIn />}
    </>
  );
}

function Peer(props: { readonly peer: CourierView; readonly mayCarry: boolean }): ReactNode {
  const { peer, mayCarry } = props;
  const { store } = useConsole();
  const { station } = useKnown();
  const { say, language } = useWords();
  if (station === null) return null;
  const short = partyShort(station, peer.party);
  const name = nameIn(peer.names, language);
  const { taken, written } = peer;
  const download = (): void => save(store.client.bundleAddress(peer.station), `${station.party.short}-${short}.bundle`);
  return (
    <article aria-labelledby={`courier-${peer.station}`} className="verify-result courier-piece">
      <h3 id={`courier-${peer.station}`}>
        <bdi>{short}</bdi> <bdi lang={name?.language}>{name?.text}</bdi>
        {peer.reachable && <span className="hint"> {say("courier.reachable")}</span>}
      </h3>
      <dl>
        <dt>{say("courier.they-lack")}</dt>
        <dd>{say("courier.they-lack-value", { entries: peer.lacks, words: peer.lacksWords })}</dd>
        <dt>{say("courier.we-lack")}</dt>
        <dd>{say("courier.we-lack-value", { entries: peer.weLack, unopened: peer.unopened })}</dd>
        <dt>{say("courier.last-out")}</dt>
        <dd>
          {written === null
            ? say("courier.never")
            : say("courier.last-out-value", { time: iso(written.atMs), entries: written.entries, left: written.left })}
        </dd>
        <dt>{say("courier.last-in")}</dt>
        <dd>
          {taken === null
            ? say("courier.never")
            : say("courier.last-in-value", { made: iso(taken.madeMs), time: iso(taken.takenMs), fresh: taken.fresh })}
        </dd>
      </dl>
      <PressButton disabled={!mayCarry} onPress={download} label={say("courier.make-for", { party: short })}>
        {say("courier.make")}
      </PressButton>
      <p className="hint">{say("courier.not-delivered")}</p>
    </article>
  );
}
