// fold: a joint text of 2,000 clauses about which 20,000 offers were made: read cold, and one offer more.

import { createHash } from "node:crypto";
import { partyOfByte, seeded, viewOf } from "../src/core/agree/record.fixture.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { offer, position, textBegun } from "../src/core/mechanism/text/entries.ts";
import type { Change, OfferContent } from "../src/core/mechanism/text/entries.ts";
import { addToText, createTextFold } from "../src/core/mechanism/text/fold.ts";
import type { TextFold } from "../src/core/mechanism/text/fold.ts";
import { textState } from "../src/core/mechanism/text/state.ts";
import { amend, both, charterOfThree, partyA, partyB, put, sha256, slotOf } from
  "../src/core/mechanism/text/text.fixture.ts";
import type { Kind } from "../src/core/mechanism/kind.ts";
import type { HeldEntry } from "../src/core/record/held-entry.ts";
import { percentile } from "./figure.ts";
import type { Figure } from "./figure.ts";

const clauses = 2_000;
const offers = 20_000;
const clausesOfOffer = 80;
const rounds = 9;
const channel = new Uint8Array(32).fill(7);
const charter = charterOfThree();

/** Milliseconds of processor time, the median of several rounds. */
export async function measureFold(): Promise<readonly Figure[]> {
  const { object, entries, more } = makeText();
  const view = { ...viewOf([]), counts: () => true };
  const read = (fold: TextFold): number => {
    const state = textState(fold, [], { crypto: sha256, channel, charter, view, at: 0 });
    return state?.reading.slots.length ?? 0;
  };
  const cold: number[] = [];
  const offered: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const fold = createTextFold(object, charter);
    cold.push(spent(() => {
      for (const entry of entries) addToText(fold, entry, true);
      if (read(fold) !== clauses) throw new Error("not all was read");
    }));
    for (const entry of more) {
      offered.push(spent(() => {
        addToText(fold, entry, true);
        read(fold);
      }));
    }
  }
  const [whole, one] = [percentile(cold, 0.5), percentile(offered, 0.5)];
  return await Promise.resolve([
    { name: "fold.text.cold", value: whole, unit: "ms", limit: 1_000, ratio: whole / 1_000 },
    { name: "fold.text.offer", value: one, unit: "ms", limit: 50, ratio: one / 50 },
  ]);
}

function spent(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

/** A text that both stand for, and then as many offers as both like; `more` are those that come last. */
function makeText(): { readonly object: string; readonly entries: HeldEntry[]; readonly more: HeldEntry[] } {
  const entries: HeldEntry[] = [];
  const seqs = [0, 0, 0];
  let begun: HeldEntry | null = null;
  const speak = (party: number, kind: Kind<never> | Kind, content: unknown): HeldEntry => {
    const seq = seqs[party] ?? 0;
    seqs[party] = seq + 1;
    const log = new Uint8Array(16).fill(party);
    const leaf = new Uint8Array(createHash("sha256").update(`${party} ${seq}`).digest());
    const body: HeldEntry["body"] = {
      log, seq, time: entries.length, lamport: entries.length + 1, precedence: "ROUTINE", kind: kind.code,
    };
    const entry: HeldEntry = {
      at: `${toHex(log)}:${seq}`, leaf, party: partyOfByte(party), station: log, body,
      object: toHex(begun?.leaf ?? leaf), content, poison: false, proofPending: false,
    };
    entries.push(entry);
    return entry;
  };
  begun = speak(partyA, textBegun as Kind, {
    purpose: "agreement", title: both("Title"), languages: ["en", "ru"], principals: [0, 1], pen: null, amends: null,
    meeting: null,
  });
  const offering = (changes: readonly Change[]): OfferContent => ({ changes, package: 0, note: null });
  const made: HeldEntry[] = [];
  for (let from = 0; from < clauses; from += clausesOfOffer) {
    const changes = Array.from({ length: clausesOfOffer }, (_, k) => put(
      `Clause ${from + k}.`, k > 0 ? slotOf(null, k - 1) : slotOf(made.at(-1) ?? begun, made.length > 0 ? 79 : 0),
    ));
    const said = speak(partyA, offer as Kind, offering(changes));
    made.push(said);
    speak(partyB, position as Kind, {
      note: null, stands: changes.map((_, change) => ({ offer: said.leaf, change, stance: "accept" })),
    });
  }
  const draw = seeded(1);
  for (let count = 0; count < offers; count++) {
    const slot = slotOf(made[draw(made.length)] ?? null, draw(clausesOfOffer));
    speak(1 + draw(2), offer as Kind, offering([amend(slot, `Clause, for the ${count}th time.`)]));
  }
  return { object: begun.object, entries: entries.slice(0, -200), more: entries.slice(-200) };
}
