// The joint text that lies on the table when the demo begins: what both want, what each wants, and what one reserves.

import type { Act } from "../../api/acts.ts";

/** Its words in the two languages of the exercise. */
export type Clause = readonly [en: string, ru: string];

export const communiqueTitle: Clause = [
  "Joint communique of the Geneva exercise", "Совместное коммюнике учения «Женева»",
];

/** Its clauses. Nobody of these names exists. */
export const communiqueClauses: readonly Clause[] = [
  [
    "The two institutions met on neutral ground in the exercise Geneva and agreed as follows.",
    "Два учреждения встретились на нейтральной территории в ходе учения «Женева» и договорились о нижеследующем.",
  ],
  [
    "They shall keep a direct line between their duty watches, manned at all hours and tested every hour.",
    "Они поддерживают прямую линию между своими дежурными вахтами, работающую круглосуточно и проверяемую ежечасно.",
  ],
  [
    "Each side [NDL: shall | VES: should] answer a message of the highest precedence within three hours of receipt.",
    "Каждая сторона [NDL: отвечает | VES: по возможности отвечает] на сообщение высшей категории в течение трёх " +
      "часов с момента получения.",
  ],
  [
    "An accident that could be mistaken for a hostile act shall be told over the line at once, whoever caused it.",
    "Об аварии, которую можно принять за враждебные действия, сообщается по линии незамедлительно, " +
      "кто бы её ни вызвал.",
  ],
  [
    "Each side shall hand over the list of its contact points within seven days of the adoption of this communique.",
    "Каждая сторона передаёт перечень своих контактных пунктов в течение семи дней с момента принятия настоящего " +
      "коммюнике.",
  ],
  [
    "Each side shall admit four inspections of the other a year at the sites that the annex lists.",
    "Каждая сторона допускает четыре инспекции другой стороны в год на объектах, перечисленных в приложении.",
  ],
  [
    "They shall reconvene before the end of [NDL: August | VES: October] 2027.",
    "Они соберутся вновь до конца [NDL: августа | VES: октября] 2027 года.",
  ],
];
/** The clause that the other side reserves, from 0, and why. */
export const reserved = 5;
export const reservedWhy = "УЧЕНИЕ. Ad referendum: число инспекций решает столица.";

/** Clauses, each after the one before it, as one offer. */
export function offered(text: string, clauses: readonly Clause[]): Act {
  return {
    act: "text.offer", object: text, package: false, note: "EXERCISE. As the working group left it on the table.",
    changes: clauses.map((texts, at) => ({
      touches: [],
      clauses: [{ slot: null, after: at === 0 ? "start" : `:${at - 1}`, heading: false, texts: [...texts] }],
    })),
  };
}

/** The other side's word about an offer of all the clauses: it stands for each, and reserves one. */
export function stoodFor(text: string, offer: string): readonly Act[] {
  const changes = communiqueClauses.map((_, at) => ({ at, change: `${offer}:${at}` }));
  const said = (which: typeof changes, stance: "accept" | "reserve", note: string | null): Act => ({
    act: "text.position", object: text, stands: which.map(({ change }) => ({ change, stance })), note,
  });
  return [
    said(changes.filter(({ at }) => at !== reserved), "accept", null),
    said(changes.filter(({ at }) => at === reserved), "reserve", reservedWhy),
  ];
}
