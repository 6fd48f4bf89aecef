// What may be said of a commitment, by whoever may: each names what it says, and is sent by a second press.

import { useState } from "react";
import type { ReactNode } from "react";

import type { Act, ActOf } from "../../../api/acts.ts";
import type { ClaimView, CommitmentView } from "../../../api/commitment-views.ts";
import type { StationView } from "../../../api/views.ts";
import { dtg } from "../../model/format.ts";
import { useWords } from "../../words/words.tsx";
import { useAct } from "../frame/act.ts";
import { PressButton, useReason, Writing } from "../frame/button.tsx";
import { useConsole } from "../frame/context.tsx";
import { FileChoice } from "../frame/file-choice.tsx";

interface Parts {
  readonly commitment: CommitmentView;
  readonly station: StationView;
}

type Word = "claim" | "waive" | "toll" | "verified" | "disputed" | "object";
type EvidenceInput = ActOf<"commitment.claim">["evidence"];

/** Claim, waive, force majeure. */
export function CommitmentActs(props: Parts): ReactNode {
  const { commitment, station } = props;
  const [us, { owner, to, state }] = [station.party.id, commitment];
  if (state === "proposed" || state === "verified" || state === "waived") return null;
  const words: readonly Word[] = [
    ...(owner.includes(us) ? ["claim", "toll"] as const : []), ...(to.includes(us) ? ["waive"] as const : []),
  ];
  const which = { object: commitment.object, number: commitment.number, time: commitment.time ?? 1 };
  return (
    <Words
      words={words} files="claim" station={station}
      claimed={commitment.meeting === null ? "" : metBy(commitment.meeting)}
      actOf={(word, reason, evidence) => {
        if (word === "claim") return { act: "commitment.claim", ...which, statement: reason, evidence };
        if (word === "waive") return { act: "commitment.waive", ...which, reason };
        const { time: _, ...whole } = which;
        return {
          act: "commitment.toll", ...whole, fromMs: Math.floor(station.nowMs), untilMs: null, ground: "force-majeure",
          reason,
        };
      }}
    />
  );
}

/** Verify, dispute, object. */
export function ClaimActs(props: Parts & { readonly claim: ClaimView }): ReactNode {
  const { commitment, station, claim } = props;
  const us = station.party.id;
  const verifiers = commitment.verifiers.length > 0 ? commitment.verifiers : commitment.to;
  if (claim.party === us || !verifiers.includes(us)) return null;
  const { object } = commitment;
  return (
    <Words
      words={claim.silence === null ? ["verified", "disputed"] : ["verified", "disputed", "object"]} files={null}
      station={station}
      actOf={(word, reason) => {
        if (word === "object") return { act: "commitment.object", object, to: claim.leaf, reason };
        const result = word === "verified" ? "verified" : "disputed";
        return { act: "commitment.find", object, claim: claim.leaf, result, reason };
      }}
    />
  );
}

/** A meeting, in words of no language: a claim is in that of who makes it. */
function metBy({ label, beginsMs, endsMs }: NonNullable<CommitmentView["meeting"]>): string {
  return `${label}, ${dtg(beginsMs)} - ${dtg(endsMs)}`;
}

function Words(props: {
  readonly words: readonly Word[];
  /** The word that files of evidence go with. */
  readonly files: Word | null;
  /** The words that a claim begins with. */
  readonly claimed?: string;
  readonly station: StationView;
  readonly actOf: (word: Word, reason: string, evidence: EvidenceInput) => Act;
}): ReactNode {
  const { words, files, station, actOf, claimed = "" } = props;
  const { say } = useWords();
  const { store, acts } = useConsole();
  const reason = useReason();
  const send = useAct();
  const [asked, setAsked] = useState<Word | null>(null);
  const [why, setWhy] = useState("");
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const [sending, setSending] = useState(false);
  const keep = async (all: readonly File[]): Promise<EvidenceInput | null> => {
    const evidence: EvidenceInput = [];
    for (const file of all) {
      const kept = await store.client.keepExhibit(file);
      if (kept.kind === "failed") {
        acts.notice("refused", reason(kept.code));
        return null;
      }
      evidence.push(kept.value);
    }
    return evidence;
  };
  const release = async (word: Word): Promise<void> => {
    setSending(true);
    const evidence = await keep(word === files ? chosen : []);
    const done = evidence === null ? null
      : await send(actOf(word, why.trim(), evidence), say(`commitment.done.${word}`));
    setSending(false);
    if (done === null) return;
    setAsked(null);
    setWhy("");
    setChosen([]);
  };
  if (words.length === 0) return null;
  const ask = (word: Word): void => {
    setAsked(word);
    setWhy(word === "claim" ? claimed : "");
  };
  if (asked === null) return <Asking words={words} ask={ask} />;
  return (
    <div className="read-back" data-world={station.world}>
      <p>{say(`commitment.means.${asked}`)}</p>
      <Writing label={say("commitment.words")} value={why} onChange={setWhy} lines={2} max={2_000} />
      {asked === files && (
        <FileChoice label={say("commitment.files")} multiple onChoose={setChosen} />
      )}
      <div className="actions">
        <PressButton tone={station.world} disabled={sending} onPress={() => void release(asked)}>
          {say(`commitment.release.${station.world}`, { word: say(`commitment.say.${asked}`) })}
        </PressButton>
        <PressButton tone="quiet" onPress={() => setAsked(null)}>{say("act.back")}</PressButton>
      </div>
    </div>
  );
}

/** A button for each word that may be said. */
function Asking(props: { readonly words: readonly Word[]; readonly ask: (word: Word) => void }): ReactNode {
  const { say } = useWords();
  return (
    <div className="actions">
      {props.words.map((one) => (
        <PressButton key={one} onPress={() => props.ask(one)}>{say(`commitment.say.${one}`)}</PressButton>
      ))}
    </div>
  );
}
