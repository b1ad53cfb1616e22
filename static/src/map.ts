// The map: what passes the filters and has a position, each drawn as exactly as it is known.

import {
  AttributionControl,
  LngLatBounds,
  Map as GLMap,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapMouseEvent,
} from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_EXACT, SHAPE_NONE } from "./chartmarks";
import { circle, greatCircle } from "./ground";
import { mapStyle } from "./mapstyle";
import { whereText, type Entry } from "./model";
import type { Outlines } from "./outlines";
import { filtersChanged, type Part, type Store } from "./store";
import { symbolImage } from "./symbols";
import type { Tip } from "./tip";

// Smaller radii than this are not seen under the mark itself at the closest zoom, metres.
const LEAST_AREA = 60;

export class MapView {
  private shown: Entry[] = [];
  private readonly map: GLMap;
  private readonly ready: Promise<void>;

  constructor(
    container: HTMLElement,
    private readonly note: HTMLElement,
    private readonly store: Store,
    private readonly outlines: Outlines,
    private readonly tip: Tip,
  ) {
    setWorkerUrl("/assets/maplibre-gl-worker.mjs");
    this.map = new GLMap({
      container,
      style: mapStyle(outlines, store.palette),
      bounds: this.bounds(store.entries) ?? [-125, 24, -66, 50],
      fitBoundsOptions: { padding: 48, maxZoom: 10 },
      attributionControl: false,
      renderWorldCopies: true,
      maxZoom: 17,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ unit: "imperial", maxWidth: 110 }), "bottom-left");
    this.map.addControl(new ScaleControl({ unit: "metric", maxWidth: 110 }), "bottom-left");
    const attribution = "Outlines: U.S. Census Bureau, Natural Earth";
    this.map.addControl(new AttributionControl({ compact: false, customAttribution: attribution }), "bottom-right");
    this.map.getCanvas().setAttribute("aria-label", "Map of sightings. Arrow keys move it, plus and minus zoom.");
    this.ready = new Promise((resolve) => {
      this.map.once("load", () => {
        this.dress();
        this.draw();
        this.map.once("idle", () => resolve());
      });
    });
    this.listen();
    store.onChange((changed) => void this.ready.then(() => this.changed(changed)));
    new ResizeObserver(() => this.map.resize()).observe(container);
  }

  whenReady(): Promise<void> {
    return this.ready;
  }

  // ids are the sightings and stays drawn.
  ids(): string[] {
    return this.shown.map((e) => e.id);
  }

  // fit shows all that is drawn.
  fit(): void {
    const bounds = this.bounds(this.shown);
    if (bounds) this.map.fitBounds(bounds, { padding: 48, maxZoom: 11 });
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("theme")) {
      this.map.once("style.load", () => {
        this.dress();
        this.draw();
      });
      this.map.setStyle(mapStyle(this.outlines, this.store.palette), { diff: false });
      return;
    }
    if (filtersChanged(changed) || changed.has("legs") || changed.has("gapLegs")) this.draw();
    else if (changed.has("selected") || changed.has("hovered")) this.drawFocus();
    if (changed.has("selected")) this.reveal();
  }

  // dress adds the marks of every source and position kind.
  private dress(): void {
    const { palette } = this.store;
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--map-land").trim();
    for (const source of new Set(this.store.entries.map((e) => e.source))) {
      for (const shape of [SHAPE_EXACT, SHAPE_AREA, SHAPE_AGENCY, SHAPE_NONE]) {
        const name = `${source}-${shape}`;
        if (this.map.hasImage(name)) this.map.removeImage(name);
        this.map.addImage(name, symbolImage(shape, this.store.color(source), ground), { pixelRatio: 2 });
      }
    }
    if (this.map.hasImage("arrow")) this.map.removeImage("arrow");
    this.map.addImage("arrow", arrowImage(palette.leg), { pixelRatio: 2 });
  }

  private draw(): void {
    this.shown = this.store.visible().filter((e) => e.located);
    this.set("points", this.shown.map(pointOf));
    this.set("areas", areasOf(this.shown, (source) => this.store.color(source)));
    this.set("legs", this.legs());
    this.drawFocus();
    const { length } = this.store.visible();
    const unmapped = length - this.shown.length;
    this.note.hidden = this.shown.length > 0;
    this.note.textContent =
      length === 0 ? "Nothing passes the filters, so the map is empty." : `None of the ${unmapped} shown has a known position.`;
  }

  private drawFocus(): void {
    const e = this.store.focused();
    if (!e?.located) return this.set("focus", []);
    const ring: Feature = { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: e.where.point } };
    if (e.where.radius_m < LEAST_AREA) return this.set("focus", [ring]);
    const coordinates = [circle(e.where.point, e.where.radius_m, 96)];
    this.set("focus", [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates } }, ring]);
  }

  // legs join consecutive sightings of one track, when both are shown. Those across a gap are drawn only when asked for.
  private legs(): Feature[] {
    const { legs, gapLegs } = this.store.state;
    if (!legs) return [];
    const shown = new Map(this.shown.map((e) => [e.id, e]));
    const out: Feature[] = [];
    for (const leg of this.store.dossier.legs ?? []) {
      const [a, b] = [shown.get(leg.from), shown.get(leg.to)];
      if (!a || !b || (leg.gap && !gapLegs)) continue;
      const geometry = { type: "LineString" as const, coordinates: greatCircle(a.where.point, b.where.point) };
      out.push({ type: "Feature", properties: { gap: leg.gap, exact: leg.exact }, geometry });
    }
    return out;
  }

  private set(source: string, features: Feature[]): void {
    const data: FeatureCollection = { type: "FeatureCollection", features };
    void this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  // reveal moves the map to the chosen sighting when it lies outside the view.
  private reveal(): void {
    const id = this.store.state.selected;
    const e = id === null ? undefined : this.store.byID.get(id);
    if (e?.located && !this.map.getBounds().contains(e.where.point)) this.map.easeTo({ center: e.where.point });
  }

  private bounds(entries: Entry[]): LngLatBounds | null {
    const bounds = new LngLatBounds();
    for (const e of entries) {
      if (e.located) bounds.extend(e.where.point);
    }
    return bounds.isEmpty() ? null : bounds;
  }

  private listen(): void {
    this.map.on("mousemove", (event) => {
      const here = this.at(event);
      this.map.getCanvas().style.cursor = here.length > 0 ? "pointer" : "";
      this.store.set({ hovered: here[0]?.id ?? null });
      if (here.length > 0) this.tip.showEntries(here, event.originalEvent);
      else this.tip.hide();
    });
    this.map.on("mouseout", () => {
      this.store.set({ hovered: null });
      this.tip.hide();
    });
    this.map.on("click", (event) => {
      const here = this.at(event);
      if (here.length === 0) return;
      // Several at one place: each click takes the next.
      const now = here.findIndex((e) => e.id === this.store.state.selected);
      this.store.set({ selected: here[(now + 1) % here.length]!.id });
    });
  }

  // at returns the entries under the pointer, those of the topmost mark first.
  private at(event: MapMouseEvent): Entry[] {
    if (!this.map.getLayer("points")) return [];
    const { x, y } = event.point;
    const found = this.map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers: ["points"] });
    const ids = new Set(found.map((f) => String(f.properties.id)));
    return [...ids].map((id) => this.store.byID.get(id)).filter((e) => e !== undefined);
  }
}

