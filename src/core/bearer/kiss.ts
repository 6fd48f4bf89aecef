// KISS framing, as modems offer it: where a datagram begins and ends in a stream of bytes (spec/12-bearers.md).

/** Ends a frame; stands in one as `escape` and `escapedEnd`. */
export const end = 0xc0;
const escape = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;
/** The command byte of data for the first port of a modem; any other frame is passed over. */
const data = 0x00;

/** The bytes of one datagram on the stream. It begins with an end, so that noise before it is a frame of its own. */
export function encodeKiss(datagram: Uint8Array): Uint8Array {
  const bytes = [end, data];
  for (const byte of datagram) {
    if (byte === end) bytes.push(escape, escapedEnd);
    else if (byte === escape) bytes.push(escape, escapedEscape);
    else bytes.push(byte);
  }
  bytes.push(end);
  return Uint8Array.from(bytes);
}

/** Takes a stream apart; holds at most one unfinished frame. After whatever bytes the next whole frame is read. */
export interface KissReader {
  /** Takes what came; returns the datagrams that are whole now. */
  read(chunk: Uint8Array): readonly Uint8Array[];
  /** Whether a frame has begun and not ended. */
  readonly inside: boolean;
}

/** A reader of datagrams up to `bytesMax` long; a longer one, or one with a wrong escape, is passed over. */
export function createKissReader(bytesMax: number): KissReader {
  // One byte more for the command.
  const held = new Uint8Array(bytesMax + 1);
  let length = 0;
  let escaped = false;
  /** What came since the last end is no frame. */
  let broken = false;

  const take = (byte: number): void => {
    if (length === held.length) broken = true;
    else held[length++] = byte;
  };
  const unescape = (byte: number): void => {
    escaped = false;
    if (byte === escapedEnd) take(end);
    else if (byte === escapedEscape) take(escape);
    else broken = true;
  };
  const finish = (): Uint8Array | null => {
    const whole = !broken && !escaped && length > 1 && held[0] === data;
    const datagram = whole ? held.slice(1, length) : null;
    [length, escaped, broken] = [0, false, false];
    return datagram;
  };
  return {
    get inside() {
      return length > 0;
    },
    read: (chunk) => {
      const datagrams: Uint8Array[] = [];
      for (const byte of chunk) {
        if (byte === end) {
          const datagram = finish();
          if (datagram !== null) datagrams.push(datagram);
        } else if (broken) continue;
        else if (escaped) unescape(byte);
        else if (byte === escape) escaped = true;
        else take(byte);
      }
      return datagrams;
    },
  };
}
