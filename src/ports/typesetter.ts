// A typesetter: makes of a document the copies that its parties keep, as PDF, on every machine the same bytes.

/** What came of setting a document. */
export type Typeset =
  | {
      readonly kind: "set";
      /** One file a principal, in the order of the document's principals. */
      readonly copies: readonly Uint8Array[];
      /** The page and the plain text, which nothing but the document decides (F-8, F-9). */
      readonly page: Uint8Array;
      readonly text: Uint8Array;
      /** Characters that no font of this edition has: they stand as their code, `<U+1F54A>`. */
      readonly withoutGlyph: readonly number[];
    }
  /** The document is none, is too long, was not set in time, or stands behind too many others. */
  | { readonly kind: "not-set"; readonly reason: "shape" | "too-long" | "failed" | "busy" };

/**
 * Sets documents.
 *
 * Contract, for every driver:
 * - `document` are the canonical bytes of a paper (spec/19-documents.md). Nothing else enters the copies: no clock, no
 *   time zone, no language, folder, name or font of the machine.
 * - The same document under the same edition gives the same bytes, each time and everywhere.
 * - A copy is PDF/A-2a and PDF/UA-1: tagged, every text in its language, every font inside.
 * - What a text says is set and never run, whatever it says.
 * - It works beside the program that asks: nothing waits for it but its answer. It never rejects.
 */
export interface Typesetter {
  /** Names everything besides the document that the bytes follow from: program, fonts, form of the page. */
  readonly edition: string;
  /** Whether the edition has a font for the script that a language (BCP 47) is written in. */
  sets(language: string): boolean;
  /**
   * A document may come soon: what takes time before the first is done now, beside all else. It holds for some minutes;
   * to say it again meanwhile does nothing. It never throws.
   */
  prepare(): void;
  copies(document: Uint8Array): Promise<Typeset>;
}
