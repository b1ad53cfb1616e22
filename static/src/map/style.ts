// The map's layers. Colours of the ground come from the page's style sheet, those of what was seen from the palette.

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection, GeoJSON } from "geojson";
import { SHAPE_CANDIDATE } from "../chart/marks";
import { colorOf } from "../lib/dom";
import { AREA, CLASH, STOP, WAY } from "../findings/shapes";
import type { Outlines } from "./outlines";
import type { Palette } from "../lib/types";

const nothing: FeatureCollection = { type: "FeatureCollection", features: [] };

// ground reads the base map's colours off the style sheet, which knows the theme.
export function ground() {
  const color = (name: string) => colorOf(`--map-${name}`);
  return {
    sea: color("sea"),
    land: color("land"),
    state: color("state"),
    county: color("county"),
    country: color("country"),
    label: color("label"),
  };
}

const source = (data: GeoJSON) => ({ type: "geojson" as const, data, tolerance: 0.3 });

// live is a source that is filled when the map is there.
export const live = () => ({ type: "geojson" as const, data: nothing });

// baseSources are what baseLayers draw.
export function baseSources(outlines: Outlines) {
  return {
    land: source(outlines.land),
    countries: source(outlines.countries),
    states: source(outlines.states),
    counties: source(outlines.counties),
    stateNames: source(outlines.stateNames),
  };
}

export function mapStyle(outlines: Outlines, palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...baseSources(outlines),
      areas: live(),
      legs: live(),
      points: live(),
      names: live(),
      shapes: live(),
      evidence: live(),
      focus: live(),
    },
    layers: [...baseLayers(), ...shapeLayers(palette), ...areaLayers(), ...seenLayers(palette), ...evidenceLayers(palette)],
  };
}

