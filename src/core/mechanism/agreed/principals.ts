// Who must agree to a thing, as its first entry names them (spec/15-texts.md, Agreed things).

import { toHex } from "../../bytes/hex.ts";
import type { Hex } from "../../names.ts";
import type { Charter } from "../charter/charter.ts";

/** Whether principals are parties of a charter of so many, each named once and in its order: one set has one digest. */
export function arePrincipals(principals: readonly number[], parties: number): boolean {
  return rises(principals) && principals.every((one) => one < parties);
}

/** The ids of principals, in their order. An index that the charter has not names nobody. */
export function principalIds({ parties }: Charter, principals: readonly number[]): readonly Hex[] {
  return principals.flatMap((index) => parties[index]?.id ?? []).map(toHex);
}

/** Whether each number is greater than the one before. */
export function rises(numbers: readonly number[]): boolean {
  return numbers.every((one, index) => index === 0 || one > (numbers[index - 1] as number));
}
