// Which link each entry goes over, seen from outside: whether words left a link that went quiet or away, and came back.

/** What is known of a link when something goes over it. */
export interface SeenLink {
  readonly id: string;
  readonly to: string;
  readonly narrow: boolean;
  readonly quiet: boolean;
}

/** The routes of one station's entries. */
export class RoutesSeen {
  /** By peer and place: the link an entry went over last. */
  private readonly last = new Map<string, SeenLink>();
  /** Links that were quiet, over which no entry has gone since they are heard again. */
  private readonly wereQuiet = new Set<string>();
  /** Peers to which entries have gone over a narrow link since nothing else was there. */
  private readonly onNarrow = new Set<string>();

  wentQuiet(link: string): void {
    this.wereQuiet.add(link);
  }

  /** An entry goes over a link; returns the branches that this shows. `now` is how a link is at this moment. */
  went(place: string, over: SeenLink, now: (link: string) => SeenLink | null, wide: boolean): readonly string[] {
    const key = `${over.to} ${place}`;
    const before = this.last.get(key);
    this.last.set(key, over);
    const shows: string[] = [];
    if (before !== undefined && before.id !== over.id) {
      const then = now(before.id);
      if (then === null) shows.push("failover from a link that is gone");
      else if (then.quiet) shows.push("failover from a quiet link");
    }
    if (!over.quiet && this.wereQuiet.delete(over.id)) shows.push("return to a link that was quiet");
    if (over.narrow && !wide) this.onNarrow.add(over.to);
    else if (!over.narrow && this.onNarrow.delete(over.to)) shows.push("return to the wide link");
    return shows;
  }
}
