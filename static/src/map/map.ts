// The map: what passes the filters and has a position that the subject may have been at, each drawn as exactly as it is known.

import { LngLatBounds, type GeoJSONSource, type Map as GLMap, type MapMouseEvent } from "maplibre-gl";
import type { Feature, FeatureCollection } from "geojson";
import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_EXACT } from "../chart/marks";
import { colorOf } from "../lib/dom";
import { circle, onEarth } from "./ground";
import { LegBundle } from "./legs";
import { mapStyle, POINT_LAYERS } from "./style";
import { whereText, type Entry } from "../subject/model";
import { openMap } from "./open";
import type { Outlines } from "./outlines";
import { filtersChanged, evidenceOf, type Part, type Store } from "../subject/store";
import { arrowImage, symbolImage } from "../lib/symbols";
import type { Tip } from "../subject/tip";

// Smaller radii than this are not seen under the mark itself at the closest zoom, metres.
const LEAST_AREA = 60;

export class MapView {
  private shown: Entry[] = [];
  private spots: Spot[] = [];
  private readonly map: GLMap;
  private readonly ready: Promise<void>;

  constructor(
    container: HTMLElement,
    private readonly note: HTMLElement,
    private readonly store: Store,
    private readonly outlines: Outlines,
    private readonly tip: Tip,
    private readonly emptyText: () => string,
  ) {
    this.map = openMap(container, mapStyle(outlines, store.palette), this.bounds(store.entries), "Map of events. Arrow keys move it, plus and minus zoom.");
    this.ready = new Promise((resolve) => {
      this.map.once("load", () => {
        this.dress();
        this.draw();
        this.map.once("idle", () => resolve());
      });
    });
    this.listen();
    store.onChange((changed) => void this.ready.then(() => this.changed(changed)));
  }

  whenReady(): Promise<void> {
    return this.ready;
  }

  // ids are the events drawn.
  ids(): string[] {
    return this.shown.map((e) => e.id);
  }

  // evidence are the events drawn that a chosen finding rests on.
  evidence(): string[] {
    const { evidence } = this.store.state;
    return evidence ? this.shown.filter((e) => evidence.ids.has(e.id)).map((e) => e.id) : [];
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
    if (filtersChanged(changed) || changed.has("legs") || changed.has("gapLegs") || changed.has("evidence") || changed.has("findings")) this.draw();
    else if (changed.has("selected") || changed.has("hovered")) this.drawFocus();
    if (changed.has("selected")) this.reveal();
    if (changed.has("evidence")) this.revealEvidence();
  }

  // pick hands the next point that is clicked to whoever asked; Escape takes it back.
  pick(done: (lat: number, lon: number) => void): void {
    this.picking = done;
    const canvas = this.map.getCanvas();
    canvas.style.cursor = "crosshair";
    canvas.focus();
    canvas.addEventListener("keydown", (event) => event.key === "Escape" && this.picked(null), { once: true });
  }

  private picking: ((lat: number, lon: number) => void) | null = null;

  private picked(at: { lat: number; lng: number } | null): void {
    const done = this.picking;
    this.picking = null;
    this.map.getCanvas().style.cursor = "";
    if (done && at) done(at.lat, onEarth(at.lng));
  }

  // dress adds the pictures that layers name.
  private dress(): void {
    const { palette } = this.store;
    const ground = colorOf("--map-land");
    for (const kind of new Map(this.store.entries.map((e) => [e.kind.name, e.kind])).values()) {
      for (const shape of [SHAPE_EXACT, SHAPE_AREA, SHAPE_AGENCY]) {
        const name = iconOf(kind.name, shape);
        if (this.map.hasImage(name)) this.map.removeImage(name);
        this.map.addImage(name, symbolImage(kind.symbol, shape, this.store.color(kind.name), ground), { pixelRatio: 2 });
      }
    }
    for (const name of ["arrow", "arrows", "way"]) {
      if (this.map.hasImage(name)) this.map.removeImage(name);
      this.map.addImage(name, arrowImage(name === "way" ? palette.selected : palette.leg, name === "arrows"), { pixelRatio: 2 });
    }
  }

  private draw(): void {
    this.shown = this.store.visible().filter((e) => e.located);
    this.spots = spotsOf(this.shown);
    this.set("points", this.spots.map((spot, i) => this.mark(spot, i)));
    this.set("names", namesOf(this.spots));
    this.set("areas", areasOf(this.shown, (kind) => this.store.color(kind)));
    this.set("legs", this.legs());
    this.drawEvidence();
    this.drawFocus();
    const { length } = this.store.visible();
    const unmapped = length - this.shown.length;
    this.note.hidden = this.shown.length > 0;
    this.note.textContent = length === 0 ? this.emptyText() : `None of the ${unmapped} shown has a known position of the subject.`;
  }

  private mark(spot: Spot, index: number): Feature {
    const [e] = spot as [Entry];
    const { evidence } = this.store.state;
    const beside = evidence !== null && evidence.ids.size > 0 && !spot.some((other) => evidence.ids.has(other.id));
    const properties = { spot: index, shape: e.shape, color: this.store.color(e.kind.name), icon: iconOf(e.kind.name, e.shape), faint: !e.counts || beside };
    return { type: "Feature", properties, geometry: { type: "Point", coordinates: e.where.point } };
  }

