// How the items of our charts are drawn: ECharts "renderItem" functions. Every item's value begins [from, lane, to, …]
// with from and to in ms on the axis and lane the row number; the rest is told at each function. Colours come from the
// item or its series, so the palette stays in one place (timeline/chart in Go).

import symbols from "../../gen/symbols.json";

export type API = {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
  size(range: [number, number]): [number, number];
  visual(key: "color" | "borderColor"): string;
};
export type Params = { coordSys: { x: number; y: number; width: number; height: number; cellWidth?: number; cellHeight?: number } };
export type Element = Record<string, unknown> | null;
export type Box = { x: number; y: number; width: number; height: number };

// How exactly a position is known, as drawn on map, chart and legend in the outline of the kind. timeline/chart writes the same
// numbers.
export const SHAPE_EXACT = 0; // solid
export const SHAPE_AREA = 1; // hollow: centre of a ZIP, city, county or state
export const SHAPE_CANDIDATE = 4; // thin ring with a question mark: a read that may be of a vehicle
export const SHAPE_AGENCY = 2; // hollow with a point within: an agency's office
export const SHAPE_NONE = 3; // hollow and struck through: no position known

export const MARK = 4.5; // half the width of a mark, px
const FAINTEST = 0.06; // opacity at the far end of a soft bar

// row returns the pixel box of an item, clipped to the grid, `fill` of the lane high; null when outside.
export function row(params: Params, api: API, from: number, to: number, fill: number): Box | null {
  const lane = api.value(1);
  const [x0, y] = api.coord([from, lane]);
  const [x1] = api.coord([to, lane]);
  const height = Math.abs(api.size([0, 1])[1]) * fill;
  const { x, width } = params.coordSys;
  const left = Math.max(x0, x);
  const right = Math.min(x1, x + width);
  return right < left ? null : { x: left, y: y - height / 2, width: right - left, height };
}

// withAlpha gives a "#rrggbb" colour an opacity from 0 to 1.
export function withAlpha(color: string, opacity: number): string {
  const n = parseInt(color.slice(1, 7), 16);
  return `rgba(${(n >> 16) & 255},${(n >> 8) & 255},${n & 255},${Math.round(opacity * 1000) / 1000})`;
}

// inkOn is black or white, whichever reads better on a colour: "#rrggbb", or as a colour scale writes it "rgba(r,g,b,1)".
export function inkOn(color: string): string {
  const n = parseInt(color.slice(1, 7), 16);
  const [r, g, b] = color.startsWith("rgb") ? color.match(/[\d.]+/g)!.map(Number) : [(n >> 16) & 255, (n >> 8) & 255, n & 255];
  const luma = 0.299 * r! + 0.587 * g! + 0.114 * b!;
  return luma > 130 ? "#10151c" : "#ffffff";
}

// softBar is a bar that is solid where the subject surely was and fades where it only possibly was. With nothing sure,
// pass a span that ends before it begins: the bar then fades from the middle both ways.
function softBar(params: Params, api: API, sure: [number, number], fill: number, strength: number): Element {
  const color = api.visual("color");
  const [from, to] = [api.value(0), api.value(2)];
  const box = row(params, api, from, to, fill);
  if (!box) return null;
  const middle = (from + to) / 2;
  const [a, b] = sure[0] <= sure[1] ? sure : [middle, middle];
  if (box.width < 4) { // too narrow to fade
    const width = Math.max(2, box.width);
    return { type: "rect", shape: { ...box, width }, style: { fill: withAlpha(color, strength) } };
  }
  const x = (t: number) => api.coord([t, 0])[0];
  const profile: Stop[] = [[x(from), FAINTEST], [x(a), strength], [x(b), strength], [x(to), FAINTEST]];
  return {
    type: "group",
    children: [{ type: "rect", shape: box, style: { fill: gradient(profile, box, color) } }, outline(box, color)],
  };
}

type Stop = [x: number, opacity: number];

// gradient is the part of an opacity profile that lies within a box. The profile is cut, not squeezed, so that a bar that
// the edge of the chart cuts does not fade anew there.
function gradient(profile: Stop[], box: Box, color: string): Record<string, unknown> {
  const [left, right] = [box.x, box.x + Math.max(box.width, 0.01)];
  const within = profile.filter(([x]) => x > left && x < right);
  const stops: Stop[] = [[left, opacityAt(profile, left)], ...within, [right, opacityAt(profile, right)]];
  const colorStops = stops.map(([x, opacity]) => ({ offset: (x - left) / (right - left), color: withAlpha(color, opacity) }));
  return { type: "linear", x: 0, y: 0, x2: 1, y2: 0, colorStops };
}

