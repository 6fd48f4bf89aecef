// The house kept as ARCHITECTURE.md says: what the compiler and the linter cannot see.

import { deepEqual, ok } from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");
const lineCharactersMax = 120;
const folderFilesMax = 40;

/** Who may import whom: room, the rooms it may use, and those of which it may use types only. Every room is named. */
const rooms: Readonly<Record<string, { readonly uses: readonly string[]; readonly types?: readonly string[] }>> = {
  "ports": { uses: [] },
  "core": { uses: [], types: ["ports"] },
  "crypto/node": { uses: ["core"], types: ["ports"] },
  "store/memory": { uses: ["core"], types: ["ports"] },
  "store/sqlite": { uses: ["core"], types: ["ports"] },
  "bearer/loopback": { uses: ["core"], types: ["ports"] },
  "bearer/tls": { uses: ["core"], types: ["ports"] },
  "bearer/datagram": { uses: ["core"], types: ["ports"] },
  "bearer/kiss": { uses: ["core"], types: ["ports"] },
  "bearer/emulated": { uses: ["core", "emulator"], types: ["ports"] },
  "emulator": { uses: [] },
  "typesetter/typst": { uses: ["core"], types: ["ports"] },
  "clock/system": { uses: ["core"], types: ["ports"] },
  "api": { uses: ["core"] },
  "station": { uses: ["core", "api"], types: ["ports"] },
  // The server holds a station by its surface; what is behind it is composed by the command line alone.
  "server": { uses: ["core", "api"], types: ["ports", "station"] },
  "witness/client": { uses: [], types: ["ports"] },
  "witness/server": { uses: ["core"], types: ["ports"] },
  "console": { uses: ["core", "api"] },
  "verify": { uses: ["core"], types: ["ports"] },
  "simulation": {
    uses: ["core", "api", "station", "store/memory", "store/sqlite", "crypto/node", "emulator"], types: ["ports"],
  },
  "cli": {
    uses: ["core", "api", "station", "server", "verify", "store/sqlite", "bearer/tls", "bearer/datagram",
      "bearer/kiss", "emulator", "clock/system", "crypto/node",
      "typesetter/typst", "witness/client", "witness/server"],
    types: ["ports"],
  },
};

/**
 * Words that never stand in the core: it has no clock, no chance and no world. The compiler lets the first three by.
 */
