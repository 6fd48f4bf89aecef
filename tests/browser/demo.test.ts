// npm start as a stranger meets it: one page, both consoles, a cable that is really cut, an entry that is really
// altered.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";

import type { MessageView } from "../../src/api/views.ts";
import { newPage } from "./browser.ts";
import { openDemo, picture, showCard, step } from "./fixture/demo.ts";

test("within a minute: a FLASH rings, is taken and answered; a cut, a release into it; an altered entry named", {
  timeout: 1_800_000,
}, async (t) => {
  const { url, browser, page } = await openDemo(t);
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  await page.goto(url);
  const north = page.frameLocator("#frame-a");
  await step(page, 1).waitFor();
  await openFlash(north);
  await north.getByRole("button", { name: /^Take/u }).first().click();
  await step(page, 2).waitFor();
  await page.frameLocator("#frame-b").locator(".delivery[data-state=taken]").first().waitFor();
  await armSound(north, ["SOUND OFF: arm the sound", "Heard", "Close"]);
  await armSound(page.frameLocator("#frame-b"), ["ЗВУК ВЫКЛ.: включить", "Слышно"]);
  await page.setViewportSize({ width: 1_520, height: 1_290 });
  await picture(page, "two-consoles", "consoles");
  await page.setViewportSize({ width: 1_600, height: 1_000 });
  await north.getByRole("button", { name: /^Answer/u }).first().click();
  await write(north, "Received. We hold fire and watch mark 14.");
  await step(page, 3).waitFor();
  await page.getByRole("button", { name: "Cut the cable" }).click();
  await step(page, 4).waitFor();
  await north.getByText("LINE DOWN to VES").first().waitFor();
  await picture(page, "cut");
  await north.getByRole("button", { name: /^Compose/u }).last().click();
  await write(north, "EXERCISE. Written into the cut.", true);
  await step(page, 5).waitFor();
  await page.getByRole("button", { name: "Restore the cable" }).click();
  await step(page, 6).waitFor();
  await showCard(page, "auditor");
  await page.getByRole("button", { name: "Alter a stored entry" }).click();
  await step(page, 3).waitFor();
  await page.locator("#said").getByText(
    /station names it: (VES:\d+) \(entry-commit\)\. The independent verifier names it: \1 \(entry-commit\)\./u,
  ).waitFor();
  await picture(page, "altered");
  assert.deepEqual(foreign, []);
  // The page shown again, and in another browser, is signed in there too.
  await page.reload();
  const other = await newPage(browser, { viewport: { width: 390, height: 844 }, locale: "ru" });
  await other.goto(url);
  for (const shown of [page, other]) {
    for (const frame of ["#frame-a", "#frame-b"]) {
      await shown.frameLocator(frame).getByText("Exercise: an unmanned aircraft is lost").first().waitFor();
    }
  }
});

/** Messages of a side, as its own console is told of them, newest first. */
async function messagesOf(page: Page, side: "a" | "b"): Promise<readonly MessageView[]> {
  return page.evaluate(async (path) => (await fetch(path)).json(), `/${side}/api/v1/messages?limit=100`);
}

/** Waits until what one side released is durable at the other, and returns how it came there. */
async function delivered(page: Page, text: string): Promise<string | null> {
  for (;;) {
    const sent = (await messagesOf(page, "a")).find((one) => one.text === text);
    if (sent?.to[0]?.receipt != null) break;
    await page.waitForTimeout(500);
  }
  const came = (await messagesOf(page, "b")).filter((one) => one.text === text);
  assert.equal(came.length, 1, `${text} came once`);
  return came[0]?.byCourier === true ? "courier" : came[0]?.cameBy ?? null;
}

