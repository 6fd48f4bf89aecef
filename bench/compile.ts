// How long the copies of a document take, and what of it is the typesetter's start.

import { createHash } from "node:crypto";
import { encodePaper } from "../src/core/document/paper.ts";
import { samplePaper } from "../src/core/document/paper.fixture.ts";
import { createTypstTypesetter } from "../src/typesetter/typst/typesetter.ts";
import type { Figure } from "./figure.ts";

const clauses = 200;
const runs = 5;

/** Both copies of a text of 200 clauses in two languages; the limit is the same with one clause. */
export async function measureCompile(): Promise<readonly Figure[]> {
  const typesetter = createTypstTypesetter();
  const hashes = new Set<string>();
  const timed = async (count: number): Promise<number> => {
    const document = encodePaper(samplePaper(["en", "ru"], count));
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const from = performance.now();
      const made = await typesetter.copies(document);
      times.push(performance.now() - from);
      if (made.kind === "not-set") throw new Error(made.reason);
      const hashed = made.copies.map((one) => createHash("sha256").update(one).digest("hex"));
      if (count === clauses) hashes.add(hashed.join());
    }
    return times.toSorted((a, b) => a - b)[runs >> 1] as number;
  };
  const alone = await timed(1);
  const whole = await timed(clauses);
  if (hashes.size !== 1) throw new Error("The same document gave different bytes.");
  return [
    { name: "compile: both copies, 200 clauses", value: whole, unit: "ms", limit: alone, ratio: whole / alone },
    { name: "compile: 200 clauses beside the start", value: whole - alone, unit: "ms" },
  ];
}
