// What a station refuses to put its own signature under: text that another reader might see differently.

import { escapeLabel, findHidden } from "./visible.ts";
import type { HiddenReason } from "./characters.ts";

/** Something in an authored text that may not be sent; `index` counts code points. */
export interface AuthoredFinding {
  readonly code: "not-nfc" | HiddenReason;
  readonly index: number;
  /** "U+202E", or empty for a text that is not in normalization form C. */
  readonly label: string;
}

/** Most findings listed for one text. */
export const findingsMax = 32;

/**
 * Findings that stop a text from being sent; none when it may go.
 * A text must be in normalization form C and hold only plainly visible characters and line feeds.
 */
export function checkAuthored(text: string): readonly AuthoredFinding[] {
  const findings: AuthoredFinding[] = findHidden(text).slice(0, findingsMax).map((hidden) => ({
    code: hidden.reason, index: hidden.index, label: escapeLabel(hidden.codePoint),
  }));
  const composed = text.normalize("NFC");
  if (composed !== text) findings.push({ code: "not-nfc", index: firstDifference(text, composed), label: "" });
  return findings;
}

/** Whether nothing stops a text from being sent. */
export function isPlainText(text: string): boolean {
  return checkAuthored(text).length === 0;
}

/**
 * A typed text made fit to be checked: line ends to line feeds, normalization form C. Nothing else is changed in
 * silence.
 */
export function normalizeAuthored(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC");
}

function firstDifference(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const index = left.findIndex((point, at) => point !== right[at]);
  return index === -1 ? left.length : index;
}
