// What the console knows of its station, kept current by live events. The screens read it and never change it.

import type { DraftView, MessageView, SessionView, StationEvent, StationView } from "../../api/views.ts";
import type { Client } from "./client.ts";
import { followEvents } from "./live.ts";
import type { LiveNeeds } from "./live.ts";
import { signFor } from "./passkey.ts";
import { queueOf } from "./queue.ts";
import { createStationClock, heartbeatLostMs } from "./station-clock.ts";

export type Officer = NonNullable<SessionView["officer"]>;

/** Everything known now. A new object each time something changed, so that screens may compare. */
export interface Known {
  /** `locked`: nobody used the session for a while; the alarm goes on, the texts wait for a sign-in. */
  readonly phase: "starting" | "signed-out" | "locked" | "ready";
  readonly officer: Officer | null;
  /** How the officer signed in; null when nobody is. */
  readonly means: SessionView["means"];
  /** The name that passkeys of this station are bound to; null when it has none, or before it has spoken. */
  readonly passkeyStation: string | null;
  /** The world of this station, known before anybody signs in; null until the station has spoken. */
  readonly world: SessionView["world"] | null;
  readonly station: StationView | null;
  readonly messages: ReadonlyMap<string, MessageView>;
  readonly drafts: readonly DraftView[];
  /** Entries of the record, as last told; null before. */
  readonly recordTotal: number | null;
  /** Since when the station is silent, in its own time; null while it is heard. */
  readonly linkLostMs: number | null;
  /** Incoming messages this person has been shown, by object. */
  readonly shown: ReadonlySet<string>;
  /** Rings since the start, to be sounded once each. */
  readonly rings: number;
}

export interface Store {
  readonly client: Client;
  get(): Known;
  subscribe(listener: () => void): () => void;
  /** The station's time now. */
  nowMs(): number;
  /** Asks who is signed in, with a one-time link's token if there is one, and follows the station if somebody is. */
  start(token: string | null): Promise<string | null>;
  /** Signs in by password; returns a failure's code or null. */
  signIn(officer: string, password: string): Promise<string | null>;
  /** Signs in by passkey; returns a failure's code or null. */
  signInByPasskey(): Promise<string | null>;
  /** Asks anew who is signed in: their passkeys have changed. */
  refreshSession(): Promise<void>;
  signOut(): Promise<void>;
  /** The message's text stands before the person. It gives no receipt; it only counts as seen before a release. */
  markShown(object: string): void;
  /** A view that an act's answer brought sooner than the event. */
  takeIn(message: MessageView): void;
  /** To be called each second: notices a silent station. */
  tick(): void;
  stop(): void;
}

/** What the store needs from the world. */
export interface StoreNeeds {
  readonly fetch: LiveNeeds["fetch"];
  readonly after: LiveNeeds["after"];
  readonly monotonicMs: () => number;
  readonly makeClient: (refused: (code: string) => void) => Client;
}

const nothing: Known = {
  phase: "starting",
  officer: null,
  means: null,
  passkeyStation: null,
  world: null,
  station: null,
  messages: new Map(),
  drafts: [],
  recordTotal: null,
  linkLostMs: null,
  shown: new Set(),
  rings: 0,
};

/** Most messages held; beyond it those that wait for nobody go first, oldest first. The record holds them all. */
export const heldMessagesMax = 2_000;

/** A store that has not started. */
export function createStore(needs: StoreNeeds): Store {
  return new ConsoleStore(needs);
}

interface Touched {
  readonly messages: Set<string>;
  drafts: boolean;
}

const nothingTouched = (): Touched => ({ messages: new Set(), drafts: false });

class ConsoleStore implements Store {
  readonly client: Client;
  readonly #needs: StoreNeeds;
  readonly #clock = createStationClock();
  readonly #listeners = new Set<() => void>();
  #known = nothing;
  #stopEvents = (): void => undefined;
  /** What events brought while lists were being fetched: newer than what the lists say of it. */
  #touched = nothingTouched();

  constructor(needs: StoreNeeds) {
    this.#needs = needs;
    this.client = needs.makeClient((code) =>
      code === "session-locked" ? this.#set({ phase: "locked" }) : this.#leave(),
    );
  }

