// What a chosen finding looks like on the map. Features carry a kind that map/style.ts draws by, and a label.

import type { Feature, Position } from "geojson";
import type { Area, Circuit, Conflict, Place, RankedGap, Trip } from "../lib/types";
import { circle, greatCircle } from "../map/ground";
import type { Entry } from "../subject/model";

type Entries = ReadonlyMap<string, Entry>;

// Kinds of shapes.
export const AREA = "area"; // a filled disc or region
export const WAY = "way"; // an inferred line with a direction
export const CLASH = "clash"; // a line between records that cannot both be right
export const STOP = "stop"; // a labelled point, of a circuit with its number

function feature(kind: string, geometry: Feature["geometry"], label = "", number = ""): Feature {
  return { type: "Feature", properties: { kind, label, number }, geometry };
}

export function disc(centre: Position, metres: number, label = ""): Feature[] {
  const ring = feature(AREA, { type: "Polygon", coordinates: [circle(centre, Math.max(1, metres), 96)] });
  return [ring, feature(STOP, { type: "Point", coordinates: centre }, label)];
}

export function placeShapes(p: Place): Feature[] {
  return disc(p.point, p.radius_m, p.name);
}

export function circuitShapes(c: Circuit, areas: Area[]): Feature[] {
  const stops = c.indexes.map((i) => areas[i]).filter((a) => a !== undefined);
  const ways = stops.map((a, i) => feature(WAY, line(a.point, stops[(i + 1) % stops.length]!.point)));
  return [...ways, ...stops.map((a, i) => feature(STOP, { type: "Point", coordinates: a.point }, a.name, String(i + 1)))];
}

export function conflictShapes(c: Conflict, entries: Entries): Feature[] {
  const [a, b] = [at(entries, c.a), at(entries, c.b)];
  return a && b ? [feature(CLASH, line(a, b))] : [];
}

export function gapShapes(g: RankedGap, entries: Entries): Feature[] {
  const [a, b] = [at(entries, g.after), at(entries, g.before)];
  return a && b ? [feature(WAY, line(a, b))] : [];
}

// pathShapes draw a trip from sighting to sighting.
export function pathShapes(t: Trip, entries: Entries): Feature[] {
  const points = t.evidence.map((id) => at(entries, id)).filter((p) => p !== null);
  const shapes: Feature[] = [];
  for (let i = 1; i < points.length; i++) {
    if (String(points[i - 1]) !== String(points[i])) shapes.push(feature(WAY, line(points[i - 1]!, points[i]!)));
  }
  return shapes;
}

function line(a: Position, b: Position): Feature["geometry"] {
  return { type: "LineString", coordinates: greatCircle(a, b) };
}

function at(entries: Entries, id: string): Position | null {
  const e = entries.get(id);
  return e?.located ? e.where.point : null;
}
