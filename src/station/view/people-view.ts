// The people of the house as one of them may see them: officers, what is proposed, who is signed in.

import { proposalOf } from "../act/act-people.ts";
import { passkeysOf } from "../act/act-passkey.ts";
import type { StationState } from "../state.ts";
import { ownStationName } from "../peer/seat.ts";
import { undertakingRule } from "../agree/undertake.ts";
import { undertakingViews } from "./undertaking-view.ts";
import type { ClaimView, PeopleView } from "../../api/people-views.ts";
import type { DoctorView } from "../../api/views.ts";
import { equalBytes, toHex } from "../../core/bytes/hex.ts";
import { officer } from "../../core/mechanism/house/entries.ts";
import type { OfficerContent, SettingContent } from "../../core/mechanism/house/entries.ts";
import { credential } from "../../core/mechanism/officer/entries.ts";
import type { CredentialContent } from "../../core/mechanism/officer/entries.ts";
import { policyPrefix, policyValue } from "../../core/mechanism/officer/policy.ts";
import { mayAssent } from "../../core/mechanism/officer/proposal.ts";
import { openClaims } from "../../core/mechanism/officer/standing.ts";
import type { HeldEntry } from "../../core/record/held-entry.ts";
import { visibleText } from "../../core/text/visible.ts";

/** Passkeys an officer should have: with one alone, a lost device keeps them out. */
const passkeysWanted = 2;

/** What this officer may see. Sessions of others are an administrator's affair; proposals of those who may assent. */
export function peopleView(state: StationState, viewer: string): PeopleView {
  const roles = state.standing.officers.get(viewer)?.roles ?? [];
  const administers = roles.includes("administrator");
  const decides = administers || roles.includes("releaser");
  const nameOf = (id: string): string => state.standing.officers.get(id)?.name ?? id;
  return {
    officers: [...state.standing.officers.values()].map((one) => ({
      ...one, passkeys: passkeysOf(state, one.id).length, password: state.secrets.has(`password/${one.id}`),
    })),
    claims: administers || decides ? claimViews(state) : [],
    proposals: (decides ? [...state.proposals] : []).flatMap((object) => {
      const open = proposalOf(state, object);
      if (open === null) return [];
      const { content, digest, assents, entry } = open;
      const given = assents.some((one) => one.content.officer === viewer);
      return [{
        object, digest, change: content.change, by: nameOf(content.by), timeMs: entry.body.time,
        officer: content.officer === null ? null
          : { id: content.officer.id, name: content.officer.name, roles: content.officer.roles },
        policy: content.policy === null ? null
          : { name: content.policy.name, allow: content.policy.allow === "allow" },
        assents: assents.map((one) => nameOf(one.content.officer)),
        mine: given ? "given" : mayAssent(content, viewer, roles) ? "may" : "not",
      }];
    }),
    undertakings: decides ? undertakingViews(state, viewer) : [],
    sessions: [...state.sessions].filter(([, one]) => administers || one.officer === viewer)
      .map(([session, one]) => ({
        session, officer: nameOf(one.officer), own: one.officer === viewer, means: one.means, openedMs: one.openedMs,
      })),
    policy: state.standing.policy,
  };
}

/** Most claims of other sites that are shown, the newest. */
const claimsShown = 64;

function claimViews(state: StationState): readonly ClaimView[] {
  return openClaims(state.standing).slice(-claimsShown).map((claim) => (
    { site: ownStationName(state, toHex(claim.station)), timeMs: claim.body.time, what: claimed(state, claim) }
  ));
}

/** What is claimed, in words that whoever wrote it cannot disguise. */
function claimed({ standing }: StationState, { body, content }: HeldEntry): ClaimView["what"] {
  if (body.kind === officer.code) {
    const { name, roles, state } = content as OfficerContent;
    return { about: "officer", name: visibleText(name), roles, gone: state === "withdrawn" };
  }
  if (body.kind === credential.code) {
    const { officer: id, state } = content as CredentialContent;
    return { about: "passkey", name: visibleText(standing.officers.get(id)?.name ?? id), gone: state === "withdrawn" };
  }
  const { name, value } = content as SettingContent;
  const allow = equalBytes(value, policyValue(true));
  return { about: "policy", name: visibleText(name.slice(policyPrefix.length)), allow };
}

/** What could keep people from working here at the worst moment. */
export function peopleChecks(state: StationState): DoctorView["checks"] {
  const all = [...state.standing.officers.values()];
  const administrators = all.filter((one) => one.roles.includes("administrator"));
  const deciders = all.filter((one) => one.roles.includes("administrator") || one.roles.includes("releaser"));
  // Whom a change is about has no say in it: two others must be there for everybody.
  const enough = state.standing.policy.alone || (administrators.length >= 2 && deciders.length >= 3);
  // What binds the party takes two of them, unless the house lets one (O-42).
  const releasers = all.filter((one) => one.roles.includes("releaser")).length;
  const few = state.self.world === "exercise" ? []
    : all.filter((one) => passkeysOf(state, one.id).length < passkeysWanted);
  const named = state.self.world === "exercise" || state.passkeyStation !== null;
  return [
    { name: "administrators", ok: enough, detail: `${administrators.length}/${deciders.length}`, fix: null },
    {
      name: "bind", ok: releasers >= undertakingRule(state).persons,
      detail: `${releasers}/${undertakingRule(state).persons}`, fix: null,
    },
    { name: "passkeys", ok: few.length === 0, detail: few.map((one) => one.name).join(", "), fix: null },
    { name: "name", ok: named, detail: state.passkeyStation ?? "", fix: null },
  ];
}
