// What a KISS bearer needs of the thing it speaks through: a stream of bytes that may go away.

/** An open serial device or connection to a modem. */
export interface Port {
  /** Hands bytes over; `taken` is called once, later, when they are with the device. Nothing is lost between. */
  write(bytes: Uint8Array, taken: () => void): void;
  /** Stops reading what comes, or goes on. */
  read(on: boolean): void;
  close(): void;
}

/** What a port tells, from a later turn than its opening on. */
export interface PortEvents {
  data(bytes: Uint8Array): void;
  /** The port is gone; told once. */
  closed(reason: string): void;
}

/** Opens a port, or rejects. */
export type OpenPort = (events: PortEvents) => Promise<Port>;
