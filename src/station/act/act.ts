// The one gate for acts: a console button, a command and a test all enter here.

import { conveneMeeting, nameDelegation, recordSitting, regretMeeting } from "./act-meeting.ts";
import { linkCalendar, revokeCalendars } from "../house/calendar-token.ts";
import { acceptDigest, declineDigest } from "./act-agreed.ts";
import { acceptCharter, proposeCharter, refuseCharter } from "./act-charter.ts";
import {
  claimFulfilled, findClaim, noteOccurrence, objectTo, proposeSchedule, tollCommitment, waiveCommitment,
} from "./act-commitment.ts";
import { approveDraft, discardDraft, saveDraft, sendMessage } from "./act-draft.ts";
import { cancelMessage, holdMessage, refuseMessage, takeMessage, translateMessage } from "./act-message.ts";
import { assentUndertaking, discardUndertaking } from "../agree/undertake.ts";
import { confirmMemory, joinBranches } from "./act-memory.ts";
import { nameOfficers } from "./act-naming.ts";
import { setPassword } from "./act-officer.ts";
import { addPasskey, withdrawPasskey } from "./act-passkey.ts";
import { addParty, adoptRoster, confirmParty } from "./act-party.ts";
import {
  addOfficer, assentProposal, changeRoles, discardProposal, linkOfficer, resetOfficer, revokeSession, setPolicy,
  withdrawOfficer,
} from "./act-people.ts";
import { answerStation, passSeat } from "./act-station.ts";
import {
  beginText, keepPrivateDraft, keepPrivateNote, makeFairCopy, offerChanges, takePosition,
} from "./act-text.ts";
import { publishText } from "./act-document.ts";
import { sayCompiled } from "../mechanism/document.ts";
import { acceptHandover, noteSound, prepareHandover, seeHandover, takeWatch } from "./act-watch.ts";
import { nameWitness } from "./act-witness.ts";
import { done, refused } from "../outcome.ts";
import { isRemoved, stationsOf } from "../peer/peers.ts";
import type { StationState } from "../state.ts";
import type { Actor } from "../surface.ts";
import type { Act, ActResult } from "../../api/acts.ts";
import { ChirographError } from "../../core/errors.ts";

/** Checks an act and appends what it says. A refusal is a value with a reason code and changes nothing. */
export function performAct(state: StationState, actor: Actor, act: Act): ActResult {
  if (state.impaired.size > 0) return refused("station-impaired", [...state.impaired].join(", "));
  if (isRemoved(state)) return refused("station-removed");
  // What is compiled first takes its time: whoever was signed out meanwhile says nothing.
  if (actor.session !== undefined && !state.sessions.has(actor.session)) return refused("session-unknown");
  if (isBeforePasskey(state, actor) && !firstActs.has(act.act)) return refused("passkey-sign-in-first");
  try {
    return perform(state, actor, act);
  } catch (error) {
    // What a person typed or brought on a medium can be as bad as what a line brings.
    if (error instanceof ChirographError) return refused(error.code, error.message);
    throw error;
  }
}

/** What an officer of the actual world may do who has come by a link and not yet by a passkey. */
const firstActs: ReadonlySet<Act["act"]> = new Set(["passkey.add", "officer.password", "session.revoke", "sound.note"]);

/**
 * Whether a link alone stands behind what is asked for. In the actual world nothing is said to anybody by whoever was
 * handed a link; where the console has no name, and so no passkeys, there is nothing better.
 */
function isBeforePasskey(state: StationState, { via, means }: Actor): boolean {
  return state.self.world === "actual" && via === "console" && means === "link" && state.passkeyStation !== null;
}

