// The web checklist in a real browser: what the policy forbids is refused, and nothing of ours asks for it.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import { hostileCorpus } from "./fixture/hostile-corpus.ts";

const browser = consoleBrowser();

/** Collects what the browser reports as a violation of the policy, in the page itself. */
async function watchPolicy(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener("securitypolicyviolation", (event) => seen.push(event.violatedDirective));
  });
  return () => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
}

test("no text of a hostile corpus runs, loads or violates anything, wherever the console shows it", async () => {
  const served = await browser.serve();
  const { page, context, complaints, close } = await browser.open(served, "anna");
  const violations = await watchPolicy(page);
  const elsewhere: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(served.origin)) elsewhere.push(request.url());
  });
  const text = hostileCorpus.join("\n");
  for (const [index, subject] of hostileCorpus.entries()) {
    // Every eighth carries the whole corpus in each place a party can write to; the others are its lists.
    const whole = index % 8 === 0;
    const object = await served.exercise.arriveDishonestly(
      { subject, text: whole ? text : subject, capacity: subject.slice(0, 200) },
      whole
        ? { language: "\"><script>", subject, text, capacity: subject, doubts: [{ from: 0, to: 9, note: subject }] }
        : null,
    );
    if (!whole) continue;
    const message = served.station.thread(object)?.message;
    assert.ok(message !== undefined);
    await page.getByRole("row").filter({ hasText: message.label }).first().click();
    await page.getByRole("article", { name: `Message ${message.label}` }).waitFor();
  }
  await page.keyboard.press("u");
  const rooms = [["2", ".room-compose"], ["3", ".chain"], ["4", ".room-record table"], ["1", ".message-pane"]] as const;
  for (const [key, there] of rooms) {
    await page.keyboard.press(key);
    await page.locator(there).first().waitFor();
    await settled(page);
  }
  const taken = await page.evaluate(() => (window as unknown as { taken?: unknown }).taken);
  assert.equal(taken, undefined);
  assert.deepEqual(await violations(), []);
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(complaints, []);
  assert.equal(await page.locator("main a[href], main img, main iframe").count(), 0, "nothing became markup");
  await close();
});

test("the browser itself refuses markup, programs from texts, foreign files and frames", async () => {
  const served = await browser.serve();
  const { page, close } = await browser.open(served, "anna");
  const violations = await watchPolicy(page);
  const refused = await page.evaluate(() => {
    const tried = (attempt: () => unknown): string => {
      try {
        attempt();
        return "done";
      } catch (error) {
        return (error as Error).name;
      }
    };
    const policies = window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } };
    return {
      innerHTML: tried(() => (document.createElement("p").innerHTML = "<b>x</b>")),
      write: tried(() => document.write("<b>x</b>")),
      script: tried(() => (document.createElement("script").text = "1")),
      policy: tried(() => policies.trustedTypes.createPolicy("mine", {})),
    };
  });
  assert.deepEqual(refused, { innerHTML: "TypeError", write: "TypeError", script: "TypeError", policy: "TypeError" });
  await page.evaluate(() => {
    const image = document.createElement("img");
    image.src = "https://example.invalid/x.png";
    const frame = document.createElement("iframe");
    frame.src = "https://example.invalid/";
    const style = document.createElement("div");
    style.setAttribute("style", "color:red");
    document.body.append(image, frame, style);
    void fetch("https://example.invalid/").catch(() => undefined);
  });
  await page.waitForFunction(() => (window as unknown as { violations: string[] }).violations.length >= 5);
  const seen = new Set((await violations()).map((one) => one.split(" ")[0]));
  for (const directive of ["img-src", "frame-src", "style-src-attr", "connect-src", "require-trusted-types-for"]) {
    assert.ok(seen.has(directive), `${directive} in ${[...seen].join(", ")}`);
  }
  await close();
});

test("no script reads the session, and the cookie goes to no other site", async () => {
  const served = await browser.serve();
  const { page, context, close } = await browser.open(served, "anna");
  assert.equal(await page.evaluate(() => document.cookie), "");
  const [cookie, ...more] = await context.cookies();
  assert.equal(more.length, 0);
  assert.equal(cookie?.httpOnly, true);
  assert.equal(cookie?.sameSite, "Strict");
  assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => /session|token/iu.test(key))), false);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker?.getRegistrations())?.length ?? 0), 0);
  await close();
});

test("a file of the console that was altered on its way is not run", async () => {
  const served = await browser.serve();
  const { context, close } = await browser.open(served, "anna");
  const page = await context.newPage();
  await page.route("**/assets/index-*.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${await answer.text()}\n` });
  });
  const complained = page.waitForEvent("console", { predicate: (line) => /integrity/iu.test(line.text()) });
  await page.goto(served.origin);
  await complained;
  assert.equal(await page.locator("#console > *").count(), 0);
  await close();
});
