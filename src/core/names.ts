// Identifiers that must not be mixed, and the words of the field that every folder uses.

import { oneOf } from "./bytes/shape.ts";

declare const flavour: unique symbol;
/** A type that plain values may become, but that no other flavour of the same plain type may. */
type Flavour<T, Name extends string> = T & { readonly [flavour]?: Name };

/** SHA-256 over a party's first root keys, 32 bytes (spec/02-keys.md). */
export type PartyId = Flavour<Uint8Array, "PartyId">;
/** First 16 bytes of SHA-256 of a station's signing key. */
export type StationId = Flavour<Uint8Array, "StationId">;
/** SHA-256 of the charter proposal, 32 bytes. */
export type ChannelId = Flavour<Uint8Array, "ChannelId">;
/** One incarnation of a station on one channel: 16 random bytes. */
export type LogId = Flavour<Uint8Array, "LogId">;
/** SHA-256(0x00 || payload) of an entry, 32 bytes. */
export type Leaf = Flavour<Uint8Array, "Leaf">;
/** The leaf of the entry that began an object, 32 bytes; empty in that entry itself. */
export type ObjectId = Flavour<Uint8Array, "ObjectId">;
/** Hexadecimal of an identifier, for use as a map key and in the API. */
export type Hex = string;

/** Where an entry stands. */
export interface Position {
  readonly log: LogId;
  readonly seq: number;
}

/** Precedence, least urgent first; the number in bytes is the index. */
export const precedences = ["ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH"] as const;
export type Precedence = (typeof precedences)[number];
export const precedence = oneOf(...precedences);
