// A joint text between two stations: from the first clause to the adoption, and what a station does not sign.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { makePair, must, negotiator, until } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { Actor } from "../surface.ts";
import type { Act, ActOf, ActResult } from "../../api/acts.ts";
import type { OfferedChange } from "../../api/text-acts.ts";
import type { TextView } from "../../api/text-views.ts";
import { toHex } from "../../core/bytes/hex.ts";

let pair: Pair;
let [anna, boris] = [] as unknown as [Actor, Actor];
before(async () => {
  pair = await makePair();
  [anna, boris] = [await negotiator(pair.a), await negotiator(pair.b)];
});
after(() => pair.stop());

const actAt = (end: End, act: Act): Promise<ActResult> => end.station.act(end === pair.a ? anna : boris, act);
const doAt = (end: End, act: Act): ReturnType<typeof must> => must(end.station, end === pair.a ? anna : boris, act);
const refusalAt = async (end: End, act: Act): Promise<string> => {
  const result = await actAt(end, act);
  return result.kind === "refused" ? result.reason : "done";
};
const idOf = ({ self }: End): string => toHex(self.party);
const both = (words: string): string[] => [words, `${words} (ru)`];
const put = (words: string, behind: string | null = null): OfferedChange => (
  { touches: [], clauses: [{ slot: null, after: behind, heading: false, texts: both(words) }] }
);
const amend = (slot: string, words: string): OfferedChange => (
  { touches: [slot], clauses: [{ slot, after: null, heading: false, texts: both(words) }] }
);

/** The view of a text at an end, once it is as wished. */
async function viewAt(end: End, object: string, wished: (text: TextView) => boolean = () => true): Promise<TextView> {
  await until(() => {
    const text = end.station.text(object);
    return text !== null && wished(text);
  });
  return end.station.text(object) as TextView;
}

async function begin(more: Partial<ActOf<"text.begin">> = {}): Promise<string> {
  const { object } = await doAt(pair.a, {
    act: "text.begin", channel: pair.channel, purpose: "communique", title: ["Communique", "Коммюнике"],
    languages: ["en", "ru"], principals: [idOf(pair.a), idOf(pair.b)], pen: null, amends: null, meeting: null, ...more,
  });
  return object ?? "";
}

const offer = (object: string, changes: OfferedChange[], more = {}): Act => (
  { act: "text.offer", object, changes, package: false, note: null, ...more }
);
const stand = (object: string, change: string, stance: "accept" | "reserve" | "refuse" | "withdraw"): Act => (
  { act: "text.position", object, stands: [{ change, stance }], note: null }
);

/** A text of one clause that both stand for. */
async function clean(): Promise<{ readonly object: string; readonly slot: string }> {
  const object = await begin();
  const { leaf } = await doAt(pair.a, offer(object, [put("One")]));
  await viewAt(pair.b, object, (text) => text.slots.length === 1);
  await doAt(pair.b, stand(object, `${leaf}:0`, "accept"));
  await viewAt(pair.a, object, (text) => text.state === "clean");
  return { object, slot: `${leaf}:0` };
}

