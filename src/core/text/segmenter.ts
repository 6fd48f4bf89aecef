// What divides a text into words or sentences, whatever tag somebody gave its language.

/**
 * A segmenter for a language. A tag that only has the form of one (M-24: "en-a", or what a person typed) is no tag to
 * the platform, which would throw: then its main language divides the text, and English where it has none.
 */
export function segmenterOf(language: string, granularity: "word" | "sentence"): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const main = /^[a-z]{2,3}(?=-|$)/u.exec(language)?.[0] ?? "en";
    return new Intl.Segmenter(main, { granularity });
  }
}
