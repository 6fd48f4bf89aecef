// What every bearer must do; each driver runs this suite over its real medium.

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Bearer, BearerEvents, Link } from "./bearer.ts";

/** Two bearers, not yet started, that know each other, and the way between them. */
export interface BearerPair {
  readonly a: Bearer;
  readonly b: Bearer;
  /** What a link of `a` must tell as its station: the station of `b`, or null; and the other way round. */
  readonly stationOfB: string | null;
  readonly stationOfA: string | null;
  /** Whether an end notices that the way is cut, or the link closed at the other end. A datagram's end does not. */
  readonly notices: boolean;
  /** Breaks every link between the two, as a torn cable does, and lets no new one come. */
  cut(): void;
  restore(): void;
}

/** Writes down what a bearer tells; `links` are the links up now, `ended` those gone, `told` counts every call. */
export interface Listener extends BearerEvents {
  readonly links: Set<Link>;
  readonly ended: Set<Link>;
  readonly fragments: Uint8Array[];
  readonly drainedLinks: Link[];
  readonly faults: string[];
  told: number;
}

/** Runs the contract of `Bearer`; `open` makes a fresh pair and cleans up with `t.after`. */
export function bearerContract(name: string, open: (t: TestContext) => Promise<BearerPair>): void {
  suite(`bearer contract: ${name}`, () => {
    carryingRules(open);
    pressureRules(open);
    failureRules(open);
    stoppingRules(open);
  });
}

/** A listener that also notes every breach of the order up, fragment or drained, down. */
export function listen(): Listener {
  const ended = new Set<Link>();
  const listener: Listener = {
    links: new Set(), ended, fragments: [], drainedLinks: [], faults: [], told: 0,
    up: (link) => {
      listener.told += 1;
      if (ended.has(link) || listener.links.has(link)) listener.faults.push(`up twice: ${link.id}`);
      listener.links.add(link);
    },
    down: (link, reason) => {
      listener.told += 1;
      if (!listener.links.delete(link)) listener.faults.push(`down without up: ${link.id}`);
      if (reason === "") listener.faults.push("down without a reason");
      ended.add(link);
    },
    fragment: (link, bytes) => {
      listener.told += 1;
      if (!listener.links.has(link)) listener.faults.push(`fragment on no link: ${link.id}`);
      if (bytes.length > link.terms.mtuBytes) listener.faults.push("fragment too long");
      listener.fragments.push(bytes);
    },
    drained: (link) => {
      listener.told += 1;
      if (!listener.links.has(link)) listener.faults.push(`drained on no link: ${link.id}`);
      listener.drainedLinks.push(link);
    },
  };
  return listener;
}

/** Waits until `holds`, at most `withinMs`. */
export async function until(what: string, holds: () => boolean, withinMs = 10_000): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 5) {
    ok(waitedMs < withinMs, `waited in vain for: ${what}`);
    await pause(5);
  }
}

interface Started extends BearerPair {
  readonly atA: Listener;
  readonly atB: Listener;
}

async function start(t: TestContext, open: (t: TestContext) => Promise<BearerPair>): Promise<Started> {
  const pair = await open(t);
  const [atA, atB] = [listen(), listen()];
  t.after(() => deepEqual([...atA.faults, ...atB.faults], []));
  t.after(() => Promise.all([pair.a.stop(), pair.b.stop()]));
  await Promise.all([pair.a.start(atA), pair.b.start(atB)]);
  await until("a link", () => atA.links.size > 0 && atA.links.size === atB.links.size);
  return { ...pair, atA, atB };
}

function first({ links }: Listener): Link {
  const [link] = links;
  ok(link !== undefined);
  return link;
}

