import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import { findTerms, stem } from "./glossary.ts";

function hits(text: string, language: string, terms: readonly string[]): readonly string[] {
  return findTerms(text, language, terms).map(({ term, from, to }) => `${terms[term]}=${text.slice(from, to)}`);
}

test("terms are found in the forms that a language gives them", () => {
  const russian = ["Совместная комиссия", "уведомление", "статья", "дежурный офицер", "прекращение огня"];
  const clause = "О заседании Совместной комиссии уведомления по статьям 3 и 4 даёт дежурному офицеру он.";
  deepEqual(hits(clause, "ru", russian), [
    "Совместная комиссия=Совместной комиссии", "уведомление=уведомления", "статья=статьям",
    "дежурный офицер=дежурному офицеру",
  ]);
  deepEqual(hits("прекращением огня, уведомлений, статей", "ru", russian),
    ["прекращение огня=прекращением огня", "уведомление=уведомлений", "статья=статей"]);
  deepEqual(hits("Parties’ notices; the Party’s exercises", "en", ["Party", "notice", "exercise"]),
    ["Party=Parties", "notice=notices", "Party=Party’s", "exercise=exercises"]);
  deepEqual(hits("les notifications de l’inspecteur", "fr", ["notification", "inspecteur"]).length, 2);
  deepEqual(hits("缔约方通知另一缔约方", "zh", ["缔约方", "通知"]), ["缔约方=缔约方", "通知=通知", "缔约方=缔约方"]);
  deepEqual(hits("إلى الأطراف والطرف", "ar", ["طرف", "أطراف"]), ["أطراف=الأطراف", "طرف=والطرف"]);
});

test("a capitalised term is one only where it is capitalised; the longer of two terms is meant", () => {
  deepEqual(hits("the other party and the other Party", "en", ["Party"]), ["Party=Party"]);
  deepEqual(hits("the Joint Commission", "en", ["Commission", "Joint Commission"]),
    ["Joint Commission=Joint Commission"]);
  deepEqual(findTerms("Стороны. Стороны", "ru", ["Сторона"]).map(({ initial }) => initial), [true, true]);
  deepEqual(findTerms("для Стороны", "ru", ["Сторона"]).map(({ initial }) => initial), [false]);
});

test("different words stay different", () => {
  for (const [one, other] of [["мир", "мера"], ["город", "год"], ["статья", "стая"], ["право", "правило"]] as const) {
    ok(stem(one, "ru") !== stem(other, "ru"), `${one} ${other}`);
  }
  equal(stem("Огонь", "ru"), stem("огня", "ru"));
});

test("whatever text and terms are, hits are places in the text, in order, and none within another", () => {
  const words = ["Party", "party", "сторона", "Стороны", "的", "缔约方", " ", " ", ".", "ال", "طرف", "s", "’"];
  for (let seed = 0; seed < 1_000; seed++) {
    const draw = seeded(seed);
    const drawn = (): string => Array.from({ length: draw(12) }, () => words[draw(words.length)]).join("");
    const text = drawn();
    for (const language of ["en", "ru", "zh", "ar", "fr"]) {
      let place = 0;
      for (const { from, to } of findTerms(text, language, [drawn(), drawn(), drawn(), ""])) {
        ok(from >= place && to > from && to <= text.length, `seed ${seed}`);
        place = to;
      }
    }
  }
});
