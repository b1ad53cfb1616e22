// Small pictures: what the map's layers cannot draw by themselves, and the marks of the four position kinds for table and
// legend.

import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_CANDIDATE, SHAPE_NONE } from "../chart/marks";

// officeImage is the hollow square of an agency's office as pixels for the map, at twice the size for sharp screens.
export function officeImage(color: string, ground: string): ImageData {
  const c = canvas(44, 44);
  c.beginPath();
  c.rect(12.5, 12.5, 19, 19);
  c.lineJoin = "round";
  c.lineWidth = 8;
  c.strokeStyle = ground;
  c.stroke();
  c.fillStyle = `${color}26`;
  c.fill();
  c.lineWidth = 4;
  c.strokeStyle = color;
  c.stroke();
  return c.getImageData(0, 0, 44, 44);
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
  const svg = symbolElement(SHAPE_NONE, color);
  const path = svg.querySelector("path")!;
  path.setAttribute("d", "M7 2L12.5 12H1.5Z");
  path.setAttribute("fill", color);
  return svg;
}

// symbolElement is a mark as a small picture for the page; its meaning stands beside it as text.
export function symbolElement(shape: number, color: string, faint = false): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const set = (e: SVGElement, attributes: Record<string, string | number>) => {
    for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, String(value));
    return e;
  };
  set(svg, { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true", class: faint ? "symbol faint" : "symbol" });
  const hollow = { fill: color, "fill-opacity": 0.15, stroke: color, "stroke-width": 2 };
  let mark: SVGElement;
  if (shape === SHAPE_AGENCY) mark = set(document.createElementNS(SVG, "rect"), { x: 2, y: 2, width: 10, height: 10, ...hollow });
  else if (shape === SHAPE_AREA) mark = set(document.createElementNS(SVG, "circle"), { cx: 7, cy: 7, r: 5, ...hollow });
  else if (shape === SHAPE_CANDIDATE) {
    const ring = "M12.5 7a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0";
    const question = "M5.4 5.6a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.1M7 9.9v.2";
    mark = set(document.createElementNS(SVG, "path"), { d: ring + question, stroke: color, "stroke-width": 1.2, fill: "none", "stroke-linecap": "round" });
  } else if (shape === SHAPE_NONE) {
    mark = set(document.createElementNS(SVG, "path"), { d: "M2.5 2.5l9 9M2.5 11.5l9-9", stroke: color, "stroke-width": 2, fill: "none" });
  } else mark = set(document.createElementNS(SVG, "circle"), { cx: 7, cy: 7, r: 5, fill: color });
  svg.append(mark);
  return svg;
}
