// How findings are drawn in charts: more ECharts "renderItem" functions, see marks.ts. Values are in ms on the axis,
// and in metres where they are distances; timeline/chart in Go lays them out alike.

import { inkOn, MARK, row, shapeAt, withAlpha, type API, type Element, type Params } from "./marks";

// warning is a small triangle, its tip up; filled when certain.
function warning(x: number, y: number, r: number, color: string, certain: boolean): Element {
  const points = [[x, y - r], [x + r, y + 0.8 * r], [x - r, y + 0.8 * r]];
  const style = { fill: certain ? color : withAlpha(color, 0.16), stroke: color, lineWidth: 1.4, lineJoin: "round" };
  return { type: "polygon", shape: { points }, style };
}

// conflict: [from, lane, to, certain 0|1]. A line from the one record to the other with a triangle in the middle.
function conflict(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.5);
  if (!box) return null;
  const color = api.visual("color");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const mark = warning(x, y, 5.5, color, api.value(3) === 1);
  if (box.width < 3 * MARK) return mark;
  const line = { x1: box.x, y1: y, x2: box.x + box.width, y2: y };
  return { type: "group", children: [{ type: "line", shape: line, style: { stroke: color, lineWidth: 1.5 } }, mark] };
}

// finding: [from, lane, to, certain 0|1]. A bar, filled when certain.
function finding(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.5);
  if (!box) return null;
  const color = api.visual("color");
  const width = Math.max(box.width, 2 * MARK);
  const shape = { ...box, x: box.x + (box.width - width) / 2, width, r: 3 };
  return { type: "rect", shape, style: { fill: withAlpha(color, api.value(3) === 1 ? 0.85 : 0.3), stroke: color, lineWidth: 1.2 } };
}

// flag: [from, lane, to, certain 0|1]. A triangle over the mark of a record that is in conflict.
function flag(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 1);
  return box && warning(box.x + box.width / 2, box.y + 4, 3.6, api.visual("color"), api.value(3) === 1);
}

// night: [from, lane, to, nights]. A bar, with its number where there is room.
function night(params: Params, api: API): Element {
  const box = row(params, api, api.value(0), api.value(2), 0.62);
  if (!box) return null;
  const color = api.visual("color");
  const rect = { type: "rect", shape: { ...box, width: Math.max(1.5, box.width - 1), r: 2 }, style: { fill: color } };
  const nights = api.value(3);
  if (nights < 2 || box.width < 16) return rect;
  const text = { text: String(nights), x: box.x + box.width / 2, y: box.y + box.height / 2, align: "center", verticalAlign: "middle" };
  return { type: "group", children: [rect, { type: "text", silent: true, style: { ...text, fill: inkOn(color), fontSize: 10 } }] };
}

// band: [t0, near0, t1, near1, far0, far1, first and last time of the least near, that near, time of the greatest far, that
// far]. All that lies between two sightings within reach.
function band(_params: Params, api: API): Element {
  const at = (t: number, d: number) => api.coord([api.value(t), api.value(d)]);
  const points = [at(0, 1), at(6, 8), at(7, 8), at(2, 3), at(2, 5), at(9, 10), at(0, 4)];
  return { type: "polygon", silent: true, shape: { points }, style: { fill: withAlpha(api.visual("color"), 0.14) } };
}

// way: [t0, d0, t1, d1]. A dashed line: inferred, nothing was seen between.
function way(_params: Params, api: API): Element {
  const [x1, y1] = api.coord([api.value(0), api.value(1)]);
  const [x2, y2] = api.coord([api.value(2), api.value(3)]);
  const style = { stroke: withAlpha(api.visual("color"), 0.8), lineWidth: 1.1, lineDash: [4, 3] };
  return { type: "line", silent: true, shape: { x1, y1, x2, y2 }, style };
}

