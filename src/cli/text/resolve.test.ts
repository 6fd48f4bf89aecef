import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import type { SlotView, TextView } from "../../api/text-views.ts";
import { CliError } from "../cli-error.ts";
import { resolvedChanges } from "./resolve.ts";

const shorts = ["NDL", "VES"];

function textOf(...clauses: readonly (readonly [string, string])[]): TextView {
  const slots = clauses.map((texts, at): Partial<SlotView> => (
    { slot: `s${at}`, state: "bracketed", texts: at === 1 ? null : texts, heading: false,
      changes: [{ texts } as unknown as SlotView["changes"][number]] }
  ));
  return { languages: ["en", "ru"], slots } as unknown as TextView;
}

const text = textOf(
  ["[1 NDL: Two | VES: Three] teams.", "[1 NDL: Две | VES: Три] группы."],
  ["They [NDL: shall] meet [1 VES: twice].", "Они [NDL: обязуются] встретиться [1 VES: дважды]."],
  ["They report.", "Они отчитываются."],
);

function texts(given: Readonly<Record<string, string>>, party: string): unknown {
  return resolvedChanges(text, given, shorts, party).map(({ touches, clauses }) => [touches, clauses[0]?.texts]);
}

test("a clause is offered as a party wants it, in every language", () => {
  deepEqual(texts({ amend: "2" }, "NDL"), [
    [["s1"], ["They shall meet [1 VES: twice].", "Они обязуются встретиться [1 VES: дважды]."]],
  ]);
});

test("brackets of one number are resolved together, in every clause that has them", () => {
  deepEqual(texts({ link: "1" }, "NDL"), [
    [["s0"], ["Two teams.", "Две группы."]],
    [["s1"], ["They [NDL: shall] meet.", "Они [NDL: обязуются] встретиться."]],
  ]);
});

test("what cannot be meant, or would change nothing, is refused", () => {
  const code = (given: Readonly<Record<string, string>>, party: string, of = text): void => {
    throws(() => resolvedChanges(of, given, shorts, party), (error: unknown) =>
      error instanceof CliError && error.code === given["code"], JSON.stringify(given));
  };
  code({ code: "resolve-what" }, "NDL");
  code({ code: "resolve-what", amend: "1", link: "1" }, "NDL");
  code({ code: "link-number", link: "01" }, "NDL");
  code({ code: "bracket-none", link: "2" }, "NDL");
  code({ code: "bracket-none", amend: "3" }, "NDL");
  code({ code: "bracket-malformed", amend: "1" }, "NDL", textOf(["[NDL: a", "[NDL: а]"]));
});
