// What may be done to a message now. The one gate before an entry about a message is composed.

import { fromHex, toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import type { Shape } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import type { Hex, Precedence } from "../../names.ts";
import { contentBytesMax } from "../../record/entry.ts";
import { checkAuthored } from "../../text/authored.ts";
import { isLanguage } from "../../text/named.ts";
import { wordOf } from "../charter/charter.ts";
import type { Charter } from "../charter/charter.ts";
import type { Kind } from "../kind.ts";
import { saysNotADrill } from "./drill-words.ts";
import { cancellation, hold, message, refusal, take, translation } from "./entries.ts";
import type {
  CancellationContent, HoldContent, MessageContent, RefusalContent, TakeContent, TranslationContent,
} from "./entries.ts";
import { partyOf } from "./fold.ts";
import type { MessageState } from "./fold.ts";

/** Who acts, on which terms. */
export interface ActContext {
  readonly charter: Charter;
  /** Our party. */
  readonly own: Hex;
  /** Desks of each party by party id, as the rosters in force name them. */
  readonly desks: ReadonlyMap<Hex, readonly string[]>;
  readonly nowMs: number;
}

/** An act on a message. A reply, an answer, a correction and a supersession are composed messages with a relation. */
export type MessageAct =
  | { readonly kind: "compose"; readonly precedence: Precedence; readonly content: MessageContent }
  | { readonly kind: "take"; readonly content: TakeContent }
  | { readonly kind: "hold"; readonly content: HoldContent }
  | { readonly kind: "refuse"; readonly content: RefusalContent }
  | { readonly kind: "translate"; readonly content: TranslationContent }
  | { readonly kind: "cancel"; readonly content: CancellationContent };

/** Why an act is refused; each has a sentence in the catalogues under "reason.<code>". */
export const messageRefusals = [
  "unknown-message", "unreadable-message", "not-the-author", "not-an-action-addressee", "already-done", "already-cancelled",
  "already-replaced", "already-answered", "unknown-desk", "unknown-party", "addressed-to-ourselves", "addressed-twice",
  "unknown-label", "label-missing", "unknown-word", "language", "nothing-said", "text-forbidden", "too-long", "not-a-drill",
  "next-word-passed", "doubt-outside-text",
] as const;
export type MessageRefusal = (typeof messageRefusals)[number];

/** What came of the check. The accepted fields are ready to be composed into an entry. */
export type ActOutcome =
  | {
      readonly kind: "accepted";
      readonly entry: {
        readonly kind: Kind; readonly precedence: Precedence; readonly object: Uint8Array; readonly content: Uint8Array;
      };
    }
  | { readonly kind: "refused"; readonly reason: MessageRefusal; readonly detail: string };

class Refused extends Error {
  readonly reason: MessageRefusal;
  constructor(reason: MessageRefusal, detail = "") {
    super(detail);
    this.reason = reason;
  }
}

/**
 * Checks an act against the message it is about; for a composed message that is the one it relates to, null when it begins
 * a thread. Nothing is remembered: the state after the act is what the fold says of the entries.
 */
export function checkMessageAct(context: ActContext, state: MessageState | null, act: MessageAct): ActOutcome {
  try {
    checkAct(context, state, act);
    return accept(state, act);
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", reason: error.reason, detail: error.message };
    throw error;
  }
}

function checkAct(context: ActContext, state: MessageState | null, act: MessageAct): void {
  if (act.kind === "compose") return checkCompose(context, state, act.content);
  if (state === null) throw new Refused("unknown-message");
  checkTexts(context, textsOf(act));
  switch (act.kind) {
    case "take": return checkDesk(context, state, act.content.desk, "take");
    case "hold":
      checkDesk(context, state, act.content.desk, "hold");
      checkWord(context, act.content.word);
      if (act.content.nextWordBy !== null && act.content.nextWordBy <= context.nowMs) throw new Refused("next-word-passed");
      return;
    case "refuse":
      checkDesk(context, state, act.content.desk, "refuse");
      return checkWord(context, act.content.word);
    case "translate": return checkTranslation(state, act.content);
    case "cancel":
      checkAuthor(context, state);
      return checkOwnDesk(context, act.content.desk);
  }
}

/** Checks a message's content alone: what any station would refuse to put its signature under, whatever it relates to. */
function checkCompose(context: ActContext, state: MessageState | null, content: MessageContent): void {
  const { charter } = context;
  checkOwnDesk(context, content.desk);
  checkAddresses(context, content);
  if (charter.labels.length > 0 && content.label === "") throw new Refused("label-missing");
  if (content.label !== "" && !charter.labels.some((one) => one.code === content.label)) throw new Refused("unknown-label");
  if (!isLanguage(content.language)) throw new Refused("language", content.language);
  checkWord(context, content.word?.code ?? null);
  if (content.text.trim() === "" && content.word === null) throw new Refused("nothing-said");
  checkTexts(context, [content.capacity, content.subject, content.text, ...(content.word?.parameters ?? [])]);
  if (content.subject.includes("\n")) throw new Refused("text-forbidden", "subject: U+000A");
  if (content.relation !== null) checkRelation(context, state, content);
}

function checkRelation(context: ActContext, state: MessageState | null, content: MessageContent): void {
  const { relation } = content;
  if (relation === null) return;
  if (state === null || state.object !== toHex(relation.object)) throw new Refused("unknown-message");
  if (relation.kind === "corrects" || relation.kind === "supersedes") checkAuthor(context, state);
  if (relation.kind === "answers") checkDesk(context, state, content.desk, "answer");
}

function checkAuthor(context: ActContext, state: MessageState): void {
  if (state.party !== context.own) throw new Refused("not-the-author");
  if (state.cancellation !== null) throw new Refused("already-cancelled");
  if (!state.live) throw new Refused("already-replaced");
}

function checkDesk(context: ActContext, state: MessageState, desk: string, act: "take" | "hold" | "answer" | "refuse"): void {
  checkOwnDesk(context, desk);
  if (state.content === null) throw new Refused("unreadable-message");
  const here = state.to.find((one) => one.party === context.own && one.address.desk === desk);
  if (here === undefined || state.party === context.own) throw new Refused("not-an-action-addressee");
  if (act === "take" && here.taken !== null) throw new Refused("already-done");
  if (here.answered !== null && act !== "answer") throw new Refused("already-answered");
  // A desk that has refused may still answer: people change their minds for the better.
  if (here.refused !== null && act !== "answer") throw new Refused("already-done");
}

function checkOwnDesk(context: ActContext, desk: string): void {
  if (!(context.desks.get(context.own) ?? []).includes(desk)) throw new Refused("unknown-desk", desk);
}

function checkAddresses(context: ActContext, content: MessageContent): void {
  const seen = new Set<string>();
  for (const address of [...content.to, ...content.info]) {
    const party = partyOf(context.charter, address.party);
    if (party === "") throw new Refused("unknown-party");
    if (party === context.own) throw new Refused("addressed-to-ourselves");
    if (!(context.desks.get(party) ?? []).includes(address.desk)) throw new Refused("unknown-desk", address.desk);
    const key = `${party} ${address.desk}`;
    if (seen.has(key)) throw new Refused("addressed-twice", address.desk);
    seen.add(key);
  }
}

function checkTranslation(state: MessageState, content: TranslationContent): void {
  if (state.content === null) throw new Refused("unreadable-message");
  if (!isLanguage(content.language) || content.language === state.content.language) throw new Refused("language");
  if (content.text.trim() === "" && content.subject.trim() === "") throw new Refused("nothing-said");
  const length = [...content.text].length;
  for (const doubt of content.doubts) {
    if (doubt.from > doubt.to || doubt.to > length) throw new Refused("doubt-outside-text");
  }
}

function checkWord(context: ActContext, code: string | null): void {
  if (code !== null && wordOf(context.charter, code) === null) throw new Refused("unknown-word", code);
}

function checkTexts(context: ActContext, texts: readonly string[]): void {
  for (const text of texts) {
    const [finding] = checkAuthored(text);
    if (finding !== undefined) throw new Refused("text-forbidden", `${finding.code} ${finding.label} ${finding.index}`);
    if (context.charter.world === "exercise" && saysNotADrill(text)) throw new Refused("not-a-drill");
  }
}

function textsOf(act: Exclude<MessageAct, { kind: "compose" }>): readonly string[] {
  switch (act.kind) {
    case "take": return [act.content.capacity];
    case "translate":
      return [act.content.subject, act.content.text, act.content.capacity, ...act.content.doubts.map((one) => one.note)];
    case "hold": case "refuse": case "cancel": return act.content.reason === null ? [] : [act.content.reason.text];
  }
}

const kindsOf = { compose: message, take, hold, refuse: refusal, translate: translation, cancel: cancellation } as const;

function accept(state: MessageState | null, act: MessageAct): ActOutcome {
  const kind = kindsOf[act.kind] as Kind;
  const content = encodeWithin(kind.content as Shape<unknown>, act.content);
  const object = act.kind === "compose" ? new Uint8Array(0) : (fromHex(state?.object ?? "") as Uint8Array);
  // What is done about a message travels as urgently as the message.
  const precedence = act.kind === "compose" ? act.precedence : (state as MessageState).precedence;
  return { kind: "accepted", entry: { kind, precedence, object, content } };
}

// A draft typed by a person can be longer than an entry may be; that is an outcome, not an error.
function encodeWithin(shape: Shape<unknown>, content: unknown): Uint8Array {
  try {
    const bytes = encodeShape(shape, content);
    if (bytes.length > contentBytesMax) throw new Refused("too-long", `${bytes.length}`);
    return bytes;
  } catch (error) {
    if (error instanceof ChirographError && error.code === "shape") throw new Refused("too-long", error.message);
    throw error;
  }
}
