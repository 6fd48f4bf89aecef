// Deposited BOOTs: from one a witness knows which key signs a log, and two that go on from one log are evidence.

import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { originOf } from "../../core/checkpoint/checkpoint.ts";
import { decodeDeposit } from "../../core/checkpoint/deposit.ts";
import type { BootDeposit } from "../../core/checkpoint/deposit.ts";
import { ChirographError } from "../../core/errors.ts";
import { encodeSiblings } from "../../core/evidence/siblings.ts";
import { decodeSignedRoster, rosterDigest, stationOf } from "../../core/keys/roster.ts";
import { boot, bootContent, logIdOf } from "../../core/record/boot.ts";
import { commitment, decodeBody, decodeEntry, leafHash, verifyEntry } from "../../core/record/entry.ts";
import { encodeForkEvidence } from "../../core/record/fork.ts";
import type { Batch } from "../../ports/store.ts";
import { encodeBootRecord, prefixes } from "./records.ts";
import type { BootRecord } from "./records.ts";
import {
  emptyLog, evidenceValues, locked, logsPerPartyMax, logValue, noteBoot, originHash, placeKey, takeCards, takeRoster,
  told, write,
} from "./witness.ts";
import type { Answer, WitnessState } from "./witness.ts";

/** Takes a BOOT in. Errors: cbor-*, shape and whatever else is wrong with it; the server answers 400 then. */
export async function depositBoot(state: WitnessState, body: Uint8Array): Promise<Answer> {
  const deposit = decodeDeposit(body);
  if (!await learnRoster(state, deposit)) return told(404, "That party, or its roster, is not known here.");
  const opened = openBoot(state, deposit);
  if (opened === null) return told(403, "Its station has not signed it.");
  // One BOOT after the other: siblings are found by comparing with those before.
  return locked(state, "boots", () => keep(state, opened.record, opened.key));
}

/** Whether the roster that a BOOT names is known, or follows from what is. */
async function learnRoster(state: WitnessState, { roster, content }: BootDeposit): Promise<boolean> {
  const { crypto } = state.options;
  const named = toHex(decodeShape(bootContent, content).roster);
  if (state.rosters.has(named)) return true;
  if (await takeCards(state) && state.rosters.has(named)) return true;
  const signed = decodeSignedRoster(roster);
  const party = toHex(signed.roster.party);
  if (toHex(rosterDigest(crypto, signed.bytes)) !== named || !state.byParty.has(party)) return false;
  return takeRoster(state, signed);
}

function openBoot(
  state: WitnessState, { entry: written, salt, content }: BootDeposit,
): { readonly record: BootRecord; readonly key: Uint8Array } | null {
  const { crypto } = state.options;
  const entry = decodeEntry(written);
  const body = decodeBody(entry.payload);
  const said = decodeShape(bootContent, content);
  if (body.kind !== boot.code || body.seq !== 0) throw new ChirographError("boot");
  if (!equalBytes(commitment(crypto, salt, content), body.commit)) throw new ChirographError("entry-commit");
  if (!equalBytes(logIdOf(crypto, body.channel, body.commit), body.log)) throw new ChirographError("boot");
  const roster = state.rosters.get(toHex(said.roster));
  const station = roster === undefined ? null : stationOf(roster, said.station);
  if (roster === undefined || station === null || !equalBytes(roster.party, said.party)) return null;
  if (!verifyEntry(crypto, station.key, { party: said.party, rosterDigest: said.roster }, entry)) return null;
  const item = { party: said.party, station: said.station, roster: said.roster, entry: written, salt, content };
  const { channel, log } = body;
  const record = {
    party: said.party, channel, station: said.station, log, previous: said.previous?.log ?? null, boot: item,
  };
  return { record, key: station.key };
}

async function keep(state: WitnessState, record: BootRecord, key: Uint8Array): Promise<Answer> {
  const { crypto } = state.options;
  const hash = originHash(crypto, record);
  const known = state.boots.get(hash);
  if (known !== undefined) return again(state, known, record);
  if ((state.logCounts.get(toHex(record.party)) ?? 0) >= logsPerPartyMax) {
    return told(429, "That party has as many logs here as one may have.");
  }
  const origin = originOf(record.channel, record.log);
  const values: Batch["values"][number][] = [
    logValue(crypto, emptyLog(crypto, origin, key, record.party)),
    [`${prefixes.boot}${hash}`, encodeBootRecord(record)],
  ];
  const { previous } = record;
  const other = siblingOf(state, record);
  if (other !== null && previous !== null) {
    const file = encodeSiblings(record.channel, previous, other.boot, record.boot);
    values.push(...evidenceValues(state, record.party, file));
  }
  await locked(state, hash, () => write(state, values));
  noteBoot(state, record);
  return told(200, "The BOOT is kept.");
}

/** The first BOOT of the same station on the same channel that goes on from the same log. */
function siblingOf(state: WitnessState, { previous, station, channel }: BootRecord): BootRecord | null {
  if (previous === null) return null;
  return state.firstAfter.get(placeKey(channel, station, previous)) ?? null;
}

/**
 * A log that is known: the same BOOT changes nothing, another one of its station at the same place is a fork. No other
 * station makes a BOOT whose log has that id, unless two have worked for it: then the first one stays.
 */
async function again(state: WitnessState, known: BootRecord, record: BootRecord): Promise<Answer> {
  const [one, other] = [decodeEntry(known.boot.entry), decodeEntry(record.boot.entry)];
  const { crypto } = state.options;
  if (equalBytes(leafHash(crypto, one.payload), leafHash(crypto, other.payload))) return told(200, "It is known.");
  if (!equalBytes(known.station, record.station)) return told(422, "That log is another station's here.");
  const file = encodeForkEvidence(
    record.channel, record.log, 1, { ...known.boot, entry: one, path: [] }, { ...record.boot, entry: other, path: [] },
  );
  await write(state, evidenceValues(state, record.party, file));
  return told(422, "Another BOOT of that log is known; both are kept as evidence.");
}
