// What a peer remembers of our logs, asked and answered over a narrow link.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { met, NarrowWorld, said, satellite } from "./narrow.fixture.ts";
import type { HeldLog } from "./state.ts";
import { encodeRecollection } from "../record/recollection.ts";

test("what a peer remembers of us is asked after patience, in few bytes and then as it is (N-73, N-74)", () => {
  const world = new NarrowWorld();
  const station = new Uint8Array(16).fill(1);
  const asked = { station, nonce: new Uint8Array(16).fill(2), own: true };
  world.a.tell({ kind: "recall", peer: world.b.name, asked, soon: true });
  world.join("x", satellite);
  const asks = (how: RegExp): number => said(world).filter((one) => one.startsWith("a") && how.test(one)).length;
  world.run(2_000);
  equal(asks(/recall|wide/u), 0);
  world.run(4_000);
  deepEqual([asks(/recall/u), asks(/wide/u)], [1, 0]);
  world.run(5_000);
  deepEqual([asks(/recall/u), asks(/wide/u)], [1, 1]);
});

test("an answer in few bytes names logs by their tags, and goes as it is where one has none (N-74)", () => {
  const world = met(satellite);
  const { channelBytes: channel, id: log } = [...world.b.line.logs.values()][0] as HeldLog;
  const head = { channel, log, size: 1, root: new Uint8Array(32).fill(7) };
  const [party, nonce] = [new Uint8Array(32), new Uint8Array(16)];
  const answer = (heads: readonly (typeof head)[]): string => {
    world.a.tell({ kind: "recall", peer: world.b.name, asked: { station: nonce, nonce, own: true }, soon: true });
    world.run(2_000);
    world.gone.length = 0;
    const statement = encodeRecollection({
      party, station: nonce, roster: party, askerParty: party, askerStation: nonce, nonce, heads,
    });
    const signed = { statement, signature: new Uint8Array(64) };
    world.b.tell({ kind: "recalled", peer: world.a.name, answer: signed });
    world.run(5_000);
    return said(world).find((one) => one.startsWith("b")) ?? "";
  };
  equal(answer([head]), "b whole recalled");
  ok(answer([head, { ...head, log: new Uint8Array(16).fill(9) }]).startsWith("b piece 1"));
});
