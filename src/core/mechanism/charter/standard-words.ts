// The words, labels and rungs a new charter begins with, in the six languages of the United Nations.
// They are data: parties change them before they adopt. English and Russian were written together, the others follow
// them.

import type { Precedence } from "../../names.ts";
import type { Names } from "../../text/named.ts";

/** Languages the standard names are given in. */
export const standardLanguages = ["en", "ru", "fr", "es", "zh", "ar"] as const;

type Six = readonly [en: string, ru: string, fr: string, es: string, zh: string, ar: string];

/** A pre-agreed word before it stands in a charter. */
export interface StandardWord {
  readonly code: string;
  readonly precedence: Precedence;
  readonly persons: number;
  readonly names: Names;
}

/** The standard pre-agreed words. */
export const standardWords: readonly StandardWord[] = [
  word("accident-not-hostile", "FLASH", 2, [
    "Accident, not hostile, stand by.",
    "Несчастный случай, враждебных намерений нет, ждите сообщения.",
    "Accident, sans intention hostile, restez à l’écoute.",
    "Accidente, sin intención hostil, manténganse a la espera.",
    "意外事故，无敌意，请等待后续消息。",
    "حادث عرضي، لا نية عدائية، ابقوا على الخط.",
  ]),
  word("received-considering", "FLASH", 1, [
    "Received, considering.",
    "Получено, рассматриваем.",
    "Bien reçu, à l’étude.",
    "Recibido, en estudio.",
    "已收到，正在研究。",
    "تم الاستلام، قيد الدراسة.",
  ]),
  word("we-confirm", "IMMEDIATE", 1, [
    "We confirm.",
    "Подтверждаем.",
    "Nous confirmons.",
    "Confirmamos.",
    "我方确认。",
    "نؤكد.",
  ]),
  word("call-by-telephone", "FLASH", 1, [
    "Call us by telephone.",
    "Позвоните нам по телефону.",
    "Appelez-nous par téléphone.",
    "Llámennos por teléfono.",
    "请给我方打电话。",
    "اتصلوا بنا هاتفيا.",
  ]),
  word("no-action-on-our-side", "FLASH", 1, [
    "No action on our side.",
    "С нашей стороны действий не предпринимается.",
    "Aucune action de notre part.",
    "Ninguna acción por nuestra parte.",
    "我方没有采取任何行动。",
    "لا إجراء من جانبنا.",
  ]),
  word("line-test", "ROUTINE", 1, [
    "Line test.",
    "Проверка линии.",
    "Essai de la ligne.",
    "Prueba de la línea.",
    "线路测试。",
    "اختبار الخط.",
  ]),
];

/** The standard handling labels, least restricted first. */
export const standardLabels: readonly { readonly code: string; readonly names: Names }[] = [
  { code: "open", names: six(["Open", "Открыто", "Public", "Público", "公开", "علني"]) },
  {
    code: "parties-only",
    names: six([
      "For the parties only", "Только для сторон", "Réservé aux parties", "Solo para las partes", "仅限双方", "للأطراف فقط",
    ]),
  },
];

/** The standard ladder of missed line tests. */
export const standardLadder: readonly { readonly missed: number; readonly names: Names }[] = [
  {
    missed: 1,
    names: six([
      "Test again on every bearer.", "Повторить проверку по всем каналам.", "Refaire l’essai sur tous les supports.",
      "Repetir la prueba por todos los medios.", "在所有通路上重新测试。", "أعيدوا الاختبار على جميع الوسائط.",
    ]),
  },
  {
    missed: 3,
    names: six([
      "The watch telephones the other watch.", "Дежурный звонит дежурному другой стороны.",
      "La permanence appelle l’autre permanence.", "La guardia telefonea a la otra guardia.", "值班员致电对方值班员。",
      "يتصل المناوب هاتفيا بالمناوب الآخر.",
    ]),
  },
  {
    missed: 6,
    names: six([
      "The heads of both institutions are told.", "Докладывается руководителям обоих учреждений.",
      "Les chefs des deux institutions sont avisés.", "Se avisa a los jefes de ambas instituciones.", "报告双方机构负责人。",
      "يُبلَّغ رئيسا المؤسستين.",
    ]),
  },
];

function word(code: string, precedence: Precedence, persons: number, texts: Six): StandardWord {
  return { code, precedence, persons, names: six(texts) };
}

function six(texts: Six): Names {
  return standardLanguages.map((language, index) => ({ language, text: texts[index] as string }));
}
