// What sort of evidence a file is: every one begins with its label.

/** Sorts of evidence by their labels. */
const labels = {
  "chirograph/1 fork": "fork", "chirograph/1 roster fork": "rosters", "chirograph/1 siblings": "siblings",
  "chirograph/1 heads": "heads", "chirograph/1 times": "times",
  "chirograph/1 memory": "memory",
} as const;
export type EvidenceSort = (typeof labels)[keyof typeof labels];

/** The sort of a file by its first bytes, or null when it is no evidence that this version knows. */
export function evidenceSort(file: Uint8Array): EvidenceSort | null {
  const [array = 0, first = 0, next = 0] = file;
  // An array of a few items whose first is a text; a text of 24 bytes or more has its length in a byte of its own.
  if (array < 0x83 || array > 0x97 || first < 0x60 || first > 0x78) return null;
  const [from, length] = first === 0x78 ? [3, next] : [2, first - 0x60];
  let label = "";
  for (const byte of file.subarray(from, from + length)) label += String.fromCharCode(byte);
  return Object.hasOwn(labels, label) ? labels[label as keyof typeof labels] : null;
}
