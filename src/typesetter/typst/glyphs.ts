// Which characters a font has, read from its own table (OpenType `cmap`, formats 4 and 12).

/** The code points that a font has a glyph for, as pairs of the first and the last. */
export type Coverage = readonly (readonly [number, number])[];

/** Whether a code point is covered. */
export function covers(coverage: Coverage, codePoint: number): boolean {
  let low = 0;
  let high = coverage.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((coverage[middle] as readonly [number, number])[1] < codePoint) low = middle + 1;
    else high = middle;
  }
  return (coverage[low]?.[0] ?? Infinity) <= codePoint;
}

/** The characters of a font file that we ship: a file that is not one is our own mistake. */
export function coverageOf(font: Uint8Array): Coverage {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const table = tableAt(view, "cmap");
  const count = view.getUint16(table + 2);
  const at = (format: number): number | undefined => Array.from(
    { length: count }, (_, index) => table + view.getUint32(table + 4 + index * 8 + 4),
  ).find((one) => view.getUint16(one) === format);
  const wide = at(12);
  return wide === undefined ? narrowRanges(view, at(4) as number) : wideRanges(view, wide);
}

function tableAt(view: DataView, name: string): number {
  for (let index = 0; index < view.getUint16(4); index++) {
    const entry = 12 + index * 16;
    const tag = String.fromCodePoint(...[0, 1, 2, 3].map((offset) => view.getUint8(entry + offset)));
    if (tag === name) return view.getUint32(entry + 8);
  }
  throw new Error(`A font without ${name}.`);
}

function wideRanges(view: DataView, at: number): Coverage {
  return Array.from({ length: view.getUint32(at + 12) }, (_, index) => {
    const group = at + 16 + index * 12;
    return [view.getUint32(group), view.getUint32(group + 4)] as const;
  });
}

function narrowRanges(view: DataView, at: number): Coverage {
  const doubled = view.getUint16(at + 6);
  return Array.from({ length: doubled / 2 }, (_, index) => {
    const last = view.getUint16(at + 14 + index * 2);
    return [view.getUint16(at + 16 + doubled + index * 2), last] as const;
  }).filter(([first]) => first !== 0xffff);
}
