// What stops a command, as a code with values; the catalogues hold the sentence that says what to do.

/** A command cannot go on. Its code has a sentence under "error.<code>"; the process ends with status 2. */
export class CliError extends Error {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: string, values: Readonly<Record<string, string | number>> = {}) {
    super(`${code} ${JSON.stringify(values)}`);
    this.name = "CliError";
    this.code = code;
    this.values = values;
  }
}
