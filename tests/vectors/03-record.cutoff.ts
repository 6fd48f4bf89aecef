// Cases of revocation: how far the logs of a station count that a newer roster of its party does not name.

import { utf8 } from "../../src/core/bytes/cbor.ts";
import { toHex } from "../../src/core/bytes/hex.ts";
import { rosterKind } from "../../src/core/keys/roster.ts";
import { A, B } from "./03-record.admission.ts";
import { begin, channel, crypto, filled, headOf, leafOf, makeAuthor, runSteps, say, step } from "./03-record.cases.ts";
import type { Author, CaseRoster, Made, Said, Says, Step } from "./03-record.cases.ts";
import type { Case } from "./vectors.ts";
import { encodeShape } from "../../src/core/bytes/shape.ts";

const word = utf8("to you");

/** A roster of a case: the bytes that stand for its body, and whom it names. */
export interface Listed {
  readonly body: Uint8Array;
  readonly roster: CaseRoster;
}

export function listed(name: string, seq: number, party: Author, stations: readonly Author[]): Listed {
  const body = utf8(name);
  const named = stations.map(({ id, key }) => ({ id: toHex(id), key: toHex(key) }));
  return { body, roster: { digest: toHex(crypto.sha256(body)), party: toHex(party.party), seq, stations: named } };
}

export function under(author: Author, { roster }: Listed): Author {
  return { ...author, digest: Uint8Array.fromHex(roster.digest) };
}

/** A station of A's second site, and one of B's. */
export const second: Author = { ...makeAuthor(13), party: A.party };
const other: Author = { ...makeAuthor(14), party: B.party };
const a0 = listed("A 0", 0, A, [A, second]);
const a1 = listed("A 1", 1, A, [second]);
const a2 = listed("A 2", 2, A, [A, second]);
/** The seat moves, and no station goes. */
const moved = listed("A 1, the seat moved", 1, A, [second, A]);
const b0 = listed("B 0", 0, B, [B, other]);
const b1 = listed("B 1", 1, B, [other]);
const all = [a0, a1, a2, moved, b0, b1].map((one) => one.roster);

/** Says a roster. */
export function shows(made: Made, { body }: Listed, says: Says = {}): Said {
  const content = encodeShape(rosterKind.content as NonNullable<typeof rosterKind.content>, {
    body, ed25519: filled(64, 0), mlDsa87: filled(4_627, 0),
  });
  return say(made, { ...says, content, wrong: { kind: rosterKind.code } });
}

export interface Telling {
  /** The log of A's station that the roster drops, of A's second one, of B's. */
  readonly a: Made;
  readonly s: Made;
  readonly b: Made;
  readonly said: Said[];
  keep(said: Said): Said;
}

function tell(name: string, must: readonly string[], told: (telling: Telling) => readonly Said[] | void,
  known: readonly CaseRoster[] = all): Case {
  const { steps, orders, asks } = arranged(told);
  const input = { channel: toHex(channel), rosters: known, steps, orders, asks };
  return { name, must: [...must], accept: true, input, expect: cutoffsOfSteps(input, 0) };
}

/** What three logs say, the orders in which it comes, and the places that are asked for. */
export function arranged(told: (telling: Telling) => readonly Said[] | void):
{ readonly steps: readonly Step[]; readonly orders: readonly (readonly number[])[]; readonly asks: readonly string[] } {
  const said: Said[] = [];
  const keep = (one: Said): Said => {
    said.push(one);
    return one;
  };
  const log = (author: Author, byte: number, roster: Listed): Made => {
    const [made, boot] = begin(under(author, roster), byte);
    keep(boot);
    return made;
  };
  const asks = told({ a: log(A, 0xa3, a0), s: log(second, 0xa4, a0), b: log(B, 0xb3, b0), said, keep }) ?? [];
  const steps = said.map((one) => step(one));
  const places = asks.map(({ body }) => `${toHex(body.log)}:${body.seq}`);
  // Log by log, forwards and backwards: acknowledgements come before and after what they acknowledge.
  const logs = [...new Set(said.map(({ body }) => toHex(body.log)))];
  const byLog = (order: readonly string[]): number[] => order.flatMap(
    (hex) => said.flatMap(({ body }, index) => (toHex(body.log) === hex ? [index] : [])),
  );
  const orders = [said.map((_, index) => index), byLog(logs), byLog(logs.toReversed())];
  return { steps, orders, asks: places };
}

