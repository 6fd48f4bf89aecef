import { equal } from "node:assert/strict";
import { test } from "node:test";
import { formatDtg, formatIso, parseDtg } from "./dtg.ts";

test("the date-time group names day, hour, minute, month and year in UTC", () => {
  equal(formatDtg(Date.UTC(2026, 10, 22, 14, 30, 59, 999)), "221430ZNOV26");
  equal(formatDtg(Date.UTC(2000, 1, 29, 0, 0)), "290000ZFEB00");
  equal(parseDtg("221430ZNOV26"), Date.UTC(2026, 10, 22, 14, 30));
});

test("what is no date-time group is none", () => {
  for (const bad of ["", "221430NOV26", "311430ZNOV26", "290000ZFEB26", "000000ZJAN26", "222460ZNOV26", "222400ZNOV26",
    "221430ZNOW26", "221430znov26", " 221430ZNOV26", "٢٢١٤٣٠ZNOV26"]) equal(parseDtg(bad), null, bad);
});

test("every minute of a century comes back, and agrees with the calendar of the runtime", () => {
  for (let minute = 0; minute < 100 * 366 * 24 * 60; minute += 7_919) {
    const timeMs = Date.UTC(2000, 0, 1) + minute * 60_000;
    if (timeMs >= Date.UTC(2100, 0, 1)) break;
    equal(parseDtg(formatDtg(timeMs)), timeMs);
    equal(formatIso(timeMs + 12_345), new Date(timeMs + 12_345).toISOString());
  }
});
