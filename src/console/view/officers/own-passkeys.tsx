// The passkeys of who is signed in: which there are, one more, one less.

import { useState } from "react";
import type { ReactNode } from "react";

import type { PasskeyView } from "../../../api/views.ts";
import { hasPasskeys, makePasskey, signFor } from "../../model/passkey.ts";
import { useWords } from "../../words/words.tsx";
import { PressButton, useReason, Writing } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";

/** Passkeys an officer should have: with one alone, a lost device keeps them out. */
const passkeysWanted = 2;

/** The list, and the making of another. */
export function OwnPasskeys(): ReactNode {
  const { officer, passkeyStation } = useKnown();
  const { say } = useWords();
  const own = officer?.passkeys ?? [];
  if (passkeyStation === null || !hasPasskeys()) return <p className="detail">{say("passkeys.not-here")}</p>;
  return (
    <>
      <p className="hint">{say("passkeys.explain", { station: passkeyStation })}</p>
      <ul className="passkeys">
        {own.map((one) => (
          <li key={one.id}>
            <Passkey passkey={one} last={own.length === 1} />
          </li>
        ))}
      </ul>
      {own.length < passkeysWanted && (
        <p className="detail detail-warning">{say("passkeys.few", { n: own.length, wanted: passkeysWanted })}</p>
      )}
      <AddPasskey first={own.length === 0} />
    </>
  );
}

function Passkey(props: { readonly passkey: PasskeyView; readonly last: boolean }): ReactNode {
  const { passkey, last } = props;
  const { store, acts } = useConsole();
  const { means } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [asked, setAsked] = useState(false);
  const withdraw = async (): Promise<void> => {
    setAsked(false);
    const signed = await signFor(store.client, { purpose: "give-up", passkey: passkey.id });
    if (signed.kind === "failed") return acts.notice("refused", reason(signed.code));
    const answer = await store.client.act({ act: "passkey.withdraw", passkey: passkey.id, assertion: signed.value });
    if (answer.kind === "failed") return acts.notice("refused", reason(answer.code));
    if (answer.value.kind === "refused") return acts.notice("refused", reason(answer.value.reason));
    await store.refreshSession();
    acts.notice("done", say("passkeys.withdrawn", { name: passkey.name }));
  };
  return (
    <div className="row-between">
      <span>
        <bdi>{passkey.name}</bdi> <span className="hint">{say(`passkeys.${passkey.backup}`)}</span>
      </span>
      {!last && means === "passkey" && (
        <PressButton tone={asked ? "danger" : "quiet"} onPress={() => (asked ? void withdraw() : setAsked(true))}>
          {say(asked ? "passkeys.withdraw-now" : "passkeys.withdraw")}
        </PressButton>
      )}
    </div>
  );
}

/** One more. Who has one already must be signed in with it: a link alone never adds a second. */
function AddPasskey(props: { readonly first: boolean }): ReactNode {
  const { store, acts } = useConsole();
  const { means } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [name, setName] = useState("");
  const [asking, setAsking] = useState(false);
  const add = async (): Promise<void> => {
    if (asking || name.trim() === "") return;
    setAsking(true);
    const failure = await register(name.trim());
    // The first one is used at once: a session by link does little more than make it. Until then no other is asked for.
    if (failure === null) await (props.first ? store.signInByPasskey() : store.refreshSession());
    setAsking(false);
    if (failure !== null) return acts.notice("refused", reason(failure));
    setName((now) => (now === name ? "" : now));
    acts.notice("done", say("passkeys.added"));
  };
  const register = async (called: string): Promise<string | null> => {
    const challenge = await store.client.challenge({ purpose: "register" });
    if (challenge.kind === "failed") return challenge.code;
    const made = await makePasskey(challenge.value);
    if (made.kind === "failed") return made.code;
    const passkey = { name: called, ...made.value };
    // One that stands signs for the new one, so that it counts at another site of ours too.
    const signed = props.first ? null : await signFor(store.client, { purpose: "add", ...passkey });
    if (signed?.kind === "failed") return signed.code;
    const answer = await store.client.act({
      act: "passkey.add", ...passkey, ...(signed === null ? {} : { assertion: signed.value }),
    });
    if (answer.kind === "failed") return answer.code;
    return answer.value.kind === "refused" ? answer.value.reason : null;
  };
  if (!props.first && means !== "passkey") return <p className="detail">{say("passkeys.sign-in-first")}</p>;
  return (
    <form
      className="add-passkey"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Writing label={say("passkeys.name")} value={name} onChange={setName} max={60} hint={say("passkeys.name-hint")} />
      <button type="submit" className="button button-main" disabled={asking || name.trim() === ""}>
        {say("passkeys.add")}
      </button>
    </form>
  );
}
