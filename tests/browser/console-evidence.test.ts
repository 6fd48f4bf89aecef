// Evidence of every sort as a tired officer sees it: what happened, what it proves and what not, what to do, the file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { toHex } from "../../src/core/bytes/hex.ts";
import { signCheckpoint } from "../../src/core/checkpoint/checkpoint.ts";
import { encodeTimes } from "../../src/core/evidence/times.ts";
import { encodeBody, encodeEntry, signEntry } from "../../src/core/record/entry.ts";
import type { Ack } from "../../src/core/record/entry.ts";
import { agreedPair, twoStarts } from "../../src/verify/evidence.fixture.ts";
import { verifyEvidence } from "../../src/verify/evidence.ts";
import { learnHead } from "../../src/station/witness/seen-heads.ts";
import type { Self } from "../../src/station/state.ts";
import { settled } from "./browser.ts";
import { consoleBrowser } from "./fixture/console-page.ts";
import type { Served } from "./fixture/serve.ts";

const browser = consoleBrowser();
const none = new Uint8Array(0);

/** Puts evidence of each further sort into the station: of a second start, of two heads, of a disputed time. */
function bring({ exercise }: Served): void {
  const { a, b, channel } = exercise.pair;
  const { state } = a.runner;
  const known = state.channels.get(channel);
  const log = known?.ledger.logs.values().find((one) => toHex(one.party) === toHex(b.self.party));
  assert.ok(known !== undefined && log !== undefined);
  const wrong = signCheckpoint(a.self.crypto, b.self.signer, known.id, log.log, log.size, new Uint8Array(32).fill(7));
  assert.equal(learnHead(state, known, wrong), "contradicts");
  state.evidence.set("5555555555555555", twoStarts(agreedPair()).file);
  const entry = (self: Self, at: Uint8Array, seq: number, time: number, acks: readonly Ack[]): Uint8Array => {
    const payload = encodeBody({
      v: 1, channel: known.id, log: at, seq, prev: new Uint8Array(32), acks, leaves: [], time, lamport: 9,
      precedence: "ROUTINE", kind: 0, object: none, epoch: 0, index: 0, commit: none,
    });
    return encodeEntry(signEntry(self.signer, { party: self.party, rosterDigest: self.rosterDigest }, payload));
  };
  const by = (self: Self): { party: Uint8Array; station: Uint8Array; roster: Uint8Array } =>
    ({ party: self.party, station: self.station, roster: self.rosterDigest });
  const ours = known.ownLog;
  const skew = known.charter?.skewMs ?? 0;
  const written = 1_795_000_000_000;
  const acks = [{ log: ours, size: 3, root: new Uint8Array(32), heldAt: written - skew - 60_000 }];
  state.evidence.set("6666666666666666", encodeTimes({
    charter: known.charterBytes ?? none, sort: "receipt", answer: null,
    about: { ...by(a.self), entry: entry(a.self, ours, 2, written, []) },
    claim: { ...by(b.self), entry: entry(b.self, log.log, log.size, written, acks) },
  }));
  a.runner.tellState();
}

test("each sort of evidence is explained, and its file checks anywhere", async () => {
  const served = await browser.serve();
  bring(served);
  const { page, complaints, close } = await browser.open(served, "anna", { width: 1_000, height: 900 });
  await page.keyboard.press("4");
  const evidence = page.getByRole("region", { name: "Evidence" });
  const heads = evidence.getByRole("article").filter({ hasText: "VES signed two different states of this one log" });
  await heads.getByText("This log was shown in two ways.").waitFor();
  await heads.getByText("Intent, nor which of the two states is the true one.").waitFor();
  await evidence.getByText("A backup was restored or a machine copied, and both went on.").waitFor();
  await evidence.getByText("Bad faith. Nothing is taken back").waitFor();
  await evidence.getByText("Whose clock was wrong.").waitFor();
  assert.equal(await evidence.getByRole("article").count(), 3);
  const [first] = await evidence.getByRole("article").all();
  assert.equal(await first?.getAttribute("data-contradiction"), "true", "what must be answered for stands first");
  const [saved] = await Promise.all([
    page.waitForEvent("download"), heads.getByRole("button", { name: "Save evidence" }).click(),
  ]);
  assert.equal(saved.suggestedFilename(), "chirograph.evidence");
  const { a } = served.exercise.pair;
  const file = Uint8Array.from(readFileSync(await saved.path()));
  assert.equal(verifyEvidence(a.self.crypto, a.runner.state.rosters, [], file).sort, "heads");
  assert.deepEqual(complaints, []);
  await close();
});

for (const [officer, language, title] of [["boris", "ru", "Доказательства"], ["nadia", "ar", null]] as const) {
  for (const width of [360, 1_440]) {
    test(`evidence fits ${width} px for ${officer}`, async () => {
      const served = await browser.serve();
      bring(served);
      const { page, close } = await browser.open(served, officer, { width, height: 900 });
      await page.locator(`html[lang=${language}]`).waitFor({ state: "attached" });
      await page.keyboard.press("4");
      await page.locator(".evidence-piece").nth(2).waitFor();
      if (title !== null) await page.getByRole("heading", { name: title }).waitFor();
      await settled(page);
      const wide = await page.evaluate(() =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wide, false);
      const shot = process.env["CHIROGRAPH_PICTURES"];
      if (shot !== undefined) await page.screenshot({ path: `${shot}/evidence-${officer}-${width}.png` });
      await close();
    });
  }
}
