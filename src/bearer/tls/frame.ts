// How fragments stand on a TLS stream: a length of 4 bytes, big-endian, then that many bytes.

/** Largest fragment, in bytes. */
export const fragmentBytesMax = 16 * 1024;

/** Bytes of the length before a fragment. */
export const lengthBytes = 4;
const empty = Buffer.alloc(0);

/** The bytes of one fragment on the stream; a copy. */
export function frame(fragment: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(lengthBytes + fragment.length);
  bytes.writeUInt32BE(fragment.length);
  bytes.set(fragment, lengthBytes);
  return bytes;
}

/** Takes a stream apart. Holds at most one unfinished frame. */
export interface FrameReader {
  /**
   * Takes what came and hands each whole fragment to `take`, which returns false to end the reading.
   * Returns false when a length is 0 or above `fragmentBytesMax`: the stream is then of no use any more.
   */
  read(chunk: Uint8Array, take: (fragment: Uint8Array) => boolean): boolean;
}

export function createFrameReader(): FrameReader {
  let held: Buffer = empty;
  return {
    read: (chunk, take) => {
      let bytes = held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.concat([held, chunk]);
      held = empty;
      while (bytes.length >= lengthBytes) {
        const length = bytes.readUInt32BE();
        if (length === 0 || length > fragmentBytesMax) return false;
        const end = lengthBytes + length;
        if (bytes.length < end) break;
        // A copy, so that a short fragment does not keep the whole chunk in memory.
        if (!take(new Uint8Array(bytes.subarray(lengthBytes, end)))) return true;
        bytes = bytes.subarray(end);
      }
      if (bytes.length > 0) held = Buffer.from(bytes);
      return true;
    },
  };
}
