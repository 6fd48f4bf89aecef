import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { adopt, confirm, epochStock, hold, makeSelf, must, openEnd, until } from "../pair.fixture.ts";
import type { End } from "../pair.fixture.ts";
import type { Self } from "../state.ts";
import { createLoopback } from "../../bearer/loopback/bearer.ts";
import type { Loopback } from "../../bearer/loopback/bearer.ts";
import { toHex } from "../../core/bytes/hex.ts";
import type { Bearer, Link, LinkTerms } from "../../ports/bearer.ts";
import type { Store } from "../../ports/store.ts";
import { createMemoryChainFile, createMemoryMedium, createMemoryStore } from "../../store/memory/store.ts";
import { readNarrowContent } from "../../core/line/narrow-control.ts";
import { readNarrowFragment } from "../../core/line/narrow-fragment.ts";
import { narrowBootType } from "../../core/narrow/packed-boot.ts";

/** Narrow by its rate, in one fragment what is said here. */
const terms: LinkTerms = {
  rateBps: 64_000, mtuBytes: 1_000, lossShare: 0, delayMs: 0, turnaroundMs: null, returnPath: true, costly: 1,
};

/** Texts of 280 characters that nothing was tuned on. */
const russian = "Ледокол освободил из льда оба сухогруза, экипажи целы, но у второго пробоина ниже ватерлинии и "
  + "работают все насосы. До ближайшего нашего порта двое суток хода, до вашего шесть часов. Капитан "
  + "просит разрешить заход сегодня ночью; лоцман и таможня смогут подняться на борт на рейде.";
const english = "The icebreaker has freed both freighters and nobody is hurt, but the second is holed below the "
  + "waterline and all its pumps are running. Our nearest port is two days' sail, yours six hours. Her "
  + "master asks to enter tonight; pilot and customs may board her while still in the roads.";

/** What a message of 280 characters, and a receipt, may take with their fragments, and perhaps a word of the line's. */
const messageBytesMax = 300;
const receiptBytesMax = 130;

/** A bearer whose links are declared narrow, and all that is handed to them. */
function radio(bearer: Bearer, sent: Uint8Array[]): Bearer {
  const links = new Map<string, Link>();
  const declared = (link: Link): Link => {
    const known = links.get(link.id);
    if (known !== undefined) return known;
    const one: Link = {
      ...link, id: `radio ${link.id}`, bearer: "radio", terms, close: () => link.close(),
      send: (fragment) => {
        sent.push(fragment.slice());
        return link.send(fragment);
      },
    };
    links.set(link.id, one);
    return one;
  };
  return {
    name: "radio", stop: () => bearer.stop(),
    start: (events) => bearer.start({
      up: (link) => events.up(declared(link)), down: (link, reason) => events.down(declared(link), reason),
      fragment: (link, bytes) => events.fragment(declared(link), bytes),
      drained: (link) => events.drained(declared(link)),
    }),
  };
}

/** Two that have adopted a charter over both ways, and all that each has handed to its radio. */
interface Joined {
  readonly a: End;
  readonly b: End;
  readonly wide: Loopback;
  readonly narrow: Loopback;
  readonly channel: string;
  readonly byA: Uint8Array[];
  readonly byB: Uint8Array[];
}

async function joined(stores = [createMemoryStore(), createMemoryStore()] as const): Promise<Joined> {
  const [one, two] = [makeSelf("A"), makeSelf("B")];
  const [wide, narrow] = [createLoopback("wide"), createLoopback("radio")];
  const [byA, byB]: [Uint8Array[], Uint8Array[]] = [[], []];
  const open = (self: Self, store: Store, bearers: readonly [Bearer, Bearer]): Promise<End> => (
    openEnd(self, store, createMemoryChainFile(), bearers[0], null, undefined, { bearers, epochStock })
  );
  const a = await open(one, stores[0], [wide.a(toHex(two.station)), radio(narrow.a(toHex(two.station)), byA)]);
  const b = await open(two, stores[1], [wide.b(toHex(one.station)), radio(narrow.b(toHex(one.station)), byB)]);
  for (const [end, other] of [[a, two], [b, one]] as const) {
    await hold(end, other);
    await confirm(end, other);
  }
  return { a, b, wide, narrow, channel: await adopt(a, b), byA, byB };
}

