// What a chosen finding looks like on the map. Features carry a kind that map/style.ts draws by, and a label.

import type { Feature, Position } from "geojson";
import type { Place, Shape } from "../lib/types";
import { circle, greatCircle } from "../map/ground";

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

// shapesOf draw a finding as the server says.
export function shapesOf(shapes: Shape[]): Feature[] {
  return shapes.flatMap(({ form, points, radius_m, label, number }) => {
    const [a, b] = points;
    if (a && form === "disc") return disc(a, radius_m ?? 0, label);
    if (a && b && form === "way") return [feature(WAY, line(a, b))];
    if (a && b && form === "clash") return [feature(CLASH, line(a, b))];
    if (a && form === "stop") return [feature(STOP, { type: "Point", coordinates: a }, label, number ? String(number) : "")];
    return [];
  });
}

function line(a: Position, b: Position): Feature["geometry"] {
  return { type: "LineString", coordinates: greatCircle(a, b) };
}