function pointOf(e: Entry, order: number): Feature {
  const properties = {
    id: e.id,
    icon: `${e.source}-${e.shape}`,
    faint: !e.counts,
    label: whereText(e),
    // Exact marks above those of areas and offices.
    order: order + (e.shape === SHAPE_EXACT ? 1e6 : 0),
  };
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: e.where.point } };
}

// areasOf draws each uncertain position once, at its true size, however many sightings share it.
function areasOf(entries: Entry[], color: (source: string) => string): Feature[] {
  const areas = new Map<string, Feature>();
  for (const e of entries) {
    const radius = e.where.radius_m;
    const key = `${e.source} ${radius} ${e.where.point.join()}`;
    if (radius < LEAST_AREA || areas.has(key)) continue;
    const coordinates = [circle(e.where.point, radius)];
    areas.set(key, { type: "Feature", properties: { color: color(e.source), radius }, geometry: { type: "Polygon", coordinates } });
  }
  return [...areas.values()].sort((a, b) => b.properties!.radius - a.properties!.radius);
}

function arrowImage(color: string): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const c = canvas.getContext("2d")!;
  c.strokeStyle = color;
  c.lineWidth = 3.6;
  c.lineCap = c.lineJoin = "round";
  c.beginPath();
  c.moveTo(8, 5);
  c.lineTo(16, 12);
  c.lineTo(8, 19);
  c.stroke();
  return c.getImageData(0, 0, 24, 24);
}