function opacityAt(profile: Stop[], x: number): number {
  for (let i = 1; i < profile.length; i++) {
    const [[x0, p0], [x1, p1]] = [profile[i - 1]!, profile[i]!];
    if (x <= x1) return x1 > x0 ? p0 + ((p1 - p0) * Math.max(0, x - x0)) / (x1 - x0) : p1;
  }
  return profile[profile.length - 1]![1];
}

function outline(box: Box, color: string): Element {
  const style = { fill: "none", stroke: withAlpha(color, 0.55), lineWidth: 1, lineDash: [2, 2] };
  return { type: "rect", shape: { ...box, width: Math.max(box.width, 2), r: 2 }, style };
}

// stay: [possibly from, lane, possibly to, surely from, surely to, faint 0|1]; visits are never faint and leave that out.
function stay(params: Params, api: API): Element {
  return softBar(params, api, [api.value(3), api.value(4)], 0.56, api.value(5) === 1 ? 0.25 : 0.85);
}

// mark: [from, lane, to, shape, faint 0|1, symbol]. A time known to less than a few pixels is a mark, a longer one a soft bar.
function mark(params: Params, api: API): Element {
  const [from, to, shape] = [api.value(0), api.value(2), api.value(3)];
  const faint = api.value(4) === 1;
  const box = row(params, api, from, to, 0.36);
  if (!box) return null;
  const color = api.visual("color");
  const opacity = faint ? 0.35 : 1;
  if (box.width > 3 * MARK) {
    return softBar(params, api, [1, 0], 0.36, faint ? 0.2 : 0.6);
  }
  return shapeAt(box.x + box.width / 2, box.y + box.height / 2, MARK, shape, color, opacity, api.value(5));
}

// shapeAt draws the mark of one position class in the outline of a symbol.
export function shapeAt(x: number, y: number, r: number, shape: number, color: string, opacity: number, symbol: number): Element {
  const solid = { fill: color, stroke: withAlpha("#ffffff", 0.7), lineWidth: 0.8, opacity };
  const hollow = { fill: withAlpha(color, 0.12), stroke: color, lineWidth: 1.6, opacity };
  if (shape === SHAPE_EXACT) return outlineAt(x, y, r, symbol, solid);
  const outline = outlineAt(x, y, r - 0.4, symbol, hollow);
  if (shape === SHAPE_AREA) return outline;
  const within = shape === SHAPE_AGENCY
    ? { type: "circle", shape: { cx: x, cy: y, r: 0.27 * r }, style: { fill: color, opacity } }
    : { type: "line", shape: { x1: x - r, y1: y + r, x2: x + r, y2: y - r }, style: { stroke: color, lineWidth: 1.4, opacity } };
  return { type: "group", children: [outline, within] };
}

function outlineAt(x: number, y: number, r: number, symbol: number, style: object): Element {
  const { corners } = symbols[symbol] ?? symbols[0]!;
  if (corners.length === 0) return { type: "circle", shape: { cx: x, cy: y, r }, style };
  return { type: "polygon", shape: { points: corners.map(([dx, dy]) => [x + r * dx!, y + r * dy!]) }, style };
}

// bin: [from, lane, to, counted, set aside, highest count of the lane]. A bar standing on the lane's lower edge.
function bin(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.84);
  if (!box) return null;
  const [counted, aside, top] = [api.value(3), api.value(4), Math.max(1, api.value(5))];
  const color = api.visual("color");
  const high = (n: number) => (n === 0 ? 0 : Math.max(2, (n / top) * box.height));
  const width = Math.max(1, box.width - 1);
  const base = box.y + box.height;
  const [h, f] = [high(counted), high(aside)];
  const children: Element[] = [];
  if (h > 0) children.push({ type: "rect", shape: { x: box.x, y: base - h, width, height: h }, style: { fill: color } });
  if (f > 0) {
    const y = Math.max(box.y, base - h - f);
    children.push({ type: "rect", shape: { x: box.x, y, width, height: base - h - y }, style: { fill: withAlpha(color, 0.3) } });
  }
  return children.length === 0 ? null : { type: "group", children };
}

// candidate: [from, lane, to]. A ring with a question mark: a read that may be of a vehicle.
function candidate(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.36);
  if (!box) return null;
  const [x, y, color] = [box.x + box.width / 2, box.y + box.height / 2, api.visual("color")];
  const ring = { type: "circle", shape: { cx: x, cy: y, r: MARK + 1 }, style: { fill: "none", stroke: color, lineWidth: 1.2 } };
  const style = { text: "?", x, y, align: "center", verticalAlign: "middle", fontSize: 9, fill: color };
  return { type: "group", children: [ring, { type: "text", silent: true, style }] };
}

