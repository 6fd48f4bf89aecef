// What every typesetter must do.

import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Typesetter } from "./typesetter.ts";

/** Documents for the contract: canonical bytes of papers. */
export interface Documents {
  /** One of an exercise with two principals, each with a language of its own. */
  readonly plain: Uint8Array;
  /** The page and the plain text of it. */
  readonly page: string;
  readonly text: string;
  /** The same with another word in it. */
  readonly other: Uint8Array;
  /** One whose texts are written to be run, to hide, and to run off the page. */
  readonly hostile: Uint8Array;
}

/** Runs the contract of `Typesetter`. */
export function typesetterContract(name: string, make: () => Typesetter, documents: Documents): void {
  suite(`typesetter contract: ${name}`, () => {
    const set = async (document: Uint8Array): Promise<readonly Uint8Array[]> => {
      const made = await make().copies(document);
      if (made.kind === "not-set") assert.fail(made.reason);
      return made.copies;
    };

    test("one copy a principal, the same bytes each time, others for another text", async () => {
      const copies = await set(documents.plain);
      assert.equal(copies.length, 2);
      assert.notDeepEqual(copies[0], copies[1], "each party has its own copy");
      assert.deepEqual(await set(documents.plain), copies);
      assert.notDeepEqual((await set(documents.other))[0], copies[0]);
    });

    test("beside the copies stand the page and the plain text", async () => {
      const made = await make().copies(documents.plain);
      if (made.kind === "not-set") assert.fail(made.reason);
      const [page, text] = [made.page, made.text].map((one) => new TextDecoder().decode(one));
      assert.deepEqual([page, text], [documents.page, documents.text]);
    });

    test("a copy says that it is archival and accessible, and holds nothing that runs", async () => {
      for (const copy of [...await set(documents.plain), ...await set(documents.hostile)]) {
        const text = new TextDecoder("latin1").decode(copy);
        assert.match(text, /^%PDF-1\.7\n/u);
        for (const mark of [
          "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>",
          "/StructTreeRoot", "/Marked true", "/DisplayDocTitle true", "/Lang (",
        ]) assert.ok(text.includes(mark), mark);
        assert.doesNotMatch(text, /\/(?:JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction|AA)\b/u);
      }
    });

    test("what is no document is not set, and says why", async () => {
      assert.deepEqual(await make().copies(new Uint8Array(3)), { kind: "not-set", reason: "shape" });
      assert.deepEqual(await make().copies(new Uint8Array(16_777_217)), { kind: "not-set", reason: "too-long" });
    });

    test("says which languages it has fonts for, and of one that nobody knows that it has none", () => {
      const { sets } = make();
      assert.deepEqual(["en", "ru", "fr", "es", "zh", "ar"].filter((one) => !sets(one)), []);
      assert.deepEqual(["xx", "qaa"].filter(sets), []);
    });

    test("one that was prepared, once or again, gives the same bytes, and after it one that was not", async () => {
      const typesetter = make();
      typesetter.prepare();
      typesetter.prepare();
      const prepared = await typesetter.copies(documents.hostile);
      assert.equal(prepared.kind, "set");
      assert.deepEqual(prepared, await typesetter.copies(documents.hostile));
    });

    test("several documents at once each come out as alone", async () => {
      const typesetter = make();
      const made = await Promise.all([documents.plain, documents.other, documents.plain].map(
        (one) => typesetter.copies(one),
      ));
      assert.deepEqual(made[0], made[2]);
      assert.notDeepEqual(made[0], made[1]);
    });
  });
}
