// Two stations' TLS bearers on 127.0.0.1, each behind a proxy that can be cut.

import { randomBytes } from "node:crypto";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { TestContext } from "node:test";
import type { BearerPair } from "../../ports/bearer.contract.ts";
import { createTlsBearer } from "./bearer.ts";
import type { TlsBearer, TlsPeer } from "./bearer.ts";
import { createCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";

/** A proxy in front of `target`; what goes through it can be torn. */
export interface Proxy {
  readonly address: string;
  cut(): void;
  restore(): void;
}

async function openProxy(t: TestContext, target: () => number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let whole = true;
  const destroyAll = (): void => sockets.forEach((socket) => socket.destroy());
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(target(), "127.0.0.1");
    for (const [one, other] of [[near, far], [far, near]] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    destroyAll();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      whole = false;
      destroyAll();
    },
    restore: () => (whole = true),
  };
}

export interface TlsPair extends BearerPair {
  readonly a: TlsBearer;
  readonly b: TlsBearer;
  readonly stationOfA: string;
  readonly stationOfB: string;
  readonly certificateOfA: Certificate;
  readonly certificateOfB: Certificate;
  readonly peersOfA: readonly TlsPeer[];
}

/** Two bearers, not yet started; stopped at the end of the test. With `dials` "a", only `a` dials. */
export async function openTlsPair(t: TestContext, dials: "both" | "a" = "both"): Promise<TlsPair> {
  const [stationOfA, stationOfB] = ["aa".repeat(32), "bb".repeat(32)];
  const [certificateOfA, certificateOfB] = [createCertificate(randomBytes), createCertificate(randomBytes)];
  const [toA, toB] = [await openProxy(t, () => a.port), await openProxy(t, () => b.port)];
  const peersOfA = [{ station: stationOfB, pins: [certificateOfB.pin], addresses: [toB.address] }];
  const peersOfB = [{ station: stationOfA, pins: [certificateOfA.pin], addresses: dials === "a" ? [] : [toA.address] }];
  const a = listeningBearer("tls-a", certificateOfA, peersOfA);
  const b = listeningBearer("tls-b", certificateOfB, peersOfB);
  t.after(() => Promise.all([a.stop(), b.stop()]));
  return {
    a, b, stationOfA, stationOfB, notices: true, certificateOfA, certificateOfB, peersOfA,
    cut: () => [toA, toB].forEach((proxy) => proxy.cut()),
    restore: () => [toA, toB].forEach((proxy) => proxy.restore()),
  };
}

/** A bearer that listens on a free port of 127.0.0.1. */
export function listeningBearer(name: string, own: Certificate, peers: readonly TlsPeer[]): TlsBearer {
  const { certificate, key } = own;
  return createTlsBearer({ name, listen: { host: "127.0.0.1", port: 0 }, certificate, key, peers });
}
