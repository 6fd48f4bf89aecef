// From an adopted text to a kept promise at the console: commitments made of its clauses, adopted by both, claimed,
// verified, disputed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import type { Page } from "playwright-core";

import type { Act } from "../../src/api/acts.ts";
import type { CommitmentView } from "../../src/api/commitment-views.ts";
import { must, until } from "../../src/station/pair.fixture.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { adoptStatement } from "./fixture/joint-text.ts";
import type { Served } from "./fixture/serve.ts";

const browser = consoleBrowser();
const dayMs = 86_400_000;
const everything = { party: null, state: null, channel: null };

/** Makes two commitments of the adopted statement at the console: a list within seven days, a meeting by a date. */
async function propose(page: Page): Promise<void> {
  await page.keyboard.press("8");
  await page.locator(".text-card .link-button").click();
  await page.getByRole("button", { name: /Copies and adoption/u }).click();
  await page.getByRole("button", { name: "Make commitments from its clauses" }).click();
  await page.getByRole("checkbox", { name: "Clause 2" }).check();
  await page.getByRole("textbox", { name: "When, English" }).fill("within seven days of adoption");
  await page.locator(".make-schedule").getByText("within 7 days of the adoption of the text").waitFor();
  await page.getByRole("combobox", { name: "Who owes it" }).selectOption({ label: "NDL" });
  await page.getByRole("checkbox", { name: "Clause 3" }).check();
  const second = page.locator(".make-schedule li").nth(2);
  await second.getByRole("textbox", { name: "When, English" }).fill("by August 2027");
  await second.getByRole("combobox", { name: "Before it begins, or by its end?" }).selectOption({ index: 2 });
  await second.getByRole("combobox", { name: "Who owes it" }).selectOption({ label: "VES" });
  await page.getByRole("button", { name: "Propose the schedule (EXERCISE)" }).click();
  await page.locator(".room-commitments .fair-copy").waitFor();
}

/** The other party's commitments, as its station has them. */
function theirView({ exercise: { pair: { b } } }: Served): readonly CommitmentView[] {
  return b.station.commitments(everything);
}

async function theirs({ exercise: { pair: { b } } }: Served, act: Act): Promise<void> {
  await must(b.station, b.officer, act);
}

/** Proposes the two, and has both sides adopt them. */
async function agree(served: Served, page: Page): Promise<void> {
  await propose(page);
  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await page.getByRole("button", { name: "Adopt (EXERCISE)" }).click();
  await until(() => theirView(served).length === 2);
  const [{ object } = { object: "" }] = theirView(served);
  const { station } = served.exercise.pair.b;
  const digest = station.schedule(object)?.digest ?? "";
  await theirs(served, { act: "agree.accept", object, digest, untilMs: Date.now() + dayMs });
  await page.locator(".commitment[data-state=due]").nth(1).waitFor();
}

test("commitments are made from clauses, read as they are counted, and bind when both have adopted them", async () => {
  const served = await browser.serve();
  await adoptStatement(served.exercise);
  const { page, complaints, close } = await browser.open(served, "anna", { width: 1_200, height: 900 });
  await agree(served, page);
  await page.locator(".follow").filter({ hasText: /They owe: 1\.[^]*VES[^]*We owe: 1\.[^]*NDL[^]*Limit passed: 0\./u })
    .waitFor();
  const due = theirView(served).map((one) => one.dueMs);
  const { station } = served.exercise.pair.a;
  assert.deepEqual(due, station.commitments(everything).map((one) => one.dueMs), "both count alike");
  assert.equal(due.includes(Date.UTC(2027, 8, 1) - 1), true, "by the end of August");
  assert.deepEqual(complaints, []);
  await close();
});

