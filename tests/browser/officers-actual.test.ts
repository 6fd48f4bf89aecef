// The first hour of a station of the actual world: links, passkeys, and a change that two administrators make.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { TestContext } from "node:test";

import type { Browser, Page } from "playwright-core";

import { adopted, by, json, main, meet, run, running, stop, until } from "../scenario/stations.ts";
import type { Party } from "../scenario/stations.ts";
import { newPage, openBrowser, plugIn } from "./browser.ts";

let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

/** A browser of its own with a device of its own, at a one-time link. */
async function arrive(address: string): Promise<Page> {
  const page = await newPage(browser);
  await plugIn(page);
  await page.goto(address);
  await page.locator("nav .tab").nth(4).click();
  return page;
}

async function makePasskey(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Name of the new passkey" }).fill("This device");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  // It stands in the list before the person is signed in with it.
  await page.getByText("The passkey is kept.").waitFor();
  await page.locator(".passkeys").getByText("This device").waitFor();
}

test("two administrators come by link, make passkeys, and enrol a third person together", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const [folder, key] = [join(root, "NDL"), join(root, "NDL.key")];
  json(
    "init", folder, "--short", "NDL", "--name", "en=Institution", "--name", "ru=Учреждение", "--phone", "+00 1",
    "--officer", "First:administrator", "--officer", "Second:administrator,releaser", "--world", "actual",
    "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", key,
  );
  const { child, ready } = running<{ url: string; links: { name: string; link: string }[] }>(
    [main, "start", folder, "--key-file", key, "--json"],
  );
  t.after(async () => {
    await stop({ child }, "SIGKILL");
    rmSync(root, { recursive: true, force: true });
  });
  const { url, links } = await ready;
  assert.equal(new URL(url).hostname, "localhost", "an address has no passkeys");
  const [first, second] = [await arrive(`${url}${links[0]?.link}`), await arrive(`${url}${links[1]?.link}`)];
  await makePasskey(first);
  await makePasskey(second);

  await first.getByRole("textbox", { name: "Name or post of a new officer" }).fill("Watch officer Anna");
  await first.getByRole("button", { name: "Enrol", exact: true }).click();
  const proposed = first.getByRole("region", { name: "Waits for two persons" });
  await proposed.getByText("Watch officer Anna").waitFor();
  await proposed.getByRole("button", { name: "Assent" }).click();
  await proposed.getByText("1 of 2 have assented.").waitFor();
  const by = (name: string): readonly string[] => ["--folder", folder, "--officer", name];
  const [open] = json<{ object: string }[]>("officer", "proposals", ...by("Second"));
  const refused = run("officer", "approve", open?.object.slice(0, 12) ?? "", ...by("Second"));
  assert.equal(refused.status, 1, "the command line speaks for nobody here");

  await second.getByRole("region", { name: "Waits for two persons" }).getByRole("button", { name: "Assent" }).click();
  await second.getByText(/Sign-in link, good once/u).waitFor();
  await first.getByRole("region", { name: "Who works here" }).getByText("Watch officer Anna").waitFor();
  const officers = json<{ name: string; passkeys: number }[]>("officer", "list", ...by("First"));
  assert.deepEqual(officers.map(({ name, passkeys }) => [name, passkeys]), [
    ["First", 1], ["Second", 1], ["Watch officer Anna", 0],
  ]);
});

interface Begun { readonly url: string; readonly line: string; readonly links: readonly { readonly link: string }[] }

/** A party of the actual world with two releasers, whose station runs. */
async function begin(
  t: TestContext, root: string, short: string,
): Promise<{ readonly party: Party; readonly begun: Begun }> {
  const [folder, key] = [join(root, short), join(root, `${short}.key`)];
  json(
    "init", folder, "--short", short, "--name", `en=Institution ${short}`, "--phone", "+00 1",
    "--officer", "Duty:watch,releaser,administrator", "--officer", "Second:releaser", "--world", "actual",
    "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", key,
  );
  const { child, ready } = running<Begun>([main, "start", folder, "--key-file", key, "--json"]);
  t.after(() => stop({ child }, "SIGKILL"));
  const begun = await ready;
  return { party: { ...adopted(folder, key, short), line: begun.line }, begun };
}

test("a charter is read back whole and accepted by two releasers with their passkeys, and by no command", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "chirograph-"));
  const [ours, theirs] = [await begin(t, root, "NDL"), await begin(t, root, "VES")];
  t.after(() => rmSync(root, { recursive: true, force: true }));
  meet(ours.party, theirs.party);
  const pages = await Promise.all(ours.begun.links.map(({ link }) => arrive(`${ours.begun.url}${link}`)));
  for (const page of pages) await makePasskey(page);
  await until(() => {
    const args = ["--with", "NDL", "--until", "7d", "--folder", theirs.party.folder, "--officer", "Duty"];
    return run("charter", "propose", ...args).status === 0;
  });
  const state = (): string | undefined => by<{ state: string }[]>(ours.party, "charter", "show")[0]?.state;
  await until(() => state() === "proposed");
  const begun = by<{ object: string; digest: string }>(ours.party, "charter", "accept", "--until", "7d");
  const refused = run("agree", "assent", begun.object, "--folder", ours.party.folder, "--officer", "Duty");
  assert.equal(refused.status, 1, "the command line speaks for nobody here");
  for (const [index, page] of pages.entries()) {
    const waits = page.getByRole("region", { name: "Would bind us, and waits for persons" });
    for (const term of ["Binds until", "Party", "Receipt / answer within", "Pre-agreed word"]) {
      await waits.getByText(term, { exact: true }).first().waitFor();
    }
    await waits.getByText(`${index} of 2 have assented.`).waitFor();
    assert.equal(state(), "proposed");
    await waits.getByRole("button", { name: "Assent" }).click();
    await page.getByText("Your assent is kept.").first().waitFor();
  }
  await until(() => state() === "accepted-by-us");
  await until(() => by<unknown[]>(ours.party, "agree").length === 0);
});
