// Who must agree to a thing, as its first entry names them (spec/15-texts.md, Agreed things).

/** Whether principals are parties of a charter of so many, each named once and in its order: one set has one digest. */
export function arePrincipals(principals: readonly number[], parties: number): boolean {
  return principals.every((one, at) => one < parties && (at === 0 || one > (principals[at - 1] as number)));
}
