// The timeline, and the chart of law-enforcement interest in its place. The server writes the option; here it is drawn,
// filtered like the other views, and a span of it chosen by dragging, by the slider, or by the fields above it.

import { CanvasRenderer } from "echarts/renderers";
import type { EChartsType } from "echarts/core";
import { get, query } from "./api";
import { resolveFunctions, type ChartMeta, type ChartOption, type Item } from "./chartfns";
import { byID, plural } from "./dom";
import { echarts } from "./echarts";
import { axisSpan, laneKeys, type Entry } from "./model";
import { filtersChanged, type Part, type Store } from "./store";
import { writeAxis } from "./time";
import type { Tip } from "./tip";

echarts.use([CanvasRenderer]);

export type ChartKind = "timeline" | "interest";

type Series = { id: string; name?: string; renderItem: unknown; data: Item[] };
type Hit = { seriesId?: string; data?: Item; event?: { event: MouseEvent } };

export class ChartView {
  private readonly chart: EChartsType;
  private kind: ChartKind = "timeline";
  private option: ChartOption | null = null;
  private meta: ChartMeta | null = null;
  private lanes = new Map<string, number>(); // by sighting or stay id, where drawn singly
  private request: AbortController | null = null;
  private timer = 0;
  private asked: string = "";

  constructor(
    private readonly box: HTMLElement,
    private readonly subject: number,
    private readonly store: Store,
    private readonly tip: Tip,
    private readonly fail: (error: unknown) => void,
  ) {
    this.chart = echarts.init(box, null, { renderer: "canvas", height: 200 });
    this.listen();
    this.dragToChoose();
    store.onChange((changed) => this.changed(changed));
    new ResizeObserver(() => this.resized()).observe(box.parentElement!);
  }

  // show fetches and draws a chart; it resolves when that is done.
  async show(kind: ChartKind): Promise<void> {
    this.kind = kind;
    await this.fetch();
  }

