// A fair copy on paper: its paper, what this station has compiled of it, and what is said of that
// (spec/19-documents.md).

import { speak } from "../act/spoken.ts";
import { channelOf, unknownHere } from "../act/about.ts";
import { meetingContentOf } from "./meeting-state.ts";
import { done, refused } from "../outcome.ts";
import type { Refused } from "../outcome.ts";
import type { Channel, StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import { textStateOf } from "./text-state.ts";
import { bytesOfHex, equalBytes, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import type { Typeset, Typesetter } from "../../ports/typesetter.ts";
import { makePaper } from "../../core/document/make-paper.ts";
import { encodePaper } from "../../core/document/paper.ts";
import type { Paper } from "../../core/document/paper.ts";
import { ChirographError } from "../../core/errors.ts";
import type { Charter } from "../../core/mechanism/charter/charter.ts";
import { compiled, publication } from "../../core/mechanism/document/entries.ts";
import type { CompiledContent, PublicationContent } from "../../core/mechanism/document/entries.ts";
import { foldDocument } from "../../core/mechanism/document/fold.ts";
import type { DocumentState } from "../../core/mechanism/document/fold.ts";
import { encodeContent } from "../../core/mechanism/kind.ts";
import type { Kind } from "../../core/mechanism/kind.ts";
import type { CopyState, TextState } from "../../core/mechanism/text/state.ts";
import type { Hex } from "../../core/names.ts";
import { canonicalOrder } from "../../core/record/held-entry.ts";
import { recordView } from "../../core/record/ledger.ts";

/** Papers whose copies a station remembers having compiled since it started; the oldest is forgotten first. */
export const compiledMax = 64;

/** Copies that this station has compiled, by the hash of their paper. */
export type CompiledHere = Map<Hex, Pick<PublicationContent, "edition" | "copies" | "page" | "text">>;

/** A fair copy of a text with its paper. */
export interface PaperHere {
  readonly channel: Channel;
  readonly text: TextState;
  readonly copy: CopyState;
  readonly paper: Paper;
  /** Canonical bytes of the paper, and their hash. */
  readonly bytes: Uint8Array;
  readonly document: Uint8Array;
}

/** The paper of a fair copy that is held here; null where there is none, or it is too long to be printed. */
export function paperHere(state: StationState, object: Hex, digest: Hex): PaperHere | null {
  const channel = channelOf(state, object);
  const text = channel === null ? null : textStateOf(state, channel, object);
  const copy = text?.copies.find((one) => one.digest === digest);
  if (channel?.charter == null || text === null || copy === undefined) return null;
  try {
    const paper = paperOf(channel, channel.charter, text, copy);
    const bytes = encodePaper(paper);
    return { channel, text, copy, paper, bytes, document: state.self.crypto.sha256(bytes) };
  } catch (error) {
    if (error instanceof ChirographError) return null;
    throw error;
  }
}

function paperOf(channel: Channel, charter: Charter, { begun, fold }: TextState, copy: CopyState): Paper {
  const { languages, title, principals, meeting } = begun.content;
  const held = meeting === null ? null : meetingContentOf(channel, toHex(meeting));
  return makePaper(channel.id, charter, {
    object: bytesOfHex(fold.object), languages, titles: title, principals, clauses: copy.clauses(),
    timeMs: copy.said[0]?.entry.body.time ?? 0, venue: held?.venue ?? null,
  });
}

/** What the principals have said of a fair copy on paper. */
export function documentStateOf(channel: Channel, { begun, fold }: TextState, digest: Hex): DocumentState {
  const view = recordView(channel.ledger);
  // A text may have thousands of offers; of these few is asked whether they count.
  const entries = (channel.objects.get(fold.object) ?? []).filter(({ at, body }) => (
    (body.kind === compiled.code || body.kind === publication.code) && view.counts(at)
  ));
  return foldDocument(digest, begun.principals, entries);
}

/** Whether this station remembers what the copies of a fair copy are, since it has compiled them. */
export function isCompiledHere(state: StationState, object: Hex, digest: Hex): boolean {
  const here = paperHere(state, object, digest);
  return here !== null && state.compiledHere.has(toHex(here.document));
}

/** Compiles the copies of a fair copy and remembers what they are; null where there is no such copy to be printed. */
export async function compileCopies(
  state: StationState, typesetter: Typesetter, object: Hex, digest: Hex,
): Promise<Typeset | null> {
  const here = paperHere(state, object, digest);
  if (here === null) return null;
  const made = await typesetter.copies(here.bytes);
  if (made.kind === "set") {
    const { crypto } = state.self;
    state.compiledHere.set(toHex(here.document), {
      edition: typesetter.edition, copies: made.copies.map((one) => crypto.sha256(one)),
      page: crypto.sha256(made.page), text: crypto.sha256(made.text),
    });
    const [oldest] = state.compiledHere.keys();
    if (state.compiledHere.size > compiledMax && oldest !== undefined) state.compiledHere.delete(oldest);
  }
  return made;
}

/** Says what this station has compiled of a fair copy, unless that is what it said of it last. */
export function sayCompiled(state: StationState, actor: Actor, act: ActOf<"text.compile">): ActResult {
  const found = compiledOf(state, act);
  if (found.kind !== "found") return found;
  const { here: { channel, text }, made } = found;
  if (!isSaid(state, channel, act.object, compiled, made)) {
    const said = speak(state, actor, channel, {
      act: act.act, kind: compiled, precedence: "PRIORITY", object: act.object, content: made,
    });
    if (said.kind === "refused") return said;
  }
  return done({ object: act.object, digest: act.digest, copies: documentStateOf(channel, text, act.digest).match });
}

/** A publication that may be said now: its bytes, and whether they are what this party has said of the text last. */
export interface Publishable {
  readonly kind: "publishable";
  readonly channel: Channel;
  readonly content: PublicationContent;
  readonly bytes: Uint8Array;
  readonly said: boolean;
}

/** The publication of a text that is adopted for good, or why there is none (F-15). */
export function publishable(state: StationState, named: { object: Hex; digest: Hex }): Publishable | Refused {
  const found = compiledOf(state, named);
  if (found.kind !== "found") return found;
  const { here: { channel, text, copy }, made } = found;
  const { state: standing, verdict, adoptedAt } = copy.agreement;
  if (standing !== "adopted" || verdict !== "final" || adoptedAt === null) return refused("adoption-not-final");
  const same = (one: CompiledContent): string => [...one.copies, one.document].map(toHex).join();
  const differs = documentStateOf(channel, text, named.digest).compiled.some(({ content }) => (
    equalBytes(content.document, made.document) && content.edition === made.edition && same(content) !== same(made)
  ));
  if (differs) return refused("copies-differ");
  const content = { ...made, adoptedAt };
  const said = isSaid(state, channel, named.object, publication, content);
  return { kind: "publishable", channel, content, bytes: encodeContent(publication, content), said };
}

/** Whether a content is what this party said last of a kind about an object. */
function isSaid<T>(
  state: StationState, channel: Channel, object: Hex, kind: Kind<T>, content: NoInfer<T>,
): boolean {
  const own = (channel.objects.get(object) ?? []).filter((one) => (
    one.body.kind === kind.code && equalBytes(one.party, state.self.party) && one.content !== null
  )).sort(canonicalOrder).at(-1);
  return own !== undefined && equalBytes(encodeContent(kind, own.content as T), encodeContent(kind, content));
}

type Found =
  | { readonly kind: "found"; readonly here: PaperHere; readonly made: Omit<PublicationContent, "adoptedAt"> }
  | Refused;

/** What this station has compiled of the fair copy that an act names, or why nothing is to be said of it. */
function compiledOf(state: StationState, { object, digest }: { object: Hex; digest: Hex }): Found {
  const here = paperHere(state, object, digest);
  if (here === null) return unknownHere(state, "digest-unknown");
  if (!here.text.begun.principals.includes(toHex(state.self.party))) return refused("not-a-principal");
  const made = state.compiledHere.get(toHex(here.document));
  if (made === undefined) return refused("not-compiled");
  const named = { digest: bytesOfHex(digest), document: here.document };
  return { kind: "found", here, made: { ...made, ...named } };
}
