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
  | { readonly kind: "read-back"; readonly on: boolean }
  | { readonly kind: "drop" }
  | { readonly kind: "text"; readonly object: string | null }
  | { readonly kind: "offer"; readonly offer: OfferForm | null }
  | { readonly kind: "notice"; readonly notice: Desk["notice"] };

/** The desk when a person sits down. */
export const firstDesk: Desk = {
  room: "watch", selected: null, draft: null, readingBack: false, text: null, offer: null, notice: null,
};

/** The desk after a step. */
export function deskAfter(desk: Desk, step: Step): Desk {
  switch (step.kind) {
    case "go": return { ...desk, room: step.room, text: isBackToList(desk, step.room) ? null : desk.text };
    case "select": return { ...desk, selected: step.object };
    case "open": return { ...desk, selected: step.object, room: "message" };
    case "write": return { ...desk, draft: step.draft, readingBack: false, room: "compose", notice: null };
    case "change": return { ...desk, draft: step.draft };
    case "read-back": return { ...desk, readingBack: step.on, notice: null };
    case "drop": return { ...desk, draft: null, readingBack: false };
    case "text": return { ...desk, text: step.object, room: "texts" };
    case "offer": return { ...desk, offer: step.offer };
    case "notice": return { ...desk, notice: step.notice };
  }
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
    readBack: (on) => step({ kind: "read-back", on }),
    dropDraft: () => step({ kind: "drop" }),
    openText: (object) => step({ kind: "text", object }),
    offer: (offer) => step({ kind: "offer", offer }),
    notice: (tone, sentence) => step({ kind: "notice", notice: { tone, sentence } }),
    closeNotice: () => step({ kind: "notice", notice: null }),
  };
}