test("ours is claimed and verified by them; theirs is claimed and disputed by us, with a reason", async () => {
  const served = await browser.serve();
  await adoptStatement(served.exercise);
  const { page, complaints, close } = await browser.open(served, "anna", { width: 1_200, height: 900 });
  await agree(served, page);
  const ours = page.locator(".commitment").filter({ hasText: "NDL to VES" });
  await ours.getByRole("button", { name: /What was said/u }).click();
  await ours.getByRole("button", { name: "Claim it is done" }).click();
  await ours.getByRole("textbox", { name: "In our words" }).fill("The list was handed over today.");
  await ours.getByRole("button", { name: "Claim it is done (EXERCISE)" }).click();
  await page.getByText("Claimed.").waitFor();
  await until(() => theirView(served).some((one) => one.state === "claimed"));
  const claimed = theirView(served).find((one) => one.state === "claimed");
  await theirs(served, {
    act: "commitment.find", object: claimed?.object ?? "", claim: claimed?.claims[0]?.leaf ?? "", result: "verified",
    reason: "",
  });
  await page.locator(".commitment[data-state=verified]").waitFor();
  const other = theirView(served).find((one) => one.state === "due");
  await theirs(served, {
    act: "commitment.claim", object: other?.object ?? "", number: other?.number ?? 0, time: 1,
    statement: "We have met.", evidence: [],
  });
  const claim = page.locator(".commitment[data-state=claimed]");
  await claim.getByRole("button", { name: /What was said/u }).click();
  await claim.getByRole("button", { name: "Dispute", exact: true }).click();
  await claim.getByRole("textbox", { name: "In our words" }).fill("No meeting took place.");
  await claim.getByRole("button", { name: "Dispute (EXERCISE)" }).click();
  await page.locator(".commitment[data-state=disputed]").waitFor();
  await until(() => theirView(served).some((one) => one.state === "disputed"));
  await page.getByRole("button", { name: "What moved" }).click();
  await page.locator(".moved li").getByText("disputes it").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a file claimed as evidence at one console is asked for and saved at the other as it was", async () => {
  const ours = await browser.serve();
  await adoptStatement(ours.exercise);
  const { page, complaints, close } = await browser.open(ours, "anna", { width: 1_200, height: 900 });
  await agree(ours, page);
  const commitment = page.locator(".commitment").filter({ hasText: "NDL to VES" });
  await commitment.getByRole("button", { name: /What was said/u }).click();
  await commitment.getByRole("button", { name: "Claim it is done" }).click();
  await commitment.getByRole("textbox", { name: "In our words" }).fill("The list, as handed over.");
  const list = Buffer.from("EXERCISE\nDuty watch, day and night: +00 1 555 0100\n");
  const files = commitment.getByLabel("Files of evidence");
  await files.setInputFiles({ name: "list.pdf", mimeType: "application/pdf", buffer: list });
  await commitment.getByRole("button", { name: "Claim it is done (EXERCISE)" }).click();
  await page.getByText("The file is not what its name says.").waitFor();
  await files.setInputFiles({ name: "Contact points.txt", mimeType: "text/plain", buffer: list });
  await commitment.getByRole("button", { name: "Claim it is done (EXERCISE)" }).click();
  await page.locator(".commitment[data-state=claimed] .evidence-files li[data-state=here]").waitFor();

  const other = await browser.openAt(await ours.theirConsole(), { width: 1_200, height: 900 });
  await other.page.keyboard.press("9");
  const claimed = other.page.locator(".commitment[data-state=claimed]");
  await claimed.getByRole("button", { name: /What was said/u }).click();
  const file = claimed.locator(".evidence-files li");
  await file.getByText("Contact points.txt").waitFor();
  const [saved] = await Promise.all([
    other.page.waitForEvent("download"), file.getByRole("button", { name: "Save" }).click(),
  ]);
  assert.equal(saved.suggestedFilename(), "Contact points.txt");
  assert.deepEqual(readFileSync(await saved.path()), list);
  await claimed.locator(".evidence-files li[data-state=here]").waitFor();
  assert.deepEqual([complaints.filter((one) => !/415/u.test(one)), other.complaints], [[], []]);
  await close();
  await other.close();
});

test("a phrase that is no time limit is said to be none, and proposes nothing", async () => {
  const served = await browser.serve();
  await adoptStatement(served.exercise);
  const { page, close } = await browser.open(served, "anna", { width: 1_200, height: 900 });
  await page.keyboard.press("8");
  await page.locator(".text-card .link-button").click();
  await page.getByRole("button", { name: /Copies and adoption/u }).click();
  await page.getByRole("button", { name: "Make commitments from its clauses" }).click();
  await page.getByRole("checkbox", { name: "Clause 1" }).check();
  await page.getByRole("textbox", { name: "When, English" }).fill("at some later point perhaps");
  await page.getByText("This cannot be read as a time limit.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Propose the schedule (EXERCISE)" }).isDisabled(), true);
  await close();
});
