// The one-time link: its token stands in the fragment, which no server and no log ever sees.

/** The token of a fragment like "#/link/TOKEN", or null. */
export function takeLinkToken(fragment: string): string | null {
  const match = /^#\/link\/([\w.~-]{1,200})$/u.exec(fragment);
  return match?.[1] ?? null;
}
