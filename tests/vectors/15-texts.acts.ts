// What a station signs about a text, and what it refuses (T-25).

import type { MadeEntry } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { checkBeginning, checkOffer, checkPosition } from "../../src/core/mechanism/text/act.ts";
import { offerContent, positionContent, textContent } from "../../src/core/mechanism/text/entries.ts";
import type {
  Change, OfferContent, PositionContent, Stance, TextContent,
} from "../../src/core/mechanism/text/entries.ts";
import {
  amend, charterOfThree, foldOf, idOf, partyA, partyB, partyC, put, slotOf, strike, tellText,
} from "../../src/core/mechanism/text/text.fixture.ts";
import type { ToldText } from "../../src/core/mechanism/text/text.fixture.ts";
import { caseEntry } from "./06-messages.cases.ts";
import type { Case } from "./vectors.ts";

const cases: Case[] = [];

/** Says what comes of it: accepted, or the refusal. */
function made(name: string, must: readonly string[], input: Case["input"], reason: string | null): void {
  cases.push({
    name, must, accept: reason === null, ...(reason === null ? {} : { error: reason }), input,
  });
}

const plain: TextContent = {
  purpose: "communique", title: ["Title", "Название"], languages: ["en", "ru"], principals: [0, 1], pen: null,
  amends: null, meeting: null,
};

function begins(name: string, more: Partial<TextContent>): void {
  const content = { ...plain, ...more };
  const { length: parties } = charterOfThree().parties;
  const reason = checkBeginning(content, parties);
  made(name, ["T-25"], { act: "begin", parties, content: textContent.toJson(content) }, reason);
}

function about(told: ToldText, by: number): Case["input"] {
  return {
    object: told.begun.object, by: idOf(by), parties: charterOfThree().parties.map((one) => toHex(one.id)),
    entries: told.record.entries.map(caseEntry),
  };
}

function offers(
  name: string, told: ToldText, by: number, changes: readonly Change[], more: Partial<OfferContent> = {},
): void {
  const content = { changes, package: 0, note: null, ...more };
  const fold = foldOf(told);
  const reason = fold.begun === null ? "text-unknown" : checkOffer(fold, fold.begun, idOf(by), content);
  made(name, ["T-25"], { act: "offer", ...about(told, by), content: offerContent.toJson(content) }, reason);
}

function stands(
  name: string, told: ToldText, by: number, of: MadeEntry, change: number, stance: Stance, words: string | null = null,
): void {
  const note = words === null ? null : { language: "en", text: words };
  const content: PositionContent = { stands: [{ offer: of.leaf, change, stance }], note };
  const fold = foldOf(told);
  const reason = fold.begun === null ? "text-unknown" : checkPosition(fold, fold.begun, idOf(by), content);
  made(name, ["T-25"], { act: "position", ...about(told, by), content: positionContent.toJson(content) }, reason);
}

/** The cases. */
export function actCases(): Case[] {
  begins("a text", {});
  begins("a title of two lines", { title: ["One\nTwo", "Один"] });
  begins("a title with a hidden character", { title: ["One\u200b", "Один"] });
  begins("a title that is not in normalization form C", { title: ["Cafe\u0301", "Кафе"] });
  begins("a principal twice", { principals: [1, 1] });
  begins("principals in another order", { principals: [1, 0] });
  begins("a principal that is no party", { principals: [0, 3] });
  begins("a pen that is no party", { pen: 3 });
  begins("a language twice", { languages: ["en", "en"] });
  begins("a title too many", { title: ["One", "Два", "Trois"] });

  const told = tellText();
  const one = told.offers(partyA, [put("One.")]);
  const slot = slotOf(one);
  const words = (text: string): Change => (
    { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["x", text] }] }
  );
  offers("a clause", told, partyB, [put("Two.", slot)]);
  offers("two, the second behind the first", told, partyB, [put("Two."), put("Three.", slotOf(null, 0))]);
  offers("a clause amended", told, partyB, [amend(slot, "Other.")]);
  offers("an offer of one who is no principal", told, partyC, [put("Two.")]);
  offers("behind a clause of its own that is still to come", told, partyB, [put("Two.", slotOf(null, 0))]);
  offers("a slot that there is not", told, partyB, [strike(slotOf(one, 1))]);
  offers("one slot in two changes", told, partyB, [amend(slot, "Other."), strike(slot)]);
  offers("nothing", told, partyB, [{ touches: [], clauses: [] }]);
  offers("a language too many", told, partyB, [
    { touches: [], clauses: [{ slot: null, after: null, heading: 0, texts: ["a", "b", "c"] }] },
  ]);
  offers("a character that turns the text round", told, partyB, [words("a\u202eb")]);
  offers("a note that hides something", told, partyB, [put("Two.")], { note: { language: "en", text: "\u200e" } });
  const penned = tellText({ pen: 2 });
  const his = penned.offers(partyC, [put("One.")]);
  offers("the holder of the pen", penned, partyC, [put("Two.")]);
  offers("a principal without the pen", penned, partyA, [put("Two.")]);

  stands("an acceptance", told, partyB, one, 0, "accept");
  stands("a change that there is not", told, partyB, one, 1, "accept");
  stands("a position of one who is no principal", told, partyC, one, 0, "accept");
  stands("a position with a note that hides something", told, partyB, one, 0, "accept", "\u2066");
  stands("the holder of the pen takes its own back", penned, partyC, his, 0, "withdraw");
  stands("the holder of the pen stands for its own", penned, partyC, his, 0, "accept");
  return cases;
}
