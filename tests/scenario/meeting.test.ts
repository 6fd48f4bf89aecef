// A meeting from the command line: two parties, two processes; convened by both, sat, put off by another one, told in a
// calendar that nobody needs to sign in for until its address is taken back.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { agree, by, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Party } from "./stations.ts";
import type { MeetingView } from "../../src/api/meeting-views.ts";

interface Written { venue: string; begins: string; ends: string; title: Record<string, string>; replaces?: string }
interface Done { readonly object: string; readonly link?: string }

const all = (party: Party): readonly MeetingView[] => by<readonly MeetingView[]>(party, "meeting");
const shown = (party: Party, asked: string): MeetingView => by<MeetingView>(party, "meeting", "show", asked);
const command = (party: Party, ...args: readonly string[]): ReturnType<typeof run> => (
  run(...args, "--folder", party.folder, "--officer", "Duty")
);

/** Has a party propose a meeting from a file, and both accept it. */
async function convened(a: Party, b: Party, path: string, written: Written): Promise<string> {
  writeFileSync(path, JSON.stringify(written));
  const { object } = by<Done>(a, "meeting", "convene", path);
  await until(() => all(b).some((one) => one.object === object));
  for (const party of [a, b]) by(party, "meeting", "accept", object, "--until", "7d");
  for (const party of [a, b]) await until(() => shown(party, object).state === "convened");
  return object;
}

test("a meeting is convened, sat and put off, and a calendar follows it", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  await agree(a, b);
  for (const party of [a, b]) {
    by(party, "officer", "roles", "Duty", "watch,releaser,administrator,auditor,negotiator");
  }
  const template = by<Written>(a, "meeting", "template");
  const first = await convened(a, b, join(root, "meeting.json"), template);
  const { label } = shown(b, first);
  await said(a, b, label);
  await minuted(a, b, label);

  assert.equal(by<{ sinceMs: number }>(b, "follow", "--since", label).sinceMs, shown(b, label).atMs);

  const { link = "" } = by<Done>(a, "calendar", "link");
  const feed = async (): Promise<Response> => fetch(new URL(link, a.url));
  const before = await feed();
  assert.match(before.headers.get("content-type") ?? "", /^text\/calendar/u);
  assert.match(await before.text(), /SUMMARY:EXERCISE EXERCISE: [^]*STATUS:CONFIRMED/u);

  const later = by<Written>(b, "meeting", "template", "--replaces", label);
  assert.deepEqual([later.replaces, later.title], [first, template.title]);
  const times = { begins: "2027-05-03T09:00:00Z", ends: "2027-05-03T16:00:00Z" };
  const second = await convened(b, a, join(root, "later.json"), { ...later, ...times });
  for (const party of [a, b]) await until(() => shown(party, first).state === "replaced");
  assert.equal(shown(a, label).replacedBy, second);

  // Killed and started again, A tells the same, and the address opens.
  await stop(a, "SIGKILL");
  await start(a);
  const text = await (await feed()).text();
  assert.match(text, /DTSTART:20270503T090000Z/u);
  assert.equal(text.match(/STATUS:CANCELLED/gu)?.length, 1);
  const path = join(root, "calendar.ics");
  by(a, "calendar", "--out", path);
  assert.equal(readFileSync(path, "utf8"), text);

  by(a, "calendar", "revoke");
  const after = await feed();
  assert.equal(after.status, 404);
  assert.doesNotMatch(await after.text(), /VCALENDAR/u);
  refused(root, a, template);
});

/** Delegations, a regret that is thought better of, and a sitting, each said by its own party and told by both. */
async function said(a: Party, b: Party, label: string): Promise<void> {
  by(a, "meeting", "delegation", label, "--member", "head|en=Deputy minister|ru=Заместитель министра",
    "--member", "legal-adviser|en=Adviser");
  by(b, "meeting", "regret", label, "--reason", "The hall is not agreed.");
  await until(() => shown(a, label).regrets.length === 1);
  const { out } = command(a, "meeting", "show", label, "--lang", "en");
  assert.match(out, /VES will not come {2}The hall is not agreed\./u);
  by(b, "meeting", "delegation", label, "--member", "head|ru=Директор департамента");
  by(b, "meeting", "sitting", label, "--form", "working-group", "--agenda", "2", "--note", "Both were heard.");
  await until(() => shown(a, label).sittings.length === 1 && shown(a, label).regrets.length === 0);
  const { delegations, sittings, beginsMs } = shown(a, label);
  assert.deepEqual(delegations.map(({ members }) => members.map(({ role }) => role)).sort(), [
    ["head"], ["head", "legal-adviser"],
  ]);
  assert.deepEqual([sittings[0]?.form, sittings[0]?.agenda, sittings[0]?.beginsMs], ["working-group", [2], beginsMs]);
}

/** Minutes are a text of the meeting, and the other party finds them there. */
async function minuted(a: Party, b: Party, label: string): Promise<void> {
  by(a, "text", "begin", "--meeting", label, "--purpose", "minutes", "--title", "en=Agreed minutes",
    "--title", "ru=Согласованный протокол");
  await until(() => shown(b, label).texts.length === 1);
  const { out } = command(b, "meeting", "show", label, "--lang", "ru");
  assert.match(out, /созвана/u);
  assert.match(out, /Согласованный протокол/u);
}

/** What is no meeting, or names nobody, says nothing. */
function refused(root: string, a: Party, template: Written): void {
  const path = join(root, "bad.json");
  const bad = (written: object): ReturnType<typeof run> => {
    writeFileSync(path, JSON.stringify(written));
    return command(a, "meeting", "convene", path, "--lang", "en");
  };
  const count = all(a).length;
  assert.match(bad({ ...template, level: "kings" }).error, /The file is no meeting: level/u);
  assert.match(bad({ ...template, title: { fr: "Groupe" } }).error, /title\.fr/u);
  const backwards = bad({ ...template, ends: "2027-01-01T00:00:00Z" });
  assert.deepEqual([backwards.status, backwards.out.trim()], [1, "It ends before it begins."]);
  assert.equal(command(a, "meeting", "show", "NDL:9999").status, 2);
  const [one] = all(a);
  const member = command(a, "meeting", "delegation", one?.label ?? "", "--member", "head=Somebody", "--lang", "en");
  assert.match(member.error, /Roles: head, deputy/u);
  assert.equal(command(a, "meeting", "sitting", one?.label ?? "", "--agenda", "9").status, 1);
  assert.equal(all(a).length, count);
}