  get lastMeta(): ChartMeta | null {
    return this.meta;
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("zone") || changed.has("theme")) return void this.fetch();
    if (changed.has("window")) {
      this.showWindow();
      this.fetchSoon();
    }
    if (filtersChanged(changed)) this.draw();
    else if (changed.has("selected") || changed.has("hovered")) this.drawFocus();
    if (changed.has("selected")) this.reveal();
  }

  private resized(): void {
    this.chart.resize({ width: this.box.parentElement!.clientWidth });
    if (this.asked && this.width() !== Number(new URL(this.asked, location.href).searchParams.get("width"))) this.fetchSoon();
  }

  // width in steps, so that dragging a window's edge does not ask anew at every pixel.
  private width(): number {
    return Math.min(8000, Math.max(320, Math.round(this.box.parentElement!.clientWidth / 50) * 50));
  }

  private fetchSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fetch(), 250);
  }

  private async fetch(): Promise<void> {
    clearTimeout(this.timer);
    const { zone, theme, window: span } = this.store.state;
    const iso = (axis: number | undefined) => (axis === undefined ? undefined : new Date(axis).toISOString());
    const path = query(`/api/v1/subjects/${this.subject}/chart`, {
      chart: this.kind,
      zone,
      theme,
      width: this.width(),
      from: iso(span?.[0]),
      to: iso(span?.[1]),
    });
    if (path === this.asked) return;
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.asked = path;
    try {
      const option = await get<ChartOption>(path, request.signal);
      this.take(option);
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      this.asked = "";
      this.fail(error);
    }
  }

  private take(option: ChartOption): void {
    this.meta = option.sightline!;
    this.option = resolveFunctions(option);
    const font = getComputedStyle(document.body).fontFamily;
    (this.option.textStyle as Record<string, unknown>).fontFamily = font;
    this.lanes.clear();
    for (const series of this.series()) {
      if (series.id.startsWith("gap")) continue;
      for (const item of series.data) for (const id of item.ids ?? [item.name ?? ""]) this.lanes.set(id, item.value[1]!);
    }
    this.draw(true);
    this.describe();
  }

  private series(): Series[] {
    return ((this.option?.series ?? []) as Series[]).map((s) => ({ ...s, data: s.data ?? [] }));
  }

  private draw(fresh = false): void {
    if (!this.option || !this.meta) return;
    const series = this.series().map((s) => ({ ...s, data: s.data.map((i) => this.filtered(s, i)).filter((i) => i !== null) }));
    if (!fresh) return this.chart.setOption({ series: [...series, this.focusSeries()] } as never);
    this.chart.resize({ width: this.box.parentElement!.clientWidth, height: this.meta.height });
    this.chart.setOption({ ...this.option, series: [...series, this.focusSeries()] } as never, { notMerge: true });
  }

  // filtered leaves out what the switches above hide: whole sources, and what does not count.
  private filtered(series: Series, item: Item): Item | null {
    const { hidden, aside, text } = this.store.state;
    if (series.id === "gaps") return item;
    const lane = this.meta!.lanes[item.value[1]!];
    if (lane?.source && hidden.has(lane.source)) return null;
    if (series.id.startsWith("mark-")) {
      if (!aside && item.value[4] === 1) return null;
      if (text !== "" && !(item.ids ?? [item.name!]).some((id) => this.isVisible(id))) return null;
    }
    if (series.id.startsWith("stay-") && text !== "" && !this.isVisible(item.name!)) return null;
    if (series.id.startsWith("bin-") && !aside) return { ...item, value: item.value.map((v, i) => (i === 4 ? 0 : v)) };
    return item;
  }

  private visibleSet: { list: Entry[]; ids: Set<string> } | null = null;

  private isVisible(id: string): boolean {
    const list = this.store.visible();
    if (this.visibleSet?.list !== list) this.visibleSet = { list, ids: new Set(list.map((e) => e.id)) };
    return this.visibleSet.ids.has(id);
  }

  private drawFocus(): void {
    if (this.option) this.chart.setOption({ series: [this.focusSeries()] } as never);
  }

  private focusSeries(): Record<string, unknown> {
    const e = this.store.focused();
    const lane = e && this.laneOf(e);
    const data: Item[] = [];
    if (e?.timed && lane !== null && lane !== undefined) {
      const [from, to] = axisSpan(e, this.store.state.zone);
      data.push({ value: [from, lane, to] });
    }
    const option = { id: "focus", type: "custom", renderItem: "selected", color: this.store.palette.selected, z: 9, silent: true };
    return { ...resolveFunctions(option), encode: { x: [0, 2], y: 1 }, animation: false, clip: true, data };
  }

  private laneOf(e: Entry): number | null {
    const drawn = this.lanes.get(e.id);
    if (drawn !== undefined) return drawn;
    for (const key of laneKeys(e)) {
      const lane = this.meta!.lanes.findIndex((l) => l.key === key || (key.endsWith("(") && l.key.startsWith(key)));
      if (lane >= 0) return lane;
    }
    return null;
  }

  // reveal widens the span when the chosen sighting lies outside it.
  private reveal(): void {
    const { selected, window: span, zone } = this.store.state;
    const e = selected === null ? undefined : this.store.byID.get(selected);
    if (!e?.timed || !span) return;
    const [from, to] = axisSpan(e, zone);
    if (to < span[0] || from > span[1]) this.store.set({ window: null });
  }

  // showWindow moves the zoom to the chosen span.
  private showWindow(): void {
    if (!this.meta || !this.option?.dataZoom) return;
    const [startValue, endValue] = this.store.state.window ?? [this.meta.from, this.meta.to];
    this.chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, startValue, endValue }, { silent: true });
  }

  private listen(): void {
    this.chart.on("datazoom", () => {
      if (!this.meta) return;
      const zoom = (this.chart.getOption().dataZoom as { startValue: number; endValue: number }[])[0]!;
      const { from, to } = this.meta;
      const all = zoom.startValue <= from + 1 && zoom.endValue >= to - 1;
      this.store.set({ window: all ? null : [Math.round(zoom.startValue), Math.round(zoom.endValue)] });
    });
    this.chart.on("mouseover", (hit) => this.over(hit as Hit));
    this.chart.on("mouseout", () => {
      this.store.set({ hovered: null });
      this.tip.hide();
    });
    this.chart.on("click", (hit) => this.click(hit as Hit));
  }

  private over({ seriesId = "", data, event }: Hit): void {
    if (!data || !event) return;
    const entries = (data.ids ?? [data.name ?? ""]).map((id) => this.store.byID.get(id)).filter((e) => e !== undefined);
    if (seriesId === "agencies" && entries.length > 0) return this.tip.showLines(this.aboutContacts(data), event.event);
    if (entries.length > 0) {
      this.store.set({ hovered: entries[0]!.id });
      return this.tip.showEntries(entries, event.event);
    }
    if (data.value.length >= 6) this.tip.showLines(this.aboutCount(data), event.event);
  }

  private aboutContacts(item: Item): string[] {
    const lane = this.meta!.lanes[item.value[1]!];
    return [lane?.label ?? "", `${plural(item.value[3]!, "contact")} · ${this.span(item)}`, "Click for the first inquiry"];
  }

  private aboutCount(item: Item): string[] {
    const [counted, aside] = [item.value[3]!, item.value[4]!];
    const what = this.kind === "interest" ? plural(counted, "contact") : plural(counted, "sighting");
    const lane = this.meta!.lanes[item.value[1]!];
    const more = aside > 0 ? `, ${plural(aside, "record")} set aside` : "";
    return [lane?.label ?? "", what + more, this.span(item), "Click to look closer"];
  }

  private span(item: Item): string {
    const [from, to] = [item.value[0]!, item.value[2]!];
    const precision = (to - from) % 86_400_000 === 0 ? "day" : "minute";
    return `${writeAxis(from, precision, false)} – ${writeAxis(precision === "day" ? to - 1 : to, precision, false)}`;
  }

  private click({ data }: Hit): void {
    if (!data) return;
    const ids = (data.ids ?? [data.name ?? ""]).filter((id) => this.store.byID.has(id));
    if (ids.length > 0) {
      const now = ids.indexOf(this.store.state.selected ?? "");
      this.store.set({ selected: ids[(now + 1) % ids.length]! });
    } else if (data.value.length >= 6) {
      this.store.set({ window: [data.value[0]!, data.value[2]!] });
    }
  }

  // dragToChoose lets a drag across the rows choose a span; a double click shows all again.
  private dragToChoose(): void {
    const band = document.createElement("div");
    band.className = "band";
    band.hidden = true;
    this.box.append(band);
    let start: number | null = null;
    const at = (event: PointerEvent) => event.clientX - this.box.getBoundingClientRect().left;
    const inRows = (event: PointerEvent) => {
      const y = event.clientY - this.box.getBoundingClientRect().top;
      return this.meta !== null && this.chart.containPixel({ gridIndex: 0 }, [at(event), y]);
    };
    this.box.addEventListener("pointerdown", (event) => {
      start = event.button === 0 && !event.shiftKey && inRows(event) ? at(event) : null;
    });
    this.box.addEventListener("pointermove", (event) => {
      if (start === null) return;
      const [left, right] = [Math.min(start, at(event)), Math.max(start, at(event))];
      band.hidden = right - left < 5;
      if (band.hidden) return;
      this.tip.hide();
      band.style.left = `${left}px`;
      band.style.width = `${right - left}px`;
    });
    const end = (event: PointerEvent) => {
      if (start !== null && !band.hidden) {
        const axis = [start, at(event)].map((x) => Number(this.chart.convertFromPixel({ xAxisIndex: 0 }, x))).sort((a, b) => a - b);
        const [from, to] = [Math.max(this.meta!.from, axis[0]!), Math.min(this.meta!.to, axis[1]!)];
        if (to > from) this.store.set({ window: [Math.round(from), Math.round(to)] });
      }
      start = null;
      band.hidden = true;
    };
    window.addEventListener("pointerup", end);
    this.box.addEventListener("dblclick", () => this.store.set({ window: null }));
  }

  // describe tells a screen reader, and whoever wonders, what is drawn and what is not.
  private describe(): void {
    const { lanes, notes = [], axis } = this.meta!;
    const rows = lanes.map((l) => `${l.label}: ${l.count}`).join("; ");
    this.box.setAttribute("role", "img");
    this.box.setAttribute("aria-label", `${this.kind === "timeline" ? "Timeline" : "Law-enforcement interest"}, ${axis}. ${rows || "Empty."}`);
    byID("chart-notes").textContent = notes.join(" ");
  }
}
