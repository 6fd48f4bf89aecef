// Whether those who stand behind a message of the party signed its release: the cases of spec/10-officers.md, O-35.

import { equal } from "node:assert/strict";

import type { MadeEntry } from "../../src/core/agree/record.fixture.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { draftDigest } from "../../src/core/mechanism/house/digest.ts";
import { draft } from "../../src/core/mechanism/house/entries.ts";
import type { DraftContent } from "../../src/core/mechanism/house/entries.ts";
import type { Released, ReleaseProof } from "../../src/core/mechanism/house/released.ts";
import { messageContent } from "../../src/core/mechanism/message/entries.ts";
import { testMessage } from "../../src/core/mechanism/message/message.fixture.ts";
import { credential } from "../../src/core/mechanism/officer/entries.ts";
import type { AssentContent } from "../../src/core/mechanism/officer/entries.ts";
import { caseEntry } from "./06-messages.cases.ts";
import { released } from "./10-officers.reading.ts";
import { allows, claimed, crypto, House, other, own, passkey } from "./10-officers.sites.ts";
import type { Case } from "./vectors.ts";

const drafted: DraftContent = {
  previous: null, revision: 1, officer: "o-2", channel: new Uint8Array(32).fill(5), precedence: "FLASH",
  content: testMessage(), translations: [],
};
const digest = draftDigest(crypto, drafted);
/** Assents of one officer from other sites that are tried: the first that come, so these cases have one order. */
const triedMax = 16;

/** What went out, of which draft, and how many persons stand behind it. */
interface Asked {
  readonly of?: Partial<Released>;
  readonly from?: MadeEntry;
  readonly persons?: number;
  readonly oneOrder?: boolean;
}

/** Played with a draft of the other site; what is asked differs from one signature to the whole of the draft. */
type Play = (house: House, about: MadeEntry) => Asked | void;
type Told = readonly [name: string, proof: ReleaseProof, play: Play];

const release = { act: "release" } as const;
const two = { persons: 2 };
const oneOrder = { oneOrder: true };

function times(count: number, play: () => unknown): void {
  for (let at = 0; at < count; at++) play();
}

/** The assertion of an assent with its signature hurt. */
function hurt({ content }: MadeEntry): AssentContent["assertion"] {
  const { assertion: given } = content as AssentContent;
  if (given === null) return null;
  return { ...given, signature: given.signature.with(-1, (given.signature.at(-1) as number) ^ 1) };
}

