// Acts that change who may do what here: made by two persons, or by one where the house's policy says so.

import { assentRule, hasShown, proveAssent, sayAssent, withdrawPasskeys } from "./act-passkey.ts";
import { say } from "../append.ts";
import { houseView } from "../house/house-view.ts";
import { begunHere, enrol, noteSetting, noteSignIn, sayDiscard } from "../house/house.ts";
import { makeLink, withdrawSecrets } from "../house/officer-secrets.ts";
import { done, refused } from "../outcome.ts";
import type { StationState } from "../state.ts";
import type { Actor, Officer } from "../surface.ts";
import { bytesOfHex, toHex } from "../../core/bytes/hex.ts";
import type { ActOf, ActResult } from "../../api/acts.ts";
import type { OfficerContent, Role } from "../../core/mechanism/house/entries.ts";
import { proposal } from "../../core/mechanism/officer/entries.ts";
import type { Change, ProposalContent } from "../../core/mechanism/officer/entries.ts";
import { policyPrefix, policyValue } from "../../core/mechanism/officer/policy.ts";
import { foldProposal, isEnacted, mayAssent, proposalDigest } from "../../core/mechanism/officer/proposal.ts";
import type { ProposalState } from "../../core/mechanism/officer/proposal.ts";
import { counted } from "../../core/mechanism/officer/recognise.ts";

/** Most officers of one station, and most proposals open at once that it began. */
export const officersMax = 500;
export const proposalsMax = 64;

/** Enrols an officer. */
export function addOfficer(state: StationState, actor: Actor, act: ActOf<"officer.add">): ActResult {
  const { name, language, roles } = act;
  if (state.standing.officers.size >= officersMax) return refused("too-many-officers");
  const id = toHex(state.self.random.bytes(8));
  return change(state, actor, "enrol", { id, name, language, roles, state: "enrolled" });
}

/** Gives an officer other roles. */
export function changeRoles(state: StationState, actor: Actor, act: ActOf<"officer.roles">): ActResult {
  return about(state, act.officer, (officer) => change(state, actor, "roles", { ...officer, roles: act.roles }));
}

/** Takes an officer off the roll: their sessions end, their passkeys count no more. */
export function withdrawOfficer(state: StationState, actor: Actor, act: ActOf<"officer.withdraw">): ActResult {
  return about(state, act.officer, (officer) => change(state, actor, "withdraw", { ...officer, state: "withdrawn" }));
}

/** Takes all means of signing in from an officer, and gives them a new link: they have lost what they had. */
export function resetOfficer(state: StationState, actor: Actor, act: ActOf<"officer.reset">): ActResult {
  return about(state, act.officer, (officer) => change(state, actor, "reset", officer));
}

/** Makes a one-time sign-in link, for an officer who has no passkey yet. */
export function linkOfficer(state: StationState, actor: Actor, act: ActOf<"officer.link">): ActResult {
  const has = [...state.standing.passkeys.values()].some(
    ({ content }) => content.officer === act.officer && content.state === "enrolled",
  );
  // A link would sign in whoever holds it: it is for the first sign-in, and never takes the place of a passkey.
  if (has) return refused("officer-has-passkey");
  return about(state, act.officer, (officer) => change(state, actor, "link", officer));
}

/** Decides a policy of the house. */
export function setPolicy(state: StationState, actor: Actor, { name, allow }: ActOf<"officer.policy">): ActResult {
  return change(state, actor, "policy", null, { name, allow: allow ? "allow" : "refuse" });
}

function about(
  state: StationState, id: string, act: (officer: OfficerContent) => ActResult,
): ActResult {
  const officer = state.standing.officers.get(id);
  return officer === undefined ? refused("officer-unknown") : act({ ...officer, state: "enrolled" });
}

function change(
  state: StationState, actor: Actor, what: Change, officer: OfficerContent | null,
  policy: ProposalContent["policy"] = null,
): ActResult {
  const content: ProposalContent = { by: actor.officer, change: what, officer, policy };
  if (leavesNobody(state, content)) return refused("last-administrator");
  if (begunHere(state, state.proposals) >= proposalsMax) return refused("too-many-proposals");
  const held = say(state, state.house, proposal, content, { officer: actor.officer, act: "proposal" });
  state.outputs.push({ kind: "state" });
  if (held === null) return refused("no-keys-yet");
  // The station itself enrols the first officers, before there is anybody who could; the record says who did it.
  if (actor.via === "station" || state.standing.policy.alone) {
    closeProposal(state, actor, held.object);
    return enact(state, actor.officer, content);
  }
  return done({
    object: held.object, digest: toHex(proposalDigest(state.self.crypto, content)),
    ...(officer === null ? {} : { officer: officer.id }),
  });
}

