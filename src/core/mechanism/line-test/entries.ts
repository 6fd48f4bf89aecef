// The kind of the line test: both sides sign on schedule that they hear each other, or that they do not.

import { bytes, optional, struct, text, uint } from "../../bytes/shape.ts";
import { kind } from "../kind.ts";

/** Longest name of a bearer, in bytes. */
export const bearerBytesMax = 64;

/** The result of one test; `missed` counts tests missed one after the other, 0 when this one was answered. */
export const lineTestContent = struct({
  peer: bytes(16),
  bearer: text(bearerBytesMax),
  roundTripMs: optional(uint(0xffff_ffff)),
  missed: uint(65_535),
});

export const lineTest = kind({
  code: 8, name: "line-test", form: "sealed", content: lineTestContent, about: "none", record: "channel",
});
