// Numbers and dates as French has them.

import { table } from "./lexicon.ts";
import type { Lexicon } from "./lexicon.ts";

export const french: Lexicon = {
  language: "fr",
  groups: " \\u00A0\\u202F",
  decimals: ",",
  times: "|(?<![0-9])(?:[01]?[0-9]|2[0-3]) ?h ?[0-5][0-9](?![0-9])",
  // "quatre-vingts" and "soixante-dix" are sums here: their parts are joined by what follows a smaller number.
  cardinals: table(`0: zéro; 1: un une; 2: deux; 3: trois; 4: quatre; 5: cinq; 6: six; 7: sept; 8: huit; 9: neuf;
    10: dix; 11: onze; 12: douze; 13: treize; 14: quatorze; 15: quinze; 16: seize; 20: vingt vingts; 30: trente;
    40: quarante; 50: cinquante; 60: soixante; 70: septante; 90: nonante`),
  ordinals: table(`1: premier première premiers premières; 2: deuxième second seconde; 3: troisième; 4: quatrième;
    5: cinquième; 6: sixième; 7: septième; 8: huitième; 9: neuvième; 10: dixième; 15: quinzième; 20: vingtième;
    30: trentième; 50: cinquantième`),
  multipliers: table("100: cent cents; 1000: mille; 1000000: million millions; 1000000000: milliard milliards"),
  alone: table(`0.5: moitié demi demie; 0.25: quart trimestre; ${1 / 3}: tiers; 12: douzaine`),
  denominators: table("3: tiers; 4: quarts; 5: cinquièmes; 6: sixièmes; 7: septièmes; 8: huitièmes; 10: dixièmes"),
  joints: new Set(["et"]),
  weak: new Set(["un", "une", "premier", "première", "premiers", "premières"]),
  unitsFirst: false,
  inside: () => null,
  months: table(`1: janvier; 2: février; 3: mars; 4: avril; 5: mai; 6: juin; 7: juillet; 8: août; 9: septembre;
    10: octobre; 11: novembre; 12: décembre`),
};