test("offered, countered in brackets, accepted, copied and adopted, the same on both sides and for good", async () => {
  const { a, b } = pair;
  const object = await begin();
  await doAt(a, offer(object, [put("Heads of delegation met."), put("They shall meet again.", ":0")]));
  const first = await viewAt(b, object, ({ slots }) => slots.length === 2);
  deepEqual(first.slots.map(({ state }) => state), ["open", "open"]);
  deepEqual(first.waitsFor, [idOf(b)]);
  const [one, two] = first.slots.map(({ slot }) => slot) as [string, string];
  await doAt(b, stand(object, first.slots[0]?.changes[0]?.change ?? "", "accept"));
  const { leaf: counter } = await doAt(b, offer(object, [amend(two, "They [B: should] meet again.")]));
  const second = await viewAt(a, object, ({ bracketed }) => bracketed === 1);
  deepEqual(second.slots.map(({ slot, state }) => [slot, state]), [[one, "settled"], [two, "bracketed"]]);
  deepEqual(second.slots[1]?.changes.map(({ by }) => by), [idOf(b), idOf(a)]);
  await doAt(a, stand(object, `${counter}:0`, "accept"));
  await viewAt(b, object, ({ slots }) => slots[1]?.texts?.[0] === "They [B: should] meet again.");
  equal(await refusalAt(b, { act: "text.fair-copy", object }), "text-not-clean");
  const { leaf } = await doAt(b, offer(object, [amend(two, "They meet again.")]));
  await viewAt(a, object, ({ slots }) => slots[1]?.changes.some((each) => each.change === `${leaf}:0`) === true);
  await doAt(a, stand(object, `${leaf}:0`, "accept"));
  await viewAt(b, object, (text) => text.state === "clean");

  const { digest = "" } = await doAt(b, { act: "text.fair-copy", object });
  const copied = await viewAt(a, object, ({ fairCopies }) => fairCopies.length === 1);
  deepEqual(copied.fairCopies[0]?.clauses.map(({ texts }) => texts[0]), [
    "Heads of delegation met.", "They meet again.",
  ]);
  deepEqual([copied.digest, copied.fairCopies[0]?.current, copied.fairCopies[0]?.agreement.mayAccept], [
    digest, true, true,
  ]);
  equal((await doAt(a, { act: "text.fair-copy", object })).digest, digest, "it is said once");
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 };
  await doAt(a, accept);
  equal(await refusalAt(a, accept), "word-already-said");
  equal(await refusalAt(a, offer(object, [put("Late")])), "bound-to-a-copy");
  await viewAt(b, object, ({ state }) => state === "accepted-by-some");
  await doAt(b, accept);
  for (const end of [a, b]) await viewAt(end, object, ({ state }) => state === "adopted");
  // Nobody says anything more: the stations confirm it to each other (T-30).
  for (const end of [a, b]) {
    const { fairCopies: [copy] } = await viewAt(end, object, (text) => (
      text.fairCopies[0]?.agreement.verdict === "final"
    ));
    ok(copy?.agreement.adoptedAtMs);
    equal(await refusalAt(end, offer(object, [put("Late")])), "text-adopted");
  }
  const [told, theirs] = [a, b].map((end) => end.station.text(object)) as [TextView, TextView];
  deepEqual(
    [told.adoptedAtMs, told.slots.map(({ texts }) => texts)],
    [theirs.adoptedAtMs, theirs.slots.map(({ texts }) => texts)],
  );
  equal(a.station.textHistory(object, two)?.changes.length, 3);
  const { object: next } = await doAt(a, {
    act: "text.begin", channel: pair.channel, purpose: "communique", title: ["More", "Ещё"], languages: ["en", "ru"],
    principals: [idOf(a), idOf(b)], pen: null, amends: object, meeting: null,
  });
  equal(a.station.text(next ?? "")?.amends, object);
});

test("a text or an offer that does not fit is refused with a reason, and nothing is said", async () => {
  const { object, slot } = await clean();
  const [mine, theirs] = [idOf(pair.a), idOf(pair.b)];
  const p: ActOf<"text.begin"> = {
    act: "text.begin", channel: pair.channel, purpose: "other", title: ["T", "Т"], languages: ["en", "ru"],
    principals: [mine, theirs], pen: null, amends: null, meeting: null,
  };
  const o = object;
  const before = pair.a.station.texts().length;
  const refusals: readonly (readonly [Act, string])[] = [
    [{ ...p, principals: [mine, mine] }, "text-faulty"], [{ ...p, principals: [mine, "ab".repeat(32)] }, "text-faulty"],
    [{ ...p, languages: ["en", "en"] }, "text-faulty"], [{ ...p, title: ["T\nT", "Т"] }, "text-forbidden"],
    [{ ...p, amends: o }, "amends-not-adopted"], [{ ...p, meeting: "ab".repeat(32) }, "object-unknown"],
    [{ ...p, channel: "ab".repeat(32) }, "channel-unknown"],
    [offer("ab".repeat(32), [put("x")]), "text-unknown"], [offer(o, [put("a\u202eb")]), "text-forbidden"],
    [offer(o, [put("x", `${"ab".repeat(32)}:0`)]), "slot-unknown"], [offer(o, [put("x", ":0")]), "slot-unknown"],
    [offer(o, [amend(slot, "x"), amend(slot, "y")]), "touched-twice"],
    [offer(o, [{ touches: [], clauses: [] }]), "not-a-change"],
    [offer(o, [{ touches: [], clauses: [{ slot: null, after: null, heading: false, texts: ["a", "b", "c"] }] }]),
      "languages"],
    [offer(o, [put("ы".repeat(8_001))]), "too-long"],
    [offer(o, Array.from({ length: 5 }, () => put("ы".repeat(4_000)))), "too-long"],
    [stand(o, `${"ab".repeat(32)}:0`, "accept"), "change-unknown"], [stand(o, `${slot}9`, "accept"), "change-unknown"],
    [{ act: "agree.accept", object: o, digest: "ab".repeat(32), untilMs: Date.now() + 1_000 }, "digest-unknown"],
    [{ act: "agree.decline", object: "ab".repeat(32), digest: "ab".repeat(32), reason: "" }, "object-unknown"],
  ];
  for (const [act, reason] of refusals) equal(await refusalAt(pair.a, act), reason, JSON.stringify(act).slice(0, 90));
  equal(pair.a.station.texts().length, before);
});

