// The surface of a running station: acts in, views and events out.

import { useLink, usePassword } from "./act/act-officer.ts";
import { channelOf } from "./act/about.ts";
import { challengeFor, passkeysOf, usePasskey } from "./act/act-passkey.ts";
import { joinAsked } from "./act/act-memory.ts";
import { undertakingOf } from "./agree/undertake.ts";
import { noteAccess } from "./house/access.ts";
import { mayBring, noteWritten } from "./courier/courier.ts";
import { makeBundle } from "./courier/courier-make.ts";
import { takeBundle } from "./courier/courier-take.ts";
import { compileCopies, isCompiledHere } from "./mechanism/document.ts";
import { noteSignIn } from "./house/house.ts";
import { refused } from "./outcome.ts";
import { isRemoved, sharedWith } from "./peer/peers.ts";
import type { Runner } from "./run.ts";
import type { Channel, StationState } from "./state.ts";
import type { SignedIn, Station } from "./surface.ts";
import { publicationProofOf } from "./view/document-view.ts";
import { cardView, doctorView } from "./view/card-view.ts";
import { courierViews } from "./view/courier-view.ts";
import { draftViews, readBack } from "./view/draft-view.ts";
import { evidenceViews } from "./view/evidence-view.ts";
import { exportRecord, proofOf, tlogProofOf } from "./view/export-view.ts";
import { timesEvidence } from "./view/times-view.ts";
import { messageView, messageViews, threadView, waitingViews } from "./view/message-view.ts";
import { peopleView } from "./view/people-view.ts";
import { recordPage } from "./view/record-view.ts";
import { rosterViews } from "./view/roster-view.ts";
import { lineViews } from "./view/line-view.ts";
import { stationView } from "./view/station-view.ts";
import { commitmentViews, scheduleView } from "./view/commitment-view.ts";
import { keepExhibit } from "./mechanism/exhibits.ts";
import { exhibitView } from "./view/exhibit-view.ts";
import { opensCalendar } from "./house/calendar-token.ts";
import { meetingView, meetingViews } from "./view/meeting-view.ts";
import { followView } from "./view/follow-view.ts";
import { textHistory, textSummaries, textSummary, textView } from "./view/text-view.ts";
import { handoverView } from "./view/watch-view.ts";
import { verifyAll } from "./view/verify-view.ts";
import type { Typeset } from "../ports/typesetter.ts";
import type { Act } from "../api/acts.ts";
import { toHex } from "../core/bytes/hex.ts";
import { decodeShape } from "../core/bytes/shape.ts";
import { publication, publicationContent } from "../core/mechanism/document/entries.ts";
import type { Position } from "../core/names.ts";

type PeopleParts = "officers" | "redeemLink" | "checkPassword" | "checkPasskey" | "passkeyStation" | "passkeys"
  | "challenge" | "endSession" | "sessionStands" | "noteAccess" | "people"
  | "attend" | "handover";

