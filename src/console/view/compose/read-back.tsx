// Screen 2, second step: what the station will sign, as the station says it; then the release, which names the world.

import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";

import type { ActResult } from "../../../api/acts.ts";
import type { DraftView, MessageView, ReadBack, StationView } from "../../../api/views.ts";
import type { Answer, Client } from "../../model/client.ts";
import { approvalOf } from "../../model/draft-form.ts";
import type { DraftForm } from "../../model/draft-form.ts";
import { count } from "../../model/format.ts";
import { partyShort } from "../../model/named.ts";
import { signFor } from "../../model/passkey.ts";
import type { Officer } from "../../model/store.ts";
import { useWords } from "../../words/words.tsx";
import { CommandButton, PressButton, useReason } from "../frame/button.tsx";
import { useCommand, useConsole, useKnown } from "../frame/context.tsx";
import { ReadBackText } from "./read-back-text.tsx";
import { useSave } from "./save.ts";
import { UnseenMessages } from "./unseen-messages.tsx";

type Loaded =
  | { readonly kind: "asking" }
  /** `gone`: the station holds the draft no longer; it was released or given up, here or by another officer. */
  | { readonly kind: "ready"; readonly readBack: ReadBack; readonly gone: boolean }
  | { readonly kind: "failed"; readonly code: string; readonly detail: string };

/**
 * The step. A draft that is ahead of the station is kept first; the page then shows only what the station sent back.
 */
export function ReadBackStep(props: { readonly draft: DraftForm; readonly station: StationView }): ReactNode {
  const { draft, station } = props;
  const { acts } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const loaded = useReadBack(draft, station.newestIncoming);
  const back = (): void => acts.readBack(false);
  useCommand("back", back, loaded.kind !== "ready" || !loaded.gone);
  if (loaded.kind === "asking") return <p className="empty">{say("read-back.asking")}</p>;
  if (loaded.kind === "failed") {
    return (
      <div className="empty">
        <p role="alert">{reason(loaded.code, loaded.detail)}</p>
        <PressButton onPress={back}>{say("act.back-to-draft")}</PressButton>
      </div>
    );
  }
  return <Page readBack={loaded.readBack} gone={loaded.gone} station={station} back={back} />;
}

/** Keeps the draft, asks for its read-back, and asks again when something comes in or somebody approves meanwhile. */
function useReadBack(draft: DraftForm, newestIncoming: number): Loaded {
  const { store } = useConsole();
  const { drafts } = useKnown();
  const save = useSave();
  const [loaded, setLoaded] = useState<Loaded>({ kind: "asking" });
  const listed = drafts.find((one) => one.object === draft.saved) ?? null;
  const known = useRef<string | null>(null);
  if (listed !== null) known.current = listed.object;
  // The list may come later than the answer to our saving; only what stood in it can have gone from it.
  const gone = listed === null && draft.saved !== null && known.current === draft.saved;
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      const saved = await save(draft);
      if (!wanted) return;
      if (saved.kind === "refused") return setLoaded({ kind: "failed", code: saved.code, detail: saved.detail });
      const answer = await store.client.readBack(saved.object);
      if (!wanted) return;
      setLoaded(
        answer.kind === "answer"
          ? { kind: "ready", readBack: answer.value, gone: false }
          : { kind: "failed", code: answer.code, detail: "" },
      );
    };
    if (!gone) void ask();
    return () => {
      wanted = false;
    };
    // `save` is made anew on each drawing and does the same each time.
  }, [draft, newestIncoming, listed?.approvals.length, gone, store]);
  return loaded.kind === "ready" ? { ...loaded, gone } : loaded;
}

function Page(props: {
  readonly readBack: ReadBack;
  readonly gone: boolean;
  readonly station: StationView;
  readonly back: () => void;
}): ReactNode {
  const { readBack, gone, station, back } = props;
  const { shown } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const unseen = readBack.unseen.filter((one) => !shown.has(one.object));
  return (
    <section className="read-back" data-world={readBack.world} aria-labelledby="read-back-title">
      <h2 id="read-back-title">
        {readBack.world === "exercise" && <span className="exercise-mark">{say("world.exercise")}</span>}
        {say("read-back.title")}
      </h2>
      <p className="hint">{say("read-back.explain")}</p>
      {readBack.unseen.length > 0 && <UnseenMessages messages={readBack.unseen} station={station} />}
      <ReadBackText readBack={readBack} station={station} />
      {readBack.findings.length > 0 && (
        <ul className="missing" role="alert">
          {readBack.findings.map((one, index) => (
            <li key={index}>{reason(one.code, one.detail)}</li>
          ))}
        </ul>
      )}
      <dl className="identity">
        <div>
          <dt>{say("identity.short-hash")}</dt>
          <dd className="hash hash-short" dir="ltr">
            {readBack.shortHash}
          </dd>
        </div>
        <div>
          <dt>{say("read-back.size")}</dt>
          <dd>{say("read-back.bytes", { n: count(readBack.bytes) })}</dd>
        </div>
        <div>
          <dt>{say("read-back.persons")}</dt>
          <dd>
            <Approvals readBack={readBack} />
          </dd>
        </div>
      </dl>
      <Release readBack={readBack} gone={gone} station={station} unseen={unseen} back={back} />
    </section>
  );
}

