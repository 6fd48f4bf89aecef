// What a house decides about its own people: settings of the house record, with a default for each world.

import { utf8 } from "../../bytes/cbor.ts";
import { equalBytes } from "../../bytes/hex.ts";

/**
 * The policies. `password`: officers may sign in by password. `token`: what the command line asks counts as a person's
 * release. `author`: who wrote a draft may be one of the two who release it. `alone`: one administrator enrols, changes
 * and resets.
 */
export const policyNames = ["password", "token", "author", "alone"] as const;
export type PolicyName = (typeof policyNames)[number];
export type Policy = Readonly<Record<PolicyName, boolean>>;

/** The setting of a policy, and its two values. */
export const policyPrefix = "policy.";

/** A house as it was made: an exercise allows what helps to practise, the actual world nothing that a person lacks. */
export function firstPolicy(world: "exercise" | "actual"): Policy {
  const allowed = world === "exercise";
  return { password: allowed, token: allowed, author: allowed, alone: allowed };
}

/** The bytes of a policy's setting. */
export function policyValue(allow: boolean): Uint8Array {
  return utf8(allow ? "allow" : "refuse");
}

/** The policy after a setting; settings of other names, and values that are neither, change nothing. */
export function policyAfter(policy: Policy, name: string, value: Uint8Array): Policy {
  const which = policyNames.find((one) => policyPrefix + one === name);
  const found = [true, false].find((allow) => equalBytes(policyValue(allow), value));
  return which === undefined || found === undefined ? policy : { ...policy, [which]: found };
}