/** From now on there is the radio alone, and each has heard the other's receipts over it. */
async function radioAlone({ a, b, wide, channel }: Joined): Promise<void> {
  await say(a, b, channel, "en", "Ready.");
  wide.cut();
  await until(() => a.station.line()[0]?.bearers.find(({ name }) => name === "wide")?.state === "cut");
  await say(a, b, channel, "en", "Over the radio.");
}

/** Waits until half a second passes in which nothing is said. */
async function idle({ byA, byB }: Joined): Promise<void> {
  for (let before = -1; before !== byA.length + byB.length;) {
    before = byA.length + byB.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function say(from: End, to: End, channel: string, language: string, text: string): Promise<string> {
  const { newestIncoming: seen, channels } = from.station.state();
  const sent = await must(from.station, from.officer, {
    act: "message.send", seen, content: {
      channel, precedence: "FLASH", desk: "watch", capacity: "", to: [{ party: toHex(to.self.party), desk: "watch" }],
      info: [], label: channels[0]?.labels[0]?.code ?? "", language, subject: "", text, word: null, relation: null,
      translations: [],
    },
  });
  const object = sent.object ?? "";
  await until(() => from.station.thread(object)?.message.to[0]?.state === "durable");
  return object;
}

test("messages and their receipts go over a narrow link alone, each in one short fragment", async (context) => {
  const pair = await joined();
  const { a, b, channel, byA, byB } = pair;
  await radioAlone(pair);
  const total = (sent: readonly Uint8Array[]): number => sent.reduce((sum, { length }) => sum + length, 0);
  for (const [language, text] of [["ru", russian], ["en", english]] as const) {
    equal([...text].length, 280);
    await idle(pair);
    byA.length = 0;
    byB.length = 0;
    const object = await say(a, b, channel, language, text);
    equal(b.station.thread(object)?.message.text, text);
    await idle(pair);
    context.diagnostic(`${language}: ${total(byA)} bytes there and ${total(byB)} back, with what fragments add`);
    ok(total(byA) <= messageBytesMax && total(byB) <= receiptBytesMax);
  }
  for (const end of [a, b]) {
    deepEqual((await end.station.verify()).findings, []);
    await end.station.stop();
  }
});

/** What stands in a fragment that is whole: names of control frames, and the first byte of a frame behind them. */
function framesIn(fragment: Uint8Array): readonly (string | number)[] {
  const read = readNarrowFragment(fragment);
  if (read === null || read.sort !== "whole") return ["piece"];
  const { controls, rest } = readNarrowContent(read.bytes);
  return [...controls.map(({ name }) => name), ...(rest === null ? [] : [rest[0] as number])];
}

test("after a start over a narrow link alone BOOT and memory go in few bytes (N-71, N-75)", async () => {
  const medium = createMemoryMedium();
  const pair = await joined([createMemoryStore(), createMemoryStore(medium)]);
  await radioAlone(pair);
  const { a, narrow, byA, byB } = pair;
  await idle(pair);
  await pair.b.station.stop();
  byA.length = 0;
  byB.length = 0;
  const bearers = [radio(narrow.b(toHex(a.self.station)), byB)];
  const { self, chains, officer } = pair.b;
  const b = await openEnd(self, createMemoryStore(medium), chains, bearers[0] as Bearer, officer, undefined, {
    bearers, epochStock,
  });
  await until(() => b.station.state().channels.every(({ memory }) => memory === "confirmed"));
  const said = [...byA, ...byB].flatMap(framesIn);
  deepEqual(said.filter((one) => one === "piece" || (typeof one === "number" && one > narrowBootType)), []);
  ok(byB.flatMap(framesIn).includes(narrowBootType) && byA.flatMap(framesIn).includes("recalled"));
  for (const end of [a, b]) {
    deepEqual((await end.station.verify()).findings, []);
    await end.station.stop();
  }
});
