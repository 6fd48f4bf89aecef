// What a checker does not see: nothing wider than its place, targets large enough, at four widths and in every
// direction.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import type { Page } from "playwright-core";

import type { StationView } from "../../src/api/views.ts";
import type { ClaimView, UndertakingView } from "../../src/api/people-views.ts";
import { parsePo } from "../../src/console/words/po.ts";
import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { negotiate } from "./fixture/joint-text.ts";

const browser = consoleBrowser();
const targetMin = 24;

/** English made half as long again and accented, in the place of French: what a longer language would do. */
const pseudo = Object.fromEntries(
  parsePo(readFileSync(join(import.meta.dirname, "../../src/console/words/en.po"), "utf8")).map(({ id, text }) => [
    id,
    text.includes(", plural,")
      ? text
      : `[${text.replaceAll(/(?<!\{\w*)[aeiou](?!\w*\})/gu, "$&\u0301$&")}]`.normalize("NFC"),
  ]),
);

/** Elements wider inside than outside, and pressable ones too small to press. */
async function misfits(page: Page): Promise<readonly string[]> {
  return page.evaluate((least) => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`page ${root.scrollWidth} > ${root.clientWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      const style = getComputedStyle(element);
      const name = `${element.tagName}.${element.className} "${(element.textContent ?? "").slice(0, 30)}"`;
      const clipped = ["auto", "scroll", "hidden", "clip"].includes(style.overflowX) || style.display === "inline";
      if (!clipped && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${name} ${element.scrollWidth} > ${element.clientWidth}`);
      }
      if (element.matches("button, select, input:not([type=checkbox], [type=radio]), textarea, [role=row]")) {
        const box = element.getBoundingClientRect();
        if (box.width > 0 && (box.width < least || box.height < least)) found.push(
          `${name} is ${box.width} x ${box.height}`,
        );
      }
    }
    return found;
  }, targetMin);
}

/**
 * Lets the station tell of what another site of its party claims, a name as long as one may be and a policy, and of
 * what waits to bind us.
 */
async function claimElsewhere(page: Page): Promise<void> {
  const site = "Second site of the institution 1a2b3c4d5e6f";
  const claims: readonly ClaimView[] = [
    { site, timeMs: 0, what: { about: "officer", name: "W".repeat(200), roles: ["administrator"], gone: true } },
    { site, timeMs: 0, what: { about: "passkey", name: "Watch officer Anna", gone: false } },
    { site, timeMs: 0, what: { about: "policy", name: "alone", allow: true } },
  ];
  const line = (name: string, text: string): UndertakingView["lines"][number] => ({ name, text, timeMs: null });
  const undertaken: UndertakingView = {
    object: "0".repeat(64), digest: "0".repeat(64), shortHash: "1a2b 3c4d 5e6f 7081", what: "accept.charter",
    channel: "0".repeat(64), by: "Releaser", timeMs: 0, persons: 2, assents: ["W".repeat(200)], mine: "may",
    lines: [line("party", "W".repeat(200)), line("long-stop", "7 d"), { name: "until", text: null, timeMs: 0 }],
  };
  await page.route("**/people", async (route) => {
    const answer = await route.fetch();
    const told = { ...await answer.json() as object, claims, undertakings: [undertaken] };
    await route.fulfill({ response: answer, json: told });
  });
}

