// Mutants that change nothing anybody can see, each with the reason; they are not judged.

/** A mutant by its file, the line it is in and its change, as the survivors are listed. */
export interface Equivalent {
  readonly file: string;
  readonly code: string;
  readonly change: string;
  readonly reason: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    file: "src/core/record/merkle.ts", change: "8 -> 9",
    code: "let kept = tree.levels[level] ?? new Uint8Array(hashBytes * 8);",
    reason: "How much room a level begins with is seen in its memory alone; it grows when it is full.",
  },
  {
    file: "src/core/record/merkle.ts", change: "kept.length < (index + 1) * hashBytes -> <=",
    code: "if (kept.length < (index + 1) * hashBytes) {",
    reason: "It grows one leaf earlier: the same bytes in more room.",
  },
  {
    file: "src/core/record/merkle.ts", change: "1 -> 2", code: "if (kept.length < (index + 1) * hashBytes) {",
    reason: "It grows one leaf earlier: the same bytes in more room.",
  },
  {
    file: "src/core/record/merkle.ts", change: "2 -> 3", code: "const grown = new Uint8Array(kept.length * 2);",
    reason: "It grows to thrice its room instead of twice: the same bytes in more room.",
  },
];
