// chirograph text fair-copy, adopt, decline: a text that is clean, and the word that binds.

import type { FairCopyView, TextView } from "../../api/text-views.ts";
import { shortHash } from "../../core/text/short-hash.ts";
import { acceptDigest, untilOption, yesOption } from "../agree/binding.ts";
import { answerAct, textOf } from "../cli.ts";
import type { Cli, Command, Given } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { openClient } from "../client.ts";
import { inLine, visibleLines } from "../present.ts";
import { copiesSentence } from "./copy.ts";
import { findText } from "./lookup.ts";

export const fairCopy: Command = {
  name: "text fair-copy",
  args: "<text>",
  station: true,
  async run(cli, [asked = ""]) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const result = await client.act({ act: "text.fair-copy", object: text.object });
    const digest = result.kind === "done" ? result.digest ?? "" : "";
    return answerAct(cli, result, "text.copied", { hash: shortHash(Uint8Array.fromHex(digest)), digest });
  },
};

export const adopt: Command = {
  name: "text adopt",
  args: "<text>",
  station: true,
  options: [untilOption, { flags: "--hash <digits>", words: "option.copy-hash" }, yesOption],
  async run(cli, [asked = ""], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const copy = copyOf(text, given);
    // Whoever accepts is to know, asked or not, whether both would sign the same paper (F-14).
    if (copy.document.copies !== "same") cli.note(copiesSentence(cli, copy.document.copies));
    return acceptDigest(cli, client, given, {
      object: text.object, digest: copy.digest, lines: readBack(cli, text, copy),
    }, { sure: "text.accept-sure", said: "text.accepted", waits: "text.undertaken" });
  },
};

export const decline: Command = {
  name: "text decline",
  args: "<text> [reason]",
  station: true,
  options: [{ flags: "--hash <digits>", words: "option.copy-hash" }],
  async run(cli, [asked = "", reason = ""], given) {
    const client = await openClient(cli);
    const text = await findText(client, asked);
    const { digest } = copyOf(text, given);
    const result = await client.act({ act: "agree.decline", object: text.object, digest, reason });
    return answerAct(cli, result, "text.declined", { hash: shortHash(Uint8Array.fromHex(digest)) });
  },
};

/** The copy that is meant: by the beginning of its hash, else the one that reads as the text does. */
function copyOf({ fairCopies }: TextView, given: Given): FairCopyView {
  const asked = textOf(given, "hash")?.replaceAll(/\s/gu, "").toLowerCase() ?? null;
  const found = fairCopies.filter(({ digest, current }) => (
    asked === null ? current : asked.length >= 4 && digest.startsWith(asked)
  ));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new CliError("copy-unknown");
  return only;
}

function readBack(cli: Cli, { languages, title }: TextView, { clauses }: FairCopyView): readonly string[] {
  return [
    ...title.map(({ language, text }) => `${language}  ${inLine(text)}`),
    ...clauses.flatMap(({ heading, texts }, index) => {
      const head = `${String(index + 1).padStart(4)}  ${heading ? `${cli.say("text.heading")}, ` : ""}`;
      return texts.flatMap((text, of) => visibleLines(text).map((line) => `${head}${languages[of] ?? ""}  ${line}`));
    }),
  ];
}
