// A station for the server's tests: it holds nothing, remembers the acts it was asked, says what a test tells it to.

import type { Act, ActResult } from "../api/acts.ts";
import type { DraftView, RecordPage, StationEvent, StationView } from "../api/views.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Actor, Officer, Station } from "../station/surface.ts";

/** One officer for each role, named after it, and one with all of them. */
export const fakeOfficers: readonly Officer[] = [
  { id: "watch", name: "Watch", language: "en", roles: ["watch"] },
  { id: "releaser", name: "Releaser", language: "en", roles: ["releaser"] },
  { id: "auditor", name: "Auditor", language: "ru", roles: ["auditor"] },
  { id: "administrator", name: "Administrator", language: "en", roles: ["administrator"] },
];

export interface FakeStation extends Station {
  readonly asked: { readonly actor: Actor; readonly act: Act }[];
  emit(event: StationEvent): void;
  answer: (act: Act) => ActResult | Promise<ActResult>;
  listeners(): number;
  draftList: readonly DraftView[];
}

/** A station that redeems a link whose token is an officer's id, and knows the password "correct horse" of everyone. */
export function createFakeStation(): FakeStation {
  const listeners = new Set<(event: StationEvent) => void>();
  const page: RecordPage = { channel: "00", total: 0, entries: [], logs: [] };
  const byId = (id: string): Officer | null => fakeOfficers.find((officer) => officer.id === id) ?? null;
  const station: FakeStation = {
    asked: [],
    draftList: [],
    answer: () => ({ kind: "done", object: null, released: false }),
    emit: (event) => listeners.forEach((listener) => listener(event)),
    listeners: () => listeners.size,
    async act(actor, act) {
      station.asked.push({ actor, act });
      return station.answer(act);
    },
    state: () => fakeState,
    messages: () => [],
    thread: () => null,
    drafts: () => station.draftList,
    readBack: () => null,
    line: () => [],
    record: async () => page,
    house: async () => page,
    verify: async () => ({ result: "clean", entries: 0, withheld: 0, tookMs: 1, findings: [] }),
    async* exportRecord() {
      yield new Uint8Array([1, 2, 3]);
      yield new Uint8Array([4]);
    },
    proof: async (object) => ({ object, text: "proof" }),
    card: () => ({ party: "00", armour: "", qr: "", checks: [] }),
    doctor: async () => ({ checks: [] }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    officers: () => fakeOfficers,
    redeemLink: async (token) => byId(token),
    checkPassword: async (officer, password) => (password === "correct horse" ? byId(officer) : null),
    endSession: async () => undefined,
    stop: async () => undefined,
  };
  return station;
}

const fakeState: StationView = {
  world: "exercise",
  nowMs: 0,
  version: "0",
  party: { id: "00", short: "NDL", names: [], phone: "", ours: true, desks: [], confirmed: true },
  station: "00",
  parties: [],
  channels: [],
  lines: [],
  alerts: [],
  counts: { waitingReceipt: 0, waitingAnswer: 0, waitingTheirs: 0, oldestWaitingMs: null },
  impaired: [],
  newestIncoming: 0,
};

/** A clock that a test moves. */
export interface FakeClock extends Clock { advance(byMs: number): void }

export function createFakeClock(startMs = 1_795_000_000_000): FakeClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    wakeAt: () => () => undefined,
    advance: (byMs) => void (nowMs += byMs),
  };
}

/** Bytes that count up: different each time, the same in each run. */
export function createFakeRandom(): Random {
  let next = 0;
  return { bytes: (length) => Uint8Array.from({ length }, () => (next = (next * 37 + 11) % 251)) };
}
