import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { encodeKiss } from "../../src/core/bearer/kiss.ts";
import { fromHex, toHex } from "../../src/core/bytes/hex.ts";
import { cutFragment } from "../../src/core/line/fragment.ts";
import { encodeFrame } from "../../src/core/line/frame.ts";
import { runners } from "./12-bearers.cases.ts";
import { readChapter, runVectors, testMusts } from "./vectors.ts";

const counter = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1);
const ping = cutFragment(encodeFrame({ name: "ping", counter }), 0, 3, 0, 64);
const chapter = readChapter("12-bearers");

runVectors(chapter, runners);
testMusts(chapter, "B");

test("the worked example of chapter 12 is the first case of its vectors", () => {
  const { spec, files } = chapter;
  const [one] = files.get("datagrams.json") ?? [];
  ok(one !== undefined);
  const { datagram } = one.expect as { datagram: string };
  equal(/c0|db/u.test(datagram.match(/../gu)?.join(" ") ?? ""), false, "nothing of it needs an escape");
  const shown = [one.input["key"] as string, toHex(ping), `\n${datagram}\n`, toHex(encodeKiss(fromHex(datagram)!))];
  for (const text of shown) ok(spec.includes(text), text);
  deepEqual(one.input["said"], { fragment: toHex(ping) });
});

test("more datagrams of chapter 12 are refused than read", () => {
  const cases = chapter.files.get("datagrams.json")?.filter(({ input }) => input["datagram"] !== undefined) ?? [];
  ok(cases.filter((one) => !one.accept).length > cases.filter((one) => one.accept).length);
});
