// A text on paper at two stations: both compile the same bytes, say so, accept, and publish with a proof for outsiders.

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { enrol, hand, makePair, must, negotiator, until } from "../pair.fixture.ts";
import type { End, Pair } from "../pair.fixture.ts";
import type { Actor } from "../surface.ts";
import type { Act } from "../../api/acts.ts";
import type { TextView } from "../../api/text-views.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { encodeShape } from "../../core/bytes/shape.ts";
import { decodePublication } from "../../core/document/publication.ts";
import { compiled, compiledContent } from "../../core/mechanism/document/entries.ts";
import { kindOf } from "../../core/mechanism/registry.ts";
import { decodeBody } from "../../core/record/entry.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { createTypstTypesetter, edition } from "../../typesetter/typst/typesetter.ts";
import { verifyPublication } from "../../verify/publication.ts";
import { append } from "../append.ts";
import { paperHere } from "./document.ts";

const crypto = createNodeCrypto();
let pair: Pair;
/** How often anything was compiled. */
let compilations = 0;
let [anna, boris] = [] as unknown as [Actor, Actor];
before(async () => {
  const typst = createTypstTypesetter();
  const copies: typeof typst.copies = (document) => {
    compilations += 1;
    return typst.copies(document);
  };
  pair = await makePair({ options: { typesetter: { ...typst, copies } } });
  [anna, boris] = [await negotiator(pair.a), await negotiator(pair.b)];
});
after(() => pair.stop());

const idOf = ({ self }: End): string => toHex(self.party);
const actorAt = (end: End): Actor => (end === pair.a ? anna : boris);
const doAt = (end: End, act: Act): ReturnType<typeof must> => must(end.station, actorAt(end), act);
async function refusalAt(end: End, act: Act): Promise<string> {
  const result = await end.station.act(actorAt(end), act);
  return result.kind === "refused" ? result.reason : "done";
}

async function viewAt(end: End, object: string, wished: (text: TextView) => boolean): Promise<TextView> {
  await until(() => {
    const text = end.station.text(object);
    return text !== null && wished(text);
  });
  return end.station.text(object) as TextView;
}
const documentAt = (end: End, object: string): TextView["fairCopies"][number]["document"] | undefined => (
  end.station.text(object)?.fairCopies[0]?.document
);

async function beginAt(end: End, title: string, meeting: string | null): Promise<string> {
  const { object } = await doAt(end, {
    act: "text.begin", channel: pair.channel, purpose: "communique", title: [title, "Коммюнике"],
    languages: ["en", "ru"], principals: [idOf(pair.a), idOf(pair.b)], pen: null, amends: null, meeting,
  });
  return object ?? "";
}

/** A fair copy of one clause that both stations hold. */
async function copied(
  words: string, meeting: string | null = null,
): Promise<{ readonly object: string; readonly digest: string }> {
  const { a, b } = pair;
  const object = await beginAt(a, "Communique", meeting);
  const clauses = [{ slot: null, after: null, heading: false, texts: [words, `${words} (ru)`] }];
  const { leaf } = await doAt(a, {
    act: "text.offer", object, changes: [{ touches: [], clauses }], package: false, note: null,
  });
  await viewAt(b, object, ({ slots }) => slots.length === 1);
  await doAt(b, { act: "text.position", object, stands: [{ change: `${leaf}:0`, stance: "accept" }], note: null });
  await viewAt(a, object, ({ state }) => state === "clean");
  const { digest = "" } = await doAt(a, { act: "text.fair-copy", object });
  await viewAt(b, object, ({ fairCopies }) => fairCopies.length === 1);
  return { object, digest };
}

async function adopt(object: string, digest: string): Promise<void> {
  const { a, b } = pair;
  const accept: Act = { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 };
  await doAt(a, accept);
  await viewAt(b, object, ({ state }) => state === "accepted-by-some");
  await doAt(b, accept);
  for (const end of [a, b]) await viewAt(end, object, ({ state }) => state === "adopted");
  const isFinal = ({ station }: End): boolean => (
    station.text(object)?.fairCopies[0]?.agreement.verdict === "final"
  );
  await until(() => [a, b].every(isFinal));
}