/** The station as the server, the CLI and the tests hold it. */
export function createSurface(runner: Runner): Station {
  const { state, options } = runner;
  runner.present = (hex, object) => {
    // What our house keeps about a text is shown with it.
    const channel = hex === state.house.hex ? channelOf(state, object) : state.channels.get(hex) ?? null;
    if (channel === null) return null;
    if (channel.schedules.objects.has(object)) return { kind: "commitments", object };
    if (channel.texts.objects.has(object)) {
      const text = textSummary(state, channel, object);
      return text === null ? null : { kind: "text", text };
    }
    const message = messageView(state, channel, object);
    return message === null ? null : { kind: "message", message };
  };
  runner.presentState = () => ({ kind: "state", state: stationView(runner.now()) });
  runner.presentDrafts = () => ({ kind: "drafts", drafts: draftViews(state) });
  runner.recordTotal = () => [...state.channels.values()].flatMap((channel) => [...channel.ledger.logs.values()])
    .reduce((sum, log) => sum + log.size, 0);
  /** A channel by its id, or the first; null when there is none such. The house is no channel: it has its own way. */
  const channelNamed = (hex: string | null): Channel | null => {
    const channel = hex === null ? [...state.channels.values()][0] : state.channels.get(hex);
    return channel ?? null;
  };
  return {
    world: state.self.world,
    state: () => stationView(runner.now()),
    messages: (limit, before) => messageViews(runner.now(), limit, before),
    waiting: (limit) => waitingViews(runner.now(), limit),
    thread: (object) => {
      const channel = channelOf(runner.now(), object);
      return channel === null ? null : threadView(state, channel, object);
    },
    drafts: () => draftViews(runner.now()),
    readBack: (draft) => readBack(runner.now(), draft),
    line: () => lineViews(runner.now()),
    ...agreedSurface(runner),
    ...documentSurface(runner),
    record: async (id, from, limit) => {
      const channel = channelNamed(id);
      if (channel === null) return id === null ? { channel: "", total: 0, entries: [], logs: [] } : null;
      return recordPage(state, options.store, channel, from, limit);
    },
    house: (from, limit) => recordPage(state, options.store, state.house, from, limit),
    verify: async () => {
      const view = await verifyAll(state, options.store, options.clock);
      runner.tellState();
      return view;
    },
    exportRecord: (id, withhold) => {
      const channel = channelNamed(id);
      return channel === null ? null : exportRecord(runner.now(), options.store, channel, withhold);
    },
    proof: (object) => proofOf(runner.now(), options.store, object),
    timesEvidence: (object) => timesEvidence(runner.now(), options.store, object),
    tlogProof: (object) => tlogProofOf(runner.now(), options.store, object),
    evidence: () => evidenceViews(runner.now()),
    evidenceFile: (id) => state.evidence.get(id) ?? null,
    joinAsked: () => joinAsked(runner.now()),
    ...courierSurface(runner),
    card: () => cardView(runner.now()),
    rosters: () => rosterViews(runner.now()),
    doctor: () => doctorView(runner.now(), options.store),
    subscribe: (listener) => runner.subscribe(listener),
    ...peopleOf(runner),
    stop: () => runner.stop(),
  };
}

/**
 * Acts, and what is printed of texts: no text is begun that could not be, and an act about copies waits until they are
 * compiled, beside all else. Who looks at a fair copy that was not compiled here may want that next: it is made ready
 * for, once.
 */
function documentSurface(runner: Runner): Pick<Station, "act" | "copies" | "publication" | "text"> {
  const { options: { store, typesetter } } = runner;
  const copies = async (object: string, digest: string): Promise<Typeset | null> => (
    typesetter === undefined ? null : compileCopies(runner.now(), typesetter, object, digest)
  );
  let readyFor = "";
  return {
    text: (object) => {
      const view = textView(runner.now(), object);
      const here = toHex(runner.state.self.party);
      const ours = view?.principals.includes(here) === true ? view.fairCopies : [];
      const next = ours.find(({ current, document: { compiled } }) => (
        current && compiled.every(({ party }) => party !== here)
      ));
      if (next !== undefined && next.digest !== readyFor) {
        readyFor = next.digest;
        typesetter?.prepare();
      }
      return view;
    },
    act: async (actor, act) => {
      if (act.act === "text.begin") {
        const unset = act.languages.filter((one) => typesetter?.sets(one) === false);
        if (unset.length > 0) return refused("language-not-set", unset.join(", "));
      }
      const printed = printedBy(runner.now(), act);
      if (printed === null) return runner.act(actor, act);
      const { object, digest } = printed;
      // Once is enough: what a passkey has signed for this is good for two minutes, and a long text takes one.
      if (isCompiledHere(runner.now(), object, digest)) return runner.act(actor, act);
      const made = await copies(object, digest);
      return made?.kind === "not-set" ? refused(notSet[made.reason]) : runner.act(actor, act);
    },
    copies,
    publication: (object, digest) => publicationProofOf(runner.now(), store, object, digest),
  };
}

/** The fair copy whose copies an act speaks of, itself or by what it assents to; null where it speaks of none. */
function printedBy(state: StationState, act: Act): { readonly object: string; readonly digest: string } | null {
  if (act.act === "text.compile" || act.act === "text.publish") return act;
  const open = act.act === "undertaking.assent" ? undertakingOf(state, act.undertaking) : null;
  if (open?.content.object == null || open.content.kind !== publication.code) return null;
  const { digest } = decodeShape(publicationContent, open.content.content);
  return { object: toHex(open.content.object), digest: toHex(digest) };
}