export function baseLayers(): LayerSpecification[] {
  const g = ground();
  const line = (id: string, color: string, width: unknown, more: object = {}) =>
    ({ id, type: "line", source: id, paint: { "line-color": color, "line-width": width }, ...more }) as LayerSpecification;
  return [
    { id: "sea", type: "background", paint: { "background-color": g.sea } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": g.land } },
    line("counties", g.county, ["interpolate", ["linear"], ["zoom"], 4.5, 0.4, 9, 1.2], { minzoom: 4.5 }),
    line("states", g.state, ["interpolate", ["linear"], ["zoom"], 3, 0.6, 8, 1.8]),
    line("countries", g.country, ["interpolate", ["linear"], ["zoom"], 2, 0.6, 8, 2]),
    {
      id: "state-names",
      type: "symbol",
      source: "stateNames",
      minzoom: 3.6,
      maxzoom: 8,
      layout: {
        "text-field": ["get", "name"],
        "text-size": ["interpolate", ["linear"], ["zoom"], 3.6, 9.5, 7, 15],
        "text-letter-spacing": 0.12,
        "text-transform": "uppercase",
        "text-padding": 6,
      },
      paint: { "text-color": g.label, "text-halo-color": g.land, "text-halo-width": 1.2 },
    },
  ];
}

const ofKind = (kind: string): ExpressionSpecification => ["==", ["get", "kind"], kind];

// shapeLayers draw a chosen finding below what was seen.
function shapeLayers(p: Palette): LayerSpecification[] {
  return [
    { id: "shape-area", type: "fill", source: "shapes", filter: ofKind(AREA), paint: { "fill-color": p.selected, "fill-opacity": 0.12 } },
    { id: "shape-edge", type: "line", source: "shapes", filter: ofKind(AREA), paint: { "line-color": p.selected, "line-width": 1.4 } },
    {
      id: "shape-way",
      type: "line",
      source: "shapes",
      filter: ofKind(WAY),
      layout: { "line-cap": "round" },
      paint: { "line-color": p.selected, "line-width": 2.4, "line-opacity": 0.75, "line-dasharray": [2, 1.6] },
    },
    { id: "shape-clash", type: "line", source: "shapes", filter: ofKind(CLASH), paint: { "line-color": p.conflict, "line-width": 2.6, "line-dasharray": [1.2, 1] } },
    {
      id: "shape-arrows",
      type: "symbol",
      source: "shapes",
      filter: ofKind(WAY),
      layout: { "symbol-placement": "line-center", "icon-image": "way", "icon-allow-overlap": true },
    },
  ];
}

// evidenceLayers lie above: rings round what a finding rests on, and its names.
function evidenceLayers(p: Palette): LayerSpecification[] {
  const ring = { "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": p.selected, "circle-stroke-width": 1.8 };
  return [
    { id: "evidence", type: "circle", source: "evidence", paint: { ...ring, "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, 6.5, 8, 8.5] } },
    {
      id: "shape-stop",
      type: "circle",
      source: "shapes",
      filter: ofKind(STOP),
      paint: { "circle-radius": ["case", ["==", ["get", "number"], ""], 4, 8], "circle-color": p.selected, "circle-stroke-color": ground().land, "circle-stroke-width": 1.2 },
    },
    {
      id: "shape-numbers",
      type: "symbol",
      source: "shapes",
      filter: ofKind(STOP),
      layout: { "text-field": ["get", "number"], "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": ground().land },
    },
    {
      id: "shape-names",
      type: "symbol",
      source: "shapes",
      filter: ofKind(STOP),
      layout: {
        "text-field": ["get", "label"],
        "text-size": 12,
        "text-variable-anchor": ["bottom", "top", "left", "right", "bottom-left", "top-right"],
        "text-radial-offset": 0.9,
        "text-max-width": 16,
      },
      paint: { "text-color": p.selected, "text-halo-color": ground().land, "text-halo-width": 1.8 },
    },
  ];
}

// areaLayers draw how imprecisely positions are known, at true size.
export function areaLayers(): LayerSpecification[] {
  return [
    {
      id: "areas-fill",
      type: "fill",
      source: "areas",
      paint: { "fill-color": ["get", "color"], "fill-opacity": ["interpolate", ["linear"], ["get", "radius"], 1000, 0.14, 50_000, 0.08, 300_000, 0.015] },
    },
    {
      id: "areas-edge",
      type: "line",
      source: "areas",
      paint: { "line-color": ["get", "color"], "line-width": 1, "line-opacity": 0.45, "line-dasharray": [3, 2] },
    },
  ];
}

// POINT_LAYERS are the layers of marks that a pointer can hit.
export const POINT_LAYERS = ["mark", "candidate"];

function seenLayers(p: Palette): LayerSpecification[] {
  const g = ground();
  return [
    {
      id: "legs",
      type: "line",
      source: "legs",
      filter: ["!", ["get", "gap"]],
      layout: { "line-cap": "butt", "line-join": "round" },
      paint: {
        "line-color": p.leg,
        "line-width": ["interpolate", ["linear"], ["ln", ["get", "n"]], 0, 1.2, 5, 4],
        "line-opacity": ["case", ["get", "dim"], 0.22, ["get", "exact"], 0.8, 0.6],
        "line-dasharray": [4, 3],
      },
    },
    {
      id: "gap-legs",
      type: "line",
      source: "legs",
      filter: ["get", "gap"],
      layout: { "line-cap": "round" },
      paint: { "line-color": p.leg, "line-width": 2, "line-opacity": 0.45, "line-dasharray": [0.1, 4] },
    },
    {
      id: "leg-arrows",
      type: "symbol",
      source: "legs",
      filter: ["!", ["get", "gap"]],
      layout: { "symbol-placement": "line-center", "icon-image": ["get", "icon"], "icon-size": 0.8, "icon-padding": 12 },
      paint: { "icon-opacity": ["case", ["get", "dim"], 0.2, 0.8] },
    },
    {
      id: "focus-area",
      type: "fill",
      source: "focus",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": p.selected, "fill-opacity": 0.1 },
    },
    {
      id: "focus-edge",
      type: "line",
      source: "focus",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": p.selected, "line-width": 1.6, "line-dasharray": [3, 2] },
    },
    {
      id: "candidate",
      type: "circle",
      source: "points",
      filter: ["==", ["get", "shape"], SHAPE_CANDIDATE],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, 5, 8, 6.5, 14, 8],
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": ["get", "color"],
        "circle-stroke-width": 1.2,
      },
    },
    {
      id: "candidate-marks",
      type: "symbol",
      source: "points",
      filter: ["==", ["get", "shape"], SHAPE_CANDIDATE],
      layout: { "text-field": "?", "text-size": 10, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": ["get", "color"], "text-halo-color": g.land, "text-halo-width": 0.8 },
    },
    {
      id: "mark",
      type: "symbol",
      source: "points",
      filter: ["!=", ["get", "shape"], SHAPE_CANDIDATE],
      layout: {
        "icon-image": ["get", "icon"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 3, 0.75, 8, 1, 14, 1.25],
      },
      paint: { "icon-opacity": ["case", ["get", "faint"], 0.4, 1] },
    },
    {
      id: "point-names",
      type: "symbol",
      source: "names",
      minzoom: 6.5,
      layout: {
        "text-field": ["get", "label"],
        "text-size": 11.5,
        "text-anchor": "left",
        "text-offset": [0.8, 0],
        "text-padding": 4,
        "text-max-width": 14,
      },
      paint: { "text-color": p.text, "text-halo-color": g.land, "text-halo-width": 1.4 },
    },
    {
      id: "focus-ring",
      type: "circle",
      source: "focus",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 10.5,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": p.selected,
        "circle-stroke-width": 2.6,
      },
    },
  ];
}