function perform(state: StationState, actor: Actor, act: Act): ActResult {
  switch (act.act) {
    case "draft.save": return saveDraft(state, actor, act);
    case "draft.discard": return discardDraft(state, actor, act);
    case "draft.approve": return approveDraft(state, actor, act);
    case "message.send": return sendMessage(state, actor, act);
    case "message.take": return takeMessage(state, actor, act);
    case "message.hold": return holdMessage(state, actor, act);
    case "message.refuse": return refuseMessage(state, actor, act);
    case "message.cancel": return cancelMessage(state, actor, act);
    case "message.translate": return translateMessage(state, actor, act);
    case "charter.propose": return proposeCharter(state, actor, act);
    case "charter.accept": return acceptCharter(state, actor, act);
    case "charter.refuse": return refuseCharter(state, actor, act);
    case "party.add": return addParty(state, actor, act);
    case "party.confirm": return confirmParty(state, actor, act);
    case "roster.adopt": return adoptRoster(state, actor, act);
    case "memory.confirm": return confirmMemory(state, actor);
    case "station.answer": return answerStation(state, actor, act);
    case "seat.pass": return passSeat(state, actor, act);
    case "witness.name": return nameWitness(state, actor, act);
    case "memory.join": return joinBranches(state, actor, act);
    case "line.test": return testLine(state, act.party);
    case "officer.named": return nameOfficers(state, act);
    case "officer.add": return addOfficer(state, actor, act);
    case "officer.link": return linkOfficer(state, actor, act);
    case "officer.roles": return changeRoles(state, actor, act);
    case "officer.withdraw": return withdrawOfficer(state, actor, act);
    case "officer.reset": return resetOfficer(state, actor, act);
    case "officer.policy": return setPolicy(state, actor, act);
    case "proposal.assent": return assentProposal(state, actor, act);
    case "proposal.discard": return discardProposal(state, actor, act);
    case "undertaking.assent": return assentUndertaking(state, actor, act);
    case "undertaking.discard": return discardUndertaking(state, actor, act);
    case "session.revoke": return revokeSession(state, actor, act);
    case "watch.take": return takeWatch(state, actor);
    case "watch.prepare": return prepareHandover(state, actor, act);
    case "watch.seen": return seeHandover(state, actor, act);
    case "watch.accept": return acceptHandover(state, actor, act);
    case "sound.note": return noteSound(state, actor, act);
    case "officer.password": return setPassword(state, actor, act);
    case "passkey.add": return addPasskey(state, actor, act);
    case "passkey.withdraw": return withdrawPasskey(state, actor, act);
    case "agree.accept": return acceptDigest(state, actor, act);
    case "agree.decline": return declineDigest(state, actor, act);
    case "commitment.propose": return proposeSchedule(state, actor, act);
    case "commitment.claim": return claimFulfilled(state, actor, act);
    case "commitment.find": return findClaim(state, actor, act);
    case "commitment.waive": return waiveCommitment(state, actor, act);
    case "commitment.toll": return tollCommitment(state, actor, act);
    case "commitment.occur": return noteOccurrence(state, actor, act);
    case "commitment.object": return objectTo(state, actor, act);
    case "meeting.convene": return conveneMeeting(state, actor, act);
    case "meeting.delegation": return nameDelegation(state, actor, act);
    case "meeting.sitting": return recordSitting(state, actor, act);
    case "meeting.regret": return regretMeeting(state, actor, act);
    case "calendar.link": return linkCalendar(state, actor);
    case "calendar.revoke": return revokeCalendars(state, actor);
    case "text.begin": return beginText(state, actor, act);
    case "text.offer": return offerChanges(state, actor, act);
    case "text.position": return takePosition(state, actor, act);
    case "text.fair-copy": return makeFairCopy(state, actor, act);
    case "text.compile": return sayCompiled(state, actor, act);
    case "text.publish": return publishText(state, actor, act);
    case "text.draft": return keepPrivateDraft(state, actor, act);
    case "text.note": return keepPrivateNote(state, actor, act);
  }
}

function testLine(state: StationState, party: string): ActResult {
  if (!state.parties.has(party)) return refused("party-unknown");
  for (const peer of stationsOf(state, party)) state.lineInputs.push({ kind: "test", peer });
  return done();
}
