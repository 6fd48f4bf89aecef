// A QR code as lines of half blocks, dark on light whatever the terminal's colours are.

import { encode } from "uqr";

const blocks = [" ", "▄", "▀", "█"] as const;

/** The code of a text in lines; a line holds two rows. Light modules are drawn, so that it reads on a dark terminal. */
export function qrLines(text: string): readonly string[] {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const lines: string[] = [];
  for (let row = 0; row < size; row += 2) {
    let line = "";
    for (let column = 0; column < size; column++) {
      const upper = data[row]?.[column] === true ? 0 : 2;
      const lower = row + 1 >= size || data[row + 1]?.[column] === true ? 0 : 1;
      line += blocks[upper + lower] ?? " ";
    }
    lines.push(line);
  }
  return lines;
}
