// P8, whatever is tried: nothing that needs two persons is released without two distinct passkeys over exactly it.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";

import fc from "fast-check";

import type { ActResult } from "../../api/acts.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import type { DraftContent } from "../../core/mechanism/house/entries.ts";
import { draft as draftKind } from "../../core/mechanism/house/entries.ts";
import { message, messageContent } from "../../core/mechanism/message/entries.ts";
import type { MessageContent } from "../../core/mechanism/message/entries.ts";
import { assent } from "../../core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../core/mechanism/officer/entries.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { makePair, planOf, words } from "../pair.fixture.ts";
import type { Pair } from "../pair.fixture.ts";
import { answered, makePerson } from "../person.fixture.ts";
import type { Person } from "../person.fixture.ts";

let pair: Pair;
const people: Person[] = [];

before(async () => {
  pair = await makePair({ world: "actual", parties: [{ ...planOf("A"), policy: [2, 2, 2, 2] }, planOf("B")] });
  for (let byte = 1; byte <= 3; byte++) people.push(await makePerson(pair.a.station, ["watch", "releaser"], byte));
});
after(() => pair.stop());

/** What may be tried: an edit; an honest approval; one with another's key or challenge, or signed for another draft. */
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ try: fc.constant("edit" as const), by: fc.nat(2) }) },
  {
    weight: 4, arbitrary: fc.nat(2).map((by) => (
      { try: "approve", by, key: by, asks: by, old: false, regardless: false, signs: true } as const
    )),
  },
  {
    weight: 3, arbitrary: fc.record({
      try: fc.constant("approve" as const), by: fc.nat(2), key: fc.nat(2), asks: fc.nat(2), old: fc.boolean(),
      regardless: fc.boolean(), signs: fc.boolean(),
    }),
  },
);
let drafts = 0;

test("no order of edits and approvals, honest or forged, releases past two persons", async () => {
  const { station } = pair.a;
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
    const save = (by: number, draft: string | null, text: string): Promise<ActResult> => station.act(
      (people[by] as (typeof people)[number]).actor,
      { act: "draft.save", draft, content: words(pair, pair.b, { text: `${text} of ${drafts}` }) },
    );
    drafts += 1;
    let saved = await save(0, null, "0");
    let former = saved;
    for (const [index, one] of steps.entries()) {
      if (saved.kind !== "done") break;
      if (one.try === "edit") {
        const next = await save(one.by, saved.object, String(index + 1));
        if (next.kind === "done") [former, saved] = [saved, next];
        continue;
      }
      const [by, key, asks] = [one.by, one.key, one.asks].map((at) => people[at] as (typeof people)[number]) as
        [typeof people[number], typeof people[number], typeof people[number]];
      const about = one.old ? former : saved;
      const draft = about.kind === "done" ? about.object ?? "" : "";
      const { regardless } = one;
      const asked = station.challenge(asks.actor, { purpose: "release", draft, regardless });
      const assertion = answered(asked, key.key);
      await station.act(by.actor, {
        act: "draft.approve", draft: saved.object ?? "", digest: saved.digest ?? "", regardless,
        seen: station.state().newestIncoming, ...(one.signs ? { assertion } : {}),
      });
    }
    checkReleased();
  }), { numRuns: 40, seed: 8 });
  ok(released().length > 0, "some of it was honest enough to be released");
  equal((await station.verify()).result, "clean", "and every assent checks again from the house record");
});

function released(): readonly MessageContent[] {
  const channel = pair.a.runner.state.channels.get(pair.channel);
  const own = toHex(pair.a.self.party);
  return [...(channel?.objects.values() ?? [])].flatMap(([first]) =>
    (first?.body.kind === message.code && toHex(first.party) === own ? [first.content as MessageContent] : []));
}

/** Every message of ours has a draft of the same bytes with assents of two who did not write it, by two passkeys. */
function checkReleased(): void {
  const house = [...pair.a.runner.state.house.objects.values()];
  const written = house.filter(([first]) => first?.body.kind === draftKind.code);
  for (const one of released()) {
    const said = toHex(encodeShape(messageContent, one));
    const proven = written.filter(([first]) => said === textOf(first)).map((entries) => {
      const author = draftOf(entries[0])?.officer;
      const given = entries.filter((one) => one.body.kind === assent.code).map((one) => one.content as AssentContent);
      const counted = given.filter((one) => one.officer !== author && one.assertion !== null);
      const keys = counted.map((one) => toHex(one.assertion?.credential ?? new Uint8Array(0)));
      return [new Set(counted.map((one) => one.officer)).size, new Set(keys).size];
    });
    ok(proven.some(([officers = 0, keys = 0]) => officers >= 2 && keys >= 2), said);
  }
  deepEqual(pair.a.station.evidence(), []);
}

function draftOf(entry: HeldEntry | undefined): DraftContent | null {
  return entry?.body.kind === draftKind.code ? (entry.content as DraftContent) : null;
}

function textOf(entry: HeldEntry | undefined): string | null {
  const draft = draftOf(entry);
  return draft === null ? null : toHex(encodeShape(messageContent, draft.content));
}
