// The people of the house as one of them may see them: officers, what is proposed, who is signed in.

import { proposalOf } from "../act-people.ts";
import { passkeysOf } from "../act-passkey.ts";
import type { StationState } from "../state.ts";
import type { DoctorView, PeopleView } from "../../api/views.ts";
import { mayAssent } from "../../core/mechanism/officer/proposal.ts";

/** Passkeys an officer should have: with one alone, a lost device keeps them out. */
const passkeysWanted = 2;

/** What this officer may see. Sessions of others are an administrator's affair; proposals of those who may assent. */
export function peopleView(state: StationState, viewer: string): PeopleView {
  const roles = state.officers.get(viewer)?.roles ?? [];
  const administers = roles.includes("administrator");
  const decides = administers || roles.includes("releaser");
  const nameOf = (id: string): string => state.officers.get(id)?.name ?? id;
  return {
    officers: [...state.officers.values()].map((one) => ({
      ...one, passkeys: passkeysOf(state, one.id).length, password: state.secrets.has(`password/${one.id}`),
    })),
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
    sessions: [...state.sessions].filter(([, one]) => administers || one.officer === viewer)
      .map(([session, one]) => ({
        session, officer: nameOf(one.officer), own: one.officer === viewer, means: one.means, openedMs: one.openedMs,
      })),
    policy: state.policy,
  };
}

/** What could keep people from working here at the worst moment. */
export function peopleChecks(state: StationState): DoctorView["checks"] {
  const all = [...state.officers.values()];
  const administrators = all.filter((one) => one.roles.includes("administrator"));
  const deciders = all.filter((one) => one.roles.includes("administrator") || one.roles.includes("releaser"));
  // Whom a change is about has no say in it: two others must be there for everybody.
  const enough = state.policy.alone || (administrators.length >= 2 && deciders.length >= 3);
  const few = state.self.world === "exercise" ? []
    : all.filter((one) => passkeysOf(state, one.id).length < passkeysWanted);
  const named = state.self.world === "exercise" || state.passkeyStation !== null;
  return [
    { name: "administrators", ok: enough, detail: `${administrators.length}/${deciders.length}`, fix: null },
    { name: "passkeys", ok: few.length === 0, detail: few.map((one) => one.name).join(", "), fix: null },
    { name: "name", ok: named, detail: state.passkeyStation ?? "", fix: null },
  ];
}
