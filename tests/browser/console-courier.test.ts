// The courier at the console: a bundle made and saved, one that was brought looked into and taken in.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { concat, toHex } from "../../src/core/bytes/hex.ts";
import { must } from "../../src/station/pair.fixture.ts";
import { consoleBrowser } from "./fixture/console-page.ts";

const browser = consoleBrowser();

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test("with the line cut a message goes out in a saved file, and theirs comes in from one", async () => {
  const served = await browser.serve();
  await served.cutLine();
  const { a, b } = served.exercise.pair;
  const { page, complaints, close } = await browser.open(served, "anna");
  const [terms] = b.station.state().channels;
  const { id: channel = "", labels = [] } = terms ?? {};
  const label = labels[0]?.code ?? "";
  await must(b.station, b.officer, {
    act: "message.send", seen: b.station.state().newestIncoming, regardless: true,
    content: {
      channel, precedence: "FLASH", desk: b.self.roster.roster.desks[0]?.code ?? "", capacity: "", info: [],
      to: [{ party: toHex(a.self.party), desk: a.self.roster.roster.desks[0]?.code ?? "" }], label,
      language: "en", subject: "Carried", text: "By hand across the border", word: null, relation: null,
      translations: [],
    },
  });
  const parts: Uint8Array[] = [];
  const made = b.station.makeBundle(toHex(a.self.station), { after: null, reseal: false });
  for await (const part of made ?? []) parts.push(part);

  await page.keyboard.press("7");
  await page.getByText("Not acknowledged by them").waitFor();
  const file = { name: "any name at all", mimeType: "application/octet-stream", buffer: Buffer.from(concat(...parts)) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText("Made by (its signature holds)").waitFor();
  await page.getByText("nothing is taken in yet").waitFor();
  assert.equal(a.station.messages(50, null).some((one) => one.subject === "Carried"), false);
  await page.getByRole("button", { name: "Take it in" }).click();
  await page.getByRole("heading", { name: "Taken in", exact: true }).waitFor();
  assert.equal(a.station.messages(50, null).filter((one) => one.subject === "Carried").length, 1);

  const [saved] = await Promise.all([
    page.waitForEvent("download"), page.getByRole("button", { name: /^Make a bundle for/u }).click(),
  ]);
  const bytes = readFileSync(await saved.path());
  const taken = await b.station.takeBundle(whole(bytes), true);
  assert.equal(taken.problem, null);
  assert.ok(taken.whole);

  await page.locator("input[type=file]").setInputFiles({ ...file, buffer: file.buffer.subarray(0, 300) });
  await page.getByText("The bundle is malformed or cut off.").waitFor();
  await page.keyboard.press("1");
  await page.getByText("Carried").first().click();
  await page.getByText("Came by courier").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});
