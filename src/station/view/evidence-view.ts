// Evidence as it is listed: the files are for people to keep and to show to others.

import { labelOf } from "../label.ts";
import type { StationState } from "../state.ts";
import type { EvidenceView } from "../../api/views.ts";
import { decodeShape } from "../../core/bytes/shape.ts";
import { toHex } from "../../core/bytes/hex.ts";
import { evidenceSort } from "../../core/evidence/evidence.ts";
import { headsEvidence } from "../../core/evidence/heads.ts";
import { memoryEvidence } from "../../core/evidence/memory.ts";
import { siblingsEvidence } from "../../core/evidence/siblings.ts";
import { checkTimes } from "../../core/evidence/times.ts";
import { checkRosterFork } from "../../core/keys/roster-fork.ts";
import { decodeBody, decodeEntry } from "../../core/record/entry.ts";
import { recollection } from "../../core/record/recollection.ts";
import { decodeForkEvidence } from "../../core/record/fork.ts";

/** Every evidence file held, oldest first. */
export function evidenceViews(state: StationState): readonly EvidenceView[] {
  return [...state.evidence].map(([id, file]) => ({ id, bytes: file.length, ...shown(state, file) }));
}

/** Whether some of it shows that two signed claims cannot both be true; a second start is none, nor a disputed time. */
export function hasContradiction({ evidence }: StationState): boolean {
  return [...evidence.values()].some((file) => !["siblings", "times"].includes(evidenceSort(file) ?? ""));
}

type Shown = Omit<EvidenceView, "id" | "bytes">;

/** What our own store has is evidence that was checked when it was made. */
function shown(state: StationState, file: Uint8Array): Shown {
  switch (evidenceSort(file)) {
    case "rosters": return rosters(state, file);
    case "siblings": return siblings(state, file);
    case "heads": {
      const { channel, log, size, one, other } = decodeShape(headsEvidence, file);
      return placed(state, "heads", { channel, log, seq: size - 1 }, [one.party, other.party]);
    }
    case "times": return times(state, file);
    case "memory": {
      const { channel, log, size, statement, boot } = decodeShape(memoryEvidence, file);
      const { party } = decodeShape(recollection, statement);
      return placed(state, "memory", { channel, log, seq: size - 1 }, [party, boot.party]);
    }
    case "fork":
    case null: {
      const { channel, log, size, one, other } = decodeForkEvidence(file);
      return placed(state, "fork", { channel, log, seq: Math.max(0, size - 1) }, [one.party, other.party]);
    }
  }
}

interface Place {
  readonly channel: Uint8Array;
  readonly log: Uint8Array;
  readonly seq: number;
}

function placed(
  state: StationState, sort: Shown["sort"], { channel, log, seq }: Place, signers: readonly Uint8Array[],
  timesMs: readonly number[] = [],
): Shown {
  const known = state.channels.get(toHex(channel));
  return {
    sort, channel: toHex(channel), log: toHex(log), seq,
    label: known === undefined ? "?" : labelOf(state, known, log, seq), signers: signers.map(toHex), timesMs,
  };
}

function rosters(state: StationState, file: Uint8Array): Shown {
  const { party, seq, short } = checkRosterFork(state.self.crypto, file);
  const signers = [toHex(party), toHex(party)];
  return { sort: "rosters", channel: "", log: "", seq, label: `${short} #${seq}`, signers, timesMs: [] };
}

/** Its place is the first of the two BOOTs. */
function siblings(state: StationState, file: Uint8Array): Shown {
  const { channel, log, one, other } = decodeShape(siblingsEvidence, file);
  const bodies = [one, other].map(({ entry }) => decodeBody(decodeEntry(entry).payload));
  const place = { channel, log: bodies[0]?.log ?? log, seq: 0 };
  return placed(state, "siblings", place, [one.party, one.party], bodies.map(({ time }) => time));
}

function times(state: StationState, file: Uint8Array): Shown {
  const { channel, place, parties, claimedMs, againstMs } = checkTimes(state.self.crypto, state.rosters, file);
  const at = { channel: Uint8Array.fromHex(channel), log: Uint8Array.fromHex(place.log), seq: place.seq };
  return placed(state, "times", at, parties.map((id) => Uint8Array.fromHex(id)), [claimedMs, againstMs]);
}
