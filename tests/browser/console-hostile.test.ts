// Texts that try to be something else: nothing of them runs, hides, reorders or reaches the station's page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { hostileTexts } from "./fixture/words.ts";

const browser = consoleBrowser();

test("hostile text is shown as it is, with visible escapes, and violates no policy", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna");
  await page.evaluate(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP ${event.violatedDirective}`));
  });
  const text = hostileTexts.join("\n");
  const object = await served.exercise.arriveDishonestly(
    { subject: hostileTexts[1] ?? "", text, capacity: hostileTexts[0] ?? "" },
    { language: "\"><script>", subject: text, text, capacity: text, doubts: [{ from: 0, to: 1, note: text }] },
  );
  const held = served.station.thread(object)?.message;
  assert.equal(held?.text, text, "what arrived is what was signed, byte for byte");
  const { label } = held;
  const row = page.getByRole("row").filter({ hasText: label });
  await row.click();
  const pane = page.getByRole("article", { name: `Message ${label}` });
  await pane.waitFor();
  const shown = await pane.locator(".text-original .foreign").innerText();
  assert.match(shown, /<script>document\.title='taken'<\/script>/u);
  for (const label of ["U+202E", "U+202C", "U+2066", "U+2069", "U+200B", "U+2028", "U+FEFF", "U+E0041"]) {
    assert.ok(shown.includes(label), label);
  }
  for (const hidden of ["\u202E", "\u2066", "\u200B", "\u2028", "\uFEFF"]) assert.equal(shown.includes(hidden), false);
  assert.ok((await pane.locator("mark.mixed").count()) >= 2);
  assert.equal(await page.locator("main script, main img").count(), 0);
  assert.doesNotMatch(await page.title(), /taken/u);

  await page.keyboard.press("o");
  await page.keyboard.press("u");
  await page.locator(".code-points [data-hidden=true]").first().waitFor();
  await page.keyboard.press("4");
  await page.getByRole("cell").filter({ hasText: "U+202E" }).first().waitFor();
  await settled(page);
  assert.deepEqual(complaints, []);
  await close();
});

test("the page asks nothing of anybody but its station", async () => {
  const served = await browser.serve();
  const { page, context, close } = await browser.open(served, "anna");
  const elsewhere: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(served.origin)) elsewhere.push(request.url());
  });
  await page.reload();
  await page.locator(".message-pane").waitFor();
  for (const [key, there] of [["2", ".room-compose"], ["3", ".chain"], ["4", ".room-record table"]] as const) {
    await page.keyboard.press(key);
    await page.locator(there).first().waitFor();
  }
  assert.deepEqual(elsewhere, []);
  await close();
});
