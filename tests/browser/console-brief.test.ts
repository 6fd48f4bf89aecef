// The pocket brief on a phone: what it says, what it does not say, and that there is nothing to press.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { consoleLanguages } from "../../src/console/model/preferences.ts";
import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { adoptStatement, negotiate } from "./fixture/joint-text.ts";

const browser = consoleBrowser();
const phone = { width: 390, height: 844 };
const pictures = process.env["CHIROGRAPH_PICTURES"];

test("one page for the pocket, in each language: how things stand, what waits, who owes what, deadlines", async () => {
  const served = await browser.serve();
  await adoptStatement(served.exercise);
  await negotiate(served.exercise);
  const address = `${served.origin}/?brief#/link/${await served.link("anna")}`;
  const { page, complaints, close } = await browser.openAt(address, phone);
  await page.locator(".follow").waitFor();
  assert.equal(new URL(page.url()).hash, "", "the link's token does not stay in the address");
  assert.match(await page.locator(".brief-state").innerText(), /message|line/u);
  // What waits comes by several answers of the station.
  for (const one of ["text not shown here, marked:", "Joint statement on the hotline"]) {
    await page.locator(".brief-list").first().getByText(one).first().waitFor();
  }
  const waits = await page.locator(".brief-list").first().innerText();
  assert.match(waits, /VES[^]*text not shown here, marked:/u);
  assert.match(waits, /Joint statement on the hotline/u);
  assert.match(await page.locator(".follow").innerText(), /They owe: 0\.[^]*We owe: 0\.[^]*Limit passed: 0\./u);
  assert.equal(await page.locator(".brief-counts dd").count(), 6);
  assert.equal(await page.locator("nav, .tab, input, textarea").count(), 0);
  assert.deepEqual(await page.locator("button").allInnerTexts(), ["Sign out"]);
  for (const language of consoleLanguages) {
    await page.locator("select").selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
    await settled(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= phone.width, `${language} is ${width} wide`);
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `brief-${language}.png`), fullPage: true });
    }
  }
  await page.locator("select").selectOption("en");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".brief-tools").isVisible(), false, "paper has nothing to press");
  assert.equal(await page.locator(".brief-counts").isVisible(), true);
  await page.emulateMedia({ media: "screen" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator(".sign-in").waitFor();
  assert.equal(await page.locator(".brief-counts").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});