/** Why copies could not be compiled, as a reason of the catalogues. A paper that is none cannot have been made here. */
const notSet = {
  "shape": "not-set-failed", "too-long": "not-set-too-long", "failed": "not-set-failed", "busy": "not-set-busy",
} as const;

type AgreedParts =
  | "texts" | "textHistory" | "commitments" | "schedule" | "follow" | "meetings" | "meeting"
  | "opensCalendar" | "keepExhibit" | "exhibit";

/** Joint texts, and what follows from them. */
function agreedSurface(runner: Runner): Pick<Station, AgreedParts> {
  return {
    texts: () => textSummaries(runner.now()),
    textHistory: (object, slot) => textHistory(runner.now(), object, slot),
    commitments: (filter) => commitmentViews(runner.now(), filter),
    schedule: (object) => scheduleView(runner.now(), object),
    follow: (since) => followView(runner.now(), since),
    meetings: () => meetingViews(runner.now()),
    meeting: (object) => meetingView(runner.now(), object),
    opensCalendar: (token) => opensCalendar(runner.now(), token),
    keepExhibit: async (bytes, name, media) => {
      const { impaired } = runner.state;
      const file = impaired.size > 0 ? null : keepExhibit(runner.now(), bytes, name, media);
      await runner.flushed();
      return file === null ? null : { ...file, sha256: toHex(file.sha256), key: toHex(file.key) };
    },
    exhibit: async (claim, number) => {
      const view = await exhibitView(runner.now(), runner.options.store, claim, number);
      runner.feed({ kind: "woke" });
      return view;
    },
  };
}

function courierSurface(runner: Runner): Pick<Station, "courier" | "makeBundle" | "takeBundle"> {
  const { state, options } = runner;
  return {
    courier: () => courierViews(runner.now()),
    makeBundle: (peer, { after, reseal, only = null }) => {
      runner.now();
      if (state.impaired.size > 0 || isRemoved(state) || !mayBring(state, peer)) return null;
      if (sharedWith(state, peer).length === 0) return null;
      const place = (at: typeof only): Position | null => (
        at === null ? null : { log: Uint8Array.fromHex(at.log), seq: at.seq }
      );
      const made = { after: place(after), reseal, only: place(only) };
      return makeBundle(state, options.store, peer, made, (written) => {
        noteWritten(runner.now(), peer, written);
        void runner.flushed();
      });
    },
    takeBundle: (parts, keep) => takeBundle(runner, parts, keep),
  };
}

/** What the surface says of the people of the house, and how they come in. */
function peopleOf(runner: Runner): Pick<Station, PeopleParts> {
  const { state } = runner;
  const signIn = async (open: () => SignedIn | null): Promise<SignedIn | null> => {
    runner.now();
    const signedIn = state.impaired.size > 0 ? null : open();
    await runner.flushed();
    return signedIn;
  };
  return {
    officers: () => [...state.standing.officers.values()],
    redeemLink: (token) => signIn(() => useLink(state, token)),
    checkPassword: (officer, password) => signIn(() => usePassword(state, officer, password)),
    passkeyStation: state.passkeyStation,
    passkeys: (officer) => passkeysOf(state, officer).map(({ content }) => (
      { id: toHex(content.id), name: content.name, backup: content.backup }
    )),
    challenge: (actor, ask) => challengeFor(runner.now(), actor, ask),
    checkPasskey: (given) => signIn(() => usePasskey(state, given)),
    endSession: async (session, event) => {
      const one = state.sessions.get(session);
      if (one === undefined || state.impaired.size > 0) return;
      noteSignIn(runner.now(), {
        session: Uint8Array.fromHex(session), officer: one.officer, event, via: "console", means: one.means,
        credential: null, by: one.officer,
      });
      await runner.flushed();
    },
    sessionStands: (session) => state.sessions.has(session),
    noteAccess: async (actor, thing, object) => {
      if (noteAccess(runner.now(), actor, thing, object)) await runner.flushed();
    },
    attend: (session, locked) => {
      if (state.sessions.has(session)) runner.feed({ kind: "attended", session, locked });
    },
    handover: (officer) => handoverView(runner.now(), officer),
    people: (officer) => peopleView(runner.now(), officer),
  };
}
