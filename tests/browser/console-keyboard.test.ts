// The whole way of a word by keyboard alone: taken, answered, read back, released; and the second person's part in it.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { until } from "../../src/station/pair.fixture.ts";
import { ready } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { secondAircraft } from "./fixture/words.ts";

const browser = consoleBrowser();

/** Chooses the first pre-agreed word, which takes two persons, and approves it as the first of them. */
async function writeWord(page: Page): Promise<void> {
  await page.keyboard.press("w");
  await page.locator(".word-texts").getByText("Accident, not hostile, stand by.").waitFor();
  await page.getByRole("combobox", { name: "VES Duty watch" }).selectOption("to");
  await page.getByRole("combobox", { name: "Handling label" }).selectOption("open");
  await page.keyboard.press("Control+e");
  await ready(page, "Approve for VES (EXERCISE)");
  await page.keyboard.press("Control+e");
}

test("take, answer, read back and release, without a pointer", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna");
  const flash = served.label("flash");
  const take = page.getByRole("region", { name: "Waiting for our receipt (take)" });
  await take.getByText(flash).waitFor();
  await take.getByRole("row").nth(1).waitFor();
  assert.equal(await take.getByRole("row").count(), 2);
  assert.equal(new URL(page.url()).hash, "", "the token has left the address");

  await page.keyboard.press("r");
  await page.getByRole("status").getByText(`${flash} is taken.`).waitFor();
  await page.getByRole("region", { name: "Waiting for our answer" }).getByText(flash).waitFor();
  assert.equal(await take.getByRole("row").count(), 1);

  // FLASH needs two persons; the second waiting answer, an IMMEDIATE, needs one.
  await page.keyboard.press("n");
  await page.getByRole("article", { name: `Message ${served.label("convoy")}` }).waitFor();
  await page.keyboard.press("a");
  const text = page.getByRole("textbox", { name: "Text in English (prevails)" });
  await text.waitFor();
  await text.focus();
  await page.keyboard.type("We agree to 16:00Z. r a h f are only letters here.");
  await page.keyboard.press("Control+e");
  await page.getByRole("heading", { name: "Read-back: what the station will sign" }).waitFor();
  await page.getByText("We agree to 16:00Z.").waitFor();
  await ready(page, "Release to VES (EXERCISE)");
  await page.keyboard.press("Control+e");
  await page.getByRole("status").getByText("Released to VES.").waitFor();
  await page.getByRole("region", { name: "Waiting for theirs" }).getByText("Corridor").waitFor();

  const acts = served.station.asked.map(({ act }) => act.act);
  assert.deepEqual(acts, ["message.take", "draft.save", "draft.approve"]);
  assert.deepEqual(complaints, []);
  await close();
});

test("a second person reads back what the first approved, and releases it", async () => {
  const served = await browser.serve();
  const first = await browser.open(served, "anna");
  await writeWord(first.page);
  await first.page.getByText("Your approval is kept.").waitFor();

  const second = await browser.open(served, "boris");
  await second.page.getByRole("region", { name: "Проекты" }).getByRole("button", { name: "Прочесть" }).click();
  await second.page.locator(".read-back .word-texts").getByText("Несчастный случай").waitFor();
  await ready(second.page, "Выпустить: VES (УЧЕНИЕ)");
  await second.page.keyboard.press("Control+e");
  await second.page.getByText("Выпущено: VES.").waitFor();
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.close();
  await second.close();
});

test("nothing is released past a message that came in meanwhile and was not opened", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.getByText(served.label("convoy")).first().waitFor();
  await page.keyboard.press("p");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: /^Release to VES|^Approve for VES/u }).waitFor();
  await served.exercise.arrive(secondAircraft);
  await page.getByRole("heading", { name: "Came in meanwhile: 1" }).waitFor();
  const release = page.getByRole("button", { name: /^Release to VES|^Approve for VES/u });
  assert.equal(await release.isDisabled(), true);
  await page.keyboard.press("Control+e");
  assert.equal(served.station.asked.some(({ act }) => act.act === "draft.approve"), false);
  await page.getByRole("region", { name: "Came in meanwhile: 1" }).getByRole("button", { name: "Open" }).click();
  await page.getByText("A second aircraft follows the first.").waitFor();
  await ready(page, /^Release to VES|^Approve for VES/u);
  await close();
});

