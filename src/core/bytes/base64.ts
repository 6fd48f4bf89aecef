// Base64 (RFC 4648 §4) where a text has exactly one form: padded, nothing between, unused bits zero.

/** The bytes of a text, or null when it is not the one text of them. */
export function fromBase64(written: string): Uint8Array | null {
  try {
    // The runtime passes over white space, which would make two texts of one.
    const found = Uint8Array.fromBase64(written, { lastChunkHandling: "strict" });
    return found.toBase64() === written ? found : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
