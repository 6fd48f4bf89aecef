// Signing in: by passkey, by a one-time link, which needs nothing here, or by name and password.

import { useState } from "react";
import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";
import { hasPasskeys } from "../../model/passkey.ts";
import { PressButton, useReason, Writing } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { LanguageChoice } from "../frame/language-choice.tsx";
import { Mark } from "../frame/signs.tsx";

/** The form. A locked console keeps its alarm and its bar; only the texts wait behind it. */
export function SignIn(props: { readonly linkFailure: string | null }): ReactNode {
  const { store } = useConsole();
  const { phase, officer: known, passkeyStation } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [officer, setOfficer] = useState(known?.name ?? "");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<string | null>(props.linkFailure === null ? null : "link");
  const [asking, setAsking] = useState(false);
  const enter = async (by: () => Promise<string | null>): Promise<void> => {
    if (asking) return;
    setAsking(true);
    const code = await by();
    setAsking(false);
    setPassword("");
    setFailure(code);
  };
  const byPasskey = passkeyStation !== null && hasPasskeys();
  const submit = async (): Promise<void> => {
    if (officer.trim() !== "" && password !== "") await enter(() => store.signIn(officer.trim(), password));
  };
  return (
    <section className="sign-in" aria-labelledby="sign-in-title">
      <div className="sign-in-mark">
        <Mark />
        <span>{say("product")}</span>
        <LanguageChoice />
      </div>
      <h1 id="sign-in-title">{say(phase === "locked" ? "sign-in.locked" : "sign-in.title")}</h1>
      <p className="hint">{say(phase === "locked" ? "sign-in.locked.detail" : "sign-in.detail")}</p>
      {failure !== null && (
        <p className="detail detail-warning" role="alert">
          {reason(failure)}
        </p>
      )}
      {byPasskey && (
        <PressButton tone="main" disabled={asking} onPress={() => void enter(() => store.signInByPasskey())}>
          {say("sign-in.passkey")}
        </PressButton>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Writing
          label={say("sign-in.officer")}
          value={officer}
          onChange={setOfficer}
          complete="username"
          max={200}
          focus
        />
        <Writing
          label={say("sign-in.password")}
          value={password}
          onChange={setPassword}
          type="password"
          complete="current-password"
          max={200}
        />
        <button type="submit" className={`button button-${byPasskey ? "plain" : "main"}`} disabled={asking}>
          {say("sign-in.enter")}
        </button>
      </form>
      <p className="hint">{say("sign-in.link")}</p>
    </section>
  );
}
