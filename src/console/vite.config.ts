// The build of the console: plain files that the station serves, no source from anywhere else.

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

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the demo may serve two consoles under two paths of one origin.
  base: "./",
  plugins: [react(), catalogues()],
  build: {
    outDir: "../../dist/console",
    emptyOutDir: true,
    target: "es2024",
    // Nothing may be a data: address, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
  },
});
