// Small pictures: what the map's layers cannot draw by themselves, and the marks of kinds for table, filters and legend.

import { SHAPE_AGENCY, SHAPE_CANDIDATE, SHAPE_EXACT, SHAPE_NONE } from "../chart/marks";
import symbols from "../../gen/symbols.json";
import type { Kind } from "./types";

type SymbolName = Kind["symbol"];

const LINE = 4; // width of a hollow outline, px of the picture

// symbolImage is the mark of a kind as pixels for the map, at twice the size for sharp screens.
export function symbolImage(symbol: SymbolName, shape: number, color: string, ground: string): ImageData {
  const [size, r] = [44, shape === SHAPE_EXACT ? 9.6 : 8.8];
  const c = canvas(size, size);
  c.translate(size / 2, size / 2);
  c.lineJoin = "round";
  trace(c, symbol, r);
  c.lineWidth = shape === SHAPE_EXACT ? LINE : 2 * LINE;
  c.strokeStyle = ground;
  c.stroke();
  c.fillStyle = shape === SHAPE_EXACT ? color : `${color}26`;
  c.fill();
  if (shape === SHAPE_EXACT) return c.getImageData(0, 0, size, size);
  c.lineWidth = LINE;
  c.strokeStyle = color;
  c.stroke();
  if (shape === SHAPE_AGENCY) {
    c.beginPath();
    c.arc(0, 0, 2.6, 0, 2 * Math.PI);
    c.fillStyle = color;
    c.fill();
  }
  return c.getImageData(0, 0, size, size);
}

function trace(c: CanvasRenderingContext2D, symbol: SymbolName, r: number): void {
  const corners = cornersOf(symbol);
  c.beginPath();
  if (corners.length === 0) c.arc(0, 0, r, 0, 2 * Math.PI);
  for (const [x, y] of corners) c.lineTo(r * x!, r * y!);
  c.closePath();
}

function cornersOf(symbol: SymbolName): number[][] {
  return symbols.find((s) => s.name === symbol)?.corners ?? [];
}

// arrowImage is the head drawn on legs; double for those gone both ways.
export function arrowImage(color: string, both: boolean): ImageData {
  const c = canvas(36, 24);
  c.strokeStyle = color;
  c.lineWidth = 3.6;
  c.lineCap = c.lineJoin = "round";
  c.beginPath();
  const head = (tip: number, back: number) => {
    c.moveTo(back, 5);
    c.lineTo(tip, 12);
    c.lineTo(back, 19);
  };
  if (both) {
    head(4, 12);
    head(32, 24);
  } else head(22, 14);
  c.stroke();
  return c.getImageData(0, 0, 36, 24);
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = width;
  element.height = height;
  return element.getContext("2d")!;
}

const SVG = "http://www.w3.org/2000/svg";

// conflictElement is the triangle of a conflict, for the legend.
export function conflictElement(color: string): SVGSVGElement {
  return picture(false, svg("path", { d: "M7 2L12.5 12H1.5Z", fill: color }));
}

// symbolElement is a mark as a small picture for the page; its meaning stands beside it as text.
export function symbolElement(symbol: SymbolName, shape: number, color: string, faint = false): SVGSVGElement {
  if (shape === SHAPE_CANDIDATE) {
    const ring = "M12.5 7a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0";
    const question = "M5.4 5.6a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.1M7 9.9v.2";
    return picture(faint, svg("path", { d: ring + question, stroke: color, "stroke-width": 1.2, fill: "none", "stroke-linecap": "round" }));
  }
  const exact = shape === SHAPE_EXACT;
  const look: Record<string, string | number> = exact ? { fill: color } : { fill: color, "fill-opacity": 0.15, stroke: color, "stroke-width": 1.6 };
  const r = exact ? 4.8 : 4.4;
  const corners = cornersOf(symbol);
  const points = corners.map(([x, y]) => `${round(7 + r * x!)},${round(7 + r * y!)}`).join(" ");
  const outline = corners.length === 0 ? svg("circle", { cx: 7, cy: 7, r, ...look }) : svg("polygon", { points, "stroke-linejoin": "round", ...look });
  if (shape === SHAPE_AGENCY) return picture(faint, outline, svg("circle", { cx: 7, cy: 7, r: 1.3, fill: color }));
  if (shape === SHAPE_NONE) return picture(faint, outline, svg("path", { d: "M2 12L12 2", stroke: color, "stroke-width": 1.4, fill: "none" }));
  return picture(faint, outline);
}

function picture(faint: boolean, ...children: SVGElement[]): SVGSVGElement {
  const element = svg("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true", class: faint ? "symbol faint" : "symbol" });
  element.append(...children);
  return element as SVGSVGElement;
}

function svg(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
