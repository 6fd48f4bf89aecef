// What others have written is no peer's lack only because its word of it is old (spec/14-narrow-line.md, Heads).

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/hex.ts";
import type { Hex } from "../names.ts";
import { Alone, channel, headOf, logOf, peerHex } from "./alone.fixture.ts";
import { logOfByte } from "./line.fixture.ts";
import { met, radio } from "./narrow.fixture.ts";
import type { NarrowWorld } from "./narrow.fixture.ts";
import { linkPatienceMs } from "./patience.ts";
import { takeHeads } from "./sync.ts";
import type { LinkState, Peer } from "./state.ts";

const third = "dd".repeat(32);

function holdsOf(one: Alone, author: Hex, number: number, size: number, routine: readonly number[] = []): void {
  one.tell({ kind: "held", channel, log: logOf(number), size, beyond: [], author, routine, peers: [peerHex] });
}

test("what a peer has written itself it holds, until it shows that it has lost it", () => {
  const one = new Alone();
  one.meet();
  holdsOf(one, peerHex, 2, 3);
  one.hear({ name: "want", ranges: [] });
  one.pass(100);
  deepEqual(one.loads, []);
  // It has been restored: what it has lost is sent, and what comes of its log by another way says nothing else.
  one.hear({ name: "heads", more: 0, heads: [headOf(2, 1)] });
  deepEqual(one.loads, ["2:1", "2:2"]);
  holdsOf(one, peerHex, 2, 4);
  equal(one.peer.shares.get(toHex(logOf(2)))?.size, 1);
});

test("what came of a third as ROUTINE goes on as ROUTINE, and anything else of it as PRIORITY", () => {
  const one = new Alone();
  one.meet();
  one.gives = false;
  holdsOf(one, third, 2, 2, [0]);
  one.hear({ name: "heads", more: 0, heads: [] });
  const levels = [...one.peer.items].map(({ seq, level }) => [seq, level]);
  deepEqual(levels.toSorted(([a = 0], [b = 0]) => a - b), [[0, 0], [1, 1]]);
});

test("of a log of which a peer holds another tree nothing more goes there, until it begins anew", () => {
  const one = new Alone();
  one.meet();
  one.gives = false;
  holdsOf(one, third, 2, 2);
  one.hear({ name: "heads", more: 0, heads: [] });
  equal(one.peer.items.size, 2);
  one.tell({ kind: "parted", peer: peerHex, log: logOf(2) });
  equal(one.peer.items.size, 0);
  one.loads.length = 0;
  one.hear({ name: "want", ranges: [{ log: logOf(2), from: 0, to: 2 }] });
  deepEqual(one.loads, []);
  one.tell({ kind: "keyed", peer: peerHex });
  deepEqual(one.loads, ["2:0", "2:1"]);
});

/** A radio line whose end A holds three entries of a log of `author`. */
function heldOver(author: (world: NarrowWorld) => Hex): { world: NarrowWorld; peer: Peer; log: Uint8Array } {
  const world = met(radio);
  const log = logOfByte(0xd1);
  const peer = world.a.line.peers.get(world.b.name);
  ok(peer !== undefined);
  const [inChannel = ""] = peer.channels;
  world.a.tell({
    kind: "held", channel: inChannel, log, size: 3, beyond: [], author: author(world), peers: [world.b.name],
  });
  return { world, peer, log };
}

function hears({ world, peer, log }: ReturnType<typeof heldOver>, size: number): void {
  const turn = { state: world.a.line, nowMs: world.a.line.clockMs, wallMs: world.nowMs, out: [] };
  takeHeads(turn, peer, [{ channel: new Uint8Array(32), log, size, singles: [] }], true);
}

test("over a narrow line heads of a peer's own log that fall short count when they are said twice", () => {
  const held = heldOver(({ b }) => b.name);
  const share = held.peer.shares.get(toHex(held.log));
  hears(held, 1);
  equal(share?.size, 3);
  hears(held, 2);
  equal(share?.size, 3);
  hears(held, 2);
  equal(share?.size, 2);
});

test("over a narrow line what a third wrote goes after patience, unless it has come another way meanwhile", () => {
  for (const came of [false, true]) {
    const held = heldOver(() => third);
    const { world, peer, log } = held;
    const patience = linkPatienceMs(world.a.line.links.get("x") as LinkState);
    hears(held, 0);
    ok((peer.relayDueMs ?? 0) >= world.a.line.clockMs + patience);
    equal(peer.items.size, 0);
    if (came) world.a.tell({ kind: "receipted", peer: world.b.name, log, size: 3, singles: [] });
    world.a.loads.length = 0;
    world.a.tell({ kind: "woke" });
    world.run(2 * patience);
    equal(world.a.loads.length > 0, !came);
  }
});
