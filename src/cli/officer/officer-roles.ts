// Roles and officers as options name them.

import { roles } from "../../core/mechanism/house/entries.ts";
import type { Role } from "../../core/mechanism/house/entries.ts";
import { CliError } from "../cli-error.ts";

/** The roles of "watch,releaser". Errors: roles-unknown. */
export function parseRoles(text: string): readonly Role[] {
  const asked = [...new Set(text.split(",").map((one) => one.trim()))];
  const found = roles.filter((role) => asked.includes(role));
  if (found.length === 0 || found.length !== asked.length) {
    throw new CliError("roles-unknown", { asked: text.slice(0, 80), names: roles.join(", ") });
  }
  return found;
}

/** An officer before they are enrolled. */
export interface FirstOfficer {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: string;
}

/** The officer of "Name:role,role" or "Name:role,role:language". Errors: officer-form, roles-unknown. */
export function parseOfficer(text: string, language: string): FirstOfficer {
  const [name = "", asked, own] = text.split(":");
  if (asked === undefined || name.trim() === "" || name.length > 200) {
    throw new CliError("officer-form", { asked: text.slice(0, 80) });
  }
  return { name: name.trim(), roles: parseRoles(asked), language: own ?? language };
}