// candidates: [from, lane, to, candidates, 0, highest count of the lane]. A hollow bar standing on the lane's lower edge.
function candidates(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.84);
  if (!box) return null;
  const height = Math.max(2, (api.value(3) / Math.max(1, api.value(5))) * (box.height - 1));
  const shape = { x: box.x + 0.5, y: box.y + box.height - height - 0.5, width: Math.max(1, box.width - 2), height };
  return { type: "rect", shape, style: { fill: "none", stroke: api.visual("color"), lineWidth: 1.1 } };
}

// total: as bin, with its number.
function total(params: Params, api: API): Element {
  const bar = bin(params, api);
  const box = row(params, api, api.value(0), api.value(2), 0.84);
  if (!bar || !box || box.width < 14) return bar;
  const n = api.value(3) + api.value(4);
  const high = (n / Math.max(1, api.value(5))) * box.height;
  const inside = high > 13;
  const y = box.y + box.height - (inside ? 7 : high + 6);
  const style = { text: String(n), x: box.x + box.width / 2, y, align: "center", verticalAlign: "middle", fontSize: 10 };
  const fill = inside ? inkOn(api.visual("color")) : api.visual("color");
  return { type: "group", children: [bar, { type: "text", silent: true, style: { ...style, fill } }] };
}

// gap: [from, 0, to]. A shaded band over the whole height: nothing was seen.
function gap(params: Params, api: API): Element {
  const [x0] = api.coord([api.value(0), 0]);
  const [x1] = api.coord([api.value(2), 0]);
  const { x, y, width, height } = params.coordSys;
  const [left, right] = [Math.max(x0, x), Math.min(x1, x + width)];
  if (right - left < 1) return null;
  return { type: "rect", silent: true, shape: { x: left, y, width: right - left, height }, style: { fill: api.visual("color") } };
}

// held: [from, lane, to]. The span over which the subject is said to have held a vehicle: a thin line under its reads.
function held(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.84);
  if (!box) return null;
  const shape = { x: box.x, y: box.y + box.height - 1.5, width: box.width, height: 1.5 };
  return { type: "rect", silent: true, shape, style: { fill: withAlpha(api.visual("color"), 0.35) } };
}

// encounter: [from, lane, to, inquiries]. A frame round the inquiries of one stop.
function encounter(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.66);
  if (!box) return null;
  const pad = MARK + 2;
  const shape = { x: box.x - pad, y: box.y, width: box.width + 2 * pad, height: box.height, r: 3 };
  return { type: "rect", silent: true, shape, style: { fill: "none", stroke: api.visual("color"), lineWidth: 1.2 } };
}

// contacts: [from, lane, to, contacts, highest count]. A disc whose area grows with the number, which it carries.
function contacts(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 1);
  if (!box) return null;
  const [n, top] = [api.value(3), Math.max(1, api.value(4))];
  const largest = Math.min(box.height / 2 - 1, 13);
  const r = Math.max(4, largest * Math.sqrt(n / top));
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
  const color = api.visual("color");
  const children: Element[] = [
    { type: "circle", shape: { cx, cy, r }, style: { fill: withAlpha(color, 0.85), stroke: color, lineWidth: 1 } },
  ];
  if (n > 1) {
    const text = { text: String(n), x: cx, y: cy, align: "center", verticalAlign: "middle" };
    if (r >= 7) children.push({ type: "text", silent: true, style: { ...text, fill: inkOn(color), fontSize: 10, fontWeight: "bold" } });
    else children.push({ type: "text", silent: true, style: { ...text, x: cx + r + 2, align: "left", fill: color, fontSize: 10 } });
  }
  return { type: "group", children };
}

// selected: [from, lane, to]. A ring round the chosen item and, when it is short, a line down the chart at its time.
function selected(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.8);
  if (!box) return null;
  const color = api.visual("color");
  const { y, height } = params.coordSys;
  const cx = box.x + box.width / 2;
  const pad = MARK + 3;
  const ring = { x: box.x - pad, y: box.y, width: box.width + 2 * pad, height: box.height, r: 5 };
  const line = { x1: cx, y1: y, x2: cx, y2: y + height };
  const children: Element[] = [{ type: "rect", shape: ring, style: { fill: "none", stroke: color, lineWidth: 2.2 } }];
  if (box.width < 3 * MARK) children.unshift({ type: "line", shape: line, style: { stroke: withAlpha(color, 0.4), lineWidth: 1 } });
  return { type: "group", silent: true, children };
}

export const marks = { stay, mark, candidate, candidates, bin, total, gap, held, encounter, contacts, selected };
