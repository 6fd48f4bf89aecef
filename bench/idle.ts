// idle: what a station with a console open takes of memory.

import type { Figure } from "./figure.ts";

export async function measureIdle(): Promise<readonly Figure[]> {
  return [];
}
