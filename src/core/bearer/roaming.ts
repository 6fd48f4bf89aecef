// Where a peer is: its configured address, or one it has come from and has answered from (spec/12-bearers.md).

import type { Said } from "./datagram.ts";
import { cookieBytes, markBytes } from "./datagram.ts";
import { equalBytes } from "../bytes/hex.ts";

/** A new address is looked at, and a challenge answered, at most this often, in milliseconds. */
export const challengeEveryMs = 1_000;
/** A learnt address from which nothing came for this long is left for the configured one, in milliseconds. */
export const learntMsMax = 180_000;
/** Length of a challenge as a datagram. */
const challengeBytes = 1 + cookieBytes + markBytes;

/** A word of ours for an address. */
export interface Word {
  readonly to: string;
  readonly said: Extract<Said, { cookie: Uint8Array }>;
}

/** Addresses of one peer. They are texts of whoever drives this; equal texts are one address. */
export class Roaming {
  private configured: string | null;
  private learnt: { readonly address: string; heardMs: number } | null = null;
  private candidate: { readonly address: string; readonly cookie: Uint8Array; creditBytes: number; asked: boolean;
    readonly sinceMs: number } | null = null;
  private answeredMs = -challengeEveryMs;
  private readonly drawCookie: () => Uint8Array;

  /** `drawCookie` gives `cookieBytes` that nobody can guess. */
  constructor(configured: string | null, drawCookie: () => Uint8Array) {
    this.configured = configured;
    this.drawCookie = drawCookie;
  }

  /** Where to send now, or null when nothing is known. */
  current(nowMs: number): string | null {
    if (this.learnt === null) return this.configured;
    const stale = nowMs - this.learnt.heardMs > learntMsMax && this.configured !== null;
    return stale ? this.configured : this.learnt.address;
  }

  configure(address: string | null): void {
    if (address !== this.configured) this.learnt = null;
    this.configured = address;
  }

  /** A datagram with a good mark came, `length` bytes long; returns what is to be said to whom. */
  heard(from: string, said: Said, length: number, nowMs: number): readonly Word[] {
    const words = this.answer(from, said, nowMs);
    // B-11: an operator has proved the configured address; whoever speaks from it is there.
    if (from === this.configured) this.learnt = null;
    else if (from === this.learnt?.address) this.learnt.heardMs = nowMs;
    else return [...words, ...this.look(from, said, length, nowMs)];
    return words;
  }

  /** A challenge is answered where it came from: an answer is as long as what it answers, so nothing is amplified. */
  private answer(from: string, said: Said, nowMs: number): readonly Word[] {
    if (said.kind !== "challenge" || nowMs - this.answeredMs < challengeEveryMs) return [];
    this.answeredMs = nowMs;
    return [{ to: from, said: { kind: "answer", cookie: said.cookie } }];
  }

  /** A good mark may be an old datagram that somebody says again: a new address counts once it has answered. */
  private look(from: string, said: Said, length: number, nowMs: number): readonly Word[] {
    const { candidate } = this;
    if (candidate?.address === from && said.kind === "answer" && equalBytes(said.cookie, candidate.cookie)) {
      this.learnt = { address: from, heardMs: nowMs };
      this.candidate = null;
      return [];
    }
    if (candidate?.address !== from || nowMs - candidate.sinceMs >= challengeEveryMs) {
      if (candidate !== null && nowMs - candidate.sinceMs < challengeEveryMs) return [];
      this.candidate = {
        address: from, cookie: this.drawCookie(), asked: false, sinceMs: nowMs,
        creditBytes: candidate?.address === from && !candidate.asked ? candidate.creditBytes : 0,
      };
    }
    const now = this.candidate;
    if (now === null) return [];
    now.creditBytes += said.kind === "challenge" ? 0 : length;
    // B-12: never more bytes to an unproven address than came from it.
    if (now.asked || now.creditBytes < challengeBytes) return [];
    now.asked = true;
    return [{ to: from, said: { kind: "challenge", cookie: now.cookie } }];
  }
}