  // drawEvidence rings what a chosen finding rests on, each spot once, and draws the finding itself.
  private drawEvidence(): void {
    const { evidence } = this.store.state;
    const spots = evidence ? this.spots.filter((spot) => spot.some((e) => evidence.ids.has(e.id))) : [];
    this.set("evidence", spots.map(([e]) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: e!.where.point } })));
    this.set("shapes", evidence?.shapes ?? []);
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
    const bundle = new LegBundle(this.map.getZoom());
    for (const leg of this.store.state.findings?.legs ?? this.store.dossier.legs) {
      const [a, b] = [shown.get(leg.from), shown.get(leg.to)];
      if (a && b && (!leg.gap || gapLegs)) bundle.add(a.where.point, b.where.point, leg.gap, leg.exact);
    }
    const dim = (this.store.state.evidence?.shapes.length ?? 0) > 0; // the chosen finding's own lines come first
    return bundle.features().map((f) => ({ ...f, properties: { ...f.properties, dim } }));
  }

  private set(source: string, features: Feature[]): void {
    const data: FeatureCollection = { type: "FeatureCollection", features };
    void this.map.getSource<GeoJSONSource>(source)?.setData(data);
  }

  // reveal moves the map to the chosen event when it lies outside the view.
  private reveal(): void {
    const id = this.store.state.selected;
    const e = id === null ? undefined : this.store.byID.get(id);
    if (e?.located && !this.map.getBounds().contains(e.where.point)) this.map.easeTo({ center: e.where.point });
  }

  // revealEvidence moves the map to a chosen finding when a part of it lies outside the view.
  private revealEvidence(): void {
    const { evidence } = this.store.state;
    if (!evidence) return;
    const bounds = new LngLatBounds();
    for (const e of evidenceOf(this.store, evidence)) if (e.located) bounds.extend(e.where.point);
    for (const shape of evidence.shapes) for (const p of corners(shape.geometry)) bounds.extend(p);
    if (bounds.isEmpty()) return;
    const view = this.map.getBounds();
    if (!view.contains(bounds.getSouthWest()) || !view.contains(bounds.getNorthEast())) this.map.fitBounds(bounds, { padding: 56, maxZoom: 11 });
  }

  // bounds are those of what counts: an agency that only entered the record may be far off. Without any, of all.
  private bounds(entries: Entry[]): LngLatBounds | null {
    const located = entries.filter((e) => e.located);
    const counting = located.filter((e) => e.counts);
    const bounds = new LngLatBounds();
    for (const e of counting.length > 0 ? counting : located) bounds.extend(e.where.point);
    return bounds.isEmpty() ? null : bounds;
  }

  private listen(): void {
    this.map.on("zoomend", () => this.set("legs", this.legs()));
    this.map.on("mousemove", (event) => {
      if (this.picking) return;
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
      if (this.picking) return this.picked(event.lngLat);
      const here = this.at(event);
      if (here.length === 0) return;
      // Several at one place: each click takes the next.
      const now = here.findIndex((e) => e.id === this.store.state.selected);
      this.store.set({ selected: here[(now + 1) % here.length]!.id });
    });
  }

  // at returns the entries under the pointer, those of the topmost mark first.
  private at(event: MapMouseEvent): Entry[] {
    if (!this.map.getLayer("mark")) return [];
    const { x, y } = event.point;
    const found = this.map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers: POINT_LAYERS });
    const spots = new Set(found.map((f) => Number(f.properties.spot)));
    return [...spots].flatMap((i) => this.spots[i] ?? []);
  }
}

function corners(g: Feature["geometry"]): [number, number][] {
  if (g.type === "GeometryCollection") return g.geometries.flatMap(corners);
  const flat = (c: unknown): [number, number][] => (typeof (c as number[])[0] === "number" ? [c as [number, number]] : (c as unknown[]).flatMap(flat));
  return flat(g.coordinates);
}

// Spot is what is drawn as one mark: entries of one kind at one position, known alike.
type Spot = Entry[];

function spotsOf(entries: Entry[]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const e of entries) {
    const key = `${e.kind.name} ${e.shape} ${e.counts} ${e.where.point.join()}`;
    const spot = spots.get(key);
    if (spot) spot.push(e);
    else spots.set(key, [e]);
  }
  return [...spots.values()];
}

// namesOf names each place once, at its first mark.
function namesOf(spots: Spot[]): Feature[] {
  const names = new Map<string, Feature>();
  for (const [e] of spots) {
    const label = whereText(e!);
    if (names.has(label) || names.size >= 2000) continue;
    names.set(label, { type: "Feature", properties: { label }, geometry: { type: "Point", coordinates: e!.where.point } });
  }
  return [...names.values()];
}

// areasOf draws each uncertain position once, at its true size, however many events share it.
function areasOf(entries: Entry[], color: (kind: string) => string): Feature[] {
  const areas = new Map<string, Feature>();
  for (const e of entries) {
    const radius = e.where.radius_m;
    const key = `${e.kind.name} ${radius} ${e.where.point.join()}`;
    if (radius < LEAST_AREA || areas.has(key)) continue;
    const coordinates = [circle(e.where.point, radius)];
    areas.set(key, { type: "Feature", properties: { color: color(e.kind.name), radius }, geometry: { type: "Polygon", coordinates } });
  }
  return [...areas.values()].sort((a, b) => b.properties!.radius - a.properties!.radius);
}

function iconOf(kind: string, shape: number): string {
  return `mark-${kind}-${shape}`;
}
