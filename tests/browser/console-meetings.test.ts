// A meeting at the console: proposed in both languages, convened by both, our delegation named, a sitting noted.

import assert from "node:assert/strict";
import { test } from "node:test";

import { must, until } from "../../src/station/pair.fixture.ts";
import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";

const browser = consoleBrowser();

test("a meeting is convened by both, and each says who comes", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna", { width: 1_200, height: 900 });
  await page.keyboard.press("0");
  await page.getByRole("button", { name: "Convene a meeting" }).click();
  await page.getByRole("textbox", { name: "Title, English" }).fill("Working group on inspections");
  await page.getByRole("textbox", { name: "Title, Russian" }).fill("Рабочая группа по инспекциям");
  await page.getByRole("textbox", { name: "Venue" }).fill("Exercise venue, room 2");
  await page.getByRole("textbox", { name: "Begins" }).fill("2027-08-30T09:00");
  await page.getByRole("textbox", { name: "Ends" }).fill("2027-08-30T17:00");
  await page.getByRole("textbox", { name: "Agenda, an item a line, English" }).fill("Sites\nDates");
  await page.getByRole("textbox", { name: "Agenda, an item a line, Russian" }).fill("Объекты");
  await page.getByText("as many lines in each language").waitFor();
  await page.getByRole("textbox", { name: "Agenda, an item a line, Russian" }).fill("Объекты\nСроки");
  await page.getByRole("button", { name: /^Propose it to .* \(EXERCISE\)$/u }).click();
  const meeting = page.locator(".meeting");
  await meeting.getByRole("button", { name: "Adopt", exact: true }).click();
  await meeting.getByRole("button", { name: "Adopt (EXERCISE)" }).click();
  const { b } = served.exercise.pair;
  await until(() => b.station.meetings()[0]?.agreement.state === "accepted-by-some");
  const [{ object, digest } = { object: "", digest: "" }] = b.station.meetings();
  await must(b.station, b.officer, { act: "agree.accept", object, digest, untilMs: Date.now() + 86_400_000 });
  await page.locator(".meeting[data-state=convened]").waitFor();
  await meeting.getByRole("button", { name: "Agenda, delegations, sittings" }).click();
  await meeting.getByRole("button", { name: "Name our delegation" }).click();
  await meeting.getByRole("textbox", { name: "Post or name, English" }).fill("Deputy head of department");
  await meeting.getByRole("button", { name: "Say it (EXERCISE)" }).click();
  await meeting.getByText("Deputy head of department").waitFor();
  await meeting.getByRole("button", { name: "Note a sitting" }).click();
  await meeting.getByRole("checkbox", { name: "item 2" }).check();
  await meeting.getByRole("button", { name: "Say it (EXERCISE)" }).click();
  await meeting.getByText("as NDL has it").waitFor();
  await until(() => b.station.meeting(object)?.sittings[0]?.agenda[0] === 2);
  assert.equal(b.station.meeting(object)?.delegations[0]?.members[0]?.role, "head");
  assert.deepEqual(complaints, []);
  const others = [["anna", "en", 1_440], ["boris", "ru", 390], ["nadia", "ar", 390]] as const;
  for (const [who, language, width] of others) {
    const other = await browser.open(served, who, { width, height: 844 });
    await other.page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
    await other.page.keyboard.press("0");
    await other.page.locator(".meeting .button-quiet").first().click();
    await settled(other.page);
    const wide = await other.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth > clientWidth;
    });
    assert.equal(wide, false, `nothing overflows for ${who} at ${width} px`);
    const pictures = process.env["CHIROGRAPH_PICTURES"];
    const path = `${pictures ?? ""}/meeting-${who}-${width}.png`;
    if (pictures !== undefined) await other.page.screenshot({ path, fullPage: true });
    await other.close();
  }
  await close();
});
