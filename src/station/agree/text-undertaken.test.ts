// In the actual world a text is adopted by two persons of each side, each over all of it, and by no negotiator alone.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { enrol, makePair, must, until } from "../pair.fixture.ts";
import type { End } from "../pair.fixture.ts";
import { answered, makePerson } from "../person.fixture.ts";
import type { Person } from "../person.fixture.ts";
import type { Actor } from "../surface.ts";
import { toHex } from "../../core/bytes/hex.ts";

test("a fair copy is read back whole to two releasers, and adopted when both sides' have assented", async () => {
  const pair = await makePair({ world: "actual" });
  const { a, b } = pair;
  const people = new Map<End, { readonly negotiator: Actor; readonly releasers: readonly Person[] }>();
  for (const [number, end] of [a, b].entries()) {
    const { id } = await enrol(end.station, { name: "Negotiator", language: "en", roles: ["negotiator"] });
    const releasers = [
      await makePerson(end.station, ["releaser"], 10 * number + 1),
      await makePerson(end.station, ["releaser"], 10 * number + 2),
    ];
    people.set(end, { negotiator: { officer: id, via: "cli" }, releasers });
  }
  const of = (end: End): { readonly negotiator: Actor; readonly releasers: readonly Person[] } => {
    const found = people.get(end);
    ok(found !== undefined);
    return found;
  };
  const { object = null } = await must(a.station, of(a).negotiator, {
    act: "text.begin", channel: pair.channel, purpose: "agreement", title: ["Title", "Название"],
    languages: ["en", "ru"], principals: [a, b].map(({ self }) => toHex(self.party)), pen: null, amends: null,
    meeting: null,
  });
  ok(object !== null);
  const texts = ["The line stays open.", "Линия остаётся открытой."];
  const { leaf } = await must(a.station, of(a).negotiator, {
    act: "text.offer", object, package: false, note: null,
    changes: [
      { touches: [], clauses: [{ slot: null, after: null, heading: true, texts: ["The line", "Линия"] }] },
      { touches: [], clauses: [{ slot: null, after: ":0", heading: false, texts }] },
    ],
  });
  await until(() => b.station.text(object)?.slots.length === 2);
  await must(b.station, of(b).negotiator, {
    act: "text.position", object, note: null,
    stands: [{ change: `${leaf}:0`, stance: "accept" }, { change: `${leaf}:1`, stance: "accept" }],
  });
  await until(() => a.station.text(object)?.state === "clean");
  const { digest = "" } = await must(a.station, of(a).negotiator, { act: "text.fair-copy", object });
  await until(() => b.station.text(object)?.fairCopies.length === 1);

  for (const end of [a, b]) {
    const { station } = end;
    const { negotiator, releasers } = of(end);
    const act = { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 } as const;
    const begun = await must(station, negotiator, act);
    equal(begun.released, false);
    const own = (): string | undefined => station.text(object)?.fairCopies[0]?.agreement.positions
      .find(({ party }) => party === toHex(end.self.party))?.act;
    for (const { actor, key, officer } of releasers) {
      equal(own(), "none");
      const open = station.people(officer.id).undertakings.find((one) => one.object === begun.object);
      ok(open !== undefined);
      equal(open.what, "accept.agreement");
      const said = (of: string): readonly (string | null)[] => (
        open.lines.filter(({ name }) => name === of).map(({ text }) => text)
      );
      deepEqual(said("clause"), texts.map((words, index) => `2 ${["en", "ru"][index]}: ${words}`));
      deepEqual([said("heading"), said("principals")], [["1 en: The line", "1 ru: Линия"], ["A, B"]]);
      const asked = station.challenge(actor, { purpose: "undertake", undertaking: open.object });
      const assertion = asked === null ? undefined : answered(asked, key);
      await must(station, actor, {
        act: "undertaking.assent", undertaking: open.object, digest: open.digest, assertion,
      });
    }
    equal(own(), "accepted");
  }
  for (const { station } of [a, b]) await until(() => station.text(object)?.state === "adopted");
  await pair.stop();
});
