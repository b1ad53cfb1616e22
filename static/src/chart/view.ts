// The timeline, and other charts in its place. The server writes the option; here it is drawn, filtered like the other
// views, and a span of it chosen by dragging, by the slider, or by the fields above it. What a chosen finding rests on is
// ringed.

import { CanvasRenderer } from "echarts/renderers";
import type { EChartsType } from "echarts/core";
import { get, query } from "../lib/api";
import { resolveFunctions, type ChartKind, type ChartMeta, type ChartOption, type Item } from "./functions";
import { dragToChoose } from "./drag";
import { evidenceItems } from "./evidence";
import { ChartFilter, withCount, type Series } from "./filter";
import { aboutCell, aboutContacts, aboutCount, aboutFinding, aboutNights } from "./tips";
import { byID, plural } from "../lib/dom";
import { echarts } from "./echarts";
import { inHour, onDay } from "../findings/findings";
import { axisSpan, laneKeys, type Entry } from "../subject/model";
import { filtered } from "../export/order";
import { filtersChanged, evidenceOf, type Part, type Store } from "../subject/store";
import type { Tip } from "../subject/tip";

echarts.use([CanvasRenderer]);

type Hit = { seriesId?: string; data?: Item; event?: { event: MouseEvent }; name?: string; dataType?: string; value?: unknown };

// What charts do with findings, which they refer to by key.
type FindingsLink = { choose(key: string): void; textOf(key: string): string };

const NAMES: Record<ChartKind, string> = {
  timeline: "Timeline",
  interest: "Law-enforcement interest",
  hours: "Hours of the week",
  calendar: "Calendar",
  nights: "Nights by area",
  distance: "Distance from the base",
  circuit: "Circuit",
};

const FINDING = /^[a-z][a-z_]*:\d/; // the key of a finding, or of a visit; no id of an event has a colon

export class ChartView {
  private readonly chart: EChartsType;
  private kind: ChartKind = "timeline";
  private option: ChartOption | null = null;
  private meta: ChartMeta | null = null;
  private lanes = new Map<string, number>(); // by event id, where drawn singly
  private request: AbortController | null = null;
  private timer = 0;
  private asked: string = "";
  private index = 0; // of a circuit
  private link: FindingsLink | null = null;
  private readonly filter: ChartFilter;

  constructor(
    private readonly box: HTMLElement,
    private readonly subject: number,
    private readonly store: Store,
    private readonly tip: Tip,
    private readonly fail: (error: unknown) => void,
  ) {
    this.filter = new ChartFilter(store);
    this.chart = echarts.init(box, null, { renderer: "canvas", height: 200 });
    this.listen();
    dragToChoose(box, {
      inRows: (x, y) => this.timed && this.chart.containPixel({ gridIndex: 0 }, [x, y]),
      dragging: () => this.tip.hide(),
      chosen: (from, to) => this.chooseSpan(from, to),
      all: () => this.store.set({ window: null }),
    });
    store.onChange((changed) => this.changed(changed));
    new ResizeObserver(() => this.resized()).observe(box.parentElement!);
  }

  // linkFindings says who knows the findings that charts refer to.
  linkFindings(link: FindingsLink): void {
    this.link = link;
  }

  // show fetches and draws a chart; it resolves when that is done. The index is that of a circuit.
  async show(kind: ChartKind, index = 0): Promise<void> {
    this.kind = kind;
    this.index = index;
    await this.fetch();
  }

  // current is the chart shown, with the index of a circuit.
  get current(): { kind: ChartKind; index: number } {
    return { kind: this.kind, index: this.index };
  }

  // evidence are the events ringed.
  evidence(): string[] {
    return this.evidenceItems().flatMap((i) => i.ids ?? []);
  }

  private get timed(): boolean {
    return this.meta !== null && this.meta.to > this.meta.from;
  }

