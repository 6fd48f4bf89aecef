import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted, makeArena } from "../dishonest.fixture.ts";
import type { Forged } from "../dishonest.fixture.ts";
import { messageStateOf } from "./message-state.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { cancellation, cancellationContent, take, takeContent } from "../../core/mechanism/message/entries.ts";
import type { Relation } from "../../core/mechanism/message/entries.ts";
import { foldMessage } from "../../core/mechanism/message/fold.ts";
import { recordView } from "../../core/record/ledger.ts";

test("a message folds from what is near it as from everything there is", async () => {
  const arena = await makeArena();
  const { channel, log } = await adopted(arena);
  const about = (kind: Relation["kind"], { leaf: object }: Forged): Forged => {
    const made = log.message({ relation: { kind, object } });
    arena.link.bring(made);
    return made;
  };
  const first = log.message();
  arena.link.bring(first);
  const [one, other] = [about("supersedes", first), about("supersedes", first)];
  const second = about("supersedes", one);
  const later = about("supersedes", second);
  const reply = about("answers", about("replies", first));
  const all = [first, one, other, second, later, reply, about("corrects", other)];
  const same = (): void => {
    for (const { leaf } of all) {
      const object = toHex(leaf);
      const whole = [...channel.objects.values()].flat();
      assert.ok(channel.charter !== null);
      const wanted = foldMessage(object, whole, recordView(channel.ledger), channel.charter, arena.state.nowMs);
      assert.deepEqual(messageStateOf(arena.state, channel, object), wanted);
    }
  };
  await arena.runner.flushed();
  same();
  const cancelled = encodeShape(cancellationContent, { desk: "watch", reason: null });
  for (const { leaf: object } of [later, second, one, other]) {
    arena.link.bring(log.say(cancellation.code, cancelled, { object }));
    arena.link.bring(log.say(take.code, encodeShape(takeContent, { desk: "watch", capacity: "" }), { object }));
    await arena.runner.flushed();
    same();
  }
  await arena.station.stop();
});
