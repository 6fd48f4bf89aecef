// P12: what is shown is what was signed. Of a joint text nobody is shown to have accepted what its people did not, and
// one that is adopted for good stays so, whatever is said after it.

import type { Checker, Facts, Observation } from "../observation.ts";

/** Follows what negotiators ask for, and what stations show of it. */
export function shownAsSigned(): Checker {
  const accepted = new Map<string, Set<string>>();
  const adopted = new Map<string, string>();
  const told = new Set<string>();
  const once = (key: string, report: (detail: string) => void, detail: string): void => {
    if (!told.has(key)) report(detail);
    told.add(key);
  };
  return {
    promise: "P12",
    see: (observation, facts, report) => {
      if (observation.kind === "accepts") {
        const { node, digest } = observation;
        accepted.set(node, (accepted.get(node) ?? new Set()).add(digest));
      }
      // What a backup has lost, and what rotted, a station has to learn again.
      if (observation.kind === "restored" || observation.kind === "rotten") {
        for (const key of adopted.keys()) if (key.startsWith(`${observation.node} `)) adopted.delete(key);
      }
      if (observation.kind !== "looked" || facts.honest.get(observation.node) !== true) return;
      for (const text of observation.look.texts) {
        const key = `${observation.node} ${text.object}`;
        for (const party of partiesMistaken(text, facts, accepted)) {
          once(`${key} ${party}`, report, `${observation.node} shows that ${party} has accepted what it never did`);
        }
        const before = adopted.get(key);
        if (before !== undefined && before !== text.adopted) {
          once(key, report, `at ${observation.node} a text that was adopted for good is not any more`);
        }
        const isFinal = text.copies.some((one) => one.digest === text.adopted && one.final);
        if (text.adopted !== null && isFinal) adopted.set(key, text.adopted);
      }
    },
  };
}

/** Honest parties that are shown to have accepted a digest which their people never asked for. */
function partiesMistaken(
  { copies }: Extract<Observation, { kind: "looked" }>["look"]["texts"][number], facts: Facts,
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  return copies.flatMap(({ digest, accepted: parties }) => parties.flatMap((party) => {
    const node = facts.nodeOf.get(party) ?? "";
    const isHonest = facts.honest.get(node) === true && !facts.forked.has(node);
    return isHonest && accepted.get(node)?.has(digest) !== true ? [node] : [];
  }));
}
