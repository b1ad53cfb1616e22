// The map of a search: the circle asked for, and what was found, numbered as in the list.

import { LngLatBounds, type GeoJSONSource, type Map as GLMap, type MapMouseEvent, type StyleSpecification } from "maplibre-gl";
import type { Feature, Position } from "geojson";
import { SHAPE_AGENCY, SHAPE_EXACT } from "../chart/marks";
import { circle, onEarth } from "../map/ground";
import { areaLayers, baseLayers, baseSources, ground, live } from "../map/style";
import { openMap } from "../map/open";
import type { Outlines } from "../map/outlines";
import type { Palette } from "../lib/types";

// Found is a row of the list that has a position.
export type Found = { number: number; point: [number, number]; radius: number; shape: number; kind: string };

// Circle is what is asked for; radius in metres.
export type Circle = { centre: [number, number]; radius: number };

type Actions = {
  choose(numbers: number[]): void; // the rows at a mark that was clicked
  centre(lat: number, lon: number): void; // a place that was chosen
};

export class SearchMap {
  private readonly map: GLMap;
  private spots: Found[][] = [];
  private ringed = 0; // number of a row, 0: none
  private readonly ready: Promise<void>;

  constructor(
    container: HTMLElement,
    private readonly outlines: Outlines,
    private palette: Palette,
    private readonly found: Found[],
    private asked: Circle | null,
    private readonly actions: Actions,
  ) {
    this.map = openMap(container, this.style(), this.bounds(), "Map. Arrow keys move it, plus and minus zoom, Enter takes the middle as the centre to search around.", 15);
    this.ready = new Promise((resolve) => {
      this.map.once("load", () => {
        this.draw();
        this.map.once("idle", () => resolve());
      });
    });
    this.map.on("zoomend", () => this.draw());
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.at(event).length > 0 ? "pointer" : "crosshair";
    });
    this.map.getCanvas().addEventListener("keydown", (event) => event.key === "Enter" && this.takeMiddle());
  }

  whenReady(): Promise<void> {
    return this.ready;
  }

  // takeMiddle chooses the middle of the map as the centre.
  takeMiddle(): void {
    const { lat, lng } = this.map.getCenter();
    this.actions.centre(lat, onEarth(lng));
  }

  ask(asked: Circle | null): void {
    this.asked = asked;
    void this.ready.then(() => this.drawAsked());
  }

  // show rings the mark of a row and moves the map there when it lies outside of it.
  show(number: number): void {
    this.ringed = number;
    void this.ready.then(() => {
      this.drawRing();
      const point = this.spotOf(number)?.[0]?.point;
      if (point && !this.map.getBounds().contains(point)) this.map.easeTo({ center: point });
    });
  }

  dress(palette: Palette): void {
    this.palette = palette;
    this.map.once("style.load", () => this.draw());
    this.map.setStyle(this.style(), { diff: false });
  }

  // drawn are the numbers at each mark, as it shows them.
  drawn(): string[] {
    return this.map.querySourceFeatures("spots").map((f) => String(f.properties.label));
  }

  // pixel is where a row's mark is, from the left upper corner of the map.
  pixel(number: number): { x: number; y: number } | null {
    const point = this.spotOf(number)?.[0]?.point;
    return point ? this.map.project(point) : null;
  }

  private spotOf(number: number): Found[] | undefined {
    return this.spots.find((spot) => spot.some((f) => f.number === number));
  }

  private clicked(event: MapMouseEvent): void {
    const numbers = this.at(event);
    if (numbers.length > 0) return this.actions.choose(numbers);
    this.actions.centre(event.lngLat.lat, onEarth(event.lngLat.lng));
  }

  private at({ point }: MapMouseEvent): number[] {
    if (!this.map.getLayer("spot")) return [];
    const [hit] = this.map.queryRenderedFeatures([[point.x - 2, point.y - 2], [point.x + 2, point.y + 2]], { layers: ["spot", "office"] });
    return hit ? this.spots[Number(hit.properties.spot)]!.map((f) => f.number) : [];
  }

  private draw(): void {
    const color = (kind: string) => this.palette.kinds[kind] ?? this.palette.other;
    this.spots = spotsOf(this.found, (f) => this.map.project(f.point));
    const features = this.spots.map((spot, i) => {
      const { point, shape, kind } = spot[0]!;
      const numbers = spot.map((f) => f.number);
      const mixed = spot.some((f) => f.kind !== kind);
      return at(point, { spot: i, first: numbers.length > 1 ? `${numbers[0]}+` : String(numbers[0]), rest: restText(numbers), label: listText(numbers), shape, color: mixed ? this.palette.other : color(kind) });
    });
    this.set("spots", features);
    const areas = new Map<string, Feature>();
    for (const { point, radius, kind } of this.found) {
      if (radius > 0) areas.set(`${point} ${radius} ${kind}`, ring(point, radius, { color: color(kind), radius }));
    }
    this.set("areas", [...areas.values()].sort((a, b) => b.properties!.radius - a.properties!.radius));
    this.drawAsked();
    this.drawRing();
  }

  private drawRing(): void {
    const point = this.spotOf(this.ringed)?.[0]?.point;
    this.set("focus", point ? [at(point, {})] : []);
  }

  private drawAsked(): void {
    const { asked } = this;
    if (!asked) return this.set("asked", []);
    const middle = at(asked.centre, {});
    this.set("asked", asked.radius > 0 ? [ring(asked.centre, asked.radius, {}), middle] : [middle]);
  }

  private set(source: string, features: Feature[]): void {
    void this.map.getSource<GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features });
  }

  // bounds are those of the circle asked for: what "could be" in it may have its centre states away. Without one, of all.
  private bounds(): LngLatBounds | null {
    const bounds = new LngLatBounds();
    if (this.asked) for (const p of circle(this.asked.centre, Math.max(this.asked.radius, 100), 16)) bounds.extend(p as [number, number]);
    else for (const f of this.found) bounds.extend(f.point);
    return bounds.isEmpty() ? null : bounds;
  }

  private style(): StyleSpecification {
    const p = this.palette;
    const g = ground();
    const lined = { "line-color": p.selected, "line-width": 1.8 };
    return {
      version: 8,
      sources: { ...baseSources(this.outlines), areas: { ...live(), tolerance: 0 }, asked: { ...live(), tolerance: 0 }, spots: live(), focus: live() },
      layers: [
        ...baseLayers(),
        { id: "asked-fill", type: "fill", source: "asked", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": p.selected, "fill-opacity": 0.07 } },
        ...areaLayers(),
        { id: "asked-edge", type: "line", source: "asked", filter: ["==", ["geometry-type"], "Polygon"], paint: lined },
        {
          id: "asked-middle",
          type: "circle",
          source: "asked",
          filter: ["==", ["geometry-type"], "Point"],
          paint: { "circle-radius": 3.5, "circle-color": p.selected, "circle-stroke-color": g.land, "circle-stroke-width": 1.2 },
        },
        {
          id: "spot",
          type: "circle",
          source: "spots",
          filter: ["!=", ["get", "shape"], SHAPE_AGENCY],
          paint: {
            "circle-radius": 11,
            "circle-color": ["case", ["==", ["get", "shape"], SHAPE_EXACT], ["get", "color"], g.land],
            "circle-stroke-color": ["case", ["==", ["get", "shape"], SHAPE_EXACT], g.land, ["get", "color"]],
            "circle-stroke-width": ["case", ["==", ["get", "shape"], SHAPE_EXACT], 1.2, 2],
          },
        },
        {
          id: "spot-rest",
          type: "symbol",
          source: "spots",
          // Where there is no room for it, the plus in the mark says that there are more.
          layout: { "text-field": ["get", "rest"], "text-size": 11.5, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.2 },
          paint: { "text-color": p.text, "text-halo-color": g.land, "text-halo-width": 1.6 },
        },
        {
          // An agency's office, not the place of the encounter: no disc, its number stands in brackets.
          id: "office",
          type: "symbol",
          source: "spots",
          filter: ["==", ["get", "shape"], SHAPE_AGENCY],
          layout: { "text-field": ["concat", "[", ["get", "first"], "]"], "text-size": 14, "text-allow-overlap": true },
          paint: { "text-color": ["get", "color"], "text-halo-color": g.land, "text-halo-width": 2.4 },
        },
        {
          id: "spot-number",
          type: "symbol",
          source: "spots",
          filter: ["!=", ["get", "shape"], SHAPE_AGENCY],
          layout: { "text-field": ["get", "first"], "text-size": 11, "text-allow-overlap": true },
          paint: { "text-color": ["case", ["==", ["get", "shape"], SHAPE_EXACT], g.land, ["get", "color"]] },
        },
        {
          id: "focus",
          type: "circle",
          source: "focus",
          paint: { "circle-radius": 14, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": p.selected, "circle-stroke-width": 2.6 },
        },
      ],
    };
  }
}

function at(point: Position, properties: Record<string, unknown>): Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: point } };
}

