// An act that a room sends, and what came of it in one sentence.

import type { Act } from "../../../api/acts.ts";
import { useWords } from "../../words/words.tsx";
import { useReason } from "./button.tsx";
import { useConsole } from "./context.tsx";

/** Acts that bind this party: where the house asks for more persons than one they wait, and nothing is said yet. */
const binding: ReadonlySet<Act["act"]> = new Set([
  "agree.accept", "commitment.claim", "commitment.find", "commitment.waive", "commitment.toll",
]);

/** Sends an act and says what came of it: `sentence` where it was done. Resolves with whether it was, or waits. */
export function useAct(): (act: Act, sentence: string) => Promise<boolean> {
  const { acts, store } = useConsole();
  const { say } = useWords();
  const reason = useReason();
  return async (act, sentence) => {
    const answer = await store.client.act(act);
    if (answer.kind === "failed") {
      acts.notice("refused", reason(answer.code));
      return false;
    }
    const { value } = answer;
    if (value.kind === "refused") {
      acts.notice("refused", reason(value.reason, value.detail));
      return false;
    }
    const waits = binding.has(act.act) && !value.released && value.digest !== undefined;
    acts.notice("done", waits ? say("undertakings.begun") : sentence);
    return true;
  };
}
