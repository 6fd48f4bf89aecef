// Reading a .po file: the part of the format that our catalogues use. Ids are stable keys, never sentences.

/** One message of a catalogue. `comment` tells the translator where it stands. */
export interface PoEntry {
  readonly id: string;
  readonly text: string;
  readonly comment: string;
}

/** The entries of a .po file, the header left out. Throws with the line's number where it is not one. */
export function parsePo(source: string): readonly PoEntry[] {
  const entries: PoEntry[] = [];
  const seen = new Set<string>();
  let current = { id: "", text: "", comment: "" };
  let target: "id" | "text" | null = null;
  const keep = (): void => {
    if (current.id !== "") {
      if (seen.has(current.id)) throw new Error(`po: ${current.id} stands twice`);
      seen.add(current.id);
      entries.push(current);
    }
    current = { id: "", text: "", comment: "" };
    target = null;
  };
  for (const [index, raw] of source.split(/\r?\n/u).entries()) {
    const line = raw.trim();
    if (line === "") keep();
    else if (line.startsWith("#")) {
      if (line.startsWith("#.")) current.comment = `${current.comment} ${line.slice(2).trim()}`.trim();
    } else {
      const found = /^(?:(msgid|msgstr)\s+)?(".*")$/u.exec(line);
      if (found === null) throw new Error(`po: line ${index + 1}`);
      if (found[1] === "msgid" && target !== null) keep();
      if (found[1] !== undefined) target = found[1] === "msgid" ? "id" : "text";
      if (target === null) throw new Error(`po: line ${index + 1}`);
      current[target] += JSON.parse(found[2] ?? '""') as string;
    }
  }
  keep();
  return entries;
}

/** The entries as the catalogue that the console loads. */
export function catalogueOf(source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parsePo(source).filter((one) => one.text !== "").map((one) => [one.id, one.text]));
}