/** Lets the station tell of four ways to each other station, one in each state, with words on them or none. */
async function fourWays(page: Page, busy: boolean): Promise<void> {
  const terms = {
    rateBps: 300, mtuBytes: 512, lossShare: 0, delayMs: 20, turnaroundMs: 500, returnPath: true, costly: 9,
  };
  await page.route("**/state", async (route) => {
    const answer = await route.fetch();
    const state = await answer.json() as StationView;
    const [lastHeardMs, arrivesMs] = [state.nowMs - 61_000, state.nowMs + 2_400_000];
    const way = { roundTripMs: null, sentBytes: 0, heardBytes: 0, underWay: [], waiting: [], lastHeardMs };
    const words: Pick<StationView["lines"][number]["bearers"][number], "underWay" | "waiting"> = {
      underWay: [{ object: null, precedence: "FLASH", bytes: 330, goneBytes: 120, arrivesMs }],
      waiting: [
        { precedence: "FLASH", entries: 1, arrivesMs },
        { precedence: "ROUTINE", entries: 50, arrivesMs: state.nowMs + 3_600_000 },
      ],
    };
    const bearers: StationView["lines"][number]["bearers"] = [
      { ...way, name: "tls", state: "cut", terms: null },
      {
        ...way, name: "satellite", state: "up", terms: { ...terms, turnaroundMs: null },
        ...(busy ? words : {}),
      },
      { ...way, name: "radio-of-the-second-site-in-the-hills", state: "quiet", terms },
      { ...way, name: "hf", state: "untried", terms, lastHeardMs: null },
    ];
    const lines = state.lines.map((one) => ({ ...one, bearers }));
    await route.fulfill({ response: answer, json: { ...state, lines } });
  });
  // What the station tells of itself would put its own in their place.
  await page.route("**/events*", (route) => route.abort());
}

/** Languages of the officers of the exercise. */
const languages = { anna: "en", boris: "ru", nadia: "ar" } as const;

/** Where pictures go when they are wanted. */
const pictures = process.env["CHIROGRAPH_PICTURES"];

for (const [officer, width] of [
  ["anna", 320], ["boris", 320], ["nadia", 320], ["anna", 1440], ["boris", 1440], ["nadia", 1440],
] as const) {
  test(`the status bar says of each bearer how it is and what is on it: ${officer} at ${width} px`, async () => {
    const served = await browser.serve();
    const { page, close } = await browser.open(served, officer, { width, height: 800 });
    const show = async (busy: boolean): Promise<number> => {
      await fourWays(page, busy);
      await page.reload();
      // The bar is there before the words of its language are.
      await page.locator(`html[lang=${languages[officer]}] .bearer`).nth(3).waitFor();
      await settled(page);
      return page.locator(".status").evaluate((bar) => bar.getBoundingClientRect().height);
    };
    const [still, busy] = [await show(false), await show(true)];
    if (width === 1440) assert.equal(busy, still, "words that come and go do not move what is below the bar");
    await page.waitForFunction(() => document.querySelector(".zulu-time")?.textContent !== "00:00:00Z");
    if (officer === "anna") assert.deepEqual(
      (await page.locator(".link").first().locator(".bearer").allTextContents())
        .map((text) => text.replaceAll(/(?:\d+\s(?:h|min) )?\d+\s(?:min|s)/gu, "T")),
      [
        "network (TLS)cut · last heard T",
        "satellite300 bit/s · heardFLASH  120 of 330 bytes carried, arrives in about T" +
          "waiting: FLASH 1 (the last in about T)ROUTINE 50 (the last in about T)",
        "radio-of-the-second-site-in-the-hills300 bit/s · half duplex · no answer · last heard T",
        "hf300 bit/s · half duplex · not heard yet",
      ],
    );
    assert.deepEqual(await misfits(page), []);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `bearers-${officer}-${width}.png`) });
    await close();
  });
}

const widths = [320, 390, 768, 1440];

