// The whole way of a word by keyboard alone: taken, answered, read back, released; and the second person's part in it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { consoleBrowser } from "./fixture/console-page.ts";
import { arrivingFlash } from "./fixture/station.ts";

const browser = consoleBrowser();

test("take, answer, read back and release, without a pointer", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna");
  const take = page.getByRole("region", { name: "Waiting for our receipt (take)" });
  await take.getByText("VES:105").waitFor();
  assert.equal(await take.getByRole("row").count(), 2);
  assert.equal(new URL(page.url()).hash, "", "the token has left the address");

  await page.keyboard.press("r");
  await page.getByRole("status").getByText("VES:105 is taken.").waitFor();
  await page.getByRole("region", { name: "Waiting for our answer" }).getByText("VES:105").waitFor();
  assert.equal(await take.getByRole("row").count(), 1);

  // FLASH needs two persons; the second waiting answer, an IMMEDIATE, needs one.
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await page.getByRole("article", { name: "Message VES:98" }).waitFor();
  await page.keyboard.press("a");
  const text = page.getByRole("textbox", { name: "Text in English (prevails)" });
  await text.waitFor();
  await text.focus();
  await page.keyboard.type("We agree to 16:00Z. r a h f are only letters here.");
  await page.keyboard.press("Control+e");
  await page.getByRole("heading", { name: "Read-back: what the station will sign" }).waitFor();
  await page.getByText("We agree to 16:00Z.").waitFor();
  await page.getByRole("button", { name: "Release to VES (EXERCISE)" }).waitFor();
  await page.keyboard.press("Control+e");
  await page.getByRole("status").getByText("Released to VES.").waitFor();
  await page.getByRole("region", { name: "Waiting for theirs" }).getByText("Corridor").waitFor();

  const acts = served.station.asked.map((one) => one.act);
  assert.deepEqual(acts, ["message.take", "draft.save", "draft.approve"]);
  assert.deepEqual(complaints, []);
  await close();
});

test("a second person reads back what the first approved, and releases it", async () => {
  const served = await browser.serve();
  const first = await browser.open(served, "anna");
  await first.page.keyboard.press("w");
  await first.page.getByText("Accident, not hostile, stand by.").first().waitFor();
  await first.page.getByRole("combobox", { name: "VES Duty watch" }).selectOption("to");
  await first.page.getByRole("combobox", { name: "Handling label" }).selectOption("open");
  await first.page.keyboard.press("Control+e");
  await first.page.getByRole("button", { name: "Approve for VES (EXERCISE)" }).waitFor();
  await first.page.keyboard.press("Control+e");
  await first.page.getByText("Your approval is kept.").waitFor();

  const second = await browser.open(served, "boris");
  await second.page.getByRole("region", { name: "Проекты" }).getByRole("button", { name: "Прочесть" }).click();
  await second.page.getByText("Несчастный случай").first().waitFor();
  await second.page.getByRole("button", { name: "Выпустить: VES (УЧЕНИЕ)" }).waitFor();
  await second.page.keyboard.press("Control+e");
  await second.page.getByText("Выпущено: VES.").waitFor();
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.close();
  await second.close();
});

test("nothing is released past a message that came in meanwhile and was not opened", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.getByText("VES:98").first().waitFor();
  await page.keyboard.press("p");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: /^Release to VES|^Approve for VES/u }).waitFor();
  served.station.arrive(arrivingFlash(Date.now() + 1));
  await page.getByRole("heading", { name: "Came in meanwhile: 1" }).waitFor();
  const release = page.getByRole("button", { name: /^Release to VES|^Approve for VES/u });
  assert.equal(await release.isDisabled(), true);
  await page.keyboard.press("Control+e");
  assert.equal(served.station.asked.some((one) => one.act === "draft.approve"), false);
  await page.getByRole("region", { name: "Came in meanwhile: 1" }).getByRole("button", { name: "Open" }).click();
  await page.getByText("A second aircraft follows the first.").waitFor();
  assert.equal(await release.isDisabled(), false);
  await close();
});

test("Escape goes back and keeps the draft; holding and refusing ask once more", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.getByRole("article", { name: "Message VES:105" }).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("textbox", { name: "Subject" }).fill("Half a thought");
  await page.keyboard.press("Escape");
  await page.getByRole("article", { name: "Message VES:105" }).waitFor();
  await page.keyboard.press("2");
  assert.equal(await page.getByRole("textbox", { name: "Subject" }).inputValue(), "Half a thought");
  await page.keyboard.press("Escape");

  await page.keyboard.press("h");
  await page.getByRole("textbox", { name: "Next word by (UTC, optional)" }).waitFor();
  assert.equal(served.station.asked.length, 0, "no single key does it");
  await page.keyboard.type("23:59");
  await page.keyboard.press("Enter");
  await page.getByText("VES:105: holding, and they are told.").waitFor();
  const hold = served.station.asked.at(-1);
  assert.equal(hold?.act === "message.hold" && new Date(hold.nextWordBy ?? 0).toISOString().slice(11, 16), "23:59");
  await close();
});