const notInCore = [
  /\bDate\b/u, /\bMath\.random\b/u, /\bperformance\b/u, /\bcrypto\.(?:getRandomValues|subtle)\b/u, /"node:/u,
  /\bprocess\./u, /\bset(?:Timeout|Interval|Immediate)\b/u, /\bfetch\(/u, /\bawait\b/u,
];
/** Ways into the page for other people's markup. */
const notInConsole = [
  /dangerouslySetInnerHTML/u, /\b(?:inner|outer)HTML\b/u, /insertAdjacentHTML/u, /document\.write/u, /srcdoc/u,
  /javascript:/u,
];
/** Drivers of each port whose contract is a suite, and where they run it. */
const contracts: Readonly<Record<string, readonly string[]>> = {
  bearer: [
    "src/bearer/loopback/bearer.test.ts", "src/bearer/tls/bearer.test.ts", "src/bearer/emulated/bearer.test.ts",
    "src/bearer/datagram/bearer.test.ts", "src/bearer/kiss/bearer.test.ts", "src/cli/gateway/door.test.ts",
    "src/cli/gateway/splice.test.ts",
  ],
  clock: ["src/clock/system/clock.test.ts"],
  crypto: ["src/crypto/node/crypto.test.ts"],
  random: ["src/crypto/node/crypto.test.ts"],
  typesetter: ["src/typesetter/typst/typesetter.test.ts"],
  signer: ["src/crypto/node/crypto.test.ts"],
  witness: ["src/witness/client/client.test.ts"],
  store: ["src/store/memory/store.test.ts", "src/store/sqlite/store.test.ts"],
};

interface Source {
  readonly path: string;
  readonly text: string;
}

const sources = ["src", "tests", "bench", "scripts", "bin"].flatMap(read);
const product = sources.filter(
  ({ path }) => path.startsWith("src/") && !/\.(?:test|fixture|contract)\.ts$/u.test(path),
);

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.(?:ts|tsx|mjs|js|css)$/u.test(one.name))
    .map((one) => relative(root, join(one.parentPath, one.name)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function roomOf(path: string): string | null {
  const inside = path.replace(/^src\//u, "");
  return Object.keys(rooms).find((room) => inside.startsWith(`${room}/`)) ?? null;
}

/** Every import of a file: what it names, and whether it takes types only. */
function importsOf({ text }: Source): readonly { readonly from: string; readonly typesOnly: boolean }[] {
  const found = text.matchAll(
    /^(?:import|export)\s(type\s)?[^;"]*?from "([^"]+)"|\bimport(?:\.meta\.resolve)?\("([^"]+)"\)|^import "([^"]+)"/gmu,
  );
  return [...found].map((one) => ({ from: one[2] ?? one[3] ?? one[4] ?? "", typesOnly: one[1] !== undefined }));
}

test("no arrow goes up, and nothing imports a driver, a test or the simulation that may not", () => {
  const wrong: string[] = [];
  for (const source of product) {
    const room = roomOf(source.path);
    ok(room !== null, `${source.path} is in no room of the house`);
    const { uses, types = [] } = rooms[room] as (typeof rooms)[string];
    for (const { from, typesOnly } of importsOf(source).filter((one) => one.from.startsWith("."))) {
      const target = relative(root, join(root, dirname(source.path), from));
      const other = roomOf(target);
      if (other === room && product.some(({ path }) => path === target)) continue;
      // Assets of the console (styles, catalogues) are no modules of the house.
      if (other === room && !/\.tsx?$/u.test(target)) continue;
      if (other === null || !(uses.includes(other) || (typesOnly && types.includes(other)))) wrong.push(
        `${source.path} -> ${target}`,
      );
    }
  }
  deepEqual(wrong, []);
});

test("what a station shows is made for its surface, and nothing that it does rests on it", () => {
  const wrong = product.filter(({ path }) => (
    /^src\/station\/(?!view\/|surface-of)/u.test(path)
  )).flatMap((source) => importsOf(source).map(({ from }) => `${source.path} -> ${from}`));
  deepEqual(wrong.filter((one) => /\/view\//u.test(one.split(" -> ")[1] ?? "")), []);
});

test("a folder is a room that is seen at a glance", () => {
  const folders = Object.groupBy(product, ({ path }) => dirname(path));
  const halls = Object.entries(folders).filter(([, files = []]) => files.length > folderFilesMax);
  deepEqual(halls.map(([path]) => path), []);
});

test("no pattern repeats what itself repeats, which is how a short text holds a program up", () => {
  const literal = /(?<=[(,=:[!&|?{};]\s*|return )\/(?![/*])((?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+)\/[a-z]*/gu;
  const found = product.flatMap(({ path, text }) => [...text.matchAll(literal)].map((one) => [path, one[1] ?? ""]));
  ok(found.length > 50, "the patterns are found");
  const wrong = found.filter(([, pattern = ""]) => {
    const bare = pattern.replaceAll(/\\./gu, "x").replaceAll(/\[[^\]]*\]/gu, "x");
    return /\([^()]*(?:[*+]|\{\d+,\})[^()]*\)(?:[*+]|\{\d+,\})/u.test(bare);
  });
  deepEqual(wrong, []);
});

test("the compiler's walls are those of the table", () => {
  for (const [room, { uses, types = [] }] of Object.entries(rooms)) {
    const path = join(root, "src", room, "tsconfig.json");
    const { references = [] } = JSON.parse(readFileSync(path, "utf8")) as { references?: { path: string }[] };
    const named = references.map((one) => relative(join(root, "src"), join(dirname(path), one.path)));
    const allowed = [...uses, ...types, "ports"];
    deepEqual(named.filter((one) => !allowed.includes(one)), [], `${room} refers to what it may not import`);
  }
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "src/core/tsconfig.json"), "utf8")) as
    { compilerOptions: { types: string[] } };
  deepEqual(compilerOptions.types, [], "the core sees no types of a runtime");
});

test("the core and the emulator have no clock, no chance, no world, and do not wait", () => {
  deepEqual(matches(product.filter(({ path }) => /^src\/(?:core|verify|api|emulator)\//u.test(path)), notInCore), []);
});

test("the console puts text into the page as text only", () => {
  deepEqual(matches(product.filter(({ path }) => /^src\/(?:console|cli\/demo\/page)\//u.test(path)), notInConsole), []);
});

test("lines are no longer than 120 characters, and no file is a drawer", () => {
  // A catalogue has one sentence a line, however long the sentence is; so has anything else that is one text.
  const isText = (line: string): boolean => /^\s*(?:"[^"]+": )?(?:"(?:[^"\\]|\\.)*"|`[^`]*`)[,;)]*$/u.test(line);
  const wrong = sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      line.length > lineCharactersMax && !isText(line) ? [`${path}:${index + 1} has ${line.length}`] : []));
  deepEqual(wrong, []);
  const drawers = sources.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|misc|common|manager)\b/u.test(path));
  deepEqual(drawers.map(({ path }) => path), []);
});

test("nothing is exported that nobody uses", () => {
  const everything = sources.map(({ path, text }) => ({ path, words: text.match(/[A-Za-z_$][\w$]*/gu) ?? [] }));
  const uses = new Map<string, number>();
  const users = new Map<string, Set<string>>();
  for (const { path, words } of everything) {
    for (const word of words) {
      uses.set(word, (uses.get(word) ?? 0) + 1);
      users.set(word, (users.get(word) ?? new Set()).add(path));
    }
  }
  const unused: string[] = [];
  for (const { path, text } of sources.filter((one) => one.path.startsWith("src/"))) {
    const exported = text.matchAll(/^export (?:async )?(function\*?|const|class|interface|type) (\w+)/gmu);
    for (const [, what, name = ""] of exported) {
      // A limit, and the type of a parameter, are named for the reader; a function is exported to be called by others.
      const dead = /^(?:function|class)/u.test(what ?? "") ? users.get(name)?.size === 1 : uses.get(name) === 1;
      if (dead) unused.push(`${path}: ${name}`);
    }
  }
  deepEqual(unused, []);
});

test("every chapter of the specification has vectors, and every folder of vectors a chapter and a test", () => {
  const chapters = readdirSync(join(root, "spec")).filter((name) => /^\d\d-.*\.md$/u.test(name)).map(
    (name) => name.slice(0, -3),
  );
  const folders = readdirSync(join(root, "vectors"), { withFileTypes: true }).filter(
    (one) => one.isDirectory(),
  ).map((one) => one.name);
  deepEqual(folders.toSorted(), chapters.toSorted());
  for (const name of folders) ok(
    existsSync(join(root, "tests/vectors", `${name}.test.ts`)), `no test runs vectors/${name}`,
  );
});

test("every port has a contract suite, and every driver runs it", () => {
  const ports = readdirSync(join(root, "src/ports")).filter((name) => /^[a-z]+\.ts$/u.test(name)).map(
    (name) => name.slice(0, -3),
  );
  deepEqual(Object.keys(contracts).toSorted(), ports.toSorted());
  for (const [port, tests] of Object.entries(contracts)) {
    for (const path of tests) {
      ok(
        readFileSync(join(root, path), "utf8").includes(`ports/${port}.contract.ts"`),
        `${path} does not run the contract of ${port}`,
      );
    }
  }
});

test("every dependency has an exact version and its line of reasons", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  ) as
    Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>;
  const reasons = readFileSync(join(root, "docs/decisions/dependencies.md"), "utf8");
  const stands = (name: string): boolean => reasons.includes(`\`${name}\``) || reasons.includes(
    `\`${name.split("/")[0]}/*\``,
  );
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    ok(/^\d+\.\d+\.\d+$/u.test(version), `${name} ${version} is not exact`);
    ok(stands(name), `no reason is given for ${name}`);
  }
  // Tools that are run and never imported, and types that the compiler finds by itself.
  const tools = /^(?:@types\/|typescript$|oxlint$|react-dom$)/u;
  const imported = new Set(sources.flatMap((one) => importsOf(one).map(({ from }) => from)));
  for (const name of Object.keys({ ...dependencies, ...devDependencies }).filter((one) => !tools.test(one))) {
    ok([...imported].some((from) => from === name || from.startsWith(`${name}/`)), `nothing imports ${name}`);
  }
  for (const version of Object.values(optionalDependencies)) ok(/^\d+\.\d+\.\d+$/u.test(version));
});

test("the project stands alone: nothing names another folder of a machine", () => {
  const wrong = sources.filter(({ text }) => /\.\.\/shared\b|\/(?:work|home|root)\//u.test(text)).map(({ path }) =>
    path);
  deepEqual(wrong.filter((path) => path !== "tests/tidy.test.ts"), []);
});

function matches(files: readonly Source[], patterns: readonly RegExp[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const code = text.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gmu, "");
    return patterns.filter((one) => one.test(code)).map((one) => `${path}: ${one.source}`);
  });
}
