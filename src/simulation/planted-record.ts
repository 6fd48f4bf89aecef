// Bugs planted in what a station signs, acknowledges, rings and rules: wrapped ports, inputs and outputs, nothing else.

import { forgeReceipt } from "./byzantine.ts";
import type { Plant } from "./plant.ts";
import { rulingsOf } from "./rulings.ts";
import type { Ruling } from "./observation.ts";
import type { SimNode } from "./sim-node.ts";
import { frameOf } from "./tap.ts";
import { decode, encode } from "../core/bytes/cbor.ts";
import type { Value } from "../core/bytes/cbor.ts";
import { toHex } from "../core/bytes/hex.ts";
import { readFragment } from "../core/line/fragment.ts";
import type { Frame } from "../core/line/frame.ts";
import { charterAcceptance } from "../core/mechanism/charter/entries.ts";
import { messageStateOf } from "../station/mechanism/message-state.ts";
import type { Self, StationOutput, StationState } from "../station/state.ts";

const acknowledgedBeforeDurable: Plant = {
  name: "acknowledged-before-durable",
  promise: "P3",
  acknowledgesEarly: () => true,
};

const positionReused: Plant = {
  name: "position-reused-after-restore",
  promise: "P1",
  needs: ["restore"],
  restoresMemory: true,
};

/** Signs and checks the payload alone: whose it is and for whom stands nowhere in what is signed. */
const readersNotSigned: Plant = {
  name: "readers-missing-from-signature",
  promise: "P3",
  self: ({ signer, crypto, ...rest }: Self): Self => ({
    ...rest,
    signer: { publicKey: signer.publicKey, sign: (message) => signer.sign(bare(message)) },
    crypto: {
      ...crypto, ed25519Verify: (key, message, signature) => crypto.ed25519Verify(key, bare(message), signature),
    },
  }),
};

function bare(message: Uint8Array): Uint8Array {
  if (message[0] !== 0x84) return message;
  const [context, head, , payload] = decode(message) as readonly Value[];
  return encode([context as Value, head as Value, new Uint8Array(0), payload as Value]);
}

/** All precedences wait in one list, in the order they came. */
const firstInFirstOut: Plant = {
  name: "first-in-first-out",
  promise: "P16",
  needs: ["slow"],
  handled: (node, input, outputs) => {
    if (input.kind === "line" && input.input.kind === "up") {
      const queue = node.state?.line.links.get(input.input.link)?.queue;
      const levels = queue?.levels ?? [];
      const [, , control] = levels;
      if (control !== undefined) (levels as (typeof control)[]).fill(control);
    }
    return outputs;
  },
};

/** Whatever could not be opened is receipted as well, so that the peer need not send it again. */
const receiptUnopened: Plant = {
  name: "receipt-for-unopened",
  promise: "P3",
  needs: ["forge"],
  handled: (node, _input, outputs) => {
    for (const output of outputs) {
      const frame = output.kind === "send" ? wholeFrame(output.fragment) : null;
      if (frame?.name === "unopened") forgeReceipt(node, toHex(frame.log), frame.seq + 1);
    }
    return outputs;
  },
};

const cameAlready = new WeakMap<SimNode, Set<string>>();

/** Every copy of a message that comes rings. */
const duplicateRings: Plant = {
  name: "duplicate-rings-twice",
  promise: "P7",
  needs: ["duplicate"],
  handled: (node, input, outputs) => {
    const frame = input.kind === "line" && input.input.kind === "received" ? wholeFrame(input.input.fragment) : null;
    if (frame?.name !== "entry") return outputs;
    const at = `${toHex(frame.log)}:${frame.seq}`;
    const came = cameAlready.get(node) ?? new Set<string>();
    cameAlready.set(node, came);
    if (!came.has(at)) {
      came.add(at);
      return outputs;
    }
    return [...outputs, ...ringsFor(node, at)];
  },
};

function ringsFor(node: SimNode, at: string): readonly StationOutput[] {
  for (const channel of node.state?.channels.values() ?? []) {
    const object = channel.byPosition.get(at);
    if (object !== undefined && (channel.facts.get(object)?.incoming ?? 0) > 0) {
      return [{ kind: "ring", object, precedence: "FLASH" }];
    }
  }
  return [];
}

function wholeFrame(fragment: Uint8Array): Frame | null {
  const read = readFragment(fragment);
  return read === null || !read.last || read.offset !== 0 ? null : frameOf(read.piece);
}

/** When all have accepted, the proposal is adopted, whenever that was. */
const lapsedRevived: Plant = {
  name: "lapsed-proposal-revived",
  promise: "P24",
  rulings: (state, atMs) => rulingsOf(state, atMs).map((ruling) => {
    const channel = state.channels.get(ruling.about.replace("charter ", ""));
    if (channel?.charter == null || ruling.outcome !== "lapsed") return ruling;
    const accepted = channel.terms.filter((entry) => entry.body.kind === charterAcceptance.code);
    const parties = new Set(accepted.map(({ party }) => toHex(party)));
    return parties.size < channel.charter.parties.length ? ruling : { ...ruling, outcome: "adopted" };
  }),
};

/** An answer counts by when it came here; what its author signed and others acknowledged is passed over. */
const verdictFromArrival: Plant = {
  name: "verdict-from-arrival-order",
  promise: "P24",
  needs: ["delay"],
  rulings: (state, atMs) => rulingsOf(state, atMs).map((ruling) => byArrival(state, ruling)),
};

function byArrival(state: StationState, ruling: Ruling): Ruling {
  const [sort, object = "", party] = ruling.about.split(" ");
  if (sort !== "answer") return ruling;
  for (const channel of state.channels.values()) {
    const addressee = messageStateOf(state, channel, object)?.to.find((one) => one.party === party);
    const answer = addressee?.answered ?? null;
    const limit = addressee?.limits.answerBy ?? null;
    if (answer === null || limit === null) continue;
    const heldMs = channel.facts.get(toHex(answer.entry.leaf))?.heldMs ?? 0;
    return { ...ruling, outcome: heldMs <= limit.limitMs ? "met" : "passed" };
  }
  return ruling;
}

/** The bugs of this file. */
export const plantedInTheRecord: readonly Plant[] = [
  acknowledgedBeforeDurable, positionReused, readersNotSigned, firstInFirstOut, receiptUnopened, duplicateRings,
  lapsedRevived, verdictFromArrival,
];
