// Signing in: by a one-time link, which needs nothing here, or by name and password.

import { useState } from "react";
import type { ReactNode } from "react";

import { useWords } from "../../words/words.tsx";
import { useReason, Writing } from "../frame/button.tsx";
import { useConsole, useKnown } from "../frame/context.tsx";
import { Mark } from "../frame/signs.tsx";

/** The form. A locked console keeps its alarm and its bar; only the texts wait behind it. */
export function SignIn(props: { readonly linkFailure: string | null }): ReactNode {
  const { store } = useConsole();
  const { phase, officer: known } = useKnown();
  const { say } = useWords();
  const reason = useReason();
  const [officer, setOfficer] = useState(known?.name ?? "");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<string | null>(props.linkFailure === null ? null : "link");
  const [asking, setAsking] = useState(false);
  const submit = async (): Promise<void> => {
    if (officer.trim() === "" || password === "" || asking) return;
    setAsking(true);
    const code = await store.signIn(officer.trim(), password);
    setAsking(false);
    setPassword("");
    setFailure(code);
  };
  return (
    <section className="sign-in" aria-labelledby="sign-in-title">
      <div className="sign-in-mark">
        <Mark />
        <span>{say("product")}</span>
      </div>
      <h1 id="sign-in-title">{say(phase === "locked" ? "sign-in.locked" : "sign-in.title")}</h1>
      <p className="hint">{say(phase === "locked" ? "sign-in.locked.detail" : "sign-in.detail")}</p>
      {failure !== null && (
        <p className="detail detail-warning" role="alert">
          {reason(failure)}
        </p>
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
        <button type="submit" className="button button-main" disabled={asking}>
          {say("sign-in.enter")}
        </button>
      </form>
      <p className="hint">{say("sign-in.link")}</p>
    </section>
  );
}