/** Who has read it back, and how many more policy asks for. */
function Approvals(props: { readonly readBack: ReadBack }): ReactNode {
  const { draft } = props.readBack;
  const { say } = useWords();
  return (
    <>
      {say("read-back.approvals", { n: draft.approvals.length, needed: draft.personsNeeded })}
      {draft.approvals.map((one) => (
        <bdi key={one.officer} className="approval">
          ✓ {one.officer}
          {one.signed && <> · {say("read-back.signed")}</>}
          {one.regardless && <> · {say("read-back.unread", { n: one.unseen })}</>}
        </bdi>
      ))}
    </>
  );
}

/** The release: its words, colour and key differ between an exercise and the actual world. */
function Release(props: {
  readonly readBack: ReadBack;
  readonly gone: boolean;
  readonly station: StationView;
  readonly unseen: readonly MessageView[];
  readonly back: () => void;
}): ReactNode {
  const { readBack, gone, station, unseen, back } = props;
  const { store, acts, desk: { sheet } } = useConsole();
  const { officer, messages } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [releasing, setReleasing] = useState(false);
  const [regardless, setRegardless] = useState(false);
  const { draft, world } = readBack;
  const own = approvalOf(draft, officer, messages.values());
  const unread = unseen.length > 0 && !regardless;
  const hindrance = hindranceOf(draft, officer);
  const blocked =
    releasing || gone || unread || readBack.findings.length > 0 || own === "stands" || hindrance !== null;
  const last = draft.approvals.length + (own === "none" ? 1 : 0) >= draft.personsNeeded;
  const parties = [...new Set(draft.content.to.map((one) => partyShort(station, one.party)))].join(", ");
  const leave = (released: string | null): void => acts.endDraft(sheet, released);
  useCommand("back", () => leave(null), gone);
  const release = async (): Promise<void> => {
    if (blocked) return;
    setReleasing(true);
    const answer = await approve(store.client, readBack, unseen, regardless, (officer?.passkeys.length ?? 0) > 0);
    setReleasing(false);
    if (answer.kind === "failed") return acts.notice("refused", reason(answer.code));
    if (answer.value.kind === "refused")
      return acts.notice("refused", reason(answer.value.reason, answer.value.detail));
    leave(answer.value.released ? answer.value.object : null);
    acts.notice("done", say(answer.value.released ? "done.released" : "done.approved", { parties }));
  };
  return (
    <div className="release">
      {unread && <p className="detail detail-warning">{say("read-back.blocked", { n: unseen.length })}</p>}
      {(unseen.length > 0 || own === "overtaken") && (
        <label className="check">
          <input type="checkbox" checked={regardless} onChange={(event) => setRegardless(event.target.checked)} />
          <span>{say("read-back.regardless", { n: unseen.length })}</span>
        </label>
      )}
      {hindrance !== null && !gone && <p className="detail detail-warning">{reason(hindrance)}</p>}
      {own === "stands" && !gone && <p className="detail">{say("read-back.already")}</p>}
      {own === "overtaken" && <p className="detail detail-warning">{say("read-back.overtaken")}</p>}
      {gone && !releasing && <p className="detail detail-warning">{say("read-back.gone")}</p>}
      <div className="actions">
        <CommandButton command={`release.${world}`} tone={world} disabled={blocked} run={() => void release()}>
          {say(`${last ? "release" : "approve"}.${world}`, { parties })}
        </CommandButton>
        {gone ? (
          <PressButton onPress={() => leave(null)}>{say("act.back")}</PressButton>
        ) : (
          <PressButton onPress={back}>{say("act.back-to-draft")}</PressButton>
        )}
      </div>
    </div>
  );
}

/** Why this officer's approval would not count, whatever they read; null when it would. */
function hindranceOf(draft: DraftView, officer: Officer | null): string | null {
  if (draft.passkeyNeeded && (officer?.passkeys.length ?? 0) === 0) return "release-needs-passkey";
  return draft.personsNeeded > 1 && !draft.authorCounts && draft.officer === officer?.name ? "own-draft" : null;
}

/** The approval, signed by the officer's passkey where they have one: it signs the digest of exactly this text. */
async function approve(
  client: Client, readBack: ReadBack, unseen: readonly MessageView[], regardless: boolean, signs: boolean,
): Promise<Answer<ActResult>> {
  const { draft, digest, newestIncoming } = readBack;
  const act = {
    act: "draft.approve", draft: draft.object, digest, regardless,
    // What lies below the first unread message has been shown; the station names the rest in the approval.
    seen: unseen.length === 0 ? newestIncoming : Math.max(0, Math.min(...unseen.map((one) => one.incoming)) - 1),
  } as const;
  if (!signs) return client.act(act);
  const signed = await signFor(client, { purpose: "release", draft: draft.object, regardless });
  return signed.kind === "failed" ? signed : client.act({ ...act, assertion: signed.value });
}