  // Handed to React as they are, so they must not lose their `this`.
  get = (): Known => this.#known;
  nowMs = (): number => this.#clock.nowMs(this.#needs.monotonicMs());
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  async start(token: string | null): Promise<string | null> {
    const answer = token === null ? await this.client.session() : await this.client.signInByLink(token);
    if (answer.kind === "answer") return this.#enter(answer.value);
    // A link that was used before may belong to somebody who is signed in already.
    const session = token === null ? null : await this.client.session();
    if (session?.kind === "answer") await this.#enter(session.value);
    if (this.#known.phase === "ready") return null;
    this.#set({ phase: "signed-out" });
    return answer.code;
  }

  async signIn(officer: string, password: string): Promise<string | null> {
    const answer = await this.client.signInByPassword(officer, password);
    return answer.kind === "failed" ? answer.code : this.#enter(answer.value);
  }

  async signInByPasskey(): Promise<string | null> {
    const signed = await signFor(this.client, { purpose: "sign-in" });
    if (signed.kind === "failed") return signed.code;
    const answer = await this.client.signInByPasskey(signed.value);
    return answer.kind === "failed" ? answer.code : this.#enter(answer.value);
  }

  async refreshSession(): Promise<void> {
    const answer = await this.client.session();
    if (answer.kind === "answer" && answer.value.officer !== null) this.#set({ officer: answer.value.officer });
  }

  async signOut(): Promise<void> {
    await this.client.signOut();
    this.#leave();
  }

  markShown(object: string): void {
    if (!this.#known.shown.has(object)) this.#set({ shown: new Set(this.#known.shown).add(object) });
  }

  takeIn(message: MessageView): void {
    this.#touched.messages.add(message.object);
    this.#set({ messages: new Map(this.#known.messages).set(message.object, message) });
  }

  tick(): void {
    const monotonicMs = this.#needs.monotonicMs();
    const silentMs = this.#clock.silentMs(monotonicMs);
    if (silentMs === null || silentMs < heartbeatLostMs || this.#known.linkLostMs !== null) return;
    if (this.#known.phase !== "ready" && this.#known.phase !== "locked") return;
    this.#set({ linkLostMs: this.#clock.nowMs(monotonicMs) - silentMs });
  }

  stop(): void {
    this.#stopEvents();
    this.#listeners.clear();
  }

  #set(change: Partial<Known>): void {
    this.#known = { ...this.#known, ...change };
    for (const listener of this.#listeners) listener();
  }

  #leave(): void {
    this.#stopEvents();
    this.#forget();
    this.#set({ phase: "signed-out", officer: null, messages: new Map(), drafts: [], shown: new Set() });
  }

  async #enter(session: SessionView): Promise<null> {
    const { world, means, passkeyStation } = session;
    if (session.officer === null) {
      this.#set({ phase: "signed-out", officer: null, world, means, passkeyStation });
      return null;
    }
    const state = await this.client.state();
    if (state.kind === "answer") this.#clock.heard(state.value.nowMs, this.#needs.monotonicMs());
    const station = state.kind === "answer" ? state.value : this.#known.station;
    this.#set({ phase: "ready", officer: session.officer, world, station, means, passkeyStation });
    this.#follow();
    return null;
  }

  #follow(): void {
    this.#stopEvents();
    this.#stopEvents = followEvents({
      fetch: this.#needs.fetch,
      after: this.#needs.after,
      onEvents: (events) => this.#takeEvents(events),
      onOpen: (resumed) => void (resumed ? undefined : this.#load()),
      onLost: () => undefined,
      onRefused: () => this.#leave(),
    });
  }

  /** Nothing that was asked for before counts any more. */
  #forget(): Touched {
    this.#touched = nothingTouched();
    return this.#touched;
  }

  async #load(): Promise<void> {
    const touched = this.#forget();
    const { client } = this;
    const [messages, waiting, drafts] = await Promise.all([client.messages(), client.waiting(), client.drafts()]);
    if (touched !== this.#touched) return;
    const change: { messages?: Known["messages"]; drafts?: Known["drafts"] } = {};
    if (messages.kind === "answer") {
      const open = waiting.kind === "answer" ? waiting.value : [];
      const merged = new Map([...open, ...messages.value].map((one) => [one.object, one]));
      for (const object of touched.messages) {
        const newer = this.#known.messages.get(object);
        if (newer !== undefined) merged.set(object, newer);
      }
      change.messages = merged;
    }
    if (drafts.kind === "answer" && !touched.drafts) change.drafts = drafts.value;
    this.#set(change);
  }

  /** Events that came together change the store once: a burst of messages is drawn once. */
  #takeEvents(events: readonly StationEvent[]): void {
    let known: Known = this.#known.linkLostMs === null ? this.#known : { ...this.#known, linkLostMs: null };
    const messages = new Map<string, MessageView>();
    for (const event of events) {
      if (event.kind === "heartbeat") this.#clock.heard(event.nowMs, this.#needs.monotonicMs());
      if (event.kind === "state") this.#clock.heard(event.state.nowMs, this.#needs.monotonicMs());
      if (event.kind === "drafts") this.#touched.drafts = true;
      if (event.kind === "message") {
        this.#touched.messages.add(event.message.object);
        messages.set(event.message.object, event.message);
      } else if (event.kind === "reset") void this.#load();
      else known = { ...known, ...changeOf(known, event) };
    }
    if (messages.size > 0) known = { ...known, messages: withMessages(known.messages, messages) };
    if (known !== this.#known) this.#set(known);
  }
}

/** The messages with others put in, within the limit. */
export function withMessages(
  held: ReadonlyMap<string, MessageView>,
  newer: ReadonlyMap<string, MessageView>,
): ReadonlyMap<string, MessageView> {
  const merged = new Map([...held, ...newer]);
  if (merged.size <= heldMessagesMax) return merged;
  const settled = [...merged.values()].filter((one) => queueOf(one) === null).sort((a, b) => a.timeMs - b.timeMs);
  for (const one of settled.slice(0, merged.size - heldMessagesMax)) merged.delete(one.object);
  return merged;
}

/** What an event other than a message changes; null when nothing that a screen shows. */
function changeOf(known: Known, event: StationEvent): Partial<Known> | null {
  switch (event.kind) {
    case "state":
      return { station: event.state };
    case "drafts":
      return { drafts: event.drafts };
    case "record":
      return { recordTotal: event.total };
    case "ring":
      return { rings: known.rings + 1 };
    default:
      return null;
  }
}
