// Publishes the communique from both stations, and has it verified by a process that has no station: what the press,
// or a third state, could do with the folder and two cards.

import { spawn } from "node:child_process";
import { join } from "node:path";
import type { TextView } from "../../api/text-views.ts";
import type { Side, World } from "./world.ts";

const main = join(import.meta.dirname, "..", "main.ts");
/** The published folder, in the demo's. */
export const publishedName = "communique";

/** How often, and with what pauses in milliseconds, it is looked whether one station has heard the other publish. */
const [looksMax, lookMs] = [720, 250];

/** What the outsider ran, its exit code, and what it printed. */
export interface Verified {
  readonly command: string;
  readonly status: number;
  readonly report: string;
}

/** Errors: a station that does not publish, with what it answered. */
export async function publishAndVerify(world: World): Promise<Verified> {
  const { a, b, folder, communique } = world;
  const out = join(folder, publishedName);
  await publish(a, communique, out);
  // Whoever publishes second has the word of both in its proof, once it has heard the first.
  for (let looks = 0; looks < looksMax && !await hasHeard(b, communique); looks++) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  await publish(b, communique, out);
  const args = ["verify", out, "--root", a.cardFile, "--root", b.cardFile];
  const { status, text } = await run(args, folder);
  return { command: `npx chirograph ${args.join(" ")}`, status, report: text };
}

async function hasHeard({ process: { client } }: Side, text: string): Promise<boolean> {
  const { fairCopies: [copy] } = await client.get<TextView>(`/texts/${text}`);
  return copy?.document.published.length !== 0;
}

async function publish({ process: { folder } }: Side, text: string, out: string): Promise<void> {
  const { status, text: said } = await run(["publish", text, "--out", out, "--overwrite", "--folder", folder], folder);
  if (status !== 0) throw new Error(said);
}

/** One command in a process of its own, in a folder; its exit code and all that it says. */
function run(args: readonly string[], cwd: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args, "--lang", "en"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => void (text += part));
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ status: code ?? -1, text }));
  });
}