test("a copy is declined with a reason, and the text goes on to be negotiated", async () => {
  const { object, slot } = await clean();
  const { digest = "" } = await doAt(pair.a, { act: "text.fair-copy", object });
  await viewAt(pair.b, object, ({ fairCopies }) => fairCopies.length === 1);
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() - 1 };
  equal(await refusalAt(pair.b, accept), "until-passed");
  await doAt(pair.b, { act: "agree.decline", object, digest, reason: "Not yet." });
  await viewAt(pair.a, object, ({ state }) => state === "declined");
  const { leaf } = await doAt(pair.a, offer(object, [amend(slot, "One, amended")]));
  await viewAt(pair.b, object, ({ state }) => state === "negotiating");
  await doAt(pair.b, stand(object, `${leaf}:0`, "accept"));
  const second = await viewAt(pair.a, object, ({ state }) => state === "clean");
  deepEqual(second.waitsFor.toSorted(), [idOf(pair.a), idOf(pair.b)].toSorted());
  const { digest: other = "" } = await doAt(pair.a, { act: "text.fair-copy", object });
  ok(other !== digest);
});

test("what was agreed long ago is in the way of no confirmation, nor is what was never accepted", async () => {
  const { object } = await clean();
  const { digest = "" } = await doAt(pair.a, { act: "text.fair-copy", object });
  await viewAt(pair.b, object, ({ fairCopies }) => fairCopies.length === 1);
  const channels = [pair.a, pair.b].map((end) => end.runner.state.channels.get(pair.channel));
  for (const channel of channels) {
    channel?.agreeing.clear();
    for (let old = 0; old < 64; old++) channel?.agreeing.set(`${old}`, { heard: false, confirmed: 1 });
  }
  await doAt(pair.a, { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 });
  await viewAt(pair.b, object, ({ state }) => state === "accepted-by-some");
  const key = `${object} ${digest}`;
  equal(channels[1]?.agreeing.has(key), false, "B has accepted nothing yet");
  await doAt(pair.b, { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 });
  for (const end of [pair.a, pair.b]) {
    await viewAt(end, object, (text) => text.fairCopies[0]?.agreement.verdict === "final");
  }
  for (const channel of channels) ok((channel?.agreeing.size ?? 0) <= 64);
});

test("with the pen at one side the other one offers nothing", async () => {
  const object = await begin({ pen: idOf(pair.a) });
  await viewAt(pair.b, object);
  equal(await refusalAt(pair.b, offer(object, [put("x")])), "not-the-pen");
  const { leaf } = await doAt(pair.a, offer(object, [put("One")], { package: true, note: "As we said." }));
  const shown = await viewAt(pair.b, object, ({ slots }) => slots.length === 1);
  deepEqual(shown.slots[0]?.changes[0]?.note?.text, "As we said.");
  await doAt(pair.b, stand(object, `${leaf}:0`, "reserve"));
  const reserved = await viewAt(pair.a, object, (text) => text.reserved === 1);
  deepEqual(reserved.slots[0]?.positions.map(({ stance }) => stance).toSorted(), ["accept", "reserve"]);
});
