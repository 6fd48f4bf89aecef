// What a person means by a short name of a meeting.

import type { MeetingView } from "../../api/meeting-views.ts";
import type { Client } from "../client.ts";
import { findCalled } from "../lookup.ts";

/**
 * A meeting by its label ("NDL:105"), its object or the beginning of it; "-" for the only one there is. Errors:
 * meeting-unknown, meeting-which.
 */
export async function findMeeting(client: Client, asked: string): Promise<MeetingView> {
  return findCalled(await client.get<readonly MeetingView[]>("/meetings"), asked, "meeting");
}
