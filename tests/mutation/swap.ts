// Loaded before a test (node --import): one module is read from the text of a mutant in place of its file.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

const { MUTANT_OF: url, MUTANT_TEXT: text } = process.env;

registerHooks({
  load: (asked, context, next) =>
    asked === url && text !== undefined
      ? { format: "module-typescript", source: readFileSync(text, "utf8"), shortCircuit: true }
      : next(asked, context),
});
