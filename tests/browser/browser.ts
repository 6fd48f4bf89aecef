// A real browser from npm, and the built console it looks at.

import { fileURLToPath } from "node:url";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import type { Browser, CDPSession, Page } from "playwright-core";

/** Where `npm run build` puts the console. */
export const consoleFolder = fileURLToPath(new URL("../../dist/console", import.meta.url));

/** Starts the browser; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  chromium.setGraphicsMode = false;
  const executablePath = await chromium.executablePath();
  const args = [
    ...chromium.args.filter((one) => one !== "--single-process"), "--autoplay-policy=no-user-gesture-required",
  ];
  return playwright.launch({ executablePath, args, headless: true });
}

/** A page's devices belong to one session: another would take them away. */
const devices = new WeakMap<Page, CDPSession>();

/** Puts an authenticator into the page's browser: a device, or a key beside it, whose person is there and verified. */
export async function plugIn(page: Page, transport: "internal" | "usb" = "internal"): Promise<void> {
  const session = devices.get(page) ?? await page.context().newCDPSession(page);
  if (!devices.has(page)) await session.send("WebAuthn.enable");
  devices.set(page, session);
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // Nobody touches a key that is not the one asked for: once this one is made it lies still.
  if (transport === "usb") session.on("WebAuthn.credentialAdded", (added) => {
    if (added.authenticatorId !== authenticatorId) return;
    void session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  });
}
