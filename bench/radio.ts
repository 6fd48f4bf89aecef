// The narrow link of a station that is measured: datagrams, or a modem that the bench plays.

import { createDatagramBearer } from "../src/bearer/datagram/bearer.ts";
import { createKissBearer } from "../src/bearer/kiss/bearer.ts";
import { openModem } from "../src/bearer/kiss/modem.ts";
import { toHex } from "../src/core/bytes/hex.ts";
import { pairKeys } from "../src/core/bearer/pair-key.ts";
import type { PairKeys, PairStation } from "../src/core/bearer/pair-key.ts";
import type { Bearer, LinkTerms } from "../src/ports/bearer.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { Self } from "../src/station/state.ts";

/** How a station has its narrow link. `modem` is the TCP port of one, or null for datagrams. */
export interface RadioPlan {
  readonly terms: LinkTerms;
  readonly modem: number | null;
}

interface RadioParts {
  readonly self: Self;
  /** What the station's signing key is made of. */
  readonly seed: Uint8Array;
  readonly clock: Clock;
  /** The address at which datagrams are taken. */
  readonly host: string;
}

export interface Radio {
  readonly bearer: Bearer;
  /** Where datagrams are taken, once the bearer has started; 0 for a modem. */
  readonly port: number;
  /** Opens the link to a peer, beside those to others. */
  join(peer: PairStation, address: string): void;
}

/** Makes the bearer of a plan, as yet without a peer. */
export function openRadio({ terms, modem }: RadioPlan, { self, seed, clock, host }: RadioParts): Radio {
  const { crypto, random } = self;
  const parts = { name: "radio", peers: [], crypto, random, clock };
  const keysFor = (peer: PairStation): PairKeys => {
    const keys = pairKeys(crypto, seed, { id: self.station, key: self.signer.publicKey }, peer);
    if (keys === null) throw new Error("the stations share no key");
    return keys;
  };
  const joined: { readonly station: string; readonly keys: PairKeys; readonly address: string }[] = [];
  const join = (peer: PairStation, address: string): typeof joined => {
    joined.push({ station: toHex(peer.id), keys: keysFor(peer), address });
    return joined;
  };
  if (modem === null) {
    const bearer = createDatagramBearer({ ...parts, listen: { host, port: 0 } });
    return {
      bearer,
      get port() {
        return bearer.port;
      },
      join: (peer, address) => bearer.setPeers(join(peer, address).map((one) => ({ ...one, terms }))),
    };
  }
  const bearer = createKissBearer({ ...parts, terms, open: openModem({ host: "127.0.0.1", port: modem }) });
  return { bearer, port: 0, join: (peer, address) => bearer.setPeers(join(peer, address)) };
}
