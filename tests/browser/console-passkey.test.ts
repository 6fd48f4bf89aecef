// Passkeys in a real browser: an authenticator of the browser's own makes them, signs in and signs releases with them.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { words } from "../../src/station/pair.fixture.ts";
import { plugIn, ready } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import type { OpenConsole } from "./fixture/console-page.ts";
import type { Served } from "./fixture/serve.ts";

const browser = consoleBrowser();

/** Makes a passkey in the Officers room, in the words of the console's language. */
async function makePasskey(page: Page, room: string, name: string, make: string, kept: string): Promise<void> {
  await plugIn(page);
  await page.getByRole("button", { name: room }).click();
  await page.getByRole("textbox", { name }).fill("This device");
  await page.getByRole("button", { name: make }).click();
  await page.locator(".passkeys").getByText("This device").waitFor();
  // It stands in the list before the person is signed in with it.
  await page.getByText(kept).waitFor();
}

const english = ["Officers", "Name of the new passkey", "Make a passkey", "The passkey is kept."] as const;
const russian = [
  "Офицеры", "Название нового ключа доступа", "Создать ключ доступа", "Ключ доступа сохранён.",
] as const;

/** Two officers with a passkey each, on two devices. */
async function two(served: Served): Promise<readonly [OpenConsole, OpenConsole]> {
  const first = await browser.open(served, "anna", { width: 700, height: 800 }, "localhost");
  await makePasskey(first.page, ...english);
  const second = await browser.open(served, "boris", { width: 700, height: 800 }, "localhost");
  await makePasskey(second.page, ...russian);
  return [first, second];
}

async function save(served: Served, draft: string | null, text: string): Promise<string> {
  const { pair, officerIds } = served.exercise;
  const content = words(pair, pair.b, { text, subject: "Aircraft", label: "parties-only" });
  const saved = await pair.a.station.act(
    { officer: officerIds.nadia, via: "console" }, { act: "draft.save", draft, content },
  );
  assert.equal(saved.kind, "done");
  return saved.kind === "done" ? saved.object ?? "" : "";
}

test("an officer makes a passkey, signs out, and comes back with it alone", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna", { width: 700, height: 800 }, "localhost");
  await makePasskey(page, ...english);
  await page.getByText(/You have 1 passkey/u).waitFor();
  await page.getByRole("button", { name: "Settings and sign-out" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.locator("main .queues, main .officers").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the first passkey signs for a second one, and a second for giving up the first", async () => {
  const served = await browser.serve();
  const { page, complaints, close } = await browser.open(served, "anna", { width: 700, height: 800 }, "localhost");
  await makePasskey(page, ...english);
  await plugIn(page, "usb");
  await page.getByRole("textbox", { name: english[1] }).fill("Other device");
  await page.getByRole("button", { name: english[2] }).click();
  await page.locator(".passkeys").getByText("Other device").waitFor();
  const own = page.locator(".passkeys li").filter({ hasText: "This device" });
  await own.getByRole("button", { name: "Give up" }).click();
  await own.getByRole("button").click();
  await own.waitFor({ state: "detached" });
  const signed = served.station.asked.map(({ act }) => (
    (act.act === "passkey.add" || act.act === "passkey.withdraw") && act.assertion !== undefined
  ));
  assert.equal(signed.filter(Boolean).length, 2);
  assert.deepEqual(complaints, []);
  await close();
});

test("two persons release with their passkeys", async () => {
  const served = await browser.serve();
  const [first, second] = await two(served);
  await save(served, null, "Our aircraft is lost.");
  await first.page.locator("nav .tab").first().click();
  await first.page.getByRole("region", { name: "Drafts" }).getByRole("button", { name: "Read back" }).click();
  await first.page.getByText("Our aircraft is lost.").waitFor();
  await ready(first.page, /^Approve for VES/u);
  await first.page.keyboard.press("Control+e");
  await first.page.getByText("Your approval is kept.").waitFor();
  await second.page.locator("nav .tab").first().click();
  await second.page.getByRole("region", { name: "Проекты" }).getByRole("button", { name: "Прочесть" }).click();
  await second.page.getByText("подписано ключом доступа").waitFor();
  await ready(second.page, /VES \(УЧЕНИЕ\)$/u);
  await second.page.keyboard.press("Control+e");
  await second.page.getByText("Выпущено: VES.").waitFor();
  const signed = served.station.asked.map(({ act }) => act.act === "draft.approve" && act.assertion !== undefined);
  assert.equal(signed.filter(Boolean).length, 2);
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.close();
  await second.close();
});

test("a draft that changes between the two approvals is released by neither", async () => {
  const served = await browser.serve();
  const [first, second] = await two(served);
  const before = await save(served, null, "We agree.");
  await first.page.locator("nav .tab").first().click();
  await first.page.getByRole("region", { name: "Drafts" }).getByRole("button", { name: "Read back" }).click();
  await first.page.getByText("We agree.").waitFor();
  await ready(first.page, /^Approve for VES/u);
  await first.page.keyboard.press("Control+e");
  await first.page.getByText("Your approval is kept.").waitFor();
  const releases = served.station.messages(1, null)[0]?.object;
  await save(served, before, "We do not agree.");
  await second.page.locator("nav .tab").first().click();
  await second.page.getByRole("region", { name: "Проекты" }).getByRole("button", { name: "Прочесть" }).click();
  await second.page.getByText("We do not agree.").waitFor();
  await ready(second.page, /VES \(УЧЕНИЕ\)$/u);
  await second.page.keyboard.press("Control+e");
  await second.page.getByText("Ваше одобрение сохранено.").waitFor();
  assert.equal(served.station.messages(1, null)[0]?.object, releases, "nothing went out");
  assert.deepEqual(served.station.drafts().map((draft) => draft.approvals.length), [1]);
  await first.close();
  await second.close();
});
