import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { promisify } from "node:util";
import { extractText, getDocumentProxy } from "unpdf";
import { htmlPage } from "../../core/document/html.ts";
import { encodePaper } from "../../core/document/paper.ts";
import { samplePaper } from "../../core/document/paper.fixture.ts";
import { plainText } from "../../core/document/plain.ts";
import { createNodeCrypto } from "../../crypto/node/crypto.ts";
import { typesetterContract } from "../../ports/typesetter.contract.ts";
import { createTypstTypesetter } from "./typesetter.ts";

const hostile = [
  "#include \"/etc/passwd\" #import \"@preview/x:1.0.0\" #read(\"form.typ\") #eval(\"1\") $x$ *b* _i_ `c` <l> @r // c",
  "\\u{41} [a] {b} 🕊 ", "W".repeat(16_000 - 400), "\u202egpj.exe\u202c",
].join(" ");
/** Thai without a word in it that a program could find. */
const thai = ["ก", "เ", "ไ", "ๆ", "ะ", "๑"].map((one) => one.repeat(150)).join("");
const crypto = createNodeCrypto();
const plain = encodePaper(samplePaper());

typesetterContract("typst", createTypstTypesetter, {
  plain, page: htmlPage(crypto, samplePaper()), text: plainText(crypto, samplePaper()),
  other: encodePaper(samplePaper(["en", "ru"], 3, "another")),
  hostile: encodePaper(samplePaper(["en", "ar"], 3, hostile)),
});

interface Read {
  readonly text: string;
  readonly roles: string;
  readonly pages: number;
}

async function textOf(copy: Uint8Array): Promise<Read> {
  const pdf = await getDocumentProxy(Uint8Array.from(copy));
  const { text } = await extractText(pdf, { mergePages: true });
  const roles = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
  return { text: text.replaceAll(/\s+/gu, " "), roles, pages: pdf.numPages };
}

async function copiesOf(document: Uint8Array): Promise<readonly Uint8Array[]> {
  const made = await createTypstTypesetter().copies(document);
  return made.kind === "set" ? made.copies : [];
}

test("another reader finds the words of both languages, the marks of the exercise and the tags", async () => {
  const [first, second] = await Promise.all((await copiesOf(plain)).map(textOf));
  ok(first !== undefined && second !== undefined);
  for (const { text, roles } of [first, second]) {
    match(text, /answer within 30 days/u);
    match(text, /в течение 30 дней/u);
    match(text, /221430ZNOV26/u);
    match(text, /EXERCISE/u);
    match(text, /УЧЕНИЕ/u);
    for (const role of ["\"H1\"", "\"H2\"", "\"P\"", "\"lang\":\""]) ok(roles.includes(role), role);
  }
  match(first.text, /Between: Northland Ministry \(en\); Vesperia Committee \(en\)/u);
  match(second.text, /Between: Vesperia Committee \(en\); Northland Ministry \(en\)/u);
  ok(first.text.indexOf("Joint") < first.text.indexOf("Совместное"), "the party's language stands first");
  ok(second.text.indexOf("Совместное") < second.text.indexOf("Joint"));
});

test("a copy is whole without being mended: every object stands where its table says", async () => {
  for (const copy of await copiesOf(plain)) {
    const text = Buffer.from(copy).toString("latin1");
    const table = Number(/startxref\n(\d+)\n%%EOF$/u.exec(text)?.[1]);
    const rows = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gmu)].map((one) => Number(one[1]));
    equal(text.slice(table, table + 5), "xref\n");
    equal(text.slice(table).match(/^0 (\d+)$/mu)?.[1], String(rows.length + 1));
    for (const [index, offset] of rows.entries()) ok(text.startsWith(`${index + 1} 0 obj\n`, offset), `${index + 1}`);
  }
});

test("the six languages stand one after the other, each whole", async () => {
  const [copy] = await copiesOf(encodePaper(samplePaper(["en", "ru", "fr", "es", "zh", "ar"])));
  const { text, pages } = await textOf(copy as Uint8Array);
  equal(pages, 6);
  for (const words of ["Joint communique", "Совместное", "Communiqué", "Comunicado", "直通线路", "مشترك"]) {
    ok(text.includes(words), words);
  }
});

test("what a text says is set as it stands: markup, code, hidden characters and what has no glyph", async () => {
  const document = encodePaper(samplePaper(["en", "ru"], 1, hostile));
  const made = await createTypstTypesetter().copies(document);
  ok(made.kind === "set");
  deepEqual(made.withoutGlyph, [0x1f54a]);
  const { text } = await textOf(made.copies[0] as Uint8Array);
  for (const words of [
    "#include \"/etc/passwd\"",
    "#eval(\"1\") $x$ *b* _i_ `c` <l> @r // c",
    "\\u{41} [a] {b} <U+1F54A>", "<U+202E>gpj.exe",
  ]) ok(text.includes(words), words);
  equal(text.match(/W/gu)?.length, 2 * (16_000 - 400), "no character is lost off the page");
});

test("Hebrew and Thai are set, and Thai that has no words in it stays on the page", async () => {
  const made = await createTypstTypesetter().copies(encodePaper(samplePaper(["he", "th"], 1, thai)));
  ok(made.kind === "set");
  deepEqual(made.withoutGlyph, []);
  const pdf = await getDocumentProxy(Uint8Array.from(made.copies[0] as Uint8Array));
  const page = await pdf.getPage(1);
  const { items } = await page.getTextContent();
  const ends = items.map((one) => ("transform" in one ? Number(one.transform[4]) + one.width : 0));
  ok(Math.max(...ends) < Number(page.view[2]), "nothing falls off the page");
  deepEqual(["he", "th", "el", "hi", "sr-Latn", "zh-TW", "ka", "ja"].map(createTypstTypesetter().sets), [
    true, true, true, true, true, true, false, false,
  ]);
});

test("where a process cannot be started nothing is set, and the next document is tried anew", async () => {
  let starts = 0;
  const typesetter = createTypstTypesetter(() => {
    starts += 1;
    return null;
  });
  typesetter.prepare();
  const none = { kind: "not-set", reason: "failed" };
  deepEqual([await typesetter.copies(plain), await typesetter.copies(plain), starts], [none, none, 3]);
});

test("no time zone, language, folder or environment of the machine enters a copy", async () => {
  const script = "import { createTypstTypesetter } from '" + new URL("typesetter.ts", import.meta.url).href + "';"
    + "const made = await createTypstTypesetter().copies(Uint8Array.fromHex(process.argv[1]));"
    + "console.log(process.cwd(), new Intl.DateTimeFormat().resolvedOptions().timeZone);"
    + "for (const one of made.copies) console.log((await crypto.subtle.digest('SHA-256', one).then("
    + "(hash) => new Uint8Array(hash).toHex())));";
  const places = [
    { cwd: "/", env: { TZ: "Pacific/Kiritimati", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8", HOME: "/nowhere" } },
    { cwd: tmpdir(), env: { TZ: "America/Caracas", LANG: "C", HOME: tmpdir(), TYPST_FONT_PATHS: "/usr/share/fonts" } },
  ];
  const wanted = (await copiesOf(plain)).map((one) => createHash("sha256").update(one).digest("hex"));
  for (const place of places) {
    const { stdout } = await promisify(execFile)(
      process.execPath, ["--input-type=module", "-e", script, plain.toHex()], place,
    );
    const [where, ...hashes] = stdout.trim().split("\n");
    equal(where, `${place.cwd} ${place.env.TZ}`);
    deepEqual(hashes, wanted);
  }
});
