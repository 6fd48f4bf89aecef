// What another version says: kept and told, never dropped in silence (P22).

import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, crypto, makeArena } from "./dishonest.fixture.ts";
import { createStation } from "./run.ts";
import { concat, toHex } from "../core/bytes/hex.ts";
import { utf8 } from "../core/bytes/cbor.ts";
import { readExport } from "../core/record/export.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../store/memory/store.ts";
import { verifyExport } from "../verify/verify.ts";

const laterKind = 60;

test("an entry of a later version's kind is held, receipted, kept byte for byte and handed on", async () => {
  const [medium, chains] = [createMemoryMedium(), createMemoryChainFile()];
  const arena = await makeArena({ store: createMemoryStore(medium), chains });
  const { self, peer, link, runner, station } = arena;
  const { channel, log } = await adopted(arena);
  const content = utf8("what only a later version can read");
  const later = log.say(laterKind, content);
  link.bring(later, log.message({ text: "After it." }));
  await runner.flushed();
  const said = channel.ledger.logs.get(toHex(channel.ownLog));
  assert.equal(said?.acked.get(toHex(log.log)), log.size, "it is acknowledged");
  const page = await station.record(channel.hex, 0, 50);
  const line = page?.entries.find((one) => one.leaf === toHex(later.leaf));
  assert.deepEqual([line?.kind, line?.damaged], [String(laterKind), false]);
  await station.stop();

  // A start reads it from its bytes again, as a version that knows it would.
  const again = await createStation({ ...arena.options, store: createMemoryStore(medium), chains, bearers: [] });
  assert.deepEqual(again.messages(10, null).map((one) => one.text), ["After it."]);
  const parts: Uint8Array[] = [];
  for await (const part of again.exportRecord(channel.hex, []) ?? []) parts.push(part);
  const contents = [...readExport(concat(...parts))]
    .flatMap(({ item }) => (item.item === "entry" ? item.content.map((one) => toHex(one)) : []));
  assert.ok(contents.includes(toHex(content)));
  const roots = [self, peer].map((one) => toHex(one.party));
  assert.equal(verifyExport(crypto, concat(...parts), roots).result, "clean");
  await again.stop();
});
