// Keeping a draft in the house record, by key, before every read-back, and again only when it was edited.

import { useRef } from "react";

import { draftInput } from "../../model/draft-form.ts";
import type { DraftForm } from "../../model/draft-form.ts";
import { useConsole } from "../frame/context.tsx";

/** What came of keeping a draft: its object, or a reason's code. */
export type Saved =
  | { readonly kind: "saved"; readonly object: string }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string };

/** Keeps a draft; one that the station already holds unchanged is not kept twice, for an edit voids approvals. */
export function useSave(): (draft: DraftForm) => Promise<Saved> {
  const { store, acts, desk: { sheet } } = useConsole();
  const saving = useRef<{ readonly draft: DraftForm; readonly done: Promise<Saved> } | null>(null);
  return (draft) => {
    if (!draft.edited && draft.saved !== null) return Promise.resolve({ kind: "saved", object: draft.saved });
    // Two key presses in a row keep it once.
    if (saving.current?.draft === draft) return saving.current.done;
    const done = store.client
      .act({ act: "draft.save", draft: draft.saved, content: draftInput(draft.content) })
      .then((answer): Saved => {
        saving.current = null;
        if (answer.kind === "failed") return { kind: "refused", code: answer.code, detail: "" };
        if (answer.value.kind === "refused")
          return { kind: "refused", code: answer.value.reason, detail: answer.value.detail };
        const object = answer.value.object ?? "";
        acts.keptDraft(sheet, draft, object);
        return { kind: "saved", object };
      });
    saving.current = { draft, done };
    return done;
  };
}