for (const language of ["en", "ru", "ar", "pseudo"]) {
  test(`nothing overflows at any of four widths in ${language}`, async () => {
    const served = await browser.serve();
    await negotiate(served.exercise);
    await served.cutLine();
    const officer = language === "ru" ? "boris" : language === "ar" ? "nadia" : "anna";
    const { page, close } = await browser.open(served, officer, { width: 320, height: 800 });
    await page.locator(".message-pane").waitFor();
    if (language === "pseudo") {
      await page.route("**/assets/fr-*.js", (route) => route.fulfill({
        contentType: "text/javascript", body: `export default ${JSON.stringify(pseudo)};`,
      }));
      await page.getByRole("button", { name: "Settings and sign-out" }).click();
      await page.locator(".tools select").selectOption("fr");
      await page.getByText("Wáatch").first().waitFor();
    }
    const look = async (what: string, there: string): Promise<void> => {
      await page.locator(there).first().waitFor();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        await settled(page);
        assert.deepEqual(await misfits(page), [], `${what} at ${width} px`);
      }
    };
    await look("watch", ".message-pane");
    await page.keyboard.press("h");
    await look("hold", ".inline-form");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await look("keys", ".key-help");
    await page.keyboard.press("?");
    await page.keyboard.press("3");
    await look("message", ".chain");
    await page.keyboard.press("t");
    await look("translate", ".translate-form");
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await look("code points", ".code-points");
    await page.keyboard.press("4");
    await page.locator(".record-tools").waitFor();
    await page.keyboard.press("v");
    await look("record", ".verify-clean");
    await claimElsewhere(page);
    await page.keyboard.press("5");
    await look("officers", ".claims, .role-choice, .people-list");
    await page.keyboard.press("6");
    await page.locator(".handover button").first().click();
    await look("handover", ".handover textarea");
    await page.keyboard.press("7");
    await look("courier", ".courier-piece");
    await page.keyboard.press("8");
    await look("texts", ".text-card");
    await page.locator(".text-card .link-button").click();
    await page.locator(".clause").last().click();
    await look("text", ".clause");
    await page.keyboard.press("h");
    await look("history of a clause", ".clause-history .versions li");
    await page.keyboard.press("o");
    await look("offer", officer === "boris" ? ".clause" : ".offer-step");
    await page.keyboard.press("Escape");
    await page.keyboard.press("9");
    await look("commitments", ".follow");
    await page.keyboard.press("1");
    await page.keyboard.press("a");
    await look("compose", ".compose textarea");
    await page.locator("textarea").first().fill("Wort ".repeat(40) + "W".repeat(200));
    await page.keyboard.press("Control+e");
    await look("read-back", ".read-back");
    await close();
  });
}

/** Lets the station tell of a memory that nobody has confirmed, and of two starts from one place. */
async function doubtMemory(page: Page): Promise<void> {
  await page.route("**/state", async (route) => {
    const answer = await route.fetch();
    const state = await answer.json() as StationView;
    const channels = state.channels.map((one) => ({ ...one, memory: "unheard" as const, wentOnTwice: true }));
    const json: StationView = { ...state, channels, memoryConfirmed: { by: ["W".repeat(200)], needed: 2 } };
    await route.fulfill({ response: answer, json });
  });
  await page.route("**/events*", (route) => route.abort());
}

for (const officer of ["anna", "boris", "nadia"] as const) {
  test(`what is to be done about a memory in doubt fits, and is done at the station: ${officer}`, async () => {
    const served = await browser.serve();
    const { page, close } = await browser.open(served, officer);
    await doubtMemory(page);
    await page.reload();
    await page.locator(`html[lang=${languages[officer]}] .queues`).waitFor();
    await page.keyboard.press("4");
    await page.locator(".memory").waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await settled(page);
      assert.deepEqual(await misfits(page), [], `${width} px`);
    }
    const confirm = page.locator(".memory > button").first();
    if (officer === "anna") {
      const answer = page.waitForResponse((one) => one.url().endsWith("/acts"));
      await confirm.click();
      // This station's memory is whole: it says so itself, whatever the page was told.
      assert.equal((await (await answer).json() as { reason: string }).reason, "memory-confirmed");
      await page.locator(".banner [role=status], .banner").first().waitFor();
    }
    await close();
  });
}

test("Arabic goes from right to left, and what is not Arabic keeps its own direction", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "nadia");
  await page.locator(".message-pane").waitFor();
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  const original = page.locator(".text-original .foreign");
  assert.equal(await original.getAttribute("lang"), "ru");
  assert.equal(await original.getAttribute("dir"), "auto");
  assert.equal(await page.locator(".zulu-time").getAttribute("dir"), "ltr");
  await close();
});
