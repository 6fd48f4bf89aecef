// Numbers and dates as English has them.

import { table } from "./lexicon.ts";
import type { Lexicon } from "./lexicon.ts";

export const english: Lexicon = {
  language: "en",
  groups: ", \\u00A0\\u202F",
  decimals: ".",
  times: "",
  cardinals: table(`1: one; 2: two; 3: three; 4: four; 5: five; 6: six; 7: seven; 8: eight; 9: nine; 10: ten;
    11: eleven; 12: twelve; 13: thirteen; 14: fourteen; 15: fifteen; 16: sixteen; 17: seventeen; 18: eighteen;
    19: nineteen; 20: twenty; 30: thirty; 40: forty; 50: fifty; 60: sixty; 70: seventy; 80: eighty; 90: ninety;
    0: zero; 2: both`),
  ordinals: table(`1: first; 2: second; 3: third; 4: fourth; 5: fifth; 6: sixth; 7: seventh; 8: eighth; 9: ninth;
    10: tenth; 11: eleventh; 12: twelfth; 13: thirteenth; 14: fourteenth; 15: fifteenth; 16: sixteenth;
    17: seventeenth; 18: eighteenth; 19: nineteenth; 20: twentieth; 30: thirtieth; 40: fortieth; 50: fiftieth;
    60: sixtieth; 70: seventieth; 80: eightieth; 90: ninetieth; 100: hundredth`),
  multipliers: table("100: hundred; 1000: thousand; 1000000: million; 1000000000: billion; 12: dozen"),
  alone: table("0.5: half halves; 0.25: quarter; 1: once; 2: twice duplicate; 3: thrice triplicate"),
  denominators: table(`3: third thirds; 4: quarter quarters; 5: fifth fifths; 6: sixth sixths; 7: seventh sevenths;
    8: eighth eighths; 9: ninth ninths; 10: tenth tenths`),
  joints: new Set(["and"]),
  weak: new Set(["one", "once", "first", "both"]),
  unitsFirst: false,
  inside: () => null,
  months: table(`1: january jan; 2: february feb; 3: march mar; 4: april apr; 5: may; 6: june jun; 7: july jul;
    8: august aug; 9: september sep; 10: october oct; 11: november nov; 12: december dec`),
};
