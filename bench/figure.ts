// A measured figure, and how it is said.

export interface Figure {
  readonly name: string;
  /** Null: what was waited for did not come. */
  readonly value: number | null;
  readonly unit: string;
  /** What it is compared with: another system, or the aim of ours. */
  readonly peer?: string;
  /** The cost of its unavoidable parts, measured in the same run. */
  readonly limit?: number;
  /** Value over limit, or over the peer's figure. */
  readonly ratio?: number;
}

/** The figure, rounded to three decimals, as one line of JSON. */
export function jsonLine(figure: Figure): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value;
  return JSON.stringify(figure, rounded);
}

/** Figures as a table for people. */
export function table(figures: readonly Figure[]): string {
  const number = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(value < 100 ? 2 : 0));
  const rows = figures.map(({ name, value, unit, limit, ratio, peer = "" }) =>
    [name, value === null ? "never" : number(value), unit, number(limit), number(ratio), peer]);
  const all = [["name", "value", "unit", "limit", "ratio", "beside"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
