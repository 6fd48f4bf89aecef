// From the words a person typed to the command they mean.

import { resolve } from "node:path";

import { Command as Parser, CommanderError } from "commander";

import { CliError } from "./cli-error.ts";
import { createCli, exit } from "./cli.ts";
import type { Command, Exit, Given, Option } from "./cli.ts";
import type { NamedCommand } from "./commands.ts";
import { chooseLanguage, languageOf, sentence, sentenceOf } from "./words/words.ts";
import type { Language, Values, WordId } from "./words/words.ts";

/** Longest argument taken, in characters: a text of a message and then some. */
export const argumentCharactersMax = 200_000;
/** The station's folder when neither option nor environment names one. */
export const folderDefault = "station";

const common: readonly Option[] = [
  { flags: "--json", words: "option.json" },
  { flags: "--lang <code>", words: "option.lang" },
];
const ofStation: readonly Option[] = [
  { flags: "--folder <path>", words: "option.folder" },
  { flags: "--officer <name>", words: "option.officer" },
];

/** Runs the command line; returns the process's exit code. Never throws. */
export async function runProgram(
  known: readonly NamedCommand[], argv: readonly string[], version: string,
): Promise<Exit> {
  const languageAsked = optionOf(argv, "--lang");
  const language = chooseLanguage(languageAsked, process.env);
  const json = argv.includes("--json");
  const outcome: { code: Exit } = { code: exit.done };
  const parser = describe(new Parser("chirograph"), language, "help.chirograph")
    .version(version, "-V, --version", sentence(language, "option.version"));
  try {
    // Of a command that is asked for only its own declaration is read; without one all are, to be listed.
    const asked = known.filter(({ name }) => name === argv[0]);
    const commands = await Promise.all((asked.length === 0 ? known : asked).map((one) => one.read()));
    for (const command of commands) add(parser, command, language, outcome);
    if (argv.some((argument) => argument.length > argumentCharactersMax)) throw new CliError("argument-too-long");
    if (languageAsked !== undefined && languageOf(languageAsked) === null) {
      throw new CliError("lang-unknown", { asked: languageAsked.slice(0, 40) });
    }
    await parser.parseAsync(withSubcommand(commands, argv), { from: "user" });
    return outcome.code;
  } catch (error) {
    // No command at all: the help is the answer, and the status says that nothing was done.
    if (error instanceof CommanderError && error.code === "commander.help") {
      process.stderr.write(parser.helpInformation());
      return exit.unusable;
    }
    return report(error, language, json);
  }
}

/**
 * Names the default subcommand where its argument stands in place of the name, so that `link udp --help` is its help.
 * A word that is none would be handed to it as an argument too many, which misleads.
 */
function withSubcommand(commands: readonly Command[], argv: readonly string[]): readonly string[] {
  const [group = "", asked] = argv;
  const subcommands = commands.find((one) => one.name === group)?.subcommands ?? [];
  if (subcommands.length === 0 || asked === undefined || asked.startsWith("-")) return argv;
  if (subcommands.some((one) => one.name === `${group} ${asked}`)) return argv;
  const meant = subcommands.find((one) => one.isDefault === true && one.args !== undefined);
  if (meant !== undefined) return [...meant.name.split(" "), ...argv.slice(1)];
  throw new CliError("usage-unknownCommand", { detail: `${group} ${asked.slice(0, 40)}` });
}

function add(parent: Parser, command: Command, language: Language, outcome: { code: Exit }): void {
  const name = command.name.split(" ").at(-1) ?? command.name;
  const child = parent.command(name, { isDefault: command.isDefault === true });
  const parser = describe(child, language, `help.${command.name}` as WordId);
  for (const sub of command.subcommands ?? []) add(parser, sub, language, outcome);
  const { run } = command;
  if (run === undefined) {
    const shown = command.subcommands?.find((one) => one.isDefault === true) ?? command.subcommands?.[0];
    if (shown !== undefined) addExample(parser, language, shown.name);
    return;
  }
  const args = (command.args ?? "").split(" ").filter((one) => one !== "");
  for (const one of args) parser.argument(one);
  const options = [...(command.options ?? []), ...(command.station === true ? ofStation : []), ...common];
  for (const option of options) {
    const words = sentence(language, option.words);
    if (option.many === true) parser.option(option.flags, words, (value, all: string[] = []) => [...all, value]);
    else parser.option(option.flags, words);
  }
  addExample(parser, language, command.name);
  parser.action(async (...all: unknown[]) => {
    const given = all.at(-2) as Given;
    const folder = resolve(text(given["folder"]) ?? process.env["CHIROGRAPH_FOLDER"] ?? folderDefault);
    const officer = text(given["officer"]) ?? process.env["CHIROGRAPH_OFFICER"] ?? null;
    const cli = createCli({ language, json: given["json"] === true, folder, officer });
    outcome.code = await run(cli, all.slice(0, -2) as (string | undefined)[], given);
  });
}

function addExample(parser: Parser, language: Language, name: string): void {
  const example = sentence(language, `example.${name}` as WordId);
  parser.addHelpText("after", `\n${sentence(language, "title.Example")}\n  ${example.replaceAll("\n", "\n  ")}`);
}

/** Gives a parser our language and our way of ending: by exception, so that one place decides the exit code. */
function describe(parser: Parser, language: Language, help: WordId): Parser {
  return parser
    .description(sentence(language, help))
    .helpOption("-h, --help", sentence(language, "option.help"))
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({
      styleTitle: (title) => sentenceOf(language, "title", title.replace(":", ""), "title.Options", {}),
    });
}

function report(error: unknown, language: Language, json: boolean): Exit {
  if (error instanceof CommanderError) {
    if (error.code === "commander.helpDisplayed" || error.code === "commander.version") return exit.done;
    const detail = /'([^']*)'/u.exec(error.message)?.[1] ?? "";
    return write(language, json, error.code.replace("commander.", "usage-"), { detail });
  }
  if (error instanceof CliError) return write(language, json, error.code, error.values);
  // Our own bug or the machine's refusal: the system's code is all a person can do something with.
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (process.env["CHIROGRAPH_DEBUG"] !== undefined) process.stderr.write(`${String((error as Error).stack)}\n`);
  return write(language, json, "unexpected", { detail: code === "" ? String(error).slice(0, 300) : code });
}

function write(language: Language, json: boolean, code: string, values: Values): Exit {
  const text = sentenceOf(language, "error", code, "error.other", values);
  if (json) process.stdout.write(`${JSON.stringify({ kind: "error", error: code, sentence: text })}\n`);
  else process.stderr.write(`${text}\n`);
  return exit.unusable;
}

function text(value: Given[string]): string | null {
  return typeof value === "string" ? value : null;
}

/** The value of an option, looked for before anything is parsed, since the help itself depends on it. */
function optionOf(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  return at === -1 ? argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) : argv[at + 1];
}
