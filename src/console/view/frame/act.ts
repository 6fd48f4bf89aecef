// An act that a room sends, and what came of it in one sentence.

import { useRef } from "react";

import type { Act, ActResult } from "../../../api/acts.ts";
import { useWords } from "../../words/words.tsx";
import { useReason } from "./button.tsx";
import { useConsole } from "./context.tsx";

/** What came of an act that was done, or that waits for persons. */
type Done = Extract<ActResult, { kind: "done" }>;

/** Acts that bind this party: where the house asks for more persons than one they wait, and nothing is said yet. */
const binding: ReadonlySet<Act["act"]> = new Set([
  "agree.accept", "commitment.claim", "commitment.find", "commitment.waive", "commitment.toll", "text.publish",
]);

/**
 * Sends an act and says what came of it: `sentence` where it was done, or what it makes of that. Resolves with what was
 * done; null where it was refused, or where the same act is still on its way: a second press does not say it twice.
 */
export function useAct(): (act: Act, sentence: string | ((done: Done) => string)) => Promise<Done | null> {
  const { acts, store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  const sending = useRef(new Set<string>());
  return async (act, sentence) => {
    const same = JSON.stringify(act);
    if (sending.current.has(same)) return null;
    sending.current.add(same);
    const answer = await store.client.act(act).finally(() => sending.current.delete(same));
    if (answer.kind === "failed") {
      acts.notice("refused", reason(answer.code));
      return null;
    }
    const { value } = answer;
    if (value.kind === "refused") {
      acts.notice("refused", reason(value.reason, value.detail));
      return null;
    }
    const waits = binding.has(act.act) && !value.released && value.digest !== undefined;
    acts.notice("done", waits ? say("undertakings.begun") : typeof sentence === "string" ? sentence : sentence(value));
    return value;
  };
}
