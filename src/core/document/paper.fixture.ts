// Papers for tests: a communique of an exercise in as many languages as are wanted.

import type { Paper } from "./paper.ts";

const titles: Readonly<Record<string, string>> = {
  en: "Joint communique", ru: "Совместное коммюнике", fr: "Communiqué conjoint", es: "Comunicado conjunto",
  zh: "联合公报", ar: "بيان مشترك", he: "הודעה משותפת", th: "แถลงการณ์ร่วม",
};
const clauses: Readonly<Record<string, string>> = {
  en: "The Parties shall keep a direct line between their institutions and shall answer within 30 days.",
  ru: "Стороны поддерживают прямую линию связи между своими учреждениями и отвечают в течение 30 дней.",
  fr: "Les Parties maintiennent une ligne directe entre leurs institutions et répondent dans un délai de 30 jours.",
  es: "Las Partes mantendrán una línea directa entre sus instituciones y responderán en un plazo de 30 días.",
  zh: "双方应在其机构之间保持一条直通线路，并应在30天内作出答复。",
  ar: "يحافظ الطرفان على خط مباشر بين مؤسستيهما ويردان خلال 30 يوما.",
  he: "הצדדים יקיימו קו ישיר בין מוסדותיהם וישיבו בתוך 30 ימים.",
  th: "คู่ภาคีจะรักษาสายตรงระหว่างสถาบันของตนและจะตอบภายใน 30 วัน",
};
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

/** A paper in these languages of `count` clauses under one heading; `words` are put into the first of them. */
export function samplePaper(languages: readonly string[] = ["en", "ru"], count = 3, words = ""): Paper {
  return {
    world: "exercise", channel: filled(32, 1), object: filled(32, 2), languages,
    titles: languages.map((tag) => titles[tag] ?? "Joint communique"),
    principals: [
      { index: 0, party: filled(32, 3), first: 0, names: languages.map((tag) => `Northland Ministry (${tag})`) },
      { index: 1, party: filled(32, 4), first: 1, names: languages.map((tag) => `Vesperia Committee (${tag})`) },
    ],
    clauses: [
      { heading: 1, texts: languages.map((tag) => titles[tag] ?? "Line") },
      ...Array.from({ length: count }, (_, index) => ({
        heading: 0,
        texts: languages.map((tag) => `${clauses[tag] ?? ""}${index === 0 && words !== "" ? ` ${words}` : ""}`),
      })),
    ],
    time: 1_795_357_800_000, place: languages.map((tag) => (tag === "ru" ? "Женева" : "Geneva")),
  };
}
