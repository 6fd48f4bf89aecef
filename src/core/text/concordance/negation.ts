// How often a clause denies, in English and Russian, without idioms that only look like a denial.

import { mainLanguage } from "./languages.ts";
import type { Span } from "./numbers.ts";
import { englishWords, russianWords } from "./word-pattern.ts";

/** Denials of a text; places where a denial may stand in other words; bounds, and bounds turned round by "not". */
export interface Denials {
  readonly denials: readonly Span[];
  /** Words that may be said with a denial in the other language: unarmed, prohibited, absence. */
  readonly soft: number;
  /** "more than ten", "превышает" without "not". */
  readonly bounds: readonly Span[];
  /** "no more than ten", "at least ten", "не более", "до". */
  readonly turned: readonly Span[];
  /** Denials in a series, of which the other language may need only one: "не укрепляют, не строят". */
  readonly series: number;
}

const comparative = {
  en: "(?:more|less|fewer|later|earlier|longer|closer|nearer|lower|higher|greater|larger|sooner|further)",
  ru: "(?:более|менее|больше|меньше|позднее|позже|ранее|раньше|дольше|ближе|дальше|далее|ниже|выше|свыше|реже|чаще"
    + "|старше|младше)",
};

const english = {
  idioms: englishWords(
    "not only", "whether or not", "cannot (?:but|fail)", "no\\. (?=[0-9])", "no doubt", "without (?:undue )?delay"),
  turned: englishWords(
    `(?:no|not|never) (?:be |to be )?${comparative.en}`, "(?:not|never) exceed", "at (?:least|most)", "up to",
    "(?:a )?(?:maximum|minimum)", "as (?:soon|little)"),
  bounds: englishWords(
    `${comparative.en} than`, "exceed(?:s|ed|ing)?", "above", "over", "under", "below", "older", "younger"),
  denials: /\b(?:not|never|neither|none|nobody|nothing|without|unless|cannot|no)\b|n[’']t\b/giu,
  soft: englishWords(
    "un(?!i|der|til|less|ion)[a-z]{3,}", "in(?:violab|valid|depend)[a-z]*", "absence", "absent", "abst[ae][a-z]+",
    "ambigu[a-z]+", "fail(?:s|ed|ing|ure)?", "except", "other than", "refrain[a-z]*", "prohibit[a-z]*", "forbidden",
    "free of", "lack[a-z]*", "loss", "avoid[a-z]*", "declin[a-z]*", "refus[a-z]*", "prevent[a-z]*", "hinder[a-z]*",
    "obstruct[a-z]*", "exempt", "rather", "instead", "hardly", "non-[a-z]+"),
};
const russian = {
  idioms: russianWords(
    "не только", "(?:кто|кому|кого|что|какой|какая|какое|как|где) бы (?:то )?ни(?: был[аои]?)?", "пока не",
    "не (?:может|могут) не", "во что бы то ни стало", "не без", "как ни", "незамедлительно", "немедленно",
    "безотлагательно", "без (?:[а-яё]+ )?(?:задержк[а-яё]+|промедления)"),
  turned: russianWords(
    `не ${comparative.ru}`, "не (?:[а-яё]+ )?превыша[а-яё]+", "минимум", "максимум", "максимально", "минимально",
    "до(?= [0-9])"),
  bounds: russianWords(comparative.ru, "превыша[а-яё]+"),
  // One denial takes several words, of which these are the one that is always there: ни одна не, никогда не.
  denials: russianWords("не", "нет", "нельзя", "без"),
  soft: russianWords(
    "не(?!об|сколь|отъемлем|делю|дел|зависимо|посредств|медленно|давн|бо|фт|сти|сёт|сет|сут)[а-яё]{4,}",
    "необязательн[а-яё]*", "безоруж[а-яё]+", "отсутств[а-яё]+", "кроме", "за исключением", "воздерж[а-яё]+",
    "запрещ[а-яё]+", "запрет[а-яё]*", "отказ[а-яё]*", "освобожд[а-яё]+ от", "избега[а-яё]+", "вместо", "бесплатно",
    "беспошлинно", "отлич[а-яё]+", "утрат[а-яё]+", "потер[а-яё]+", "препятств[а-яё]+", "предотвра[а-яё]+"),
};

/** The denials of a text; null for a language whose words are not known. */
export function findDenials(text: string, language: string): Denials | null {
  const main = mainLanguage(language);
  if (main !== "en" && main !== "ru") return null;
  const words = main === "en" ? english : russian;
  let rest = blank(text, words.idioms);
  const turned = spans(rest, words.turned);
  rest = blank(rest, words.turned);
  const bounds = spans(rest, words.bounds);
  let denials = spans(rest, words.denials);
  let series = 0;
  if (main === "ru") {
    series = rest.match(/(?<=(?:,|\sи|\sили)\s)не(?=\s)/giu)?.length ?? 0;
  } else {
    series = rest.match(/\b(?:or|nor)\b/giu)?.length ?? 0;
    // "nor" goes with "neither"; alone it denies.
    if (!/\bneither\b/iu.test(rest)) denials = [...denials, ...spans(rest, /\bnor\b/giu)];
  }
  return { denials, soft: rest.match(words.soft)?.length ?? 0, bounds, turned, series };
}

/** Whether the denials of an English and a Russian text cannot be the same. */
export function denialsDiffer(one: Denials, other: Denials): boolean {
  const more = one.denials.length - other.denials.length;
  // Where one language says a thing with a word that denies by itself, and the other does not, the other may deny.
  if (more > 0) return more > Math.max(0, other.soft - one.soft);
  return -more > Math.max(0, one.soft - other.soft) + (one.denials.length > 0 && one.series > 0 ? other.series : 0);
}

/** Whether a bound was turned round: "no later than" beside "позднее". */
export function boundsDiffer(one: Denials, other: Denials): boolean {
  const turned = one.turned.length - other.turned.length;
  const bounds = one.bounds.length - other.bounds.length;
  return turned !== 0 && bounds !== 0 && Math.sign(turned) !== Math.sign(bounds);
}

function spans(text: string, pattern: RegExp): readonly Span[] {
  return Array.from(text.matchAll(pattern), (match) => ({ from: match.index, to: match.index + match[0].length }));
}

/** The text with what matches blanked out, at the same length. */
function blank(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (match) => "_".repeat(match.length));
}
