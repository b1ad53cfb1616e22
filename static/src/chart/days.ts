// The empty days of a calendar as one path. ECharts draws a rectangle for each: most of the work of a chart that is itself
// a handful of paths.

import { ComponentView, graphic } from "echarts/core";

type Day = { time: number; day: number }; // day of the week, from that at the top
type Calendar = {
  getCellWidth(): number;
  getCellHeight(): number;
  dataToCalendarLayout(data: [number], clamp: boolean): { tl: [number, number] };
};
type Model = { coordinateSystem: Calendar; getModel(name: string): { getItemStyle(): object } };
type View = { prototype: { _renderDayRect?(model: Model, range: { start: Day; end: Day }, group: { add(path: unknown): void }): void } };

const DAY = 86_400_000;

// drawDaysAsOne takes the place of ECharts' own drawing of days. The calendar component must be in use.
export function drawDaysAsOne(): void {
  const view = (ComponentView as unknown as { getClass(name: string): View | undefined }).getClass("calendar");
  if (!view?.prototype._renderDayRect) throw new Error("this ECharts draws calendars in another way");
  view.prototype._renderDayRect = (model, range, group) => {
    const style = model.getModel("itemStyle").getItemStyle();
    group.add(graphic.makePath(grid(model.coordinateSystem, range), { style, silent: true } as never, null as never));
  };
}

// grid draws the rows as boxes, and lines between the weeks. The first and the last week need not be whole.
function grid(calendar: Calendar, { start, end }: { start: Day; end: Day }): string {
  const [width, height] = [calendar.getCellWidth(), calendar.getCellHeight()];
  const [left, y] = calendar.dataToCalendarLayout([start.time], false).tl;
  const top = y - start.day * height;
  const last = Math.round(((end.time - start.time) / DAY + start.day - end.day) / 7);
  let data = "";
  for (let day = 0; day < 7; day++) {
    const [from, to] = [day < start.day ? 1 : 0, day > end.day ? last : last + 1];
    if (from < to) data += `M${left + from * width} ${top + day * height}h${(to - from) * width}v${height}h${(from - to) * width}z`;
  }
  for (let week = 1; week <= last; week++) { // where there are days on both sides
    const [from, to] = [week === 1 ? start.day : 0, week === last ? end.day + 1 : 7];
    if (from < to) data += `M${left + week * width} ${top + from * height}v${(to - from) * height}`;
  }
  return data;
}
