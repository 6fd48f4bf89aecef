// The terms of a link as a person declares them: by a name, or number by number.

import { headerBytesMax } from "./config.ts";
import { CliError } from "../cli-error.ts";
import { flagOf, textOf } from "../cli.ts";
import type { Cli, Given, Option } from "../cli.ts";
import type { LinkTerms } from "../../ports/bearer.ts";

const wide: LinkTerms = {
  rateBps: null, mtuBytes: 1_200, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 0,
};

/** Terms by name; the links of `chirograph link` with the same names fit them. */
export const presets: Readonly<Record<string, LinkTerms>> = {
  fibre: wide,
  satellite: { ...wide, rateBps: 2_400, mtuBytes: 576, lossShare: 0.05, delayMs: 600, costly: 10 },
  "hf-300": { ...wide, rateBps: 300, mtuBytes: 512, lossShare: 0.05, delayMs: 20, turnaroundMs: 500, costly: 20 },
  "hf-75": { ...wide, rateBps: 75, mtuBytes: 512, lossShare: 0.05, delayMs: 20, turnaroundMs: 1_000, costly: 30 },
};

export const termOptions: readonly Option[] = [
  { flags: "--preset <name>", words: "option.link-preset" },
  { flags: "--rate <bits>", words: "option.link-rate" },
  { flags: "--back-rate <bits>", words: "option.link-back-rate" },
  { flags: "--mtu <bytes>", words: "option.link-mtu" },
  { flags: "--loss <percent>", words: "option.link-loss" },
  { flags: "--delay <ms>", words: "option.link-delay" },
  { flags: "--turnaround <ms>", words: "option.link-turnaround" },
  { flags: "--one-way", words: "option.link-one-way" },
  { flags: "--cost <number>", words: "option.link-cost" },
  { flags: "--around <bytes>", words: "option.link-around" },
];

/** The terms of the options, over those there were. Errors: preset-unknown, term-form. */
export function termsOf(given: Given, before: LinkTerms | null): LinkTerms {
  const preset = textOf(given, "preset");
  if (preset !== null && !Object.hasOwn(presets, preset)) {
    throw new CliError("preset-unknown", { asked: preset.slice(0, 40), names: Object.keys(presets).join(", ") });
  }
  const from = (preset === null ? before : presets[preset]) ?? wide;
  return {
    rateBps: number(given, "rate", 1, 1_000_000_000, true, from.rateBps),
    mtuBytes: number(given, "mtu", 64, 65_503, false, from.mtuBytes) ?? from.mtuBytes,
    lossShare: share(given, from.lossShare),
    delayMs: number(given, "delay", 0, 600_000, false, from.delayMs) ?? from.delayMs,
    turnaroundMs: number(given, "turnaround", 0, 600_000, true, from.turnaroundMs),
    returnPath: flagOf(given, "oneWay") ? false : from.returnPath,
    costly: number(given, "cost", 0, 1_000, false, from.costly) ?? from.costly,
    ...backOf(given, from),
    ...aroundOf(given, from),
  };
}

/** What comes in a second, where it is other than what goes out. */
function backOf(given: Given, { backBps }: LinkTerms): Pick<LinkTerms, "backBps"> {
  if (textOf(given, "backRate") === "same") return {};
  const asked = textOf(given, "backRate") !== null;
  const declared = number(given, "back-rate", 1, 1_000_000_000, true, backBps ?? null);
  return asked || backBps !== undefined ? { backBps: declared } : {};
}

function aroundOf(given: Given, { aroundBytes }: LinkTerms): Pick<LinkTerms, "aroundBytes"> {
  const declared = number(given, "around", 0, headerBytesMax, false, aroundBytes ?? null);
  return declared === null ? {} : { aroundBytes: declared };
}

/** The terms in a line of words. */
export function termsText(cli: Cli, terms: LinkTerms): string {
  const { mtuBytes, lossShare, delayMs, turnaroundMs, returnPath, costly, aroundBytes } = terms;
  return [
    ...ratesText(cli, terms),
    cli.say("terms.mtu", { n: mtuBytes }),
    ...(delayMs === 0 ? [] : [cli.say("terms.delay", { n: delayMs })]),
    ...(lossShare === 0 ? [] : [cli.say("terms.loss", { n: Math.round(lossShare * 1_000) / 10 })]),
    ...(turnaroundMs === null ? [] : [cli.say("terms.half-duplex", { n: turnaroundMs })]),
    ...(returnPath ? [] : [cli.say("terms.one-way")]),
    ...(costly === 0 ? [] : [cli.say("terms.cost", { n: costly })]),
    ...(aroundBytes === undefined ? [] : [cli.say("terms.around", { n: aroundBytes })]),
  ].join(", ");
}

/** One rate, or what goes out and what comes in where they differ. */
function ratesText(cli: Cli, { rateBps, backBps = rateBps }: LinkTerms): readonly string[] {
  const of = (bps: number | null): string => (
    bps === null ? cli.say("terms.any-rate") : cli.say("terms.rate", { n: bps })
  );
  if (backBps === rateBps) return [of(rateBps)];
  return [cli.say("terms.out", { rate: of(rateBps) }), cli.say("terms.in", { rate: of(backBps) })];
}

function number(
  given: Given, name: string, from: number, to: number, mayBeNone: boolean, before: number | null,
): number | null {
  const asked = textOf(given, name.replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase()));
  if (asked === null) return before;
  if (mayBeNone && asked === "none") return null;
  const value = Number(asked);
  const good = /^\d{1,10}$/u.test(asked) && value >= from && value <= to;
  if (!good) throw new CliError("term-form", { option: `--${name}`, asked: asked.slice(0, 40), from, to });
  return value;
}

function share(given: Given, before: number): number {
  const asked = textOf(given, "loss");
  if (asked === null) return before;
  const value = Number(asked);
  const good = /^\d{1,3}(?:\.\d{1,3})?$/u.test(asked) && value <= 100;
  if (!good) throw new CliError("term-form", { option: "--loss", asked: asked.slice(0, 40), from: 0, to: 100 });
  return value / 100;
}
