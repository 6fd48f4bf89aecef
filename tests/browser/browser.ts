// A real browser from npm, and the built console it looks at.

import { fileURLToPath } from "node:url";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import type { Browser, Page } from "playwright-core";

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

/** Puts an authenticator into the page's browser: a device whose person is there and is verified. */
export async function plugIn(page: Page, transport: "internal" | "usb" = "internal"): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
