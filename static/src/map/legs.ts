// Legs that run between the same two neighbourhoods are drawn as one, so that many dashed lines on top of each other do
// not look like a solid one.

import type { Feature, Position } from "geojson";
import { greatCircle } from "./ground";

const NEAR = 36; // px within which the ends of legs are taken together

type End = { lon: number; lat: number; n: number };
type Bundle = { a: string; b: string; gap: boolean; exact: boolean; there: number; back: number };

export class LegBundle {
  private readonly cell: number; // degrees
  private readonly ends = new Map<string, End>();
  private readonly bundles = new Map<string, Bundle>();

  constructor(zoom: number) {
    this.cell = (NEAR * 360) / (512 * 2 ** zoom);
  }

  add(from: Position, to: Position, gap: boolean, exact: boolean): void {
    const [a, b] = [this.end(from), this.end(to)];
    if (a === b) return; // shorter than can be told apart here
    const [first, second] = a < b ? [a, b] : [b, a];
    const key = `${first}|${second}|${gap}`;
    const bundle = this.bundles.get(key) ?? { a: first, b: second, gap, exact: true, there: 0, back: 0 };
    if (a === first) bundle.there++;
    else bundle.back++;
    bundle.exact &&= exact;
    this.bundles.set(key, bundle);
  }

  // features are lines between the mean positions of the neighbourhoods' legs, with how many they stand for.
  features(): Feature[] {
    return [...this.bundles.values()].map(({ a, b, gap, exact, there, back }) => {
      const coordinates = there > 0 ? greatCircle(this.mean(a), this.mean(b)) : greatCircle(this.mean(b), this.mean(a));
      const icon = there > 0 && back > 0 ? "arrows" : "arrow";
      return { type: "Feature", properties: { gap, exact, n: there + back, icon }, geometry: { type: "LineString", coordinates } };
    });
  }

  private end([lon, lat]: Position): string {
    const key = `${Math.round(lon! / this.cell)},${Math.round(lat! / this.cell)}`;
    const end = this.ends.get(key) ?? { lon: 0, lat: 0, n: 0 };
    end.lon += lon!;
    end.lat += lat!;
    end.n++;
    this.ends.set(key, end);
    return key;
  }

  private mean(key: string): Position {
    const { lon, lat, n } = this.ends.get(key)!;
    return [lon / n, lat / n];
  }
}