const plays: readonly Told[] = [
  ["signed by one", "signed", (house, about) => void house.assents(about, digest, 1, release)],
  ["signed by one, with something unread", "signed", (house, about) => (
    void house.assents(about, digest, 1, { act: "release-unseen", unseen: [digest] })
  )],
  ["signed by two, of whom two are asked for", "signed", (house, about) => {
    house.assents(about, digest, 1, release);
    house.assents(about, digest, 3, release);
    return two;
  }],
  ["signed by one, of whom two are asked for", "claimed", (house, about) => {
    house.assents(about, digest, 1, release);
    return two;
  }],
  ["signed by one twice, of whom two are asked for", "claimed", (house, about) => {
    times(2, () => house.assents(about, digest, 1, release));
    return two;
  }],
  ["assented to by nobody", "claimed", () => undefined],
  ["assented to with nothing signed", "claimed", (house, about) => (
    void house.assents(about, digest, 1, { ...release, ...claimed })
  )],
  ["assented to as to a change of the house", "claimed", (house, about) => void house.assents(about, digest, 1)],
  ["of a draft that is not held", "claimed", (house, about) => {
    house.assents(about, digest, 1, release);
    return { from: house.proposes(allows("token")) };
  }],
  ["on another channel than the draft", "refused", (house, about) => {
    house.assents(about, digest, 1, release);
    return { of: { channel: new Uint8Array(32).fill(6) } };
  }],
  ["of another precedence than the draft", "refused", (house, about) => {
    house.assents(about, digest, 1, release);
    return { of: { precedence: "ROUTINE" } };
  }],
  ["of other words than the draft", "refused", (house, about) => {
    house.assents(about, digest, 1, release);
    return { of: { content: { ...testMessage(), subject: "Another subject" } } };
  }],
  ["of another draft than the one that was signed", "refused", (house, about) => {
    const content: DraftContent = { ...drafted, content: { ...testMessage(), subject: "Another subject" } };
    house.assents(about, draftDigest(crypto, content), 1, release);
  }],
  ["signed, but the assent itself names another digest", "refused", (house, about) => (
    void house.assents(about, digest, 1, { ...release, digest: new Uint8Array(32) })
  )],
  ["signed with a passkey of another officer", "refused", (house, about) => (
    void house.assents(about, digest, 1, { ...release, officer: "o-2" })
  )],
  ["signed with a passkey that nobody has", "refused", (house, about) => (
    void house.assents(about, digest, 4, release)
  )],
  ["signed with a passkey that another site says and nothing proves", "refused", (house, about) => {
    house.says(other, credential, passkey(4, "o-4"));
    house.assents(about, digest, 4, release);
  }],
  ["with a signature that is hurt", "refused", (house, about) => {
    const elsewhere = house.proposes(allows("token"));
    house.assents(about, digest, 1, { ...release, assertion: hurt(house.assents(elsewhere, digest, 1, release)) });
  }],
  ["signed by one, and hurt by another who is not asked for", "signed", (house, about) => {
    house.assents(about, digest, 4, release);
    house.assents(about, digest, 1, release);
  }],
  ["signed by one and by another badly, of whom two are asked for", "refused", (house, about) => {
    house.assents(about, digest, 4, release);
    house.assents(about, digest, 1, release);
    return two;
  }],
  ["signed for another act", "refused", (house, about) => {
    const { assertion: given } = house.assents(about, digest, 1, release).content as AssentContent;
    house.assents(about, digest, 1, { act: "release-unseen", assertion: given });
    return two;
  }],
  ["with a nonce that stands in an assent about another draft too", "refused", (house, about) => {
    const { assertion: given } = house.assents(about, digest, 1, release).content as AssentContent;
    const again = house.says(other, draft, { ...drafted, revision: 2 });
    house.assents(again, digest, 1, { ...release, assertion: given });
  }],
  ["with a nonce that stands in an assent about the same draft too", "signed", (house, about) => {
    const { assertion: given } = house.assents(about, digest, 1, release).content as AssentContent;
    house.assents(about, digest, 1, { ...release, assertion: given });
  }],
  ["with a passkey whose entry the assent's author had", "signed", (house, about) => {
    house.says(own, credential, passkey(4, "o-4"));
    house.assents(about, digest, 4, release);
  }],
  ["with a passkey whose entry the assent's author did not have", "refused", (house, about) => {
    house.says(own, credential, passkey(4, "o-4"));
    house.assents(about, digest, 4, { ...release, hears: [] });
  }],
  ["with a passkey that was withdrawn by one who had the assent", "signed", (house, about) => {
    house.assents(about, digest, 1, release);
    house.says(own, credential, passkey(1, "o-1", "withdrawn"));
  }],
  ["with a passkey that was withdrawn by one who did not have the assent", "refused", (house, about) => {
    house.says(own, credential, passkey(1, "o-1", "withdrawn"), { hears: [] });
    house.assents(about, digest, 1, { ...release, hears: [] });
  }],
  ["with a passkey that was withdrawn before the assent", "refused", (house, about) => {
    house.says(own, credential, passkey(1, "o-1", "withdrawn"));
    house.assents(about, digest, 1, release);
  }],
  ["signed after as many as are tried, less one, did not check", "signed", (house, about) => {
    times(triedMax - 1, () => house.assents(about, digest, 4, { ...release, officer: "o-1" }));
    house.assents(about, digest, 1, release);
    return oneOrder;
  }],
  ["signed after as many as are tried did not check", "refused", (house, about) => {
    times(triedMax, () => house.assents(about, digest, 4, { ...release, officer: "o-1" }));
    house.assents(about, digest, 1, release);
    return oneOrder;
  }],
  ["signed after as many as are tried of another officer did not check", "signed", (house, about) => {
    times(triedMax, () => house.assents(about, digest, 4, release));
    house.assents(about, digest, 1, release);
    return oneOrder;
  }],
  ["signed after as many as are tried did not check, all of the reading site", "signed", (house, about) => {
    times(triedMax, () => house.assents(about, digest, 4, { ...release, officer: "o-1", site: own }));
    house.assents(about, digest, 1, { ...release, site: own });
    return oneOrder;
  }],
  ["signed by its author alone", "signed", (house, about) => void house.assents(about, digest, 2, release)],
  ["signed by its author and another, of whom two are asked for", "claimed", (house, about) => {
    house.assents(about, digest, 1, release);
    house.assents(about, digest, 2, release);
    return two;
  }],
  ["signed by its author and two others, of whom two are asked for", "signed", (house, about) => {
    for (const byte of [1, 2, 3]) house.assents(about, digest, byte, release);
    return two;
  }],
  ["signed by its author and another where the author counts", "signed", (house, about) => {
    house.policy(own, "author", true);
    house.assents(about, digest, 1, release);
    house.assents(about, digest, 2, release);
    return two;
  }],
];

/** The cases, each with the entries in two orders. */
export function releaseCases(): Case[] {
  return plays.map(([name, wanted, play]): Case => {
    const house = new House();
    const about = house.says(other, draft, drafted);
    const { of, from = about, persons = 1, oneOrder: isOne = false } = play(house, about) ?? {};
    const { entries } = house.record;
    const { channel, precedence, content } = { ...drafted, ...of };
    const order = entries.map((_, index) => index);
    const input: Case["input"] = {
      own: toHex(new Uint8Array(16).fill(own)), world: "actual", draft: from.object,
      channel: toHex(channel), precedence, content: messageContent.toJson(content), persons,
      entries: entries.map(caseEntry), orders: isOne ? [order] : [order, order.toReversed()],
    };
    const expect = released(input);
    equal(expect.proof, wanted, name);
    return { name, must: ["O-35"], accept: true, input, expect };
  });
}
