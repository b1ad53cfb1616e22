// Runs test/*.test.mjs on the built dist/: bundles them with the TypeScript they test for node's test runner.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const tests = (await readdir(join(root, "test"))).filter((name) => name.endsWith(".test.mjs")).map((name) => join(root, "test", name));
const out = await mkdtemp(join(tmpdir(), "sightline-test-"));
try {
  await build({ entryPoints: tests, bundle: true, platform: "node", format: "esm", outdir: out, outExtension: { ".js": ".mjs" }, logLevel: "warning" });
  const files = (await readdir(out)).map((name) => join(out, name));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { cwd: root, stdio: "inherit" }).status ?? 1;
} finally {
  await rm(out, { recursive: true });
}
