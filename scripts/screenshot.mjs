// Takes a picture of a page: node scripts/run.mjs scripts/screenshot.mjs URL OUT.png [WIDTH] [HEIGHT] [LOCALE]

import { openBrowser } from "../tests/browser/browser.ts";

const [url, path, width = "1440", height = "900", locale = "en"] = process.argv.slice(2);
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, locale });
await page.goto(url);
await page.waitForTimeout(1_500);
await page.screenshot({ path });
await browser.close();
