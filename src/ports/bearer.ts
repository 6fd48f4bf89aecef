// Anything that carries fragments to another station: a TLS connection, a radio, a folder.

/** What an operator declares of a link. It is never measured: a wrong guess would change who is heard first. */
export interface LinkTerms {
  /** Bits a second that go out, or null where the rate need not be considered. */
  readonly rateBps: number | null;
  /** Bits a second that come in, or null as above; left out: as many as go out. */
  readonly backBps?: number | null;
  /** Largest fragment the link takes, in bytes. */
  readonly mtuBytes: number;
  /** Share of fragments that are lost, from 0 to 1. */
  readonly lossShare: number;
  /** Milliseconds from the last byte sent to the last byte heard, one way. */
  readonly delayMs: number;
  /** Milliseconds a half-duplex link takes to turn round; null: both ends speak at once. */
  readonly turnaroundMs: number | null;
  /** Whether anything comes back over this link. */
  readonly returnPath: boolean;
  /** What a byte costs beside other links: 0 is the cheapest. */
  readonly costly: number;
  /** Bytes that stand around each fragment on the line; left out: those of IPv4 and UDP. */
  readonly aroundBytes?: number;
}

/** One open way to one peer station. */
export interface Link {
  /** Unique within the station's run. */
  readonly id: string;
  /** Name of the bearer, as the configuration gives it. */
  readonly bearer: string;
  /** The peer the bearer has authenticated (hex of its station id), or null when the bearer authenticates nobody. */
  readonly station: string | null;
  /** As the operator declared them; they stay the same while the link is up. */
  readonly terms: LinkTerms;
  /**
   * Hands one fragment to the link. Returns false when no further fragment may be handed over until `drained`;
   * the fragment itself is still taken. After the link is closed it does nothing and returns false.
   */
  send(fragment: Uint8Array): boolean;
  close(): void;
  /**
   * Stops taking what comes, or goes on: meanwhile it waits at the other end, or is lost where a bearer cannot make its
   * peer wait. A bearer that can do neither leaves this out.
   */
  readonly read?: (on: boolean) => void;
}

/** A way that a bearer is configured for, whether a link is up over it or not. */
export interface ConfiguredWay {
  /** The peer station (hex). */
  readonly station: string;
  readonly terms: LinkTerms;
}

/** What a bearer tells the station. */
export interface BearerEvents {
  up(link: Link): void;
  /** The link is gone; nothing more comes from it. `reason` is for the log, never for a person's screen. */
  down(link: Link, reason: string): void;
  /** A fragment came, whole, at most `mtuBytes` long; anything about its content may be hostile. */
  fragment(link: Link, bytes: Uint8Array): void;
  /** The link takes fragments again. */
  drained(link: Link): void;
}

/**
 * A bearer.
 *
 * Contract: fragments arrive whole or not at all, perhaps repeatedly and out of order; the queue a bearer keeps of its
 * own is at most the bytes of two fragments of the greatest length (priority is decided above it). Where the rate is
 * declared it is one fragment, which counts as drained when its time on the line is over, never when a socket or modem
 * has taken it.
 * A bearer dials again by itself, at once when a link that worked goes down and then with growing pauses of at most
 * 5 s. One without connections has its link up from start to stop, and up again within a second of a close: whether
 * anybody hears is for the line to find out. `stop` closes every link and resolves when nothing more will come.
 */
export interface Bearer {
  readonly name: string;
  start(events: BearerEvents): Promise<void>;
  stop(): Promise<void>;
  /** The ways it is configured for now, so that one on which nothing has come up is shown; left out: it knows none. */
  readonly configured?: () => readonly ConfiguredWay[];
}
