// The watch: taken, handed over in three steps, and never alone in silence while something waits.

import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";

import { createSystemClock } from "../../clock/system/clock.ts";
import type { Act, ActResult } from "../../api/acts.ts";
import type { Clock } from "../../ports/clock.ts";
import { enrol, linkToken, makePair, must, until, words } from "../pair.fixture.ts";
import type { Pair } from "../pair.fixture.ts";
import type { Actor } from "../surface.ts";
import { presenceMs, unattendedAfterMs } from "./watch.ts";

/** The machine's clock, set forward by a test. */
function movedClock(): Clock & { forward(byMs: number): void } {
  const clock = createSystemClock();
  let aheadMs = 0;
  return {
    ...clock, nowMs: () => clock.nowMs() + aheadMs, monotonicMs: () => clock.monotonicMs() + aheadMs,
    wakeAt: (atMs, work) => clock.wakeAt(atMs - aheadMs, work), forward: (byMs) => void (aheadMs += byMs),
  };
}

async function person(pair: Pair, name: string): Promise<Actor> {
  const { station } = pair.a;
  const officer = await enrol(station, { name, language: "en", roles: ["watch", "releaser"] });
  const signedIn = await station.redeemLink(await linkToken(station, officer.id));
  ok(signedIn !== null);
  station.attend(signedIn.session, false);
  return { officer: officer.id, via: "console", session: signedIn.session, means: "link" };
}

const reasonOf = (result: ActResult): string => (result.kind === "refused" ? result.reason : "done");

async function arrive(pair: Pair, text = "Text"): Promise<string> {
  const { a, b } = pair;
  const sent = await must(b.station, b.officer, {
    act: "message.send", seen: b.station.state().newestIncoming, content: words(pair, a, { text }),
  });
  await until(() => a.station.thread(sent.object ?? "") !== null);
  return sent.object ?? "";
}

test("the watch is handed over in three steps, the last at a desk that sounds", async () => {
  const pair = await makePair();
  const { station } = pair.a;
  const [anna, boris] = [await person(pair, "Anna"), await person(pair, "Boris")];
  const act = async (actor: Actor, asked: Act): Promise<string> => reasonOf(await station.act(actor, asked));
  const object = await arrive(pair);
  const draft = await must(station, anna, { act: "draft.save", draft: null, content: words(pair, pair.b) });
  equal(station.state().watch.holder, null);
  equal(await act(anna, { act: "watch.take" }), "done");
  equal(await act(boris, { act: "watch.take" }), "watch-held", "who is there hands it over");
  equal(await act(boris, { act: "message.take", object, desk: "watch" }), "watch-held", "one voice");
  equal(await act(boris, { act: "watch.prepare", remarks: "" }), "watch-not-yours");
  await must(station, anna, { act: "watch.prepare", remarks: "Quiet." });
  const handover = station.state().watch.handover ?? "";
  const view = station.handover(boris.officer);
  deepEqual(view?.items.map((item) => [item.object, item.kind]), [[object, "message"], [draft.object, "draft"]]);
  equal(view?.remarks, "Quiet.");
  const accept: Act = { act: "watch.accept", handover };
  equal(await act(boris, accept), "handover-items");
  const items = [object, draft.object ?? ""];
  for (const item of items) await must(station, anna, { act: "watch.seen", handover, items: [item] });
  equal(station.handover(boris.officer)?.left, 2, "both go through it");
  await must(station, boris, { act: "watch.seen", handover, items });
  equal(await act(boris, accept), "sound-not-heard");
  await must(station, boris, { act: "sound.note", heard: true });
  equal(await act(anna, accept), "watch-yours", "nobody hands it over to themselves");
  equal(await act(boris, accept), "done");
  deepEqual(station.state().watch.holder, { id: boris.officer, name: "Boris" });
  equal(station.state().watch.sound, true);
  equal(await act(boris, accept), "handover-unknown", "it is over");
  equal(await act(boris, { act: "message.take", object, desk: "watch" }), "done");
  const { entries } = await station.house(0, 500);
  for (const kind of ["watch", "handover", "handover-seen", "sound", "assent"]) {
    ok(entries.some((line) => line.kind === kind), kind);
  }
  await pair.stop();
});

test("what comes in after a handover was prepared does not hold it up", async () => {
  const pair = await makePair();
  const { station } = pair.a;
  const [anna, boris] = [await person(pair, "Anna"), await person(pair, "Boris")];
  await must(station, anna, { act: "watch.take" });
  await must(station, anna, { act: "watch.prepare", remarks: "" });
  const handover = station.state().watch.handover ?? "";
  await arrive(pair);
  await must(station, boris, { act: "sound.note", heard: true });
  await must(station, boris, { act: "watch.accept", handover });
  equal(station.state().watch.holder?.name, "Boris");
  await pair.stop();
});

test("a desk that is alone while something waits is an alarm, on the record, until somebody is there", async () => {
  const clock = movedClock();
  const pair = await makePair({ clock });
  const { station } = pair.a;
  const anna = await person(pair, "Anna");
  await must(station, anna, { act: "watch.take" });
  const alarm = (): string | undefined =>
    station.state().alerts.find((one) => one.sentence.startsWith("alert.unattended"))?.sentence;
  clock.forward(presenceMs + 1);
  equal(station.state().watch.alone, "console-closed");
  equal(alarm(), undefined, "nothing waits");
  const object = await arrive(pair);
  clock.forward(unattendedAfterMs + 1);
  await until(() => alarm() === "alert.unattended-console-closed");
  station.attend(anna.session ?? "", true);
  equal(station.state().watch.alone, "idle");
  await until(() => alarm() === "alert.unattended-idle");
  station.attend(anna.session ?? "", false);
  await until(() => alarm() === undefined);
  await must(station, anna, { act: "message.take", object, desk: "watch" });
  clock.forward(presenceMs + 1);
  const boris = await person(pair, "Boris");
  equal(reasonOf(await station.act(boris, { act: "watch.take" })), "done", "who is not there cannot hand it over");
  const said = (await station.house(0, 500)).entries.filter((line) => line.kind === "watch").length;
  equal(said, 4, "taken, alone, not alone, taken");
  await pair.stop();
});
