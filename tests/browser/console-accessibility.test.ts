// What a checker can see: no serious violation in any room, theme or direction.

import assert from "node:assert/strict";
import { test } from "node:test";

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { negotiate } from "./fixture/joint-text.ts";

const browser = consoleBrowser();

/** What hangs on the colours: asked again of the second theme, where nothing else is another. */
const colourRules = ["color-contrast", "link-in-text-block"];

async function violations(page: Page, theme = "dark"): Promise<readonly string[]> {
  await settled(page);
  const all = new AxeBuilder({ page });
  const { violations: found } = await (theme === "dark" ? all : all.withRules(colourRules)).analyze();
  return found.filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" ")}`);
}

for (const officer of ["anna", "boris", "nadia"] as const) {
  test(`every room passes for ${officer}`, async () => {
    const served = await browser.serve();
    await negotiate(served.exercise);
    await served.cutLine();
    served.alter("contacts");
    await served.station.verify();
    const { page, close } = await browser.open(served, officer);
    await page.locator(".message-pane").waitFor();
    // Nobody's colours hang on their language.
    for (const theme of officer === "anna" ? ["dark", "light"] : ["dark"]) {
      if (theme === "light") {
        await page.getByRole("button", { name: "Settings and sign-out" }).click();
        await page.locator(".tools [aria-pressed]").first().click();
      }
      for (const [key, room] of [["1", "watch"], ["3", "message"], ["4", "record"], ["5", "officers"],
        ["6", "handover"], ["7", "courier"], ["8", "texts"], ["9", "commitments"], ["0", "meetings"],
        ["2", "compose"]] as const) {
        await page.keyboard.press(key);
        await page.locator(`.room-${room}`).waitFor();
        assert.deepEqual(await violations(page, theme), [], `${theme}, screen ${key}`);
      }
      await page.keyboard.press("8");
      // A text that was open before is opened again, the first time none was.
      await page.locator(".text-head, .text-card").first().waitFor();
      if (await page.locator(".text-card").count() > 0) await page.locator(".text-card .link-button").click();
      await page.locator(".clause").last().click();
      assert.deepEqual(await violations(page, theme), [], `${theme}, a text`);
      await page.keyboard.press("1");
      for (const [key, opened] of [["?", ".key-help"], ["h", ".inline-form"]] as const) {
        await page.keyboard.press(key);
        await page.locator(opened).waitFor();
        assert.deepEqual(await violations(page, theme), [], `${theme}, ${key}`);
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("a");
      await page.locator("textarea").first().waitFor();
      assert.deepEqual(await violations(page, theme), [], `${theme}, writing`);
      await page.locator("textarea").first().fill("x");
      await page.keyboard.press("Control+e");
      await page.locator(".read-back").waitFor();
      assert.deepEqual(await violations(page, theme), [], `${theme}, read-back`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
    }
    await close();
  });
}

test("signing in passes", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "nobody");
  assert.deepEqual(await violations(page), []);
  await close();
});
