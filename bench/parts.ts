// What a message and its receipt cannot do without, measured by itself: the limit that the line is held against.

import { connect } from "node:net";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { createNodeCrypto } from "../src/crypto/node/crypto.ts";
import { closeConnection, openConnection } from "../src/store/sqlite/connection.ts";
import { prepareStatements } from "../src/store/sqlite/statements.ts";

/** About what a message of 280 characters takes on disk, and what a receipt and a message take on the wire. */
const rowBytes = 1_024;
const wireBytes = 600;
const signedBytes = 512;
/** Commits at the sender, at the reader, and at the sender for the receipt. */
const commits = 3;
const signatures = 2;

export interface Parts {
  /** Milliseconds of three commits, two signatures, two checks and one round trip, one after the other. */
  once(): Promise<number>;
  close(): void;
}

/** Parts on the same disk as the station in `folder`, and against the echo of its peer. */
export async function createParts(folder: string, echoPort: number): Promise<Parts> {
  const crypto = createNodeCrypto();
  const connection = openConnection(join(folder, "parts.db"), null);
  const statements = prepareStatements(connection.db);
  const socket = connect({ port: echoPort, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const [seed, log, blob] = [randomBytes(32), randomBytes(16), randomBytes(rowBytes)];
  const publicKey = crypto.ed25519PublicKey(seed);
  const [message, wire] = [randomBytes(signedBytes), randomBytes(wireBytes)];
  let seq = 0;

  const roundTrip = (): Promise<void> => new Promise((resolve) => {
    let left = wireBytes;
    const take = (chunk: Buffer): void => {
      left -= chunk.length;
      if (left > 0) return;
      socket.off("data", take);
      resolve();
    };
    socket.on("data", take);
    socket.write(wire);
  });
  return {
    once: async () => {
      const startMs = performance.now();
      for (let count = 0; count < commits; count++) {
        statements.begin.run();
        statements.putEntry.run(log, seq++, message.subarray(0, 32), blob);
        statements.commit.run();
      }
      for (let count = 0; count < signatures; count++) {
        const signature = crypto.ed25519Sign(seed, message);
        if (!crypto.ed25519Verify(publicKey, message, signature)) throw new Error("a signature does not verify");
      }
      await roundTrip();
      return performance.now() - startMs;
    },
    close: () => {
      socket.destroy();
      closeConnection(connection);
    },
  };
}
