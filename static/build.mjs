// Builds dist/: page and renderer bundles, styles, map worker, outlines, place tables and licences.
// Everything it writes comes from src/, the pinned packages, and gen/: the types of what the API answers, and the colours
// and symbols of charts and maps, which the program prints. The Makefile runs it when all that is there.

import { spawnSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeLicenses } from "./licenses.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, "node_modules");
const dist = join(root, "dist");

const copies = {
  "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
  "us-atlas/counties-10m.json": "counties-10m.json",
  "us-atlas/states-10m.json": "states-10m.json",
  "world-atlas/land-50m.json": "land-50m.json",
  "world-atlas/countries-50m.json": "countries-50m.json",
};

// The scripts that pages load, by their names in dist/.
const pageScripts = {
  index: "src/cases/page.ts",
  subject: "src/subject/page.ts",
  search: "src/search/page.ts",
  lock: "src/session/lock.ts",
};

async function emptyDist() {
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== ".gitkeep") await rm(join(dist, name), { recursive: true });
  }
}

function check() {
  // The package "typescript" is an older one, which openapi-typescript needs until it can do with the newest.
  const tsc = join(modules, "@typescript", "native", "bin", "tsc");
  const run = spawnSync(process.execPath, [tsc, "--noEmit", "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
  if (run.status !== 0) process.exit(run.status ?? 1);
}

async function bundles() {
  const common = { absWorkingDir: root, bundle: true, minify: true, legalComments: "none", charset: "utf8", logLevel: "warning" };
  const [pages, early, ssr, css] = await Promise.all([
    build({ ...common, entryPoints: pageScripts, outdir: dist, format: "esm", target: "es2022", metafile: true }),
    build({ ...common, entryPoints: { early: "src/lib/early.ts" }, outdir: dist, format: "iife", target: "es2022", metafile: true }),
    build({ ...common, entryPoints: ["src/paper/render.ts"], outfile: join(dist, "ssr.js"), format: "iife", target: "es2020", metafile: true }),
    build({ ...common, entryPoints: ["src/style.css"], outdir: dist, metafile: true }),
  ]);
  return [pages, early, ssr, css].flatMap((result) => Object.keys(result.metafile.inputs));
}

async function copyAssets() {
  await cp(join(root, "src", "icon.svg"), join(dist, "icon.svg"));
  for (const [from, to] of Object.entries(copies)) {
    if (to.endsWith(".mjs")) {
      // The source map is not shipped, so the pointer to it goes too.
      const text = await readFile(join(modules, from), "utf8");
      await writeFile(join(dist, to), text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
    } else {
      await cp(join(modules, from), join(dist, to));
    }
  }
}

async function placeTables() {
  if (!existsSync(join(root, "data.mjs"))) return;
  const { buildData } = await import("./data.mjs");
  await buildData(dist);
}

check();
await emptyDist();
const inputs = await bundles();
await copyAssets();
await placeTables();
await writeLicenses(modules, inputs, join(dist, "LICENSES.txt"));
