// The bearers of station.json beside TLS: of which kind, where, to whom, on what terms.

import { z } from "zod";
import { gatewayMtuBytesMax, isWayName } from "../../core/bearer/gateway.ts";

/** Most bearers of one station, and most peers of one bearer. */
export const bearersMax = 16;
export const peersMax = 64;

/** Most bytes that go around a frame where a gateway sends it. */
export const headerBytesMax = 128;

/** "host:port", or "[::1]:port". */
export const hostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]{1,253}):\d{1,5}$/u);

/** What is declared of a link: the terms of spec/12-bearers.md. */
export const linkTerms = z.strictObject({
  rateBps: z.int().min(1).max(1_000_000_000).nullable(),
  mtuBytes: z.int().min(64).max(65_503),
  lossShare: z.number().min(0).max(1),
  delayMs: z.int().min(0).max(600_000),
  turnaroundMs: z.int().min(0).max(600_000).nullable(),
  returnPath: z.boolean(),
  costly: z.int().min(0).max(1_000),
  backBps: z.int().min(1).max(1_000_000_000).nullable().exactOptional(),
  aroundBytes: z.int().min(0).max(headerBytesMax).exactOptional(),
});

/** A peer: the code of a party, or the id of one of its stations; and its address where the kind needs one. */
const peer = z.strictObject({
  peer: z.string().regex(/^(?:[A-Z0-9]{1,8}|[0-9a-f]{32})$/u), address: hostPort.nullable(),
});

/** Name of a bearer; "tls" is the one that every station has. */
export const bearerName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/u).refine((name) => name !== "tls");

/** A local socket, or host and port with the pin of the gateway's key: SHA-256 of its SubjectPublicKeyInfo, hex. */
const gatewayPlace = {
  socket: z.string().min(1).max(1_024), pin: z.string().regex(/^[0-9a-f]{64}$/u).nullable(),
};

/** One frame over a gateway, or as a file, is of bounded length. */
const gatewayTerms = linkTerms.extend({ mtuBytes: z.int().min(64).max(gatewayMtuBytesMax) });

const common = { name: bearerName, terms: linkTerms, peers: z.array(peer).max(peersMax) };

export const bearerConfig = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("datagram"), listen: hostPort, ...common }),
  z.strictObject({
    kind: z.literal("serial"), device: z.string().min(1).max(1_024), baudRate: z.int().min(50).max(4_000_000),
    ...common,
  }),
  z.strictObject({ kind: z.literal("modem"), address: hostPort, ...common }),
  z.strictObject({
    kind: z.literal("gateway"), ...gatewayPlace, way: z.string().refine(isWayName),
    headerBytes: z.int().min(0).max(headerBytesMax), ...common,
    terms: gatewayTerms,
  }),
  z.strictObject({
    kind: z.literal("spool"), out: z.string().min(1).max(1_024).nullable(), in: z.string().min(1).max(1_024).nullable(),
    ...common, terms: gatewayTerms,
  }),
]);
/** One bearer of a station's configuration. */
export type BearerConfig = z.infer<typeof bearerConfig>;

/** Kinds a person may add. */
export const bearerKinds = [
  "datagram", "serial", "modem", "gateway", "spool",
] as const satisfies readonly BearerConfig["kind"][];