function ring(centre: Position, radius: number, properties: Record<string, unknown>): Feature {
  return { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [circle(centre, radius, 96)] } };
}

// MARK is how near marks may come to each other before they are one, pixels.
const MARK = 22;

// spotsOf puts together what would be drawn one over the other, in the order of the list.
export function spotsOf(found: Found[], pixelOf: (f: Found) => { x: number; y: number }): Found[][] {
  const spots: { x: number; y: number; rows: Found[] }[] = [];
  for (const f of found) {
    const { x, y } = pixelOf(f);
    const near = spots.find((s) => Math.hypot(s.x - x, s.y - y) < MARK);
    if (near) near.rows.push(f);
    else spots.push({ x, y, rows: [f] });
  }
  return spots.map((s) => s.rows);
}

// listText writes numbers in their order, those that follow each other as a span: "1, 4–7".
export function listText(numbers: number[]): string {
  const spans: [number, number][] = [];
  for (const n of numbers) {
    const last = spans.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else spans.push([n, n]);
  }
  return spans.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a}–${b}`)).join(", ");
}

// restText is what stands beside a mark that has the first number in it and a plus.
function restText(numbers: number[]): string {
  if (numbers.length < 2) return "";
  const text = listText(numbers.slice(1));
  return text.length > 18 ? `and ${numbers.length - 1} more` : `and ${text}`;
}
