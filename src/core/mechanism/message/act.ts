// What may be done to a message now. The one gate before an entry about a message is composed.

import { fromHex, toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import type { Shape } from "../../bytes/shape.ts";
import { ChirographError } from "../../errors.ts";
import type { Precedence } from "../../names.ts";
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

/** Who acts, on which terms, about which message. */
export interface ActContext {
  readonly charter: Charter;
  /** Index of our party in the charter. */
  readonly us: number;
  /** The message the act is about; for a composed message the one it relates to, null when it begins a thread. */
  readonly message: MessageState | null;
  /** Codes of the desks of each party, in the order of the charter, as the rosters in force name them. */
  readonly desks: readonly (readonly string[])[];
  readonly nowMs: number;
}

/** An act on a message. A reply, an answer, a correction and a supersession are composed messages with a relation. */
export type MessageAct =
  | {
      readonly act: "compose"; readonly precedence: Precedence; readonly content: MessageContent;
      /** Courtesy translations that are released with it. */
      readonly translations: readonly TranslationContent[];
    }
  | { readonly act: "take"; readonly content: TakeContent }
  | { readonly act: "hold"; readonly content: HoldContent }
  | { readonly act: "refuse"; readonly content: RefusalContent }
  | { readonly act: "translate"; readonly content: TranslationContent }
  | { readonly act: "cancel"; readonly content: CancellationContent };

/** Why an act is refused; each has a sentence in the catalogues under "reason.<code>". */
export const messageRefusals = [
  "unknown-message", "unreadable-message", "not-the-author", "not-an-action-addressee", "already-done",
  "already-cancelled", "already-replaced", "already-answered", "unknown-desk", "unknown-party",
  "addressed-to-ourselves", "addressed-twice", "unknown-label", "label-missing", "unknown-word", "language",
  "nothing-said", "text-forbidden", "too-long", "not-a-drill", "next-word-passed", "doubt-outside-text",
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
 * Checks an act against the message it is about. Nothing is remembered: the state after the act is what the fold
 * says of the entries. It never throws for anything a person may have typed.
 */
export function checkMessageAct(context: ActContext, act: MessageAct): ActOutcome {
  try {
    checkAct(context, act);
    return accept(context.message, act);
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", reason: error.reason, detail: error.message };
    throw error;
  }
}

function checkAct(context: ActContext, act: MessageAct): void {
  if (act.act === "compose") return checkCompose(context, act.content, act.translations);
  const { message: state } = context;
  if (state === null) throw new Refused("unknown-message");
  checkTexts(context, textsOf(act));
  if ("reason" in act.content && act.content.reason !== null && !isLanguage(act.content.reason.language)) {
    throw new Refused("language", act.content.reason.language);
  }
  switch (act.act) {
    case "take": return checkDesk(context, state, act.content.desk, "take");
    case "hold":
      checkDesk(context, state, act.content.desk, "hold");
      checkWord(context, act.content.word);
      if ((act.content.nextWordBy ?? Infinity) <= context.nowMs) throw new Refused("next-word-passed");
      return;
    case "refuse":
      checkDesk(context, state, act.content.desk, "refuse");
      return checkWord(context, act.content.word);
    case "translate":
      if (state.content === null) throw new Refused("unreadable-message");
      return checkTranslation(state.content.language, act.content);
    case "cancel":
      checkAuthor(context, state);
      return checkOwnDesk(context, act.content.desk);
  }
}

function checkCompose(
  context: ActContext, content: MessageContent, translations: readonly TranslationContent[],
): void {
  const { charter } = context;
  checkOwnDesk(context, content.desk);
  if (content.relation !== null) checkRelation(context, content);
  checkAddresses(context, content);
  const labels = charter.labels.map((one) => one.code);
  if (labels.length > 0 && content.label === "") throw new Refused("label-missing");
  if (content.label !== "" && !labels.includes(content.label)) throw new Refused("unknown-label", content.label);
  if (!isLanguage(content.language)) throw new Refused("language", content.language);
  checkWord(context, content.word?.code ?? null);
  if (content.text.trim() === "" && content.word === null) throw new Refused("nothing-said");
  checkTexts(context, [content.capacity, content.subject, content.text, ...(content.word?.parameters ?? [])]);
  if (content.subject.includes("\n")) throw new Refused("text-forbidden", "subject: U+000A");
  for (const one of translations) {
    checkTranslation(content.language, one);
    checkTexts(context, translationTexts(one));
    encodeWithin(translation.content as Shape<unknown>, one);
  }
}

function checkRelation(context: ActContext, content: MessageContent): void {
  const { relation } = content;
  const { message: state } = context;
  if (relation === null) return;
  if (state === null || state.object !== toHex(relation.object)) throw new Refused("unknown-message");
  if (relation.kind === "corrects" || relation.kind === "supersedes") checkAuthor(context, state);
  if (relation.kind === "answers") checkDesk(context, state, content.desk, "answer");
}

function checkAuthor(context: ActContext, state: MessageState): void {
  if (state.party !== partyOf(context.charter, context.us)) throw new Refused("not-the-author");
  if (state.cancellation !== null) throw new Refused("already-cancelled");
  if (!state.live) throw new Refused("already-replaced");
}

function checkDesk(
  context: ActContext, state: MessageState, desk: string, act: "take" | "hold" | "answer" | "refuse",
): void {
  checkOwnDesk(context, desk);
  if (state.content === null) throw new Refused("unreadable-message");
  const own = partyOf(context.charter, context.us);
  const here = state.to.find((one) => one.party === own && one.address.desk === desk);
  if (here === undefined || state.party === own) throw new Refused("not-an-action-addressee");
  if (act === "take" && here.taken !== null) throw new Refused("already-done");
  if (here.answered !== null && act !== "answer") throw new Refused("already-answered");
  // A desk that has refused may still answer: people change their minds for the better.
  if (here.refused !== null && act !== "answer") throw new Refused("already-done");
}

function checkOwnDesk(context: ActContext, desk: string): void {
  if (!(context.desks[context.us] ?? []).includes(desk)) throw new Refused("unknown-desk", desk);
}

function checkAddresses(context: ActContext, content: MessageContent): void {
  const seen = new Set<string>();
  for (const address of [...content.to, ...content.info]) {
    const { party, desk } = address;
    if (context.charter.parties[party] === undefined) throw new Refused("unknown-party");
    if (party === context.us) throw new Refused("addressed-to-ourselves");
    if (!(context.desks[party] ?? []).includes(desk)) throw new Refused("unknown-desk", desk);
    const key = `${party} ${desk}`;
    if (seen.has(key)) throw new Refused("addressed-twice", desk);
    seen.add(key);
  }
}

function checkTranslation(original: string, content: TranslationContent): void {
  if (!isLanguage(content.language) || content.language === original) throw new Refused("language", content.language);
  if (content.subject.includes("\n")) throw new Refused("text-forbidden", "subject: U+000A");
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

function textsOf(act: Exclude<MessageAct, { act: "compose" }>): readonly string[] {
  switch (act.act) {
    case "take": return [act.content.capacity];
    case "translate": return translationTexts(act.content);
    case "hold": case "refuse": case "cancel": return act.content.reason === null ? [] : [act.content.reason.text];
  }
}

function translationTexts(content: TranslationContent): readonly string[] {
  return [content.subject, content.text, content.capacity, ...content.doubts.map((one) => one.note)];
}

const kindsOf = {
  compose: message, take, hold, refuse: refusal, translate: translation, cancel: cancellation,
} as const;

function accept(state: MessageState | null, act: MessageAct): ActOutcome {
  const kind = kindsOf[act.act] as Kind;
  const content = encodeWithin(kind.content as Shape<unknown>, act.content);
  const object = act.act === "compose" ? new Uint8Array(0) : (fromHex(state?.object ?? "") as Uint8Array);
  // What is done about a message travels as urgently as the message.
  const precedence = act.act === "compose" ? act.precedence : (state as MessageState).precedence;
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