test("fibre, satellite, radio, nothing and back, while words go: each arrives once, the most urgent first", {
  timeout: 1_800_000,
}, async (t) => {
  const { url, page } = await openDemo(t);
  await page.goto(url);
  const north = page.frameLocator("#frame-a");
  await step(page, 1).waitFor();
  const choose = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const release = async (text: string, precedence: "FLASH" | "ROUTINE"): Promise<void> => {
    await north.getByRole("button", { name: /^Compose/u }).last().click();
    await north.getByText(precedence, { exact: true }).last().click();
    await write(north, text, true);
  };
  await release("EXERCISE. By fibre.", "FLASH");
  assert.equal(await delivered(page, "EXERCISE. By fibre."), "tls");

  await choose("Satellite");
  await release("EXERCISE. By satellite.", "FLASH");
  await page.locator("#wire-satellite .sign[data-level=FLASH]").first().waitFor();
  await picture(page, "satellite");
  assert.equal(await delivered(page, "EXERCISE. By satellite."), "satellite");
  await north.locator(".bearer[data-state=up]").getByText("satellite").first().waitFor();

  await choose("HF radio");
  // As long as a FLASH takes to be written, however slow the machine: what is left of it goes by fibre in the end.
  const long = `EXERCISE. A long letter. ${"The ferry runs at seven, and nobody was hurt. ".repeat(160)}`.trim();
  await release(long, "ROUTINE");
  await page.locator("#wire-hf .sign[data-level=ROUTINE]").first().waitFor();
  await release("EXERCISE. By radio.", "FLASH");
  await picture(page, "radio");
  assert.equal(await delivered(page, "EXERCISE. By radio."), "hf");

  await choose("Nothing");
  await release("EXERCISE. By hand.", "FLASH");
  await page.getByRole("button", { name: "Carry a file from Northland to Vesland" }).click();
  await page.getByText(/carried one file from NDL to VES: [1-9]/u).waitFor();
  const [first] = (await messagesOf(page, "b")).filter((one) => one.text === "EXERCISE. By hand.");
  assert.equal(first?.byCourier, true);
  await page.getByRole("button", { name: "Carry a file from Vesland to Northland" }).click();
  assert.equal(await delivered(page, "EXERCISE. By hand."), "courier");

  await choose("Fibre");
  await delivered(page, long);
  await release("EXERCISE. By fibre again.", "FLASH");
  assert.equal(await delivered(page, "EXERCISE. By fibre again."), "tls");
  const [ours, theirs] = await Promise.all(["a", "b"].map((side) => messagesOf(page, side as "a" | "b")));
  assert.deepEqual(
    ours?.map((one) => one.object).toSorted(), theirs?.map((one) => one.object).toSorted(),
    "nothing is lost or doubled",
  );
  const held = (text: string): number => theirs?.find((one) => one.text === text)?.heldMs ?? 0;
  assert.ok(held("EXERCISE. By radio.") < held(long), "the FLASH overtook the letter on the radio");
});

async function openFlash(frame: FrameLocator): Promise<void> {
  await frame.getByText("Exercise: an unmanned aircraft is lost").first().click();
}

/** Arms the sound of a console, and says that it is heard. */
async function armSound(frame: FrameLocator, buttons: readonly string[]): Promise<void> {
  for (const name of buttons) await frame.getByRole("button", { name, exact: true }).first().click();
  await frame.locator(".status-watch-alarm").waitFor({ state: "detached" });
}

/** Fills what the form still lacks, reads back, and releases; resolves when the station has it. */
async function write(frame: FrameLocator, text: string, fresh = false): Promise<void> {
  if (fresh) {
    await frame.getByLabel(/VES Duty watch/u).selectOption({ label: "For action" });
    await frame.getByLabel("Subject").fill("Exercise: into the cut");
  }
  await frame.getByLabel("Handling label").selectOption({ index: 1 });
  await frame.getByLabel(/^Text in English/u).fill(text);
  await frame.getByRole("button", { name: /^Read back/u }).click();
  await frame.getByRole("button", { name: /^Release/u }).click();
  await frame.getByText("Released to VES.").first().waitFor();
}
