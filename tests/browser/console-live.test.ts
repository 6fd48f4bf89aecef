// Live: alerts that take no focus, a station that falls silent, a stream that is taken up where it was cut.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { toHex } from "../../src/core/bytes/hex.ts";
import { checkForkEvidence } from "../../src/core/record/fork.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { password } from "./fixture/serve.ts";
import { secondAircraft } from "./fixture/words.ts";

const browser = consoleBrowser();

test("an arriving FLASH is said aloud, stands first, and takes neither focus nor the page", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.keyboard.press("c");
  const subject = page.getByRole("textbox", { name: "Subject" });
  await subject.focus();
  await page.keyboard.type("in the middle of");
  await served.exercise.arrive(secondAircraft);
  await page.getByRole("alert").filter({ hasText: "EXERCISE. A message waits to be taken." }).waitFor(
    { state: "attached" },
  );
  await page.keyboard.type(" a word");
  assert.equal(await subject.inputValue(), "in the middle of a word");
  await page.keyboard.press("Escape");
  await page.getByText("A second aircraft").first().waitFor();
  await close();
});

test("a cut stream says so after five seconds, and goes on from the last event seen", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.getByRole("article", { name: `Message ${served.label("flash")}` }).waitFor();
  const asked: string[] = [];
  const resumed: (string | undefined)[] = [];
  page.on("request", (request) => {
    asked.push(new URL(request.url()).pathname);
    if (request.url().endsWith("/events")) resumed.push(request.headers()["last-event-id"]);
  });
  await served.exercise.arrive(secondAircraft);
  await page.getByText("A second aircraft").first().waitFor();
  served.cut();
  await page.getByText("STATION LINK LOST").waitFor();
  await page.keyboard.press("n");
  await served.exercise.arrive({ ...secondAircraft, subject: "While you were cut off" });
  served.restore();
  await page.getByText("While you were cut off").first().waitFor();
  await page.getByText("STATION LINK LOST").waitFor({ state: "hidden" });
  assert.ok(resumed.some((id) => /^\d+$/u.test(id ?? "")), "the new connection named the last event");
  assert.equal(asked.filter((path) => path.endsWith("/messages")).length, 0, "nothing was fetched anew");
  await close();
});

test("LINE DOWN stands with its time and the telephone number, and pushes the page down", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  const before = (await page.locator("main").boundingBox())?.y ?? 0;
  await served.cutLine();
  await page.locator(".banner-down").getByText("LINE DOWN to VES").waitFor();
  await page.getByRole("link", { name: "+00 2 555 0199" }).waitFor();
  assert.ok(((await page.locator("main").boundingBox())?.y ?? 0) > before);
  await close();
});

test("an altered entry is an alert, and verifying names it", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  await page.keyboard.press("4");
  await page.locator(".record-tools").waitFor();
  await page.keyboard.press("v");
  await page.getByText("Unaltered; not necessarily true or complete; 0 withheld.").waitFor();
  const label = served.alter("contacts");
  await page.keyboard.press("v");
  await page.getByText("1 finding: not as it was signed.").waitFor();
  await page.locator(".verify-findings").getByText(label).waitFor();
  await page.getByText("The record does not check.").first().waitFor();
  // The other party may have sent it again by now: then it stands there as mended.
  await page.locator("tr[data-damaged=true], tr:has(.mended)").getByText(label).waitFor();
  await close();
});

test("a contradiction is an alert, and its file proves to anyone who signed it", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  const { exercise } = served;
  await exercise.contradict(exercise.said.contacts);
  await page.getByText("Somebody has contradicted what they signed.").first().waitFor();
  await page.keyboard.press("4");
  const evidence = page.getByRole("region", { name: "Evidence" });
  await evidence.getByText(served.label("contacts")).waitFor();
  await evidence.getByText("VES signed two different things for this one place.").waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"), evidence.getByRole("button", { name: "Save evidence" }).click(),
  ]);
  const { crypto, roster, rosterDigest } = exercise.pair.b.self;
  const rosters = new Map([[toHex(rosterDigest), roster.roster]]);
  const { parties } = checkForkEvidence(crypto, rosters, Uint8Array.from(readFileSync(await saved.path())));
  assert.deepEqual(parties, Array(2).fill(toHex(exercise.pair.b.self.party)));
  await close();
});

test("signing in by password, and out", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "nobody");
  await page.getByText("This one-time link is used, expired or not known here.").waitFor();
  assert.match(await page.title(), /^EXERCISE · /u);
  assert.equal(await page.locator(".exercise-bar").count(), 2, "an exercise says so before anybody signs in");
  await page.getByLabel("Officer").fill(await served.setPassword("anna"));
  await page.getByLabel("Password").fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("Officer or password do not match.").waitFor();
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: `Message ${served.label("flash")}` }).waitFor();
  await page.getByRole("button", { name: "Settings and sign-out" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to the station" }).waitFor();
  assert.equal(await page.getByText(served.label("flash")).count(), 0);
  await close();
});
