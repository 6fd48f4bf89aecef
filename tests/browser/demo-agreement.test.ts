// The demo from brackets to kept promises, as two people at two consoles live it, and a third who has no station.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { FrameLocator, Page } from "playwright-core";

import type { CommitmentView } from "../../src/api/commitment-views.ts";
import { main } from "../scenario/stations.ts";
import { openDemo, picture, showCard, step } from "./fixture/demo.ts";

/** What a button is called in the console of each side: one speaks English, the other Russian. */
const words = {
  texts: ["Texts", "Тексты"], accept: ["Accept ad referendum", "Принять ad referendum"],
  acceptNow: ["Say: we accept ad referendum", "Заявить: принимаем ad referendum"],
  accepted: ["Said: we accept ad referendum.", "Сказано: принимаем ad referendum."],
  copies: [/Copies and adoption/u, /Экземпляры и принятие/u], compile: [/Compile the copies/u, /Составить экземпляры/u],
  adopt: ["Adopt", "Принять окончательно"], adoptNow: ["Adopt (EXERCISE)", "Принять окончательно (УЧЕНИЕ)"],
  commitments: ["Commitments", "Обязательства"], said: [/What was said/u, /Что сказано/u],
  claim: ["Claim it is done", "Заявить об исполнении"],
  claimNow: ["Claim it is done (EXERCISE)", "Заявить об исполнении (УЧЕНИЕ)"],
  words: ["In our words", "Нашими словами"],
} as const;

interface Desk {
  readonly frame: FrameLocator;
  readonly at: 0 | 1;
}

async function press({ frame, at }: Desk, what: keyof typeof words): Promise<void> {
  const name = words[what][at];
  await frame.getByRole("button", { name, exact: typeof name === "string" }).first().click();
}

async function openCommunique(desk: Desk): Promise<void> {
  await room(desk, "texts");
  await desk.frame.locator(".text-card .link-button").first().click();
  await desk.frame.locator(".clause").nth(6).waitFor();
}

async function room({ frame, at }: Desk, name: "texts" | "commitments"): Promise<void> {
  await frame.locator("nav .tab").filter({ hasText: words[name][at] }).click();
}

const clause = ({ frame }: Desk, number: number): ReturnType<FrameLocator["locator"]> =>
  frame.locator(".clause").nth(number - 1);

/** Offers a clause as a party wants it: written out, read back, released. */
async function resolve(desk: Desk, number: number, party: string): Promise<void> {
  await clause(desk, number).click();
  await desk.frame.getByRole("button", { name: `As ${party} wants it` }).click();
  await desk.frame.locator(".offer-step textarea").first().press("Control+e");
  await desk.frame.locator(".offer-step .read-back").waitFor();
  await desk.frame.locator(".offer-step .read-back .button-exercise").click();
  await desk.frame.locator(".offer-step").waitFor({ state: "detached" });
}

/** Accepts what stands against us in a clause; it is said with a second press, and then said to be said. */
async function accept(desk: Desk, number: number): Promise<void> {
  const { at } = desk;
  await clause(desk, number).click();
  await clause(desk, number).getByRole("button", { name: words.accept[at] }).first().click();
  await clause(desk, number).getByRole("button", { name: words.acceptNow[at] }).first().click();
  await desk.frame.getByText(words.accepted[at]).waitFor();
}

async function negotiate(page: Page, [north, south]: readonly [Desk, Desk]): Promise<void> {
  await showCard(page, "negotiator");
  for (const desk of [north, south]) await openCommunique(desk);
  assert.match(await clause(north, 3).innerText(), /\[NDL: shall \| VES: should\]/u);
  assert.match(await clause(south, 3).innerText(), /\[NDL: отвечает \| VES: по возможности отвечает\]/u);
  await picture(page, "brackets");
  await resolve(north, 3, "VES");
  await resolve(north, 7, "NDL");
  await accept(south, 3);
  await accept(south, 7);
  await step(page, 1).waitFor();
  await accept(south, 6);
  await step(page, 2).waitFor();
}

async function adopt(page: Page, [north, south]: readonly [Desk, Desk]): Promise<void> {
  for (const desk of [north, south]) await press(desk, "copies");
  await north.frame.getByRole("button", { name: "Say the fair copy" }).click();
  await step(page, 3).waitFor();
  for (const desk of [north, south]) await press(desk, "compile");
  await step(page, 4).waitFor();
  const [ours, theirs] = await Promise.all([north, south].map(async ({ frame }) => {
    await frame.locator(".paper-same").waitFor();
    await frame.locator(".paper td.hash").nth(3).waitFor();
    return frame.locator(".paper td.hash").allInnerTexts();
  }));
  assert.equal(ours?.length, 4, "two copies, each compiled by both");
  assert.deepEqual(ours?.toSorted(), theirs?.toSorted());
  await picture(page, "hashes");
  for (const desk of [north, south]) {
    await press(desk, "adopt");
    await press(desk, "adoptNow");
  }
  await step(page, 5).waitFor();
}

