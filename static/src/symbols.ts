// The marks of the four position kinds, drawn the same on the map, in the table and in the legend.

import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_NONE } from "./chartmarks";

// paintSymbol draws a mark of radius r px round the middle of a canvas context.
function paintSymbol(c: CanvasRenderingContext2D, x: number, y: number, r: number, shape: number, color: string, ground: string): void {
  c.lineJoin = "round";
  const outline = () => {
    c.lineWidth = 4.2;
    c.strokeStyle = ground;
    c.stroke();
    c.fillStyle = `${color}26`;
    c.fill();
    c.lineWidth = 2;
    c.strokeStyle = color;
    c.stroke();
  };
  c.beginPath();
  if (shape === SHAPE_AGENCY) {
    c.rect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
    outline();
  } else if (shape === SHAPE_AREA) {
    c.arc(x, y, r, 0, 2 * Math.PI);
    outline();
  } else if (shape === SHAPE_NONE) {
    c.moveTo(x - r, y - r);
    c.lineTo(x + r, y + r);
    c.moveTo(x - r, y + r);
    c.lineTo(x + r, y - r);
    c.lineWidth = 2;
    c.strokeStyle = color;
    c.stroke();
  } else {
    c.arc(x, y, r, 0, 2 * Math.PI);
    c.fillStyle = color;
    c.fill();
    c.lineWidth = 1.2;
    c.strokeStyle = ground;
    c.stroke();
  }
}

// symbolImage is a mark as pixels for the map, at twice the size for sharp screens.
export function symbolImage(shape: number, color: string, ground: string): ImageData {
  const size = 22;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * 2;
  const c = canvas.getContext("2d")!;
  c.scale(2, 2);
  paintSymbol(c, size / 2, size / 2, 5.2, shape, color, ground);
  return c.getImageData(0, 0, size * 2, size * 2);
}

const SVG = "http://www.w3.org/2000/svg";

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
  else if (shape === SHAPE_NONE) {
    mark = set(document.createElementNS(SVG, "path"), { d: "M2.5 2.5l9 9M2.5 11.5l9-9", stroke: color, "stroke-width": 2, fill: "none" });
  } else mark = set(document.createElementNS(SVG, "circle"), { cx: 7, cy: 7, r: 5, fill: color });
  svg.append(mark);
  return svg;
}
