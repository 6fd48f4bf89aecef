// A story: a party opens a second site, loses the first, and goes on; everything by the command line alone.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { agree, json, list, meet, run, start, startPair, stop, until } from "./stations.ts";
import type { Message, Party } from "./stations.ts";

const text = (party: Party, words: string): Message | undefined => list(party).find((one) => one.text === words);
const send = (party: Party, to: string, label: string, words: string): void => {
  // Whoever releases has read what came in.
  for (const { direction, object } of list(party)) {
    if (direction === "in") json("show", object, "--folder", party.folder);
  }
  json("send", "--to", to, "--precedence", "FLASH", "--label", label, "--yes", words, "--folder", party.folder);
};

test("a second site joins by courier, takes over when the first is lost, and loses nothing", async (t) => {
  const { root, a, b } = await startPair(t);
  meet(a, b);
  const label = await agree(a, b);
  send(b, "NDL/watch", label, "said before there were two");
  await until(() => text(a, "said before there were two") !== undefined);

  const second: Party = { ...a, folder: join(root, "second"), key: join(root, "second.key"), child: null };
  t.after(() => stop(second, "SIGKILL"));
  const [request, answer, card] = ["request", "answer", "next.card"].map((name) => join(root, name)) as [
    string, string, string,
  ];
  const asked = json<{ station: string }>(
    "station", "request", second.folder, request, "--card", a.card, "--name", "en=Second site", "--listen",
    "127.0.0.1:0", "--http", "127.0.0.1:0", "--key-file", second.key,
  );
  const early = run("station", "add", request, answer, "--folder", a.folder);
  assert.match(early.out, /does not name the station/u);
  json("roster", "change", card, "--add-station", request, "--folder", a.folder, "--key-file", a.key);
  json("roster", "adopt", card, "--folder", a.folder);
  json("station", "add", request, answer, "--address", a.line, "--folder", a.folder);
  assert.match(run("start", second.folder, "--key-file", second.key).error, /waits for its answer/u);
  json("station", "join", second.folder, answer, "--key-file", second.key);
  await start(second);

  // Its officers are those of the house record, which comes from the first site.
  await until(() => run("list", "--folder", second.folder).status === 0);
  // The second site comes to hold all, and is dialed by the first's peer as its roster names it.
  await until(() => text(second, "said before there were two") !== undefined);
  await until(() => json<readonly { ours: boolean; state: string }[]>("line", "--folder", second.folder)
    .some((one) => one.ours && one.state === "up"));
  send(second, "VES/watch", label, "said on the second site");
  for (const party of [a, b]) await until(() => text(party, "said on the second site") !== undefined);

  // The first passes the seat to it, and both parties see where it is.
  json("station", "pass-seat", asked.station, "--folder", a.folder);
  const passed = (party: Party): boolean => json<readonly { passed: readonly { station: string }[] }[]>(
    "roster", "--folder", party.folder,
  ).some((one) => one.passed.some(({ station }) => station === asked.station));
  for (const party of [a, b, second]) await until(() => passed(party));
  const again = run("station", "pass-seat", asked.station, "--folder", a.folder);
  assert.equal(again.status, 1);
  assert.match(again.out, new RegExp(`Second site ${asked.station.slice(0, 12)}`, "u"));

  // The first site burns. Its root signs it away, and the seat goes to the second.
  await stop(a, "SIGKILL");
  const moved = join(root, "moved.card");
  const [ours] = json<readonly { stations: readonly { id: string }[] }[]>("roster", "--folder", second.folder);
  const first = ours?.stations.find((one) => one.id !== asked.station)?.id ?? "";
  const change = ["--drop-station", first, "--seat", asked.station, "--folder", a.folder, "--key-file", a.key];
  json("roster", "change", moved, ...change);
  json("roster", "adopt", moved, "--folder", second.folder);
  json("card", "add", moved, "--address", second.line, "--folder", b.folder);
  send(b, "NDL/watch", label, "are you there");
  await until(() => text(second, "are you there") !== undefined);
  json("take", text(second, "are you there")?.object ?? "", "--folder", second.folder);
  await until(() => text(b, "are you there")?.to[0]?.state === "taken");

  const file = join(root, "record");
  json("export", file, "--folder", second.folder);
  const verified = run("verify", file, "--root", moved, "--root", b.card);
  assert.match(verified.out, /^Clean/u);
  assert.equal(text(second, "said before there were two")?.text, "said before there were two");
});