/** Whether nobody could make another change after this one. */
function leavesNobody(state: StationState, { change: what, officer }: ProposalContent): boolean {
  if (officer === null || (what !== "withdraw" && what !== "roles")) return false;
  const others = [...state.standing.officers.values()].filter(({ id }) => id !== officer.id);
  const stays = what === "roles" && officer.roles.includes("administrator");
  const isEnrolled = state.standing.officers.has(officer.id);
  return isEnrolled && !stays && !others.some(({ roles }) => roles.includes("administrator"));
}

/** The proposal of an object that is still open, or null. */
export function proposalOf(state: StationState, object: string): ProposalState | null {
  if (!state.proposals.has(object)) return null;
  return foldProposal(state.self.crypto, state.house.objects.get(object) ?? []);
}

/** One person's assent to a proposal; the second that counts puts it into effect. */
export function assentProposal(state: StationState, actor: Actor, act: ActOf<"proposal.assent">): ActResult {
  const open = proposalOf(state, act.proposal);
  if (open === null) return refused("proposal-unknown");
  if (open.digest !== act.digest) return refused("draft-changed");
  if (!mayAssent(open.content, actor.officer, rolesOf(state, actor.officer))) return refused("own-affair");
  const proof = proveAssent(state, actor, act.assertion, "enact", open.digest);
  if (proof.kind === "refused") return proof;
  const rule = assentRule(state);
  const unshown = hasShown(proof.content, rule);
  if (unshown !== null) return unshown;
  sayAssent(state, actor, act.act, proof.content, { object: act.proposal, digest: open.digest, act: "enact" });
  state.outputs.push({ kind: "state" });
  const after = proposalOf(state, act.proposal);
  const counts = after === null ? null : counted(state.standing, houseView(state), after);
  if (counts === null || !isEnacted(counts, (id) => rolesOf(state, id), rule)) return done({ object: act.proposal });
  closeProposal(state, actor, act.proposal);
  return enact(state, actor.officer, counts.content);
}

/** Gives a proposal up. */
export function discardProposal(state: StationState, actor: Actor, act: ActOf<"proposal.discard">): ActResult {
  if (proposalOf(state, act.proposal) === null) return refused("proposal-unknown");
  closeProposal(state, actor, act.proposal);
  return done({ object: act.proposal });
}

/** Enacted or given up, a proposal is closed by the same entry: what came of it stands after it. */
function closeProposal(state: StationState, actor: Actor, proposed: string): void {
  sayDiscard(state, actor, proposed, "proposal");
  state.outputs.push({ kind: "state" });
}

/** Puts a change into effect: the entries that the rest of the house is read from. */
function enact(state: StationState, by: string, { change: what, officer, policy }: ProposalContent): ActResult {
  if (policy !== null) {
    noteSetting(state, by, `${policyPrefix}${policy.name}`, policyValue(policy.allow === "allow"));
    return done();
  }
  if (officer === null) return refused("officer-unknown");
  if (what === "withdraw" || what === "reset") {
    withdrawPasskeys(state, by, officer.id);
    withdrawSecrets(state, by, officer.id);
    endSessions(state, by, officer.id);
  }
  // A roles entry of an officer who was withdrawn meanwhile must not bring them back.
  if (what !== "enrol" && !state.standing.officers.has(officer.id)) return refused("officer-unknown");
  if (what === "enrol" || what === "roles" || what === "withdraw") enrol(state, by, officer);
  if (what === "roles" || what === "withdraw") return done({ officer: officer.id });
  // An enrolment gives the first link with it where a second person has just assented; alone it is asked for apart.
  if (what === "enrol" && state.standing.policy.alone) return done({ officer: officer.id });
  return done({ officer: officer.id, link: makeLink(state, by, officer.id) });
}

/** Ends every session of an officer. */
export function endSessions(state: StationState, by: string, officer: string): void {
  for (const [session, one] of state.sessions) if (one.officer === officer) revoke(state, by, session);
}

/** Ends a session of one's own, or as an administrator anybody's. */
export function revokeSession(state: StationState, actor: Actor, act: ActOf<"session.revoke">): ActResult {
  const session = state.sessions.get(act.session);
  if (session === undefined) return refused("session-unknown");
  const may = session.officer === actor.officer || rolesOf(state, actor.officer).includes("administrator");
  if (!may) return refused("session-unknown");
  revoke(state, actor.officer, act.session);
  return done();
}

function revoke(state: StationState, by: string, session: string): void {
  const one = state.sessions.get(session);
  if (one === undefined) return;
  noteSignIn(state, {
    session: bytesOfHex(session), officer: one.officer, event: "revoked", via: "console", means: one.means,
    credential: null, by,
  });
  state.outputs.push({ kind: "state" });
}

function rolesOf(state: StationState, officer: string): readonly Role[] {
  const found: Officer | undefined = state.standing.officers.get(officer);
  return found?.roles ?? [];
}
