// A station that begins from the root alone, in the place of one that is lost: what it may not agree to before all that
// the lost one had said is here.

import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";

import { agreeGate } from "./agree/agree-gate.ts";
import { makePair, makeSeeds, makeSelf, must, openEnd, planOf, until, words } from "./pair.fixture.ts";
import type { End } from "./pair.fixture.ts";
import { lacksBefore } from "./peer/seat.ts";
import type { Channel, Self } from "./state.ts";
import { createLoopback } from "../bearer/loopback/bearer.ts";
import { toHex } from "../core/bytes/hex.ts";
import { rosterDigest, signRoster } from "../core/keys/roster.ts";
import { createMemoryChainFile, createMemoryStore } from "../store/memory/store.ts";

/** Another station of the same party, with a key of its own, that the root names alone. */
function anew({ self }: End, seeds: ReturnType<typeof makeSeeds>): Self {
  const other = makeSelf("A", planOf("A"), seeds);
  const { crypto, roster: { roster } } = self;
  const [station] = other.roster.roster.stations;
  const signed = signRoster(crypto, seeds, {
    ...roster, seq: roster.seq + 1, stations: station === undefined ? [] : [station], seat: other.station,
  });
  return { ...other, party: self.party, roster: signed, rosterDigest: rosterDigest(crypto, signed.bytes) };
}

test("it asks like one that was restored, and agrees only when all that anybody acknowledged is here", async (t) => {
  const [seeds, after] = [makeSeeds(), makeSeeds()];
  const pair = await makePair({ selves: [makeSelf("A", planOf("A"), seeds, after), makeSelf("B")] });
  const { a, b, channel: id } = pair;
  await must(a.station, a.officer, { act: "message.send", content: words(pair, b), seen: 0 });
  await until(() => a.station.messages(1, null)[0]?.to[0]?.receipt != null);
  const self = anew(a, seeds);
  const bearer = createLoopback().a(toHex(b.self.station));
  const options = { rosters: [a.self.roster, self.roster] };
  const fresh = await openEnd(
    self, createMemoryStore(), createMemoryChainFile(), bearer, null, undefined, options,
  );
  t.after(() => Promise.all([pair.stop(), fresh.station.stop()]));
  equal(fresh.runner.state.memory.fresh, false, "its store is empty, and it asks all the same");
  const held = b.runner.state.channels.get(id);
  if (held === undefined) throw new Error("no channel");
  const lost = toHex(a.self.station);
  const without = (isOut: (hex: string, station: string) => boolean): Channel => ({
    ...held, ledger: {
      ...held.ledger,
      logs: new Map([...held.ledger.logs].filter(([hex, log]) => !isOut(hex, toHex(log.station)))),
    },
  });
  deepEqual(lacksBefore(fresh.runner.state, held), [], "all of it is here");
  deepEqual(lacksBefore(fresh.runner.state, without((_, station) => station === lost)), [lost]);
  const short = without(() => false);
  for (const [hex, log] of short.ledger.logs) {
    if (toHex(log.station) === lost) short.ledger.logs.set(hex, { ...log, size: log.size - 1 });
  }
  deepEqual(lacksBefore(fresh.runner.state, short), [lost], "one entry is missing");
  const closed = agreeGate(fresh.runner.state, short, []);
  equal(closed?.kind === "refused" ? closed.reason : null, "memory-unconfirmed");
  // A party whose first station this is has nobody to wait for.
  equal(b.runner.state.memory.fresh, true);
  deepEqual(lacksBefore(b.runner.state, short), []);
});
