// The script that a language is written in.

/**
 * The script (ISO 15924, "Cyrl") that a tag names, else the one that its language is mostly written in; null for a
 * language that the platform does not know.
 */
export function scriptOf(tag: string): string | null {
  const named = tag.split("-").slice(1).find((one) => /^[A-Za-z]{4}$/u.test(one));
  if (named !== undefined) return named.slice(0, 1).toUpperCase() + named.slice(1).toLowerCase();
  // A tag that only has the form of one would throw (M-24): then its main language alone is asked.
  const main = tag.split("-")[0] ?? "";
  return [tag, main].reduce<string | null>((found, one) => found ?? likelyScript(one), null);
}

function likelyScript(tag: string): string | null {
  try {
    return new Intl.Locale(tag).maximize().script ?? null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}
