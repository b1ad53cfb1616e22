// The items of our charts as SVG, for paper. ECharts makes of every item a handful of objects with states and transitions,
// which a still picture has no use for: that is most of the work of a chart. So it lays out and draws the rest, and the items
// are drawn here, by the same functions as in the page.

import { color as colors } from "echarts/core";
import type { ChartOption, Item } from "../chart/functions";
import type { API, Element, Params } from "../chart/marks";
import { Sheet } from "./sheet";

type Draw = (params: Params, api: API) => Element;

// What is drawn here: series, and the scale that gives those without a colour theirs.
type Taken = { series: Series[]; scale?: CountScale };
type Series = { at: number; draw: Draw; items: Item[]; color?: string; border?: string; calendar: number };

// What of ECharts tells where things lie.
type Axis = {
  type: string;
  scale: { getExtent(): [number, number] };
  getExtent(): [number, number];
  getBandWidth(): number;
  dataToCoord(value: number): number;
  toGlobalCoord(coordinate: number): number;
};
type Grid = { type: "cartesian2d"; getAxis(dimension: "x" | "y"): Axis; getArea(): Params["coordSys"] };
type Calendar = {
  type: "calendar";
  getCellWidth(): number;
  getCellHeight(): number;
  dataToPoint(day: string): [number, number];
};
export type Drawn = { getModel(): { getSeriesByIndex(at: number): { coordinateSystem: Grid | Calendar } } };

type Place = Pick<API, "coord" | "size"> & { area: Params["coordSys"]; clip: boolean };

// takeItems takes the items of our own series out of an option whose functions are resolved. The series stay, for the legend.
// Their scale of colours, which is drawn here too, does not.
export function takeItems(option: ChartOption): Taken {
  const series: Series[] = [];
  const all = Array.isArray(option.series) ? option.series : [];
  for (const [at, one] of all.entries()) {
    if (typeof one.renderItem !== "function") continue;
    const items = (one.data ?? []).map((item: Item | number[]) => (Array.isArray(item) ? { value: item } : item));
    series.push({ at, draw: one.renderItem, items, color: one.color, border: one.itemStyle?.borderColor, calendar: one.calendarIndex ?? 0 });
    one.data = [];
  }
  const counts = series.some((one) => one.items.length > 0 && !one.color);
  if (!counts) return { series };
  const [scale] = option.visualMap as [CountScale];
  delete option.visualMap;
  return { series, scale };
}

// drawItems returns the items as SVG, once ECharts has laid out the chart. Ids begin with the prefix.
export function drawItems({ series, scale }: Taken, chart: Drawn, option: ChartOption, height: number, prefix: string): string {
  const sheet = new Sheet(prefix);
  const colorOf = scale && shades(scale);
  for (const { at, draw, items, color, border, calendar } of series) {
    if (items.length === 0) continue;
    const system = chart.getModel().getSeriesByIndex(at).coordinateSystem;
    const place = system.type === "calendar" ? onCalendar(system, (option.calendar as Days[])[calendar]!) : onGrid(system);
    let item = 0;
    const values = items.map((i) => i.value);
    const api: API = {
      value: (dimension) => values[item]![dimension]!,
      coord: place.coord,
      size: place.size,
      visual: (key) => (key === "borderColor" ? border! : (color ?? colorOf!(values[item]!.at(-1)!))),
    };
    if (place.clip) sheet.clip(place.area);
    for (; item < items.length; item++) {
      sheet.draw(draw({ coordSys: place.area }, api));
    }
  }
  sheet.unclip();
  if (scale) drawScale(sheet, scale, height);
  return sheet.close();
}

// onGrid knows that both axes are straight: where two of their values lie tells where all do.
function onGrid(grid: Grid): Place {
  const [x, y] = [straight(grid.getAxis("x")), straight(grid.getAxis("y"))];
  return {
    area: grid.getArea(),
    clip: true,
    coord: ([a, b]) => [x.from + (a - x.zero) * x.step, y.from + (b - y.zero) * y.step],
    size: ([a, b]) => [Math.abs(a * x.step), Math.abs(b * y.step)],
  };
}

function straight(axis: Axis): { zero: number; from: number; step: number } {
  const at = (value: number) => axis.toGlobalCoord(axis.dataToCoord(value));
  if (axis.type === "category") {
    const [first, last] = axis.getExtent().map((end) => axis.toGlobalCoord(end)) as [number, number];
    return { zero: 0, from: at(0), step: Math.sign(last - first) * axis.getBandWidth() };
  }
  const [zero, last] = axis.scale.getExtent();
  const from = at(zero);
  return { zero, from, step: (at(last) - from) / (last - zero) };
}

const DAY = 86_400_000;

// Days is what the option says of a calendar.
type Days = { range: [string, string]; dayLabel: { firstDay: number } };

// onCalendar counts days from the first, whose weekday it is told by where it lies: ECharts reads dates anew for each.
function onCalendar(calendar: Calendar, { range: [first], dayLabel }: Days): Place {
  const [width, height] = [calendar.getCellWidth(), calendar.getCellHeight()];
  const [left, y] = calendar.dataToPoint(first);
  const weekday = (new Date(first).getUTCDay() + 7 - dayLabel.firstDay) % 7;
  const start = Date.parse(first) / DAY - weekday;
  const top = y - weekday * height;
  return {
    area: { x: left, y: top, width, height, cellWidth: width, cellHeight: height },
    clip: false,
    coord: ([day]) => {
      const n = Date.parse(day as unknown as string) / DAY - start;
      return [left + Math.floor(n / 7) * width, top + (n % 7) * height];
    },
    size: () => [width, height],
  };
}

// CountScale is what the option says of the colours of counts, from 0.
type CountScale = {
  show: boolean;
  max: number;
  inRange: { color: string[] };
  text: [most: string, least: string];
  textStyle: { color: string; fontSize: number };
  left: string;
  bottom: string;
};

// shades gives counts their colours.
function shades({ max, inRange }: CountScale): (count: number) => string {
  const known = new Map<number, string>();
  return (count) => {
    if (!known.has(count)) known.set(count, colors.lerp(count / max, inRange.color) as string);
    return known.get(count)!;
  };
}

// drawScale draws a bar of all colours between the least and the highest count, where ECharts has it.
function drawScale(sheet: Sheet, { show, inRange, text, textStyle, left, bottom }: CountScale, height: number): void {
  if (!show) return;
  const bar = { x: Number(left) + 31, y: height - Number(bottom) - 35, width: 140, height: 20 };
  const colorStops = inRange.color.map((color, i, all) => ({ offset: i / (all.length - 1), color }));
  sheet.draw({ type: "rect", shape: { ...bar, r: 3 }, style: { fill: { colorStops } } });
  const words = { y: bar.y + bar.height / 2, fill: textStyle.color, fontSize: textStyle.fontSize };
  sheet.draw({ type: "text", style: { ...words, text: text[1], x: bar.x - 10, align: "right" } });
  sheet.draw({ type: "text", style: { ...words, text: text[0], x: bar.x + bar.width + 10, align: "left" } });
}
