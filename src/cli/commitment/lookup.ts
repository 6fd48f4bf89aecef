// What a person means by a short name of a commitment, a schedule, a claim.

import type { ClaimView, CommitmentView } from "../../api/commitment-views.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { prefixMin } from "../lookup.ts";

/**
 * A commitment by "<beginning of its schedule>:<number>", with ".<time>" for one that recurs; by the number alone where
 * there is one schedule. Errors: commitment-unknown, commitment-which.
 */
export async function findCommitment(client: Client, asked: string): Promise<CommitmentView> {
  const all = await client.get<readonly CommitmentView[]>("/commitments");
  const colon = asked.lastIndexOf(":");
  const beginning = asked.slice(0, Math.max(0, colon)).toLowerCase();
  const [number = "", time] = asked.slice(colon + 1).split(".");
  const unknown = new CliError("commitment-unknown", { asked: asked.slice(0, 80) });
  if (colon >= 0 && beginning.length < prefixMin) throw unknown;
  const found = all.filter((one) => one.object.startsWith(beginning) && String(one.number) === number
    && (time === undefined || String(one.time) === time));
  // Of one that recurs the first that is still open is meant, where no time is named.
  const open = found.filter((one) => ["due", "waiting", "no-limit", "lapsed", "disputed"].includes(one.state));
  const objects = new Set(found.map((one) => one.object));
  const [one] = time === undefined && open.length > 0 ? open : found;
  if (one === undefined) throw unknown;
  if (objects.size > 1) {
    const names = [...objects].map((of) => `${of.slice(0, 12)}:${number}`).join(", ");
    throw new CliError("commitment-which", { names });
  }
  return one;
}

/**
 * A schedule by the beginning of its object, or the only one there is. Errors: commitment-unknown, commitment-which.
 */
export async function findSchedule(client: Client, asked: string): Promise<string> {
  const all = await client.get<readonly CommitmentView[]>("/commitments");
  const objects = [...new Set(all.map((one) => one.object))].filter((one) => one.startsWith(asked.toLowerCase()));
  const [one] = objects;
  if (one === undefined || asked !== "" && asked.length < prefixMin) {
    throw new CliError("commitment-unknown", { asked: asked.slice(0, 80) });
  }
  if (objects.length > 1) {
    throw new CliError("commitment-which", { names: objects.map((of) => of.slice(0, 12)).join(", ") });
  }
  return one;
}

/** The claim of another party that is meant: by its label, else the newest. Errors: claim-none. */
export function claimOf(one: CommitmentView, us: string, label: string | null): ClaimView {
  const theirs = one.claims.filter((claim) => claim.party !== us);
  const found = label === null ? theirs.at(-1)
    : theirs.find((claim) => claim.label.toLowerCase() === label.toLowerCase());
  if (found === undefined) throw new CliError("claim-none", { id: shortId(one) });
  return found;
}

/** The name of a commitment as people type it. */
export function shortId({ object, number, time }: CommitmentView): string {
  return `${object.slice(0, 12)}:${number}${time === null ? "" : `.${time}`}`;
}
