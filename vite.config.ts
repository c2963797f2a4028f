/** Builds the islands, the needed parts of Tabler and the sprite of used icons into static/built. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { sprite } from "./islands/build/sprite";
import { neededTabler } from "./islands/build/tabler";

const package_file = createRequire(import.meta.url);
const here = (name: string): string => resolve(import.meta.dirname, name);

/** Emits files that are made from a package, not bundled: one for icons, one for Tabler. */
function madeFromPackages(): Plugin {
  return {
    name: "made-from-packages",
    generateBundle() {
      const names = readFileSync(here("islands/icons.txt"), "utf8").split(/\s+/).filter(Boolean);
      const icons = package_file.resolve("@tabler/icons-sprite/dist/tabler-sprite.svg");
      const tabler = package_file.resolve("@tabler/core/dist/css/tabler.css");
      this.emitFile({ type: "asset", fileName: "icons.svg", source: sprite(readFileSync(icons, "utf8"), names) });
      this.emitFile({ type: "asset", fileName: "tabler.css", source: neededTabler(readFileSync(tabler, "utf8")) });
    },
  };
}

export default defineConfig({
  publicDir: false,
  plugins: [madeFromPackages()],
  build: {
    target: "chrome109",
    outDir: "static/built",
    emptyOutDir: true,
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      checks: { eval: false }, // htmx can, ours may not: allowEval is off and the policy forbids it
      input: { app: here("islands/app.ts"), "live-worker": here("islands/live-worker.ts") },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
