// Whether those who stand behind a released message signed it: checked again, from the house record alone.

import { equalBytes, toHex } from "../../bytes/hex.ts";
import { encodeShape } from "../../bytes/shape.ts";
import type { Precedence } from "../../names.ts";
import type { HeldEntry } from "../../record/held-entry.ts";
import { messageContent } from "../message/entries.ts";
import type { MessageContent } from "../message/entries.ts";
import { assentChallenge } from "../officer/assent.ts";
import type { AssentContent } from "../officer/entries.ts";
import { tried } from "../officer/recognise.ts";
import type { HouseView } from "../officer/recognise.ts";
import type { Standing } from "../officer/standing.ts";
import { draftDigest } from "./digest.ts";
import { draft } from "./entries.ts";
import type { DraftContent } from "./entries.ts";

/** What a check of a release came to: as many as were needed signed it; the site says so; it does not check (O-35). */
export type ReleaseProof = "signed" | "claimed" | "refused";

/** A message as it went out. */
export interface Released {
  readonly channel: Uint8Array;
  readonly precedence: Precedence;
  readonly content: MessageContent;
}

/** Checks the draft that a message is said to have been released from, and the assents to it. */
export function proofOfRelease(
  standing: Standing, view: HouseView, from: string, released: Released, persons: number,
): ReleaseProof {
  const entries = view.about(from).filter((one) => one.content !== null);
  const entry = entries.find((one) => one.body.kind === draft.code);
  // What is not read yet, or has not come, shows nothing either way.
  if (entry === undefined) return "claimed";
  const content = entry.content as DraftContent;
  if (!isOf(content, released)) return "refused";
  const digest = draftDigest(standing.crypto, content);
  const given = tried(standing, entries).filter(({ content: said }) => isRelease(said));
  const signing = given.filter(({ content: said }) => (said as AssentContent).assertion !== null);
  const good = signing.filter((one) => isSigned(standing, view, one, digest));
  const signers = new Set(good.map(({ content: said }) => (said as AssentContent).officer));
  if (persons > 1 && !standing.policy.author) signers.delete(content.officer);
  if (signers.size >= persons) return "signed";
  return good.length < signing.length ? "refused" : "claimed";
}

function isRelease(content: unknown): boolean {
  const { act } = content as AssentContent;
  return act === "release" || act === "release-unseen";
}

function isOf({ channel, precedence, content }: DraftContent, released: Released): boolean {
  return equalBytes(channel, released.channel) && precedence === released.precedence
    && equalBytes(encodeShape(messageContent, content), encodeShape(messageContent, released.content));
}

/** Whether an assent was signed by a passkey that stood: its author had it, and who withdrew it had the assent. */
function isSigned(standing: Standing, view: HouseView, entry: HeldEntry, digest: Uint8Array): boolean {
  const { assertion, officer, act, digest: of } = entry.content as AssentContent;
  const passkey = assertion === null ? undefined : standing.passkeys.get(toHex(assertion.credential));
  if (assertion === null || passkey?.content.officer !== officer || !equalBytes(of, digest)) return false;
  const stood = passkey.content.state === "enrolled"
    ? view.knows(entry.at, passkey.at) : view.knows(passkey.at, entry.at);
  if (!stood || view.objectsOf(toHex(assertion.nonce)).size > 1) return false;
  return view.signed(entry, passkey.content, assentChallenge(standing.crypto, act, digest, assertion.nonce));
}
