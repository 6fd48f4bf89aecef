// The change of the watch in two browsers: prepared at one console, gone through at both, signed at the other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { consoleBrowser } from "./fixture/console-page.ts";

const browser = consoleBrowser();

test("one officer hands the watch over to another, item by item, by the keyboard", async () => {
  const served = await browser.serve();
  const first = await browser.open(served, "anna");
  await first.page.getByText("NO WATCH").waitFor();
  await first.page.keyboard.press("6");
  await first.page.getByRole("button", { name: "Take the watch" }).click();
  await first.page.locator(".status-watch").getByText("You hold the watch").waitFor();
  await first.page.getByText("SOUND OFF").first().waitFor();
  await first.page.getByRole("textbox", { name: "Remarks for who comes next" }).fill("Quiet so far.");
  await first.page.getByRole("button", { name: "Prepare the handover" }).click();
  await first.page.getByText("Quiet so far.").waitFor();
  const listed = first.page.locator(".handover .people-list > li");
  await listed.nth(1).waitFor();
  const items = await listed.count();

  const second = await browser.open(served, "boris");
  await second.page.getByText("Вахта: Watch officer Anna").waitFor();
  await second.page.keyboard.press("6");
  const sign = second.page.getByRole("button", { name: "Проверил, вахту принял" });
  await sign.waitFor();
  assert.equal(await sign.isDisabled(), true);
  for (const [page, name] of [[first.page, "Watch officer Anna"], [second.page, "Дежурный Борис"]] as const) {
    for (let at = 1; at <= items; at += 1) {
      // The next one has come to hand when it may be marked.
      await page.locator(".handover [aria-current=true] button:enabled").filter({ hasText: /y$/u }).waitFor();
      await page.keyboard.press("y");
      await page.locator(".approval").filter({ hasText: name }).nth(at - 1).waitFor();
    }
  }
  await second.page.getByRole("button", { name: /ЗВУК|ВЫКЛ/u }).first().click();
  await second.page.getByRole("button", { name: "Слышно", exact: true }).first().click();
  await sign.click();
  await second.page.locator(".status-watch").getByText("Вахта у вас").waitFor();
  await first.page.locator(".status-watch").getByText("Watch: Дежурный Борис").waitFor();
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.close();
  await second.close();
});