/** What comes of the steps in one of their orders. */
export function cutoffsOfSteps(input: Case["input"], order: number): unknown {
  const steps = input["steps"] as Parameters<typeof runSteps>[1];
  const places = (input["orders"] as readonly number[][])[order] ?? [];
  const arrived = places.map((index) => steps[index] as (typeof steps)[number]);
  const made = runSteps(
    input["rosters"] as readonly CaseRoster[], arrived, input["asks"] as readonly string[],
    Uint8Array.fromHex(input["channel"] as string),
  ) as { readonly heads: readonly { readonly log: string; readonly closed: boolean }[]; readonly firstAcks: unknown;
    readonly cutoffs?: unknown; readonly seats?: unknown };
  const { cutoffs = [], seats = [], firstAcks } = made;
  return { cutoffs, seats, firstAcks, closed: made.heads.filter((head) => head.closed).map((head) => head.log) };
}

export function cutoffCases(): Case[] {
  return [...reaches(), ...knowing(), ...rostersOf(), ...vouching(), ...uncounted(), ...seats()];
}

function reaches(): Case[] {
  return [
    tell("what the other acknowledged before the roster counts, no more", ["R-40", "R-41"], ({ a, s, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(say(a, { content: word, time: 1_300 }));
      keep(shows(s, a1, { time: 1_400 }));
      keep(say(b, { hears: [s], time: 1_500 }));
      keep(say(a, { content: word, time: 1_600 }));
      keep(say(b, { hears: [a], time: 1_700 }));
    }),
    tell("what the other acknowledged beyond a gap counts, and so does what stands before it", ["R-41"],
      ({ a, s, b, keep }) => {
        keep(say(a, { content: word, time: 1_100 }));
        const beyond = keep(say(a, { content: word, time: 1_150 }));
        keep(say(a, { content: word, time: 1_160 }));
        keep(say(b, { leaves: [leafOf(beyond, 1_200)], time: 1_200 }));
        keep(shows(s, a1, { time: 1_400 }));
        keep(say(b, { hears: [s], time: 1_500 }));
        keep(say(b, { hears: [a], time: 1_700 }));
      }),
    tell("a leaf that was said when the roster was known counts for nothing", ["R-41"], ({ a, s, b, keep }) => {
      const beyond = keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_400 }));
      keep(say(b, { hears: [s], time: 1_500 }));
      keep(say(b, { leaves: [leafOf(beyond, 1_600)], time: 1_600 }));
    }),
    tell("nobody acknowledged anything: nothing counts", ["R-41"], ({ a, s, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_400 }));
    }),
    tell("one entry acknowledges both: the roster is known with it", ["R-41"], ({ a, s, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_400 }));
      keep(say(b, { hears: [a, s], time: 1_500 }));
    }),
    tell("the other never acknowledges the roster: all that it acknowledged counts", ["R-41"], ({ a, s, b, keep }) => {
      keep(shows(s, a1, { time: 1_050 }));
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
    }),
  ];
}

function knowing(): Case[] {
  return [
    tell("a station that knew of the roster knows of it after its next start", ["R-41"], ({ a, s, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(shows(s, a1, { time: 1_300 }));
      keep(say(b, { hears: [s], time: 1_400 }));
      const [again, boot] = begin(b.author, 0xb4, { previous: headOf(b) }, { time: 1_500, wrong: { lamport: 5 } });
      keep(boot);
      keep(say(a, { content: word, time: 1_600 }));
      keep(say(again, { hears: [a], time: 1_700 }));
    }),
    tell("a BOOT that names the roster shows it", ["R-40", "R-41"], ({ a, s, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      const says = { time: 1_300, wrong: { lamport: 2 } };
      const [next, boot] = begin(under(second, a1), 0xa5, { previous: headOf(s) }, says);
      keep(boot);
      keep(say(b, { hears: [next], time: 1_400 }));
      keep(say(a, { content: word, time: 1_500 }));
      keep(say(b, { hears: [a], time: 1_600 }));
    }),
    tell("the other's second station did not know of it yet", ["R-41"], ({ a, s, b, keep }) => {
      const [late, boot] = begin(under(other, b0), 0xb5);
      keep(boot);
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_200 }));
      keep(say(b, { hears: [s, a], time: 1_300 }));
      keep(say(late, { hears: [a], time: 1_400 }));
    }),
  ];
}

