// A charter and contents for tests of messages.

import { partyOfByte } from "../../agree/record.fixture.ts";
import type { Charter } from "../charter/charter.ts";
import { standardCharter } from "../charter/standard-charter.ts";
import type { MessageContent } from "./entries.ts";

export const partyA = 1;
export const partyB = 2;
export const desksOfAll: readonly (readonly string[])[] = [["watch", "legal"], ["watch", "radar"]];

/**
 * A charter of two parties: FLASH receipt 1 s, answer 10 s, the others two to four times as long; skew 100 ms, courier
 * 1 s, long stop 60 s.
 */
export function testCharter(world: Charter["world"] = "exercise"): Charter {
  const party = (byte: number, short: string): Charter["parties"][number] => ({
    id: partyOfByte(byte), short, languages: ["en", "ru"], phone: "+41 22 000 00 00",
    names: [{ language: "en", text: `Institution ${short}` }, { language: "ru", text: `Учреждение ${short}` }],
  });
  return {
    ...standardCharter({
      world, nonce: new Uint8Array(16), parties: [party(partyA, "A"), party(partyB, "B")], languages: ["en", "ru"],
    }),
    limits: [4, 3, 2, 1].map((times) => ({ receiptMs: times * 1_000, answerMs: times * 10_000 })),
    skewMs: 100, courierMs: 1_000, longStopMs: 60_000,
  };
}

/** A message to B's watch, with information to B's radar desk. */
export function testMessage(more: Partial<MessageContent> = {}): MessageContent {
  return {
    desk: "watch", capacity: "", to: [{ party: 1, desk: "watch" }], info: [{ party: 1, desk: "radar" }], label: "open",
    language: "en", subject: "Subject", text: "Text.", word: null, relation: null, ...more,
  };
}
