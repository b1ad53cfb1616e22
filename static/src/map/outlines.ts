// Base map outlines from the packed topologies, as GeoJSON.

import type { Feature, FeatureCollection, MultiLineString, Point } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { get } from "../lib/api";

export type Outlines = {
  land: FeatureCollection | Feature;
  countries: MultiLineString;
  states: MultiLineString;
  counties: MultiLineString;
  stateNames: FeatureCollection<Point>;
};

type Atlas = Topology<Record<string, GeometryCollection<{ name?: string }>>>;

export async function loadOutlines(): Promise<Outlines> {
  const [counties, land, countries] = await Promise.all([
    get<Atlas>("/assets/counties-10m.json"),
    get<Atlas>("/assets/land-50m.json"),
    get<Atlas>("/assets/countries-50m.json"),
  ]);
  const states = counties.objects.states!;
  return {
    land: feature(land, land.objects.land!),
    countries: mesh(countries, countries.objects.countries!, (a, b) => a !== b),
    states: mesh(counties, states),
    counties: mesh(counties, counties.objects.counties!, (a, b) => a !== b && sameState(a, b)),
    stateNames: { type: "FeatureCollection", features: feature(counties, states).features.flatMap(nameAt) },
  };
}

// County ids are FIPS codes, whose first two digits are the state's.
function sameState(a: { id?: string | number }, b: { id?: string | number }): boolean {
  return String(a.id).slice(0, 2) === String(b.id).slice(0, 2);
}

// nameAt puts a state's name at the middle of its largest part, which for the states' shapes lies well inside.
function nameAt(state: Feature): Feature<Point>[] {
  const g = state.geometry;
  const parts = g.type === "Polygon" ? [g.coordinates] : g.type === "MultiPolygon" ? g.coordinates : [];
  let best: { area: number; point: [number, number] } | null = null;
  for (const part of parts) {
    const c = centroid(part[0] as [number, number][]);
    if (!best || c.area > best.area) best = c;
  }
  if (!best) return [];
  return [{ type: "Feature", properties: state.properties, geometry: { type: "Point", coordinates: best.point } }];
}

function centroid(ring: [number, number][]): { area: number; point: [number, number] } {
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [[x0, y0], [x1, y1]] = [ring[i - 1]!, ring[i]!];
    const cross = x0 * y1 - x1 * y0;
    area += cross / 2;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  return { area: Math.abs(area), point: [x / (6 * area), y / (6 * area)] };
}