function filled(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

/** Sends each fragment, waiting for `drained` whenever the link asks for it. */
async function sendAll(listener: Listener, link: Link, fragments: readonly Uint8Array[]): Promise<void> {
  for (const fragment of fragments) {
    const before = listener.drainedLinks.length;
    if (!link.send(fragment)) await until("drained", () => listener.drainedLinks.includes(link, before));
  }
}

function carryingRules(open: (t: TestContext) => Promise<BearerPair>): void {
  test("tells a link up at both ends, with its names and the peer's station", async (t) => {
    const { a, b, atA, atB, stationOfA, stationOfB } = await start(t, open);
    const [linkA, linkB] = [first(atA), first(atB)];
    deepEqual([linkA.bearer, linkB.bearer], [a.name, b.name]);
    deepEqual([linkA.station, linkB.station], [stationOfB, stationOfA]);
    ok(linkA.terms.mtuBytes > 0);
    equal(new Set([...atA.links].map(({ id }) => id)).size, atA.links.size);
  });

  test("carries fragments of every length whole, both ways at once", async (t) => {
    const { atA, atB } = await start(t, open);
    const [linkA, linkB] = [first(atA), first(atB)];
    const lengths = [1, 2, 255, 256, linkA.terms.mtuBytes - 1, linkA.terms.mtuBytes, 1];
    const ofA = lengths.map((length, at) => filled(at + 1, length));
    const ofB = lengths.map((length, at) => filled(at + 101, length));
    await Promise.all([sendAll(atA, linkA, ofA), sendAll(atB, linkB, ofB)]);
    await until("every fragment", () => atA.fragments.length >= 7 && atB.fragments.length >= 7);
    const byFirst = (list: Uint8Array[]): Uint8Array[] => list.toSorted((x, y) => x[0]! - y[0]!);
    deepEqual(byFirst(atB.fragments), ofA);
    deepEqual(byFirst(atA.fragments), ofB);
  });

  test("has taken the bytes when send returns: changing them afterwards changes nothing", async (t) => {
    const { atA, atB } = await start(t, open);
    const bytes = filled(7, 500);
    first(atA).send(bytes);
    bytes.fill(8);
    await until("the fragment", () => atB.fragments.length > 0);
    deepEqual(atB.fragments[0], filled(7, 500));
  });
}

function pressureRules(open: (t: TestContext) => Promise<BearerPair>): void {
  test("asks to wait after at most two fragments, and says when to go on", async (t) => {
    const { atA, atB } = await start(t, open);
    const link = first(atA);
    let taken = 1;
    while (link.send(filled(taken, link.terms.mtuBytes))) taken += 1;
    ok(taken <= 2, `${taken} fragments taken at once`);
    equal(atA.drainedLinks.length, 0, "drained is not told inside send");
    await until("drained", () => atA.drainedLinks.includes(link));
    await until("what was handed over", () => atB.fragments.length === taken);
  });

  test("carries many fragments under pressure", async (t) => {
    const { atA, atB } = await start(t, open);
    const link = first(atA);
    const fragments = Array.from({ length: 100 }, (_, at) => filled(at, link.terms.mtuBytes));
    await sendAll(atA, link, fragments);
    await until("every fragment", () => atB.fragments.length >= 100);
    deepEqual(new Set(atB.fragments.map((bytes) => bytes[0])).size, 100);
  });
}

function failureRules(open: (t: TestContext) => Promise<BearerPair>): void {
  test("tells every link down when the way is cut, and dials again by itself", async (t) => {
    const { atA, atB, notices, cut, restore } = await start(t, open);
    const old = first(atA);
    cut();
    if (!notices) return staysUp(atA, atB, old, restore);
    await until("down", () => atA.links.size === 0 && atB.links.size === 0);
    equal(old.send(filled(1, 1)), false);
    old.close();
    restore();
    await until("up again", () => atA.links.size > 0 && atB.links.size > 0);
    const link = first(atA);
    notEqual(link.id, old.id);
    link.send(filled(2, 9));
    await until("a fragment", () => atB.fragments.length > 0);
    deepEqual(atB.fragments, [filled(2, 9)]);
  });

  test("closes a link at both ends, does nothing on it afterwards, and makes another", async (t) => {
    const { atA, atB, notices } = await start(t, open);
    const old = [...atA.links];
    for (const link of old) link.send(filled(1, 1));
    // What has come over each link shows that it stands at the other end too.
    await until("every link at both ends", () => atB.fragments.length === old.length);
    for (const link of old) {
      link.close();
      link.close();
      equal(link.send(filled(2, 1)), false);
    }
    await until("down", () => old.every((link) => atA.ended.has(link)));
    if (notices) await until("down at the other end", () => atB.ended.size >= old.length);
    await until("another link", () => atA.links.size > 0 && atB.links.size > 0);
    equal(atB.fragments.length, old.length);
  });
}

/** A cut that no end notices: what is sent meanwhile is lost or late, and the same link carries afterwards. */
async function staysUp(atA: Listener, atB: Listener, link: Link, restore: () => void): Promise<void> {
  await sendAll(atA, link, [filled(1, 1)]);
  await pause(50);
  deepEqual(atB.fragments, []);
  ok(atA.links.has(link) && atB.links.size > 0);
  restore();
  await sendAll(atA, link, [filled(2, 9)]);
  await until("a fragment", () => atB.fragments.some((one) => one[0] === 2));
  ok(atA.links.has(link));
}

function stoppingRules(open: (t: TestContext) => Promise<BearerPair>): void {
  test("stops: every link is down when it resolves, and nothing comes afterwards", async (t) => {
    const { a, atA, atB, notices } = await start(t, open);
    const [linkA, linkB] = [first(atA), first(atB)];
    linkB.send(filled(1, linkB.terms.mtuBytes));
    linkA.send(filled(1, linkA.terms.mtuBytes));
    await a.stop();
    equal(atA.links.size, 0);
    const { told } = atA;
    equal(linkA.send(filled(1, 1)), false);
    if (notices) await until("down at the other end", () => atB.links.size === 0);
    await pause(50);
    equal(atA.told, told);
    await a.stop();
  });

  test("stops also while no link is up", async (t) => {
    const { a, b, atA, notices, cut } = await start(t, open);
    cut();
    if (notices) await until("down", () => atA.links.size === 0);
    await Promise.all([a.stop(), b.stop()]);
  });
}
