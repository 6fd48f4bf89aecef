// What every way to the witnesses must do, whatever is at the other end.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { WitnessAnswer, Witnesses } from "./witness.ts";

/** A witness for the contract: `answers` by path; `addresses` says what a name leads to. */
export interface MadeWitnesses {
  /** Reaches the witness "good" at an address that answers, "gone" at one that does not. */
  readonly witnesses: Witnesses;
  /** Requests that came, oldest first. */
  readonly heard: readonly { readonly method: string; readonly path: string; readonly body: string }[];
  stop(): Promise<void>;
}

/**
 * Runs the contract. `make` starts a witness that answers 200 with the body it was given at /echo, 409 at /conflict,
 * a redirect to /echo at /elsewhere, more than is allowed at /large, and breaks off at /broken.
 */
export function witnessContract(name: string, make: () => Promise<MadeWitnesses>): void {
  suite(`witness contract: ${name}`, () => {
    const ask = (made: MadeWitnesses, who: string, path: string, body: Uint8Array | null): Promise<WitnessAnswer> =>
      new Promise((resolve) => {
        let inside = true;
        made.witnesses.ask(who, path, body, (answer) => {
          assert.equal(inside, false, "never within the call");
          resolve(answer);
        });
        inside = false;
      });
    const text = ({ body }: WitnessAnswer): string => new TextDecoder().decode(body);

    test("a body is posted, none is asked for, and the answer is given as it came", async () => {
      const made = await make();
      const said = await ask(made, "good", "/echo", new TextEncoder().encode("words — and more"));
      assert.deepEqual([said.status, text(said)], [200, "words — and more"]);
      assert.equal((await ask(made, "good", "/conflict", null)).status, 409);
      assert.deepEqual(made.heard.map(({ method }) => method), ["POST", "GET"]);
      await made.stop();
    });

    test("what leads elsewhere, is too long or breaks off was not heard", async () => {
      const made = await make();
      for (const path of ["/elsewhere", "/large", "/broken"]) {
        assert.deepEqual(await ask(made, "good", path, null), { status: 0, body: new Uint8Array(0) }, path);
      }
      assert.ok(made.heard.every(({ path }) => path !== "/echo"), "nothing was followed");
      await made.stop();
    });

    test("nobody there, and nobody known, is no answer", async () => {
      const made = await make();
      for (const who of ["gone", "unknown"]) assert.equal((await ask(made, who, "/echo", null)).status, 0, who);
      await made.stop();
      assert.equal((await ask(made, "good", "/echo", null)).status, 0, "gone meanwhile");
    });
  });
}
