// A document about nothing: setting it makes the program ready for one that comes soon.

import type { Paper } from "../../core/document/paper.ts";

/** As many clauses as make the engine compile, once and for all, what every document needs. */
const clauses = 40;
const filled = (length: number): Uint8Array => new Uint8Array(length);
const texts = [
  "The Parties (1-9): keep a line; answer it. \"What, then?\" Quickly, just before six, for a vexed judge.",
  "Стороны (1-9): держат линию; отвечают. «Что же?» Съешь ещё этих мягких французских булок, да выпей чаю.",
];

export const rehearsal: Paper = {
  world: "exercise", channel: filled(32), object: filled(32), languages: ["en", "ru"], titles: ["Title", "Название"],
  principals: [0, 1].map((index) => (
    { index, party: filled(32), first: index, names: ["Party", "Сторона"] }
  )),
  clauses: Array.from({ length: clauses }, (_, index) => ({ heading: index % 20 === 0 ? 1 : 0, texts })),
  time: 1_800_000_000_000, place: ["Place", "Место"],
};