// dot: [from, distance, to, shape, faint 0|1, near, far, symbol]. A mark with a whisker over all that its radius leaves.
function dot(_params: Params, api: API): Element {
  const color = api.visual("color");
  const [x0, y] = api.coord([api.value(0), api.value(1)]);
  const [x1] = api.coord([api.value(2), api.value(1)]);
  const [, low] = api.coord([api.value(0), api.value(5)]);
  const [, high] = api.coord([api.value(0), api.value(6)]);
  const x = (x0 + x1) / 2;
  const style = { stroke: withAlpha(color, 0.55), lineWidth: 1.2 };
  const children: Element[] = [];
  if (low - high > 2 * MARK) children.push({ type: "line", shape: { x1: x, y1: low, x2: x, y2: high }, style });
  if (x1 - x0 > 3 * MARK) children.push({ type: "line", shape: { x1: x0, y1: y, x2: x1, y2: y }, style });
  children.push(shapeAt(x, y, MARK - 0.7, api.value(3), color, api.value(4) === 1 ? 0.35 : 1, api.value(7)));
  return { type: "group", children };
}

// cell: [from, nearest, to, farthest, sightings, most sightings of a cell]. The darker the more.
function cell(_params: Params, api: API): Element {
  const [x0, bottom] = api.coord([api.value(0), api.value(1)]);
  const [x1, top] = api.coord([api.value(2), api.value(3)]);
  const opacity = 0.3 + 0.7 * Math.sqrt(api.value(4) / Math.max(1, api.value(5)));
  const shape = { x: x0, y: top, width: Math.max(1, x1 - x0 - 1), height: Math.max(1, bottom - top - 1) };
  return { type: "rect", shape, style: { fill: withAlpha(api.visual("color"), opacity) } };
}

// evidence: [from, height, to]. A ring round what a chosen finding rests on; height is a row or a distance.
function evidence(_params: Params, api: API): Element {
  const [x0, y] = api.coord([api.value(0), api.value(1)]);
  const [x1] = api.coord([api.value(2), api.value(1)]);
  const style = { fill: "none", stroke: api.visual("color"), lineWidth: 1.7 };
  if (x1 - x0 > 4 * MARK) {
    return { type: "rect", silent: true, shape: { x: x0 - 2, y: y - MARK - 3, width: x1 - x0 + 4, height: 2 * MARK + 6, r: 4 }, style };
  }
  return { type: "circle", silent: true, shape: { cx: (x0 + x1) / 2, cy: y, r: MARK + 2.2 }, style };
}

// heat: [column, row, count]. A cell of a heat map on paper, with its number where there is room.
function heat(_params: Params, api: API): Element {
  const [width, height] = api.size([1, 1]);
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const fill = api.visual("color");
  const box = cellAt(x, y, width, height, fill, api.visual("borderColor"));
  if (width < 18) return box;
  const style = { text: String(api.value(2)), x, y, align: "center", verticalAlign: "middle", fontSize: 10, fill: inkOn(fill) };
  return { type: "group", children: [box, { type: "text", style }] };
}

// days: [day, count]. A day of a calendar on paper.
function days(params: Params, api: API): Element {
  const [x, y] = api.coord([api.value(0), 0]);
  return cellAt(x, y, params.coordSys.cellWidth!, params.coordSys.cellHeight!, api.visual("color"), api.visual("borderColor"));
}

function cellAt(x: number, y: number, width: number, height: number, fill: string, stroke: string): Element {
  return { type: "rect", shape: { x: x - width / 2, y: y - height / 2, width, height }, style: { fill, stroke, lineWidth: 1 } };
}

export const findingMarks = { conflict, finding, flag, night, band, way, dot, cell, heat, days, evidence };

// cellCount labels a cell of a heat map.
export function cellCount({ value }: { value: number[] }): string {
  return String(value[2] ?? "");
}

// legRounds labels a leg of a circuit.
export function legRounds({ value }: { value: number }): string {
  return `×${value}`;
}