function rostersOf(): Case[] {
  return [
    tell("a roster that nobody checked cuts nothing off", ["R-40"], ({ a, s, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_200 }));
    }, [a0, b0].map((one) => one.roster)),
    tell("another party cannot show it", ["R-40"], ({ a, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(b, a1, { time: 1_200 }));
    }),
    tell("a roster that names the station changes nothing", ["R-40"], ({ a, s, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a2, { time: 1_200 }));
    }),
    tell("named again later: what it signs under that roster counts", ["R-40"], ({ a, s, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { time: 1_200 }));
      keep(shows(s, a2, { time: 1_300 }));
      const [back, boot] = begin(under(A, a2), 0xa6, { previous: headOf(a) }, { time: 1_400, wrong: { lamport: 3 } });
      keep(boot);
      keep(say(back, { content: word, time: 1_500 }));
    }),
  ];
}

function vouching(): Case[] {
  return [
    tell("what the party's own other station acknowledged with the roster counts", ["R-41"], ({ a, s, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(shows(s, a1, { hears: [a], time: 1_200 }));
      keep(say(a, { content: word, time: 1_300 }));
      keep(say(s, { hears: [a], time: 1_400 }));
    }),
    tell("two stations that are both revoked vouch for nothing of each other", ["R-41"], ({ a, s, b, keep }) => {
      const [late, boot] = begin(under(other, b0), 0xb5);
      keep(boot);
      keep(shows(s, a1, { time: 1_100 }));
      keep(shows(late, b1, { time: 1_100 }));
      keep(say(a, { content: word, time: 1_200 }));
      keep(say(b, { hears: [a], time: 1_300 }));
      keep(say(a, { hears: [b], time: 1_400 }));
      keep(say(b, { hears: [a], time: 1_500 }));
    }),
    tell("what a revoked station acknowledged while it counted still counts", ["R-41"], ({ a, s, b, keep }) => {
      const [late, boot] = begin(under(other, b0), 0xb5);
      keep(boot);
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(say(s, { hears: [b], time: 1_300 }));
      keep(shows(late, b1, { time: 1_400 }));
      keep(shows(s, a1, { time: 1_500 }));
    }),
  ];
}

function uncounted(): Case[] {
  return [
    tell("what it acknowledged beyond the cut-off is no receipt, and its log holds nothing open", ["R-42"],
      ({ a, s, b, keep }) => {
        const early = keep(say(b, { content: word, time: 1_100 }));
        keep(say(a, { hears: [b], time: 1_200 }));
        keep(say(b, { hears: [a], time: 1_300 }));
        const late = keep(say(b, { content: word, time: 1_400 }));
        keep(shows(s, a1, { time: 1_500 }));
        keep(say(b, { hears: [s], time: 1_600 }));
        keep(say(a, { hears: [b], time: 1_700 }));
        return [early, late];
      }),
  ];
}

function seats(): Case[] {
  return [
    tell("a roster that moves the seat: what was seen in the old one counts", ["R-43"], ({ a, s, b, keep }) => {
      keep(say(a, { content: word, time: 1_100 }));
      keep(say(b, { hears: [a], time: 1_200 }));
      keep(shows(s, moved, { time: 1_300 }));
      keep(say(b, { hears: [s], time: 1_400 }));
      keep(say(a, { content: word, time: 1_500 }));
      keep(say(b, { hears: [a], time: 1_600 }));
    }),
    tell("the new seat agrees in the log that it begins under that roster", ["R-43"], ({ s, keep }) => {
      keep(shows(s, moved, { time: 1_300 }));
      const says = { time: 1_400, wrong: { lamport: 3 } };
      const [next, boot] = begin(under(second, moved), 0xa5, { previous: headOf(s) }, says);
      keep(boot);
      keep(say(next, { content: word, time: 1_500 }));
    }),
  ];
}
