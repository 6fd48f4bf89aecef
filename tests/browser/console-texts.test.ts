// A joint text at the console: read side by side, offered in every language, read back, released; brackets lifted, a
// copy said, adopted by both.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import type { Act } from "../../src/api/acts.ts";
import { must, until } from "../../src/station/pair.fixture.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { negotiate } from "./fixture/joint-text.ts";
import type { Negotiated } from "./fixture/joint-text.ts";
import type { Served } from "./fixture/serve.ts";

const browser = consoleBrowser();
const dayMs = 86_400_000;

async function openText(served: Served, officer: "anna" | "boris" = "anna"): Promise<{
  readonly page: Page; readonly complaints: readonly string[]; readonly negotiated: Negotiated;
  readonly close: () => Promise<void>;
}> {
  const negotiated = await negotiate(served.exercise);
  const { page, complaints, close } = await browser.open(served, officer, { width: 1_200, height: 900 });
  await page.keyboard.press("8");
  await page.locator(".text-card .link-button").click();
  await page.locator(".clause").first().waitFor();
  return { page, complaints, negotiated, close };
}

/** The other party's negotiator acts. */
async function theirs({ exercise: { pair: { b } } }: Served, act: Act): Promise<string> {
  return (await must(b.station, b.officer, act)).object ?? "";
}