test("both stations compile the same copies, each by itself, and both see both before anybody accepts", async () => {
  const { a, b } = pair;
  const { object, digest } = await copied("They shall meet.");
  const mine = await doAt(a, { act: "text.compile", object, digest });
  equal(mine.copies, "waiting");
  await viewAt(b, object, () => documentAt(b, object)?.compiled.length === 2);
  equal((await doAt(b, { act: "text.compile", object, digest })).copies, "same");
  await viewAt(a, object, () => documentAt(a, object)?.copies === "same");
  const [told, theirs] = [documentAt(a, object), documentAt(b, object)];
  deepEqual(told?.compiled.map(({ party, copyOf }) => [party, copyOf]), [
    [idOf(a), idOf(a)], [idOf(a), idOf(b)], [idOf(b), idOf(a)], [idOf(b), idOf(b)],
  ]);
  deepEqual(told?.compiled.map(({ sha256 }) => sha256), theirs?.compiled.map(({ sha256 }) => sha256));
  const pdf = await b.station.copies(object, digest);
  ok(pdf?.kind === "set");
  const hashes = pdf.copies.map((one) => toHex(crypto.sha256(one)));
  deepEqual(hashes, told?.compiled.slice(0, 2).map(({ sha256 }) => sha256));
  // The same is not said twice.
  const before = (await a.station.record(pair.channel, 0, 1))?.total;
  await doAt(a, { act: "text.compile", object, digest });
  equal((await a.station.record(pair.channel, 0, 1))?.total, before);
});

test("a text of a meeting has its venue on paper, the same at both, whoever has accepted it", async () => {
  const { a, b } = pair;
  const { object: meeting = null } = await doAt(a, {
    act: "meeting.convene", channel: pair.channel, title: ["Plenary", "Пленарное заседание"], level: "experts",
    venue: "Hall 2\nTime: never", host: null, languages: ["en", "ru"], principals: [idOf(a), idOf(b)], beginsMs: 1,
    endsMs: 2, agenda: [], follows: null, replaces: null,
  });
  const { object, digest } = await copied("They shall sit.", meeting);
  const [mine, theirs] = [a, b].map(({ runner }) => paperHere(runner.state, object, digest));
  deepEqual(mine?.paper.place, ["Hall 2 Time: never", "Hall 2 Time: never"]);
  deepEqual(mine.document, theirs?.document);
});

test("a station that says other copies of the same paper is seen to, and nothing is published over it", async () => {
  const { a, b } = pair;
  const { object, digest } = await copied("They shall not meet.");
  await doAt(a, { act: "text.compile", object, digest });
  await adopt(object, digest);
  // B is dishonest, or its machine is broken: it says copies that nobody else makes.
  const channel = b.runner.state.channels.get(pair.channel);
  const own = documentAt(a, object)?.compiled[0];
  ok(channel !== undefined && own !== undefined);
  append(b.runner.state, channel, {
    kind: compiled, precedence: "PRIORITY", object: Uint8Array.fromHex(object), officer: null, act: "text.compile",
    content: encodeShape(compiledContent, {
      digest: Uint8Array.fromHex(digest), document: Uint8Array.fromHex(own.document), edition,
      copies: [new Uint8Array(32), new Uint8Array(32)],
    }),
  });
  b.runner.feed({ kind: "flush" });
  await viewAt(a, object, () => documentAt(a, object)?.copies === "different");
  equal(await refusalAt(a, { act: "text.publish", object, digest }), "copies-differ");
});

