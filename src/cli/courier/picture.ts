// QR codes as pictures: drawn as PNG or SVG, and read back from a PNG.

import jsqr from "jsqr";
import { PNG } from "pngjs";
import { encode, renderSVG } from "uqr";

import { readBounded } from "../bounded-file.ts";
import { CliError } from "../cli-error.ts";

/** Largest picture that is read, in bytes and in pixels: a photograph of a page, and no bomb. */
export const pictureBytesMax = 33_554_432;
export const picturePixelsMax = 40_000_000;
const modulePixels = 6;
const border = 4;
/** Where the width and height stand in a PNG. */
const sizesAt = 16;

/** The picture of a code with these contents. */
export function drawCode(contents: Uint8Array, form: "png" | "svg"): Uint8Array | string {
  const options = { ecc: "M", border } as const;
  if (form === "svg") return renderSVG([...contents], options);
  const { data, size } = encode([...contents], options);
  const side = size * modulePixels;
  const png = new PNG({ width: side, height: side });
  for (let at = 0; at < side * side; at += 1) {
    const [row, column] = [Math.floor(at / side / modulePixels), Math.floor((at % side) / modulePixels)];
    png.data.fill(data[row]?.[column] === true ? 0 : 255, 4 * at, 4 * at + 3);
    png.data[4 * at + 3] = 255;
  }
  return PNG.sync.write(png);
}

/** The contents of the code in a picture. Errors: as readBounded, picture-unreadable, picture-without-code. */
export function readCode(path: string): Uint8Array {
  const picture = decodePng(path);
  // Its types say a module with a default; what it is, is the function itself.
  const find = jsqr as unknown as typeof jsqr.default;
  const pixels = new Uint8ClampedArray(picture.data.buffer, picture.data.byteOffset, picture.data.length);
  const found = find(pixels, picture.width, picture.height);
  if (found === null || found.binaryData.length === 0) throw new CliError("picture-without-code", { path });
  return Uint8Array.from(found.binaryData);
}

function decodePng(path: string): PNG {
  const file = Buffer.from(readBounded(path, pictureBytesMax));
  // Before anything is unpacked: a picture of a few bytes may say to be as large as a country.
  const pixels = file.length < sizesAt + 8 ? 0 : file.readUInt32BE(sizesAt) * file.readUInt32BE(sizesAt + 4);
  if (pixels === 0 || pixels > picturePixelsMax) throw new CliError("picture-unreadable", { path });
  try {
    return PNG.sync.read(file);
  } catch {
    throw new CliError("picture-unreadable", { path });
  }
}
