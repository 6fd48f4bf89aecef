// What a person means by a short name of a meeting.

import type { MeetingView } from "../../api/meeting-views.ts";
import { CliError } from "../cli-error.ts";
import type { Client } from "../client.ts";
import { prefixMin } from "../lookup.ts";

/**
 * A meeting by its label ("NDL:105"), its object or the beginning of it; "-" for the only one there is. Errors:
 * meeting-unknown, meeting-which.
 */
export async function findMeeting(client: Client, asked: string): Promise<MeetingView> {
  const wanted = asked.toLowerCase();
  const found = (await client.get<readonly MeetingView[]>("/meetings")).filter(({ label, object }) => (
    asked === "-" || label.toLowerCase() === wanted || (wanted.length >= prefixMin && object.startsWith(wanted))
  ));
  const [one] = found;
  if (one === undefined) throw new CliError("meeting-unknown", { asked: asked.slice(0, 80) });
  if (found.length > 1) {
    throw new CliError("meeting-which", { names: found.slice(0, 8).map(({ label }) => label).join(", ") });
  }
  return one;
}
