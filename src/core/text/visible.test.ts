import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { seeded } from "../agree/record.fixture.ts";
import { checkAuthored, normalizeAuthored } from "./authored.ts";
import { unicodeVersion } from "./characters.ts";
import { shortHash } from "./short-hash.ts";
import { findHidden, visible, visibleText } from "./visible.ts";

/** Right text that people write; nothing in it may be hidden or refused. */
const right: readonly string[] = [
  "Stand by. Our aircraft strayed; it is unarmed.\nNext word in 10 minutes.",
  "Самолёт отклонился от курса, оружия на борту нет. Ёмкость 100 %, №5.",
  "L’appareil s’est égaré\u00A0; il n’est pas armé\u00A0!",
  "¿Confirman la recepción? Año 2026.",
  "我方飞机偏离航线，未携带武器。请等待。",
  "انحرفت طائرتنا عن مسارها، وهي غير مسلّحة. اِنتظِرُوا.",
  "می‌خواهم بگویم که هواپیمای ما مسلح نیست؛ نمی‌دانیم. ۱۲ دقیقه",
  "מטוסנו סטה ממסלולו. שָׁלוֹם, הוּא אֵינוֹ חָמוּשׁ",
  "हमारा विमान भटक गया है। क्‍ष",
  "日本語のテキスト。全角　空白",
];

test("right text in the languages of the parties is shown as it is and may be sent", () => {
  for (const text of right) {
    deepEqual(visible(text.normalize("NFC")), [{ kind: "plain", text: text.normalize("NFC") }]);
    deepEqual(checkAuthored(text.normalize("NFC")), []);
  }
});

test("bidirectional, invisible, tag, private and variation characters are shown as escapes and refused", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0x202a, "bidi"], [0x202e, "bidi"], [0x2066, "bidi"], [0x2069, "bidi"], [0x200e, "bidi"], [0x200f, "bidi"],
    [0x061c, "bidi"],
    [0x200b, "invisible"], [0xfeff, "invisible"], [0x00ad, "invisible"], [0x2060, "invisible"], [0x3164, "invisible"],
    [0xe0041, "tag"], [0xfe0f, "variation"], [0xe0100, "variation"], [0xe000, "private"], [0x10fffd, "private"],
    [0x0000, "control"], [0x0009, "control"], [0x000d, "control"], [0x001b, "control"], [0x0085, "control"],
    [0x2028, "space"],
    [0x2003, "space"], [0xffff, "unassigned"], [0x1fffe, "unassigned"], [0xd800, "surrogate"],
  ];
  for (const [codePoint, reason] of cases) {
    const text = `a${String.fromCodePoint(codePoint)}b`;
    const label = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
    deepEqual(visible(text)[1], { kind: "escape", text: String.fromCodePoint(codePoint), label, reason });
    equal(checkAuthored(text)[0]?.code, reason);
    equal(visibleText(text), `a<${label}>b`);
  }
});

test("a joiner is plain only where it changes what is seen", () => {
  equal(findHidden("می‌خواهم").length, 0);
  equal(findHidden("کار‌ها").length, 1); // after a letter that never joins it would be invisible
  equal(findHidden("do\u200cnot").length, 1);
  equal(findHidden("\u200cمی").length, 1);
  equal(findHidden("می\u200d").length, 1);
});

test("a heap of marks, and a mark with nothing to stand on, are shown as escapes", () => {
  equal(findHidden("e\u0301\u0302\u0303\u0304").length, 0);
  equal(findHidden("e\u0301\u0302\u0303\u0304\u0305\u0306").length, 2);
  equal(findHidden("\u0301a").length, 1);
  equal(findHidden("a\n\u0301").length, 1);
});

test("words that mix look-alike scripts, and numbers with letters in them, are marked and may be sent", () => {
  deepEqual(visible("the раypal word")[1], { kind: "mixed", text: "раypal", suspicion: "mixed-scripts" });
  deepEqual(visible("at 1О0 km")[1], { kind: "mixed", text: "1О0", suspicion: "letter-in-number" });
  deepEqual(visible("۱1 km")[0], { kind: "mixed", text: "۱1", suspicion: "mixed-digits" });
  deepEqual(checkAuthored("раypal"), []);
  equal(visible("NATO и ОДКБ, С-400, S-400").length, 1);
});

test("text that is not in normalization form C is refused, and a typed text is brought into it", () => {
  deepEqual(checkAuthored("ae\u0301"), [{ code: "not-nfc", index: 1, label: "" }]);
  deepEqual(checkAuthored(normalizeAuthored("ae\u0301\r\nb\rc")), []);
});

test("the segments of any text are the text, and no escape is left in a plain part", () => {
  for (let seed = 0; seed < 300; seed++) {
    const draw = seeded(seed);
    const pick = [
      0x20, 0x61, 0x430, 0x3b1, 0x301, 0x200c, 0x200d, 0x202e, 0x645, 0x6cc, 0xe0041, 0xd800, 0xdc00, 0x4e2d, 0x31,
    ];
    const text = String.fromCodePoint(...Array.from({ length: draw(24) }, () => pick[draw(pick.length)] as number));
    const parts = visible(text);
    equal(parts.map((part) => part.text).join(""), text, `seed ${seed}`);
    for (const part of parts) ok(part.kind === "escape" || !/[\u202e\u{e0041}]/u.test(part.text));
  }
});

test("a short hash is four groups of four", () => {
  equal(shortHash(Uint8Array.from({ length: 32 }, (_, index) => index * 7)), "0007 0e15 1c23 2a31");
});

test("the properties of characters are those of the Unicode version that the specification names", () => {
  equal(process.versions.unicode, unicodeVersion);
  const spec = readFileSync(new URL("../../../spec/06-messages.md", import.meta.url), "utf8");
  ok(spec.includes(`**Unicode ${unicodeVersion}**`));
});
