// A real browser from npm, and the built console it looks at.

import { fileURLToPath } from "node:url";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";

/** Where `npm run build` puts the console. */
export const consoleFolder = fileURLToPath(new URL("../../dist/console", import.meta.url));

/** How long a page may take until it is as a person would wait for it, in milliseconds: no measure, an end. */
export const patienceMs = 180_000;

/** Starts the browser; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  chromium.setGraphicsMode = false;
  const executablePath = await chromium.executablePath();
  const args = [
    ...chromium.args.filter((one) => one !== "--single-process"), "--autoplay-policy=no-user-gesture-required",
  ];
  return playwright.launch({ executablePath, args, headless: true, timeout: patienceMs });
}

/** A page in a context of its own. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patienceMs);
  return context.newPage();
}

/** The button once it may be pressed: a key that is pressed before does nothing. */
export function ready(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole("button", { name, disabled: false }).first().waitFor();
}

/** Resolves when nothing moves on the page any more, and it was drawn once since. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => void requestAnimationFrame(resolve));
    await frame();
    const endless = (one: Animation): boolean => one.effect?.getComputedTiming().endTime === Infinity;
    const moving = document.getAnimations().filter((one) => !endless(one));
    await Promise.allSettled(moving.map((one) => one.finished));
    await frame();
  });
}

/** A page's devices belong to one session: another would take them away. */
const devices = new WeakMap<Page, { readonly session: CDPSession; readonly ids: string[] }>();

/**
 * Puts an authenticator into the page's browser: a device, or a key beside it, whose person is there and verified. The
 * browser asks all of them at once: a person touches the new one until it has its passkey, and the others after that.
 */
export async function plugIn(page: Page, transport: "internal" | "usb" = "internal"): Promise<void> {
  const { session, ids } = devices.get(page) ?? await withDevices(page);
  const touch = (authenticatorId: string, enabled: boolean): Promise<unknown> =>
    session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  const others = [...ids];
  await Promise.all(others.map((id) => touch(id, false)));
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  ids.push(authenticatorId);
  if (others.length === 0) return;
  const handed = new Promise<void>((resolve) => session.on("WebAuthn.credentialAdded", (added) => {
    if (added.authenticatorId !== authenticatorId) return;
    void Promise.all([touch(authenticatorId, false), ...others.map((id) => touch(id, true))]).then(() => resolve());
  }));
  // One that stands signs for the new one: it is asked only when the person's finger lies on it.
  await page.route("**/challenge", async (route) => {
    if (route.request().postData()?.includes('"add"') === true) await handed;
    await route.continue();
  });
}

async function withDevices(page: Page): Promise<{ readonly session: CDPSession; readonly ids: string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const made = { session, ids: [] };
  devices.set(page, made);
  return made;
}
