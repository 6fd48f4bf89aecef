// A real station on the real store and a real chain file, in a folder that is traced: it talks to another one, stops,
// starts and talks on. What it was told is durable it marks in a file of the same folder, so that both have one order.

import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { selves } from "./selves.ts";
import { createHash } from "node:crypto";
import { toHex } from "../../src/core/bytes/hex.ts";
import type { Batch, ChainFile, Store } from "../../src/ports/store.ts";
import { makePair, must, openEnd, until, words } from "../../src/station/pair.fixture.ts";
import type { End, Pair } from "../../src/station/pair.fixture.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import { createChainFile } from "../../src/store/sqlite/chain-file.ts";
import { createSqliteStore } from "../../src/store/sqlite/store.ts";

const [folder = "", messages = "40"] = process.argv.slice(2);
const marks = openSync(join(folder, "marks"), "a");
const mark = (line: string): void => void writeSync(marks, `${line}\n`);
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** A store that marks what it has called durable. */
function marked(store: Store, how: "ours" | "theirs"): Store {
  // One write for a batch: a key that is written twice in it has its last value at once.
  const kept = (what: string, { values }: Batch): readonly string[] => (how === "ours" ? values : []).map(
    ([key, value]) => `${what} ${key} ${value === null ? "-" : hash(value)}`,
  );
  const durable = (batch: Batch): void => mark([
    ...batch.entries.map(({ log, seq, leaf }) => `${how} ${toHex(log)} ${seq} ${toHex(leaf)}`), ...kept("value", batch),
  ].join("\n"));
  return {
    commit: async (batch) => {
      if (batch.values.length > 0) mark(kept("begun", batch).join("\n"));
      await store.commit(batch);
      durable(batch);
    },
    entry: (log, seq) => store.entry(log, seq), entries: (log, from, to, limit) => store.entries(log, from, to, limit),
    logs: () => store.logs(), value: (key) => store.value(key), values: (prefix) => store.values(prefix),
    space: () => store.space(), close: () => store.close(),
  };
}

function markedChains(): ChainFile {
  const file = createChainFile(join(folder, "chains"));
  return {
    load: () => file.load(),
    save: async (bytes) => {
      mark(`begun chains ${hash(bytes)}`);
      await file.save(bytes);
      mark(`value chains ${hash(bytes)}`);
    },
  };
}

const open = async (): Promise<Store> =>
  marked(await createSqliteStore({ path: join(folder, "record.db"), ballastBytes: 0 }), "ours");

async function talk(pair: Pair, a: End, count: number, round: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    // Every fifth is long enough that the write-ahead log is folded in some time.
    const text = `${round}.${index} ${"The vessel reports no change. ".repeat(index % 5 === 0 ? 900 : 3)}`;
    const { object } = await must(a.station, a.officer, {
      act: "message.send", seen: pair.a.station.state().newestIncoming, content: words(pair, pair.b, { text }),
    });
    mark(`act ${object ?? ""}`);
    if (index % 3 !== 0) continue;
    const seen = pair.b.station.state().newestIncoming;
    await must(pair.b.station, pair.b.officer, {
      act: "message.send", seen, content: words(pair, a, { text: `Answer ${index}` }),
    });
  }
}

const count = Number(messages);
const [one, two] = selves();
const pair = await makePair({
  selves: [one, two], stores: [await open(), marked(createMemoryStore(), "theirs")],
  files: [markedChains(), { load: async () => null, save: async () => undefined }],
});
await talk(pair, pair.a, count, 1);
await pair.a.station.stop();
const again = await openEnd(one, await open(), markedChains(), pair.cable.a(toHex(two.station)), pair.a.officer);
await until(() => again.station.state().lines[0]?.state === "up");
await talk({ ...pair, a: again }, again, Math.ceil(count / 2), 2);
await again.station.stop();
await pair.b.station.stop();
closeSync(marks);
