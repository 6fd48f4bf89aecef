// The Geneva exercise: two invented institutions, a meeting on neutral ground, and the hotline it set up.

import type { DraftInput } from "../../api/acts.ts";
import type { Named } from "../../core/text/named.ts";

/** One of the two parties of the exercise. */
export interface ExerciseParty {
  readonly path: "a" | "b";
  readonly short: string;
  readonly names: readonly Named[];
  readonly languages: readonly string[];
  readonly desks: readonly { readonly code: string; readonly names: readonly Named[] }[];
  readonly telephone: string;
  readonly officer: { readonly name: string; readonly language: string };
}

const named = (en: string, ru: string): readonly Named[] => [
  { language: "en", text: en }, { language: "ru", text: ru },
];
const watch = { code: "watch", names: named("Duty watch", "Дежурная вахта") };
const air = { code: "air", names: named("Air operations cell", "Ячейка воздушных операций") };

/** The parties. Nobody of these names exists; the numbers are ones that ring nowhere. */
export const exerciseParties: readonly [ExerciseParty, ExerciseParty] = [
  {
    path: "a", short: "NDL", languages: ["en"], desks: [watch, air], telephone: "+00 1 555 0100",
    names: named("Northland Foreign Relations Committee", "Комитет Нортландии по внешним сношениям"),
    officer: { name: "Watch officer, Northland", language: "en" },
  },
  {
    path: "b", short: "VES", languages: ["ru"], desks: [watch, air], telephone: "+00 2 555 0199",
    names: named("Vesland Ministry of External Affairs", "Министерство внешних дел Весландии"),
    officer: { name: "Дежурный офицер, Весландия", language: "ru" },
  },
];

/** What one side says in the exercise. */
export interface Line {
  readonly from: "a" | "b";
  /** Index of the line it answers, or null. */
  readonly answers: number | null;
  readonly words: Pick<DraftInput, "precedence" | "language" | "subject" | "text" | "translations">;
}

/** What was said before the person came: the meeting on neutral ground, and the first test of the hotline. */
export const before: readonly Line[] = [
  {
    from: "a", answers: null,
    words: {
      precedence: "ROUTINE", language: "en", subject: "Exercise Geneva: what the meeting agreed",
      text: "EXERCISE. We confirm what our delegations agreed at the meeting on neutral ground in Geneva: a direct " +
        "line between our duty watches, tested every hour, for accidents and for anything that could be mistaken for a hostile act.",
      translations: [{
        language: "ru", subject: "Учение «Женева»: о чём договорились на встрече",
        text: "УЧЕНИЕ. Подтверждаем то, о чём наши делегации договорились на встрече на нейтральной территории в " +
          "Женеве: прямая линия между нашими дежурными вахтами, проверяемая ежечасно, на случай аварий и всего, что может быть принято за враждебные действия.",
      }],
    },
  },
  {
    from: "b", answers: 0,
    words: {
      precedence: "ROUTINE", language: "ru", subject: "Учение «Женева»: подтверждение",
      text: "УЧЕНИЕ. Подтверждаем. Линия принята нашей дежурной вахтой. Оба текста равно аутентичны.",
      translations: [{
        language: "en", subject: "Exercise Geneva: confirmation",
        text: "EXERCISE. We confirm. Our duty watch has taken over the line. Both texts are equally authentic.",
      }],
    },
  },
];

/** The FLASH that rings in the first minute. */
export const flash: Line = {
  from: "b", answers: null,
  words: {
    precedence: "FLASH", language: "ru", subject: "Учение: потерян беспилотный аппарат",
    text: "УЧЕНИЕ. Наш беспилотный метеорологический аппарат потерял управление и движется к линии разграничения " +
      "у отметки 14. Он без оружия. Это авария, не враждебное действие. Просим не открывать огонь и подтвердить получение.",
    translations: [{
      language: "en", subject: "Exercise: an unmanned aircraft is lost",
      text: "EXERCISE. Our unmanned weather aircraft has lost control and is moving towards the line of separation " +
        "near mark 14. It is unarmed. This is an accident, not a hostile act. We ask you to hold fire and to confirm that you have this.",
    }],
  },
};
