// The empty days of a calendar as one path. ECharts draws a rectangle for each: most of the work of a chart that is itself
// a handful of paths.

import { ComponentView, graphic } from "echarts/core";

type Day = { time: number };
type Calendar = {
  getCellWidth(): number;
  getCellHeight(): number;
  getNextNDay(time: number, n: number): Day;
  dataToCalendarLayout(data: [number], clamp: boolean): { tl: [number, number] };
};
type Model = { coordinateSystem: Calendar; getModel(name: string): { getItemStyle(): object } };
type View = { prototype: { _renderDayRect?(model: Model, range: { start: Day; end: Day }, group: { add(path: unknown): void }): void } };

// drawDaysAsOne takes the place of ECharts' own drawing of days. The calendar component must be in use.
export function drawDaysAsOne(): void {
  const view = (ComponentView as unknown as { getClass(name: string): View | undefined }).getClass("calendar");
  if (!view?.prototype._renderDayRect) throw new Error("this ECharts draws calendars in another way");
  view.prototype._renderDayRect = (model, { start, end }, group) => {
    const calendar = model.coordinateSystem;
    const [width, height] = [calendar.getCellWidth(), calendar.getCellHeight()];
    let data = "";
    for (let day = start; day.time <= end.time; day = calendar.getNextNDay(day.time, 1)) {
      const [x, y] = calendar.dataToCalendarLayout([day.time], false).tl;
      data += `M${x} ${y}h${width}v${height}h${-width}z`;
    }
    group.add(graphic.makePath(data, { style: model.getModel("itemStyle").getItemStyle(), silent: true } as never, null as never));
  };
}
