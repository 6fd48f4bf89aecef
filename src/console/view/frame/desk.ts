// Where the officer stands, and every way it changes.

import type { DraftForm } from "../../model/draft-form.ts";
import type { Room } from "../../model/keys.ts";
import type { OfferForm } from "../../model/offer-form.ts";
import type { Desk, DeskActs } from "./context.tsx";

type Step =
  | { readonly kind: "go"; readonly room: Room }
  | { readonly kind: "select"; readonly object: string | null }
  | { readonly kind: "open"; readonly object: string }
  | { readonly kind: "write" | "change"; readonly draft: DraftForm }
  | { readonly kind: "kept"; readonly sheet: number; readonly draft: DraftForm; readonly object: string }
  | { readonly kind: "ended"; readonly sheet: number; readonly released: string | null }
  | { readonly kind: "read-back"; readonly on: boolean; readonly sheet: number | null }
  | { readonly kind: "text"; readonly object: string | null }
  | { readonly kind: "offer"; readonly offer: OfferForm | null }
  | { readonly kind: "notice"; readonly notice: Desk["notice"] };

/** The desk when a person sits down. */
export const firstDesk: Desk = {
  room: "watch", selected: null, draft: null, sheet: 0, readingBack: false, text: null, offer: null, notice: null,
};

/** The desk after a step. */
export function deskAfter(desk: Desk, step: Step): Desk {
  switch (step.kind) {
    case "go": return { ...desk, room: step.room, text: isBackToList(desk, step.room) ? null : desk.text };
    case "select": return { ...desk, selected: step.object };
    case "open": return { ...desk, selected: step.object, room: "message" };
    case "write": return {
      ...desk, draft: step.draft, sheet: desk.sheet + 1, readingBack: false, room: "compose", notice: null,
    };
    case "change": return { ...desk, draft: step.draft };
    case "kept": return desk.sheet === step.sheet ? { ...desk, draft: keptDraft(desk.draft, step) } : desk;
    case "ended": return desk.sheet === step.sheet ? ended(desk, step.released) : desk;
    case "read-back": return step.sheet === null || step.sheet === desk.sheet
      ? { ...desk, readingBack: step.on, notice: null } : desk;
    case "text": return { ...desk, text: step.object, room: "texts" };
    case "offer": return { ...desk, offer: step.offer };
    case "notice": return { ...desk, notice: step.notice };
  }
}

/** The draft that the station has kept: what was written since it was sent is not kept yet. */
function keptDraft(
  draft: DraftForm | null, sent: { readonly draft: DraftForm; readonly object: string },
): DraftForm | null {
  if (draft === null) return null;
  return { content: draft.content, saved: sent.object, edited: draft.content !== sent.draft.content };
}

/** The desk without its draft; whoever still has it before them comes to the watch, and to what was released. */
function ended(desk: Desk, released: string | null): Desk {
  const without = { ...desk, draft: null, readingBack: false };
  return desk.room === "compose" ? { ...without, room: "watch", selected: released ?? desk.selected } : without;
}

/** Whoever asks for the texts while one is open wants the list; from elsewhere it is the one that was open. */
function isBackToList(desk: Desk, room: Room): boolean {
  return room === "texts" && desk.room === "texts";
}

/** The acts over a reducer's dispatch. */
export function deskActs(step: (step: Step) => void): DeskActs {
  return {
    go: (room) => step({ kind: "go", room }),
    select: (object) => step({ kind: "select", object }),
    openMessage: (object) => step({ kind: "open", object }),
    write: (draft) => step({ kind: "write", draft }),
    change: (draft) => step({ kind: "change", draft }),
    readBack: (on, sheet) => step({ kind: "read-back", on, sheet: sheet ?? null }),
    keptDraft: (sheet, draft, object) => step({ kind: "kept", sheet, draft, object }),
    endDraft: (sheet, released) => step({ kind: "ended", sheet, released }),
    openText: (object) => step({ kind: "text", object }),
    offer: (offer) => step({ kind: "offer", offer }),
    notice: (tone, sentence) => step({ kind: "notice", notice: { tone, sentence } }),
    closeNotice: () => step({ kind: "notice", notice: null }),
  };
}