  get lastMeta(): ChartMeta | null {
    return this.meta;
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("revision")) this.asked = ""; // the answer to the same question is another
    if (changed.has("revision") || changed.has("zone") || changed.has("theme") || changed.has("rules") || changed.has("candidates")) return void this.fetch();
    if (changed.has("window")) {
      this.showWindow();
      this.fetchSoon();
    }
    if (filtersChanged(changed)) this.draw();
    else if (changed.has("evidence")) this.drawFocus();
    else if (changed.has("selected") || changed.has("hovered")) this.drawFocus();
    if (changed.has("selected")) this.reveal();
    if (changed.has("evidence")) this.revealEvidence();
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
    const { zone, theme, rules, candidates, window: span } = this.store.state;
    const iso = (axis: number | undefined) => (axis === undefined ? undefined : new Date(axis).toISOString());
    const path = query(`/api/v1/subjects/${this.subject}/chart`, {
      chart: this.kind,
      zone,
      theme,
      width: this.width(),
      from: iso(span?.[0]),
      to: iso(span?.[1]),
      index: this.kind === "circuit" ? this.index : undefined,
      candidates: this.kind === "timeline" && candidates ? 1 : undefined,
      ...rules,
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
      if (series.type !== "custom" || series.id.startsWith("gap")) continue;
      for (const item of series.data) {
        for (const id of item.ids ?? [item.name ?? ""]) if (this.store.byID.has(id)) this.lanes.set(id, item.value[1]!);
      }
    }
    this.describe();
    this.draw(true);
  }

  private series(): Series[] {
    return ((this.option?.series ?? []) as Series[]).map((s) => ({ ...s, data: s.data ?? [] }));
  }

  private draw(fresh = false): void {
    if (!this.option || !this.meta) return;
    if (this.kind === "hours" || this.kind === "calendar") return this.drawCells(fresh);
    if (!this.timed && !fresh) return; // circuits are what they are, whatever is filtered
    const series = this.timed ? this.filter.series(this.meta, this.series()) : this.series();
    const now = { ...this.rowAxis(), series: [...series, ...this.overlays()] };
    if (!fresh) return this.chart.setOption(now as never);
    this.chart.resize({ width: this.box.parentElement!.clientWidth, height: this.meta.height });
    this.chart.setOption({ ...this.option, ...now } as never, { notMerge: true });
  }

  // rowAxis is the axis that names the rows, with the counts of what is shown in them. Other charts have none.
  private rowAxis(): { yAxis?: object[] } {
    const [axis] = (this.option!.yAxis ?? []) as { data?: string[] }[];
    if (!axis?.data) return {};
    const counts = filtered(this.store.state) ? this.filter.counts(this.meta!, (e) => this.laneOf(e)) : new Map<number, number>();
    this.tellRows(counts);
    return { yAxis: [{ ...axis, data: axis.data.map((label, i) => (counts.has(i) ? withCount(label, counts.get(i)!) : label)) }] };
  }

  // drawCells draws counts by hour or day, with a scale of their own where something is filtered.
  private drawCells(fresh: boolean): void {
    let { series, scale, notes } = { series: this.series(), scale: this.option!.visualMap, notes: this.meta!.notes ?? [] };
    if (filtered(this.store.state)) {
      const cells = this.filter.cells(this.kind, series);
      series = cells.series;
      scale = (scale as object[]).map((s) => ({ ...s, max: Math.max(1, cells.most), text: [plural(cells.most, "sighting"), "0"] }));
      notes = notes.map((note, i) => (i === 0 ? note.replace(/^[\d,.]+ sightings?/, plural(cells.sum, "sighting")) : note));
    }
    if (fresh) this.chart.resize({ width: this.box.parentElement!.clientWidth, height: this.meta!.height });
    this.chart.setOption({ ...this.option, visualMap: scale, series } as never, { notMerge: true });
    byID("chart-notes").textContent = notes.join(" ");
  }

  // overlays point out the event in focus and the evidence of the chosen finding.
  private overlays(): Record<string, unknown>[] {
    return this.timed ? [this.evidenceSeries(), this.focusSeries()] : [];
  }

  private drawFocus(): void {
    if (this.option && this.timed) this.chart.setOption({ series: this.overlays() } as never);
  }

  private evidenceSeries(): Record<string, unknown> {
    const option = { id: "evidence", type: "custom", renderItem: "evidence", color: this.store.palette.selected, z: 8, silent: true };
    return { ...resolveFunctions(option), encode: { x: [0, 2], y: 1 }, animation: false, clip: true, data: this.evidenceItems() };
  }

  private evidenceItems(): Item[] {
    if (!this.meta || !this.timed) return [];
    const [left, right] = this.store.state.window ?? [this.meta.from, this.meta.to];
    return evidenceItems(this.store, (e) => this.laneOf(e), (right - left) / this.width());
  }

