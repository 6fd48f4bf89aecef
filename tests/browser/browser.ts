// A real browser from npm, and the built console it looks at.

import { fileURLToPath } from "node:url";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import type { Browser } from "playwright-core";

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