/** Commitments of clauses 5 and 7, one owed by each side, adopted by both. */
async function promise(page: Page, [north, south]: readonly [Desk, Desk]): Promise<void> {
  await showCard(page, "follow");
  const { frame } = north;
  await frame.getByRole("button", { name: "Make commitments from its clauses" }).click();
  const items = frame.locator(".make-schedule > ol > li");
  const choose = async (number: number, when: string, owner: string): Promise<void> => {
    await frame.getByRole("checkbox", { name: `Clause ${number}` }).check();
    const item = items.nth(number - 1);
    await item.getByRole("textbox", { name: "When, English" }).fill(when);
    await item.getByRole("combobox", { name: "Who owes it" }).selectOption({ label: owner });
  };
  await choose(5, "within seven days of adoption", "NDL");
  await choose(7, "before the end of August 2027", "VES");
  await frame.getByRole("button", { name: "Propose the schedule (EXERCISE)" }).click();
  await step(page, 1).waitFor();
  await room(south, "commitments");
  for (const desk of [north, south]) {
    await press(desk, "adopt");
    await press(desk, "adoptNow");
  }
  await step(page, 2).waitFor();
  const [ours, theirs] = await Promise.all(["a", "b"].map((side) => owed(page, side)));
  assert.equal(ours?.length, 2);
  assert.deepEqual(ours?.map((one) => one.dueMs), theirs?.map((one) => one.dueMs), "both count alike");
  assert.equal(ours?.some((one) => one.dueMs === Date.UTC(2027, 8, 1) - 1), true, "by the end of August");
}

async function owed(page: Page, side: string): Promise<readonly CommitmentView[]> {
  return page.evaluate(async (path) => (await fetch(path)).json(), `/${side}/api/v1/commitments`);
}

async function followThrough(page: Page, [north, south]: readonly [Desk, Desk]): Promise<void> {
  await claim(north, Buffer.from("EXERCISE\nDuty watch: +00 1 555 0100\n"));
  await step(page, 3).waitFor();
  const theirs = south.frame.locator(".commitment[data-state=claimed]");
  await theirs.getByRole("button", { name: words.said[1] }).click();
  await theirs.getByText("contact points.txt").waitFor();
  await find(south, "Подтвердить", "");
  await step(page, 4).waitFor();
  await claim(south, null);
  const claimed = north.frame.locator(".commitment[data-state=claimed]").filter({ hasText: /VES.*NDL/u });
  await claimed.getByRole("button", { name: words.said[0] }).click();
  await find(north, "Dispute", "EXERCISE. No meeting took place.");
  await step(page, 5).waitFor();
  await picture(page, "follow-through");
}

/** The side claims what it owes. */
async function claim(desk: Desk, file: Buffer | null): Promise<void> {
  const { frame, at } = desk;
  const due = frame.locator(".commitment[data-state=due]").filter({ hasText: at === 0 ? /NDL.*VES/u : /VES.*NDL/u });
  await due.getByRole("button", { name: words.said[at] }).click();
  await due.getByRole("button", { name: words.claim[at], exact: true }).click();
  await due.getByRole("textbox", { name: words.words[at] }).fill("EXERCISE. Done.");
  if (file !== null) {
    await due.locator("input[type=file]").setInputFiles({
      name: "contact points.txt", mimeType: "text/plain", buffer: file,
    });
  }
  await due.getByRole("button", { name: words.claimNow[at] }).click();
  await frame.locator(".commitment[data-state=claimed]").first().waitFor();
}

async function find({ frame, at }: Desk, word: string, why: string): Promise<void> {
  const claimed = frame.locator(".commitment[data-state=claimed]");
  await claimed.getByRole("button", { name: word, exact: true }).click();
  if (why !== "") await claimed.getByRole("textbox", { name: words.words[at] }).fill(why);
  await claimed.getByRole("button", { name: `${word} (${at === 0 ? "EXERCISE" : "УЧЕНИЕ"})` }).click();
}

test("from brackets in two languages to promises verified and disputed, and a folder that a stranger verifies", {
  timeout: 1_800_000,
}, async (t) => {
  const { url, page } = await openDemo(t);
  await page.goto(url);
  const desks = [
    { frame: page.frameLocator("#frame-a"), at: 0 }, { frame: page.frameLocator("#frame-b"), at: 1 },
  ] as const;
  await negotiate(page, desks);
  await adopt(page, desks);
  await promise(page, desks);
  await followThrough(page, desks);
  await showCard(page, "auditor");
  await page.getByRole("button", { name: "Publish, and verify as an outsider" }).click();
  await page.locator("#said").getByText(/chirograph verify/u).waitFor({ timeout: 600_000 });
  const told = await page.locator("#said").textContent() ?? "";
  await step(page, 2).waitFor().catch(() => assert.fail(told));
  const [, folder = ""] = /npx chirograph verify (\S+)\/communique --root /u.exec(told) ?? [];
  await picture(page, "published");
  await verifyElsewhere(folder);
});

/** A third person: a folder and two cards, copied to a place where no station is, and one command. */
async function verifyElsewhere(demo: string): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "chirograph-stranger-"));
  for (const [from, to] of [["communique", "communique"], ["a/cards/NDL.card", "n"], ["b/cards/VES.card", "v"]]) {
    cpSync(join(demo, from ?? ""), join(place, to ?? ""), { recursive: true });
  }
  const args = [main, "verify", "communique", "--root", "n", "--root", "v", "--lang", "en"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: place, env: { HOME: place } });
  for (const said of ["EXERCISE", "Joint communique", "Совместное коммюнике", "NDL", "VES"]) {
    assert.ok(stdout.includes(said), said);
  }
  rmSync(place, { recursive: true, force: true });
}