  private focusSeries(): Record<string, unknown> {
    const e = this.store.focused();
    const lane = e && this.laneOf(e);
    const data: Item[] = [];
    if (e?.timed && lane !== null && lane !== undefined) {
      const [from, to] = axisSpan(e, this.store.state.zone);
      data.push({ value: [from, lane, to] });
    }
    const option = { id: "focus", type: "custom", renderItem: this.meta!.lanes.length > 0 ? "selected" : "evidence", color: this.store.palette.selected, z: 9, silent: true };
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

  // reveal widens the span when the chosen event lies outside it.
  private reveal(): void {
    const { selected, window: span, zone } = this.store.state;
    const e = selected === null ? undefined : this.store.byID.get(selected);
    if (!e?.timed || !span) return;
    const [from, to] = axisSpan(e, zone);
    if (to < span[0] || from > span[1]) this.store.set({ window: null });
  }

  // revealEvidence widens the span when a chosen finding rests on nothing within it.
  private revealEvidence(): void {
    const { evidence, window: span, zone } = this.store.state;
    if (!evidence || !span || evidence.ids.size === 0) return;
    const inside = evidenceOf(this.store, evidence).some((e) => {
      const [from, to] = axisSpan(e, zone);
      return to >= span[0] && from <= span[1];
    });
    if (!inside) this.store.set({ window: null });
  }

  // showWindow moves the zoom to the chosen span.
  private showWindow(): void {
    if (!this.timed || !this.meta || !this.option?.dataZoom) return;
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

  private over({ seriesId = "", data, event, dataType, value }: Hit): void {
    if (!data || !event || !this.meta || dataType) return; // a circuit's diagram says all by itself
    const show = (lines: string[]) => this.tip.showLines(lines, event.event);
    if (!this.timed) return show(aboutCell(this.meta, data));
    const entries = (data.ids ?? [data.name ?? ""]).map((id) => this.store.byID.get(id)).filter((e) => e !== undefined);
    if (seriesId === "agencies" && entries.length > 0) return show(aboutContacts(this.meta, data));
    if (this.kind === "nights") return show(aboutNights(this.meta, data));
    if (FINDING.test(data.name ?? "")) return show(aboutFinding(this.meta, data, this.link?.textOf(data.name!) ?? ""));
    if (entries.length > 0) {
      this.store.set({ hovered: entries[0]!.id });
      return this.tip.showEntries(entries, event.event);
    }
    if (Array.isArray(value) && data.value.length >= 6) show(aboutCount(this.meta, data));
  }

  private click({ data, dataType }: Hit): void {
    if (!data || dataType) return;
    if (!this.timed) return this.chooseCell(data);
    const ids = (data.ids ?? [data.name ?? ""]).filter((id) => this.store.byID.has(id));
    if (this.kind === "nights") return this.chooseEvents(`nights ${data.value.join(" ")}`, aboutNights(this.meta!, data).slice(0, 3).join(", "), ids);
    if (FINDING.test(data.name ?? "")) return this.link?.choose(data.name!);
    if (ids.length > 0) {
      const now = ids.indexOf(this.store.state.selected ?? "");
      this.store.set({ selected: ids[(now + 1) % ids.length]! });
    } else if (data.value.length >= 6) {
      this.store.set({ window: [data.value[0]!, data.value[2]!] });
    }
  }

  // chooseCell points out the sightings that a cell of the week or the calendar counts.
  private chooseCell(item: Item): void {
    const [at, row] = item.value as unknown as [string | number, number];
    const found = this.kind === "calendar" ? onDay(this.store.visible(), String(at)) : inHour(this.store.visible(), Number(at), row);
    this.chooseEvents(`${this.kind} ${item.value.join(" ")}`, aboutCell(this.meta!, item).slice(0, 2).join(": "), found.map((e) => e.id));
  }

  private chooseEvents(key: string, text: string, ids: string[]): void {
    const basis = this.meta!.axis;
    this.store.set({ evidence: { key, text, basis, group: "Likely bases", ids: new Set(ids), shapes: [] }, selected: null });
  }

  private chooseSpan(left: number, right: number): void {
    const axis = [left, right].map((x) => Number(this.chart.convertFromPixel({ xAxisIndex: 0 }, x)));
    const [from, to] = [Math.max(this.meta!.from, axis[0]!), Math.min(this.meta!.to, axis[1]!)];
    if (to > from) this.store.set({ window: [Math.round(from), Math.round(to)] });
  }

  // describe tells a screen reader, and whoever wonders, what is drawn and what is not.
  private describe(): void {
    this.box.setAttribute("role", "img");
    this.tellRows(new Map());
    byID("chart-notes").textContent = (this.meta!.notes ?? []).join(" ");
  }

  private tellRows(counts: Map<number, number>): void {
    const { lanes, axis } = this.meta!;
    const rows = lanes.map((l, i) => `${l.label}: ${counts.get(i) ?? l.count}`).join("; ");
    this.box.setAttribute("aria-label", `${NAMES[this.kind]}, ${axis}. ${rows || "Empty."}`);
  }
}
