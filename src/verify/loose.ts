// What can still be checked of a log after a position where its tree cannot be followed.

import { find } from "./check.ts";
import type { Check } from "./check.ts";
import type { Hex, Leaf } from "../core/names.ts";
import { lamportAfter } from "../core/record/entry.ts";
import type { Body } from "../core/record/entry.ts";

/** What the entry before said of time and order. */
export interface Before {
  readonly time: number;
  readonly lamport: number;
}

/** The signature has held; time and lamport are compared with the entry before, as far as one is known. */
export function checkLoose(check: Check, log: Hex, before: Before | null, body: Body): void {
  if (before !== null && body.time < before.time) find(check, "entry-time-backwards", log, body.seq, "");
  if (before !== null && body.lamport < lamportAfter(before.lamport)) find(check, "entry-lamport", log, body.seq, "");
  if ([...body.acks, ...body.leaves].some((one) => one.heldAt > body.time)) find(check, "entry-ack", log, body.seq, "");
}

/** Keeps what a signed entry says of its own log, so that what others say of it is compared with that. */
export function signedRoots(check: Check, log: Hex, body: Body, leaf: Leaf): void {
  check.roots.set(`${log}:${body.seq}`, body.prev);
  check.leaves.set(`${log}:${body.seq}`, leaf);
}
