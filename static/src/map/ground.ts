// Shapes on the ground: true-size circles and great-circle legs, in longitude and latitude.

import type { Position } from "geojson";

const EARTH = 6_371_008.8; // mean radius, metres
const RADIANS = Math.PI / 180;

// destination is the point at a distance in metres and a bearing in radians from a point, on the sphere.
export function destination([lon, lat]: Position, metres: number, bearing: number): Position {
  const d = metres / EARTH;
  const [phi, lambda] = [lat! * RADIANS, lon! * RADIANS];
  const sinPhi = Math.sin(phi) * Math.cos(d) + Math.cos(phi) * Math.sin(d) * Math.cos(bearing);
  const y = Math.sin(bearing) * Math.sin(d) * Math.cos(phi);
  const x = Math.cos(d) - Math.sin(phi) * sinPhi;
  return [(lambda + Math.atan2(y, x)) / RADIANS, Math.asin(sinPhi) / RADIANS];
}

// circle is a closed ring round a point.
export function circle(centre: Position, metres: number, corners = 64): Position[] {
  const ring: Position[] = [];
  for (let i = 0; i <= corners; i++) ring.push(destination(centre, metres, ((i % corners) / corners) * 2 * Math.PI));
  return ring;
}

// greatCircle is the shortest way between two points. Longitudes run on past 180° where it crosses the antimeridian.
export function greatCircle(a: Position, b: Position): Position[] {
  const [va, vb] = [vector(a), vector(b)];
  const angle = Math.acos(Math.min(1, Math.max(-1, va[0] * vb[0] + va[1] * vb[1] + va[2] * vb[2])));
  const steps = Math.max(1, Math.ceil((angle * EARTH) / 150_000));
  if (steps === 1) return [a, near(b, a)];
  const line: Position[] = [a];
  for (let i = 1; i <= steps; i++) {
    const t = i / steps;
    const [p, q] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
    const [x, y, z] = [p * va[0] + q * vb[0], p * va[1] + q * vb[1], p * va[2] + q * vb[2]];
    line.push(near([Math.atan2(y, x) / RADIANS, Math.atan2(z, Math.hypot(x, y)) / RADIANS], line[i - 1]!));
  }
  return line;
}

function vector([lon, lat]: Position): [number, number, number] {
  const [phi, lambda] = [lat! * RADIANS, lon! * RADIANS];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

// near moves a longitude by whole turns to within half a turn of another point's.
function near([lon, lat]: Position, to: Position): Position {
  return [lon! + 360 * Math.round((to[0]! - lon!) / 360), lat!];
}

// onEarth moves a longitude by whole turns to between -180 and 180.
export function onEarth(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}
