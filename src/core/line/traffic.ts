// What has gone over a link since it came up.

/** Counted since the link is up. */
export interface Traffic {
  fragmentsSent: number;
  bytesSent: number;
  fragmentsHeard: number;
  bytesHeard: number;
}

export function emptyTraffic(): Traffic {
  return { fragmentsSent: 0, bytesSent: 0, fragmentsHeard: 0, bytesHeard: 0 };
}

export function noteSent(traffic: Traffic, bytes: number): void {
  traffic.fragmentsSent += 1;
  traffic.bytesSent += bytes;
}

export function noteCame(traffic: Traffic, bytes: number): void {
  traffic.fragmentsHeard += 1;
  traffic.bytesHeard += bytes;
}