test("an adopted text is published by both, and its proof holds their own words and nothing else", async () => {
  const { a, b } = pair;
  const { object, digest } = await copied("They shall answer.");
  equal(await a.station.publication(object, digest), null, "nobody has signed anything of it");
  equal(await refusalAt(a, { act: "text.publish", object, digest }), "adoption-not-final");
  equal(await refusalAt(a, { act: "text.publish", object, digest: "00".repeat(32) }), "digest-unknown");
  await adopt(object, digest);
  for (const end of [a, b]) await doAt(end, { act: "text.publish", object, digest });
  for (const end of [a, b]) await viewAt(end, object, () => documentAt(end, object)?.published.length === 2);
  const [file, theirs] = [await a.station.publication(object, digest), await b.station.publication(object, digest)];
  ok(file !== null && theirs !== null);
  const trusted = [idOf(a), idOf(b)];
  const report = verifyPublication(crypto, file, trusted, null);
  deepEqual(report.findings, []);
  deepEqual([report.digest, report.titles], [digest, ["Communique", "Коммюнике"]]);
  equal(verifyPublication(crypto, theirs, trusted, null).result, "clean");
  // Four entries about this text, two of each party; of all else that was said there is nothing.
  const { proof } = decodePublication(file);
  deepEqual(proof.acts.map(({ payload }) => {
    const { kind, object: about } = decodeBody(payload);
    return [kindOf(kind)?.name, toHex(about) === object];
  }).sort(), [["acceptance", true], ["acceptance", true], ["publication", true], ["publication", true]]);
  equal(proof.rosters.length, 2);
  const text = new TextDecoder("latin1").decode(file);
  const others = ["They shall meet.", "They shall not meet.", "Another 0", "Negotiator"];
  for (const other of others) ok(!text.includes(other), other);
});

test("a publication waits for persons where the house asks for them, and is compiled before it is said", async () => {
  const { a } = pair;
  const { object, digest } = await copied("They shall publish.");
  await adopt(object, digest);
  await must(a.station, hand, { act: "officer.policy", name: "alone", allow: false });
  const waiting = await doAt(a, { act: "text.publish", object, digest });
  ok(!waiting.released && waiting.digest !== undefined);
  equal(documentAt(a, object)?.published.length, 0);
  const { id } = await enrol(a.station, { name: "Releaser", language: "en", roles: ["releaser"] });
  const [open] = a.station.people(id).undertakings;
  const lines = new Set(open?.lines.map(({ name }) => name));
  deepEqual([open?.what, ["title", "digest", "adopted", "paper", "edition", "file"].filter((one) => !lines.has(one))], [
    "text.publish", [],
  ]);
  // As after a start: what it had compiled is not remembered.
  a.runner.now().compiledHere.clear();
  await must(a.station, hand, { act: "officer.policy", name: "alone", allow: true });
  const assented = await must(a.station, { officer: id, via: "cli" }, {
    act: "undertaking.assent", undertaking: open?.object ?? "", digest: open?.digest ?? "",
  });
  ok(assented.released);
  equal(documentAt(a, object)?.published.length, 1);
  const before = compilations;
  const again = await doAt(a, { act: "text.publish", object, digest });
  ok(again.released, "what was said is not said again");
  equal(compilations, before, "nor compiled again");
  equal(a.station.people(id).undertakings.length, 0);
});

test("no text is begun in a language that no font here has", async () => {
  const begin = (...languages: readonly string[]): Act => ({
    act: "text.begin", channel: pair.channel, purpose: "other", title: languages.map(() => "Title"),
    languages: [...languages], principals: [idOf(pair.a), idOf(pair.b)], pen: null, amends: null, meeting: null,
  });
  const before = pair.a.station.texts().length;
  const result = await pair.a.station.act(anna, begin("en", "ka", "xx"));
  deepEqual(result, { kind: "refused", reason: "language-not-set", detail: "ka, xx" });
  equal(pair.a.station.texts().length, before);
  equal(await refusalAt(pair.a, begin("he", "th", "xx-Latn")), "done");
});

test("what may not be compiled is refused: another digest, and a station without a typesetter", async () => {
  const bare = await makePair();
  const act: Act = { act: "text.compile", object: "11".repeat(32), digest: "22".repeat(32) };
  const result = await bare.a.station.act(bare.a.officer, act);
  equal(result.kind === "refused" && result.reason, "digest-unknown");
  equal(await bare.a.station.copies("11".repeat(32), "22".repeat(32)), null);
  await bare.stop();
});
