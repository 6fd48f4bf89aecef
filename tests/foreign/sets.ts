// How vectors that others made are read: from `data/`, or from a whole checkout of the project they come from.

import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One case of Wycheproof, with what its group says of it. */
export interface WycheproofCase {
  readonly tcId: number;
  readonly comment?: string;
  readonly flags?: readonly string[];
  readonly result: "valid" | "invalid" | "acceptable";
  readonly group: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Folder of a checkout of C2SP/wycheproof, whose files are then read in place of ours; the newest may hold more. */
export const wycheproofFolder = process.env["CHIROGRAPH_WYCHEPROOF"];
/** Folder of a checkout of C2SP/CCTV, whose cases then run too. */
export const cctvFolder = process.env["CHIROGRAPH_CCTV"];

/** The text of a file of `data/`, unpacked where it is packed. */
export function readData(name: string): string {
  const plain = new URL(`data/${name}`, import.meta.url);
  return existsSync(plain) ? readFileSync(plain, "utf8") : gunzipSync(readFileSync(`${plain.pathname}.gz`)).toString();
}

/** JSON of `data/`. */
export function readJson<T>(name: string): T {
  return JSON.parse(readData(name)) as T;
}

/** Every case of a file of Wycheproof, one list of all its groups. */
export function readWycheproof(name: string): readonly WycheproofCase[] {
  const text = wycheproofFolder === undefined
    ? readData(name)
    : readFileSync(`${wycheproofFolder}/testvectors_v1/${name}`, "utf8");
  const { testGroups, numberOfTests } = JSON.parse(text) as {
    readonly numberOfTests: number;
    readonly testGroups: readonly (Record<string, string> & { readonly tests: readonly WycheproofCase[] })[];
  };
  const cases = testGroups.flatMap(({ tests, ...group }) => tests.map((one) => ({ ...one, group })));
  if (cases.length !== numberOfTests) throw new Error(`${name} says it has ${numberOfTests}, and has ${cases.length}`);
  return cases;
}

/** The records of a text of `name = value` lines; each begins where the first name comes again. */
export function readRecords(name: string): readonly Readonly<Record<string, string>>[] {
  const records: Record<string, string>[] = [];
  let first: string | null = null;
  for (const line of readData(name).split("\n")) {
    const [, field, value = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/u.exec(line.replace(/^\[.*$|^#.*$/u, "")) ?? [];
    if (field === undefined) continue;
    first ??= field;
    if (field === first) records.push({});
    (records.at(-1) as Record<string, string>)[field] = value;
  }
  return records;
}

/** The bytes of a hexadecimal field; an absent one is empty. */
export function hex(text: unknown): Uint8Array {
  return Uint8Array.fromHex((text ?? "") as string);
}

/** What a failed case is called in a message. */
export function named(one: WycheproofCase): string {
  return `case ${one.tcId} (${one.result}): ${[one.comment, ...(one.flags ?? [])].filter(Boolean).join(", ")}`;
}
