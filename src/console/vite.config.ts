// The build of the console: plain files that the station serves, no source from anywhere else.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

import { catalogueOf } from "./words/po.ts";

/** Turns a .po file into a module with its ids and sentences. */
function catalogues(): Plugin {
  return {
    name: "catalogues",
    transform(source, id) {
      if (!id.endsWith(".po")) return null;
      return { code: `export default ${JSON.stringify(catalogueOf(source))};`, map: null };
    },
  };
}

/** Names in the page the hash of each file that it loads at once; a browser runs no other in its place. */
function integrity(): Plugin {
  return {
    name: "integrity",
    // From the written files: what is built is still changed on its way to them.
    writeBundle({ dir = "" }) {
      const page = join(dir, "index.html");
      const loaded = / (?:src|href)="\.\/([^"]+\.(?:js|css))"/gu;
      const html = readFileSync(page, "utf8").replaceAll(loaded, (attribute, file) => {
        const hash = createHash("sha384").update(readFileSync(join(dir, String(file)))).digest("base64");
        return `${attribute} integrity="sha384-${hash}"`;
      });
      writeFileSync(page, html);
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the demo may serve two consoles under two paths of one origin.
  base: "./",
  plugins: [react(), catalogues(), integrity()],
  build: {
    outDir: "../../dist/console",
    emptyOutDir: true,
    target: "es2024",
    // Nothing may be a data: address, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    // Kilobytes. The console comes from the machine it is looked at on, whole; beyond this somebody should ask why.
    chunkSizeWarningLimit: 1_000,
  },
});
