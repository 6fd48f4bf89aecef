// Where the packages stand that the typesetter reads.

import { fileURLToPath } from "node:url";

/** Addresses of a file in each package, one folder below the package's own. */
const places = {
  program: import.meta.resolve("@myriaddreamin/typst-ts-web-compiler"),
  latin: import.meta.resolve("@embedpdf/fonts-latin"),
  arabic: import.meta.resolve("@embedpdf/fonts-arabic"),
  hebrew: import.meta.resolve("@embedpdf/fonts-hebrew"),
  thai: import.meta.resolve("@expo-google-fonts/noto-sans-thai/400Regular/index.js"),
  chinese: import.meta.resolve("@embedpdf/fonts-sc"),
} as const;
export type PackageName = keyof typeof places;

/** The path of a file in a package. */
export function fileOf(name: PackageName, file: string): string {
  return fileURLToPath(new URL(`../${file}`, places[name]));
}

/** The folders of all packages. */
export function packageFolders(): readonly string[] {
  return (Object.keys(places) as PackageName[]).map((name) => fileOf(name, ""));
}
