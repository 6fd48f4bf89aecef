// What every recorded station has lived through, and what of it every later release must show again.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { agree, by, list, meet, start, stop, until } from "../scenario/stations.ts";
import type { Message, Party } from "../scenario/stations.ts";

/** Has two stations that run live through the story; they run when it ends, and one message is still on its way. */
export async function live(root: string, a: Party, b: Party): Promise<void> {
  meet(a, b);
  const label = await agree(a, b);
  const translation = join(root, "translation.txt");
  writeFileSync(translation, "Unidentified vehicle\nAn unmanned vehicle has entered our zone.");
  by(
    a, "send", "--to", "VES/watch", "--precedence", "FLASH", "--label", label, "--language", "ru", "--subject",
    "Неопознанный аппарат", "В нашу зону вошёл беспилотный аппарат.", "--translation", `en=${translation}`, "--yes",
  );
  await until(() => list(b).length === 1);
  const flash = (list(b)[0] as Message).label;
  by(b, "take", flash);
  by(b, "hold", flash, "--next-word-by", "30m");
  by(b, "show", flash);
  by(b, "answer", flash, "It is not ours.", "--label", label, "--yes");
  await until(() => list(a).find((one) => one.label === flash)?.to[0]?.state === "answered");

  const seen = (party: Party): readonly string[] => ["--seen", String(Math.max(0, ...list(party).map(incomingOf)))];
  const send = (text: string): string => {
    by(a, "send", "--to", "VES/watch", "--precedence", "ROUTINE", "--label", label, ...seen(a), text, "--yes");
    return list(a).find((one) => one.text === text)?.label ?? "";
  };
  const [wrong, withdrawn, refused] = [send("At 12:40."), send("Disregard."), send("Will you withdraw?")];
  by(a, "correct", wrong, "At 14:20, not 12:40.", "--label", label, ...seen(a), "--yes");
  by(a, "cancel", withdrawn, "--reason", "Sent in error.");
  await until(() => list(b).length === 6);
  by(b, "refuse", refused);
  by(b, "officer", "add", "Night watch", "--roles", "watch,releaser");
  await until(() => list(a).find((one) => one.label === refused)?.to[0]?.state === "refused");

  // A start is a log of its own.
  await stop(b);
  await start(b);
  by(a, "card", "add", b.card, "--address", b.line);
  by(
    b, "send", "--to", "NDL/watch", "--precedence", "PRIORITY", "--label", label, ...seen(b), "After a start.", "--yes",
  );
  await until(() => list(a).some((one) => one.text === "After a start." && one.direction === "in"));
  await stop(b);
  send("On its way.");
}

function incomingOf(message: Message): number {
  return (message as Message & { readonly incoming: number }).incoming;
}

/** Fields of a message that depend on the line or on the hour, and so are other ones each time they are asked for. */
const passing = new Set(["state", "sinceMs", "receiptBy", "answerBy", "wentBack"]);

/** What a party's station shows of the record that no later release may show otherwise. */
export function lasting(party: Party): unknown {
  const stays = (key: string, value: unknown): unknown => (passing.has(key) ? undefined : value);
  const messages = JSON.parse(JSON.stringify(by(party, "list"), stays)) as unknown;
  const charters = by<{ id: string; state: string; labels: unknown }[]>(party, "charter", "show")
    .map(({ id, state, labels }) => ({ id, state, labels }));
  const officers = by<{ id: string; name: string; roles: string[] }[]>(party, "officer", "list")
    .map(({ id, name, roles }) => ({ id, name, roles }));
  const { digits } = by<{ checks: { digits: string }[] }>(party, "card", "show").checks[0] ?? {};
  return { messages, charters, officers, digits };
}