test("an approval that a message has overtaken is given again before two persons release", async () => {
  const served = await browser.serve();
  const first = await browser.open(served, "anna");
  await writeWord(first.page);
  await first.page.getByText("Your approval is kept.").waitFor();
  await served.exercise.arrive(secondAircraft);

  const second = await browser.open(served, "boris");
  await second.page.getByRole("region", { name: "Проекты" }).getByRole("button", { name: "Прочесть" }).click();
  await second.page.getByRole("button", { name: "Открыть", exact: true }).click();
  await ready(second.page, /VES \(УЧЕНИЕ\)$/u);
  await second.page.keyboard.press("Control+e");
  await second.page.getByText("Ваше одобрение сохранено.").waitFor();
  assert.equal(served.station.drafts().length, 1, "the first had not seen what came in: nothing is released");

  await first.page.getByText("Something came in after you approved this.").waitFor();
  await first.page.getByRole("region", { name: "Drafts" }).getByRole("button", { name: "Read back" }).click();
  await first.page.getByRole("button", { name: "Open", exact: true }).click();
  await ready(first.page, /^Release to VES|^Approve for VES/u);
  await first.page.keyboard.press("Control+e");
  await first.page.getByText("Released to VES.").waitFor();
  assert.equal(served.station.drafts().length, 0);
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.close();
  await second.close();
});

test("Escape goes back and keeps the draft; holding and refusing ask once more", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  const flash = served.label("flash");
  await page.getByRole("article", { name: `Message ${flash}` }).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("textbox", { name: "Subject" }).fill("Half a thought");
  await page.keyboard.press("Escape");
  await page.getByRole("article", { name: `Message ${flash}` }).waitFor();
  await page.keyboard.press("2");
  assert.equal(await page.getByRole("textbox", { name: "Subject" }).inputValue(), "Half a thought");
  await page.keyboard.press("Escape");

  await page.keyboard.press("h");
  await page.getByRole("textbox", { name: "Next word by (UTC, optional)" }).waitFor();
  assert.equal(served.station.asked.length, 0, "no single key does it");
  await page.keyboard.type("23:59");
  await page.keyboard.press("Enter");
  await page.getByText(`${flash}: holding, and they are told.`).waitFor();
  const hold = served.station.asked.at(-1)?.act;
  assert.equal(hold?.act === "message.hold" && new Date(hold.nextWordByMs ?? 0).toISOString().slice(11, 16), "23:59");
  await close();
});

test("a translation made here is an object of its own, with its doubt, and the other party sees it", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna");
  await page.getByRole("article", { name: `Message ${served.label("flash")}` }).waitFor();
  await page.keyboard.press("3");
  await page.keyboard.press("t");
  const form = page.getByRole("form", { name: "Translate" });
  await form.getByRole("textbox", { name: "Courtesy translation: English" }).waitFor();
  await page.keyboard.type("An unidentified craft, said in other words.");
  await form.getByRole("textbox", { name: "Subject in translation: English" }).fill("Craft");
  await form.getByRole("textbox", { name: "What the translator doubts (optional)" }).fill("craft or aircraft");
  await form.getByRole("button", { name: `Release the translation of ${served.label("flash")}` }).press("Enter");
  await page.getByText(`The translation of ${served.label("flash")} is released; the original prevails.`).waitFor();
  await page.getByText("An unidentified craft, said in other words.").waitFor();
  const { exercise } = served;
  const there = (): readonly { text: string }[] =>
    exercise.pair.b.station.thread(exercise.said.flash)?.message.translations ?? [];
  await until(() => there().some((one) => one.text === "An unidentified craft, said in other words."));
  assert.deepEqual(complaints, []);
  await close();
});

test("a message of ours is replaced by another, and both sides see which one stands", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna");
  const { exercise } = served;
  await page.getByRole("row").filter({ hasText: served.label("coastGuard") }).first().click();
  await page.getByRole("article", { name: `Message ${served.label("coastGuard")}` }).waitFor();
  await page.getByRole("button", { name: "Replace" }).press("Enter");
  const text = page.locator(".compose textarea").first();
  await text.waitFor();
  assert.notEqual(await text.inputValue(), "", "it begins with what it replaces");
  await text.fill("Read 17:00Z in its place.");
  await page.keyboard.press("Control+e");
  await ready(page, "Release to VES (EXERCISE)");
  await page.keyboard.press("Control+e");
  await page.getByText("Released to VES.").waitFor();
  const there = (): number =>
    exercise.pair.b.station.thread(exercise.said.coastGuard)?.message.supersededBy.length ?? 0;
  await until(() => there() === 1);
  assert.deepEqual(complaints, []);
  await close();
});
