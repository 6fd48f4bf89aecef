// A serial device, by the native part that is loaded only where one is configured.

import type { OpenPort } from "./port.ts";

/** Bytes read from a device in one call. */
const chunkBytes = 1_024;

/** A device such as /dev/ttyUSB0 or COM3, and its speed on the wire in bits a second. */
export interface SerialDevice {
  readonly path: string;
  readonly baudRate: number;
}

/** Why no serial device can be opened on this machine, or null: the native part is there and loads. */
export async function serialMissing(): Promise<string | null> {
  try {
    (await import("@serialport/bindings-cpp")).autoDetect();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : "unknown";
  }
}

/** Opens a device: 8 data bits, no parity, one stop bit, no flow control. */
export function openSerial({ path, baudRate }: SerialDevice): OpenPort {
  return async (events) => {
    const { autoDetect } = await import("@serialport/bindings-cpp");
    const port = await autoDetect().open({ path, baudRate, dataBits: 8, parity: "none", stopBits: 1 });
    let [open, reading, pumping] = [true, true, false];
    const close = (reason: string): void => {
      if (!open) return;
      open = false;
      void port.close().catch(() => undefined).then(() => events.closed(reason));
    };
    const pump = async (): Promise<void> => {
      if (pumping) return;
      pumping = true;
      const buffer = Buffer.alloc(chunkBytes);
      while (open && reading) {
        const { bytesRead } = await port.read(buffer, 0, chunkBytes);
        if (open && bytesRead > 0) events.data(Uint8Array.from(buffer.subarray(0, bytesRead)));
      }
      pumping = false;
    };
    const failed = (error: unknown): void => close(error instanceof Error ? error.message : "error");
    const start = (): void => void pump().catch(failed);
    setImmediate(start);
    return {
      write: (bytes, taken) => void port.write(Buffer.from(bytes)).then(taken, failed),
      read: (on) => {
        reading = on;
        if (on) start();
      },
      close: () => close("closed"),
    };
  };
}