test("each clause says whether it holds, and who wants what", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await openText(served);
  const states = await page.locator(".clause > .clause-head .chip").allInnerTexts();
  assert.deepEqual(states, [
    "no brackets, ad referendum", "no brackets, ad referendum", "in brackets", "with a reservation", "in brackets",
  ]);
  assert.match(await page.locator(".clause").nth(2).innerText(), /\[NDL: shall \| VES: should\]/u);
  assert.match(await page.locator(".clause").nth(3).innerText(), /VES reserve/u);
  const last = await page.locator(".clause").nth(4).innerText();
  assert.match(last, /\[VES:[^]*September[^]*\[NDL:[^]*August/u);
  assert.deepEqual(await page.locator(".clause-text[lang=ru]").count() > 4, true, "each language is marked as it is");
  const said = (ours: boolean): Promise<string[]> =>
    page.locator(`.clause >> nth=4 >> .wording[data-ours=${ours}] .actions button`).allInnerTexts();
  assert.deepEqual(await said(true), ["Withdraw our word"], "nobody reserves their own offer");
  assert.deepEqual(await said(false), ["Accept ad referendum", "Accept with a reservation", "Refuse"]);
  await page.locator(".clause").first().click();
  await page.locator(".clause").first().getByRole("button", { name: "Withdraw our word" }).waitFor();
  await page.keyboard.press("8");
  await page.locator(".text-card").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("an offer is written in both languages, read back, and released by the keyboard", async () => {
  const served = await browser.serve();
  const { page, complaints, negotiated, close } = await openText(served);
  for (let times = 0; times < 5; times++) await page.keyboard.press("j");
  await page.keyboard.press("o");
  const boxes = page.locator(".offer-step textarea");
  await boxes.nth(0).fill("They will meet again before 15 September 2026.");
  await boxes.nth(1).fill("Они встретятся вновь до 25 сентября 2026 года.");
  await page.locator(".language-check").getByText("25").first().waitFor();
  await boxes.nth(1).fill("Они встретятся вновь до 15 сентября 2026 года.");
  await page.locator(".language-check").waitFor({ state: "detached" });
  await page.keyboard.press("Control+e");
  await page.locator(".offer-step .read-back").getByText("до 15 сентября").waitFor();
  let offers = 0;
  page.on("request", (asked) => void (offers += asked.postData()?.includes('"text.offer"') === true ? 1 : 0));
  await Promise.all([page.keyboard.press("Control+e"), page.keyboard.press("Control+e")]);
  await page.getByText("The offer is released.").waitFor();
  const { b } = served.exercise.pair;
  await until(() => b.station.text(negotiated.text)?.slots.at(-1)?.changes.some(
    (one) => one.texts?.[1] === "Они встретятся вновь до 15 сентября 2026 года.",
  ) === true);
  assert.equal(offers, 1, "a second press while the first is on its way says nothing twice");
  assert.deepEqual(complaints, []);
  await close();
});

test("Escape goes back one step at a time, and an offer that lacks a language is not read back", async () => {
  const served = await browser.serve();
  const { page, close } = await openText(served);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.locator(".offer-step textarea").nth(1).fill("");
  await page.getByText("The wording is missing in a language").waitFor();
  assert.equal(await page.getByRole("button", { name: "Read back" }).isDisabled(), true);
  await page.locator(".offer-step textarea").nth(1).fill("Слова.");
  await page.keyboard.press("Control+e");
  await page.locator(".offer-step .read-back").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".offer-step textarea").nth(1).inputValue(), "Слова.");
  await page.keyboard.press("Escape");
  await page.locator(".text-card .link-button").click();
  assert.equal(await page.locator(".offer-step textarea").nth(1).inputValue(), "Слова.", "the offer is kept");
  await page.locator(".clause").nth(1).click();
  await page.keyboard.press("o");
  assert.equal(await page.locator(".offer-step textarea").nth(1).inputValue(), "Слова.", "another stands beside it");
  await page.getByRole("button", { name: "Leave this change out" }).last().click();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.locator(".offer-step").waitFor({ state: "detached" });
  await close();
});

test("brackets are lifted, a copy is said and adopted by both, and then nothing changes it", async () => {
  const served = await browser.serve();
  const { page, complaints, negotiated: { text, first }, close } = await openText(served);
  await page.locator(".clause").nth(2).click();
  await page.getByRole("button", { name: "As NDL wants it" }).click();
  assert.equal(
    await page.locator(".offer-step textarea").first().inputValue(),
    "Each side shall answer within three hours of receipt.",
  );
  await page.keyboard.press("Control+e");
  await page.locator(".offer-step .read-back").waitFor();
  await page.keyboard.press("Control+e");
  await page.getByText("The offer is released.").waitFor();
  const last = page.locator(".clause").nth(4);
  await last.click();
  await page.keyboard.press("y");
  await page.keyboard.press("y");
  await page.getByText("Said: we accept ad referendum.").waitFor();
  const { b } = served.exercise.pair;
  const offered = (): string => b.station.text(text)?.slots[2]?.changes.find(
    (one) => one.texts?.[0]?.includes("[") === false,
  )?.change ?? "";
  await until(() => offered() !== "");
  await theirs(served, {
    act: "text.position", object: text, note: null,
    stands: [{ change: offered(), stance: "accept" }, { change: `${first}:3`, stance: "accept" }],
  });
  await page.locator(".text-head[data-state=clean]").waitFor();
  await page.getByRole("button", { name: /Copies and adoption/u }).click();
  await page.getByRole("button", { name: "Say the fair copy" }).click();
  await page.getByRole("button", { name: "Adopt", exact: true }).click();
  await page.getByText("This binds us to exactly this digest.").waitFor();
  await page.getByRole("button", { name: "Adopt (EXERCISE)" }).click();
  await page.getByText("Said: we accept this digest.").waitFor();
  await until(() => b.station.text(text)?.fairCopies.length === 1);
  const digest = b.station.text(text)?.fairCopies[0]?.digest ?? "";
  await theirs(served, { act: "agree.accept", object: text, digest, untilMs: Date.now() + dayMs });
  await page.locator(".text-head[data-state=adopted]").waitFor();
  await page.getByRole("button", { name: /^Clauses/u }).click();
  await page.locator(".clause").first().click();
  assert.equal(await page.getByRole("button", { name: /Other wording/u }).count(), 0, "an adopted text takes no offer");
  assert.deepEqual(complaints, []);
  await close();
});

test("a private note stands with the clause, and nothing of it is sent", async () => {
  const served = await browser.serve();
  const { page, negotiated: { text }, close } = await openText(served);
  await page.locator(".clause").nth(1).click();
  await page.getByRole("button", { name: "Private note" }).click();
  await page.getByRole("textbox", { name: "Private note" }).fill("We would give this one up for clause 5.");
  await page.getByRole("button", { name: "Keep it here" }).click();
  // The box holds the words too, until they are kept.
  await page.locator(".private-strip p", { hasText: "give this one up" }).waitFor();
  const { a, b } = served.exercise.pair;
  assert.equal(a.station.text(text)?.slots[1]?.private.length, 1);
  await must(a.station, a.officer, { act: "line.test", party: a.station.state().parties[0]?.id ?? "" });
  assert.equal(JSON.stringify(b.station.text(text)).includes("give this one up"), false);
  await close();
});

test("who is no negotiator reads, and is offered nothing to press", async () => {
  const served = await browser.serve();
  const { page, close } = await openText(served, "boris");
  await page.locator(".clause").nth(4).click();
  assert.equal(await page.getByRole("button", { name: /Принять ad referendum|Другая редакция/u }).count(), 0);
  await page.getByRole("button", { name: /История/u }).click();
  await page.locator(".compared ins").first().waitFor();
  assert.match(await page.locator(".compared").innerText(), /сентября/u);
  await close();
});

test("a long text is turned page by page, and the keys go over the edge of a page", async () => {
  const served = await browser.serve();
  const { page, negotiated: { text }, close } = await openText(served);
  const { officerIds, pair: { a } } = served.exercise;
  await must(a.station, { officer: officerIds.anna, via: "console" }, {
    act: "text.offer", object: text, package: false, note: null,
    changes: Array.from({ length: 120 }, (_, k) => ({
      touches: [],
      clauses: [{
        slot: null, after: k === 0 ? "start" : `:${k - 1}`, heading: false, texts: [`Clause ${k}.`, `Пункт ${k}.`],
      }],
    })),
  });
  await page.getByText("1 to 100 of 125").first().waitFor();
  assert.equal(await page.locator(".clause").count(), 100);
  const chosen = page.locator(".clause[data-chosen=true] .clause-number");
  await page.getByRole("button", { name: "Later" }).first().click();
  await chosen.getByText("101", { exact: true }).waitFor();
  assert.equal(await page.locator(".clause").count(), 25);
  await page.keyboard.press("k");
  await chosen.getByText("100", { exact: true }).waitFor();
  assert.equal(await page.locator(".clause").count(), 100);
  await close();
});
