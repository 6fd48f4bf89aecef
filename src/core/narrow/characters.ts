// The characters of the narrow form: one byte for each letter of most that is written over a line (spec/11-narrow.md,
// Characters).

/** What the bytes from 80 on stand for: sixteen marks, then letters. Below 80 a byte is the character of its number. */
const upper = "«»—–…№“”„’°§¿¡‘€"
  + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ" + "абвгдежзийклмнопрстуфхцчшщъыьэюя" + "ЁёЄєІіЇїҐґЎў"
  + "àâäçèéêëîïôöùûüÿœßñáíóúÉÀÇÑÖÜÄåøæãõì";
const characters = [...upper];
const bytes: ReadonlyMap<string, number> = new Map(characters.map((one, at) => [one, 0x80 + at]));
/** The first byte above the letters of ASCII that is a letter. */
const letterFrom = 0x90;

/** The bytes of a text, or null where a character has none. */
export function tableBytes(text: string): Uint8Array | null {
  const found: number[] = [];
  for (const one of text) {
    const code = one.codePointAt(0) as number;
    const byte = code < 0x80 ? code : bytes.get(one);
    if (byte === undefined) return null;
    found.push(byte);
  }
  return Uint8Array.from(found);
}

/** The text of bytes; every byte stands for a character. */
export function tableText(of: Uint8Array): string {
  return Array.from(of, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : characters[byte - 0x80])).join("");
}

/** Whether a byte is a letter, so that it goes on with a word. */
export function isLetter(byte: number): boolean {
  return byte >= letterFrom || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
