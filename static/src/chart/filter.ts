// What the switches above the views leave of a chart.

import type { ChartKind, ChartMeta, Item } from "./functions";
import { number } from "../lib/dom";
import { dayOf, hourOf } from "../findings/findings";
import type { Entry } from "../subject/model";
import type { Store } from "../subject/store";

export type Series = { id: string; type?: string; name?: string; renderItem: unknown; data: Item[] };

type Cells = { series: Series[]; most: number; sum: number };

const OF_RECORDS = new Set(["records", "vehicle", "candidate", "stay"]);

// withCount is a row's label with another count in the place of its own; that of one span has none.
export function withCount(label: string, count: number): string {
  return label.replace(/ · [\d,.]+(?=$|\n)/, ` · ${number(count)}`);
}

export class ChartFilter {
  private visible: { list: Entry[]; ids: Set<string> } | null = null;

  constructor(private readonly store: Store) {}

  // series are a chart's with what is switched off left out: whole kinds, and what does not count. Counts stand for
  // all that they count.
  series(meta: ChartMeta, all: Series[]): Series[] {
    return all.map((s) => ({ ...s, data: s.data.map((i) => this.item(meta, s, i)).filter((i) => i !== null) }));
  }

  // counts are how many entries are shown in each row of records, by the row's number. Rows of findings are of everything.
  counts(meta: ChartMeta, laneOf: (e: Entry) => number | null): Map<number, number> {
    const counts = new Map<number, number>();
    meta.lanes.forEach((lane, i) => OF_RECORDS.has(lane.kind) && counts.set(i, 0));
    for (const e of this.store.visible()) {
      const at = e.timed || e.spans ? laneOf(e) : null;
      const n = at === null ? undefined : counts.get(at);
      if (n !== undefined) counts.set(at!, n + 1);
    }
    return counts;
  }

  // cells are the drawn ones of a chart of hours or days counted anew, as the server counts a part.
  cells(kind: ChartKind, all: Series[]): Cells {
    const counts = new Map<string, number>();
    for (const e of this.store.visible()) {
      const key = (kind === "hours" ? hourOf(e)?.join() : dayOf(e)) ?? null;
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const data = [...counts].map(([key, n]) => ({ value: kind === "hours" ? [...key.split(",").map(Number), n] : [key, n] })) as Item[];
    const of = (s: Series) => (kind === "hours" ? data : data.filter((i) => s.id === `cells-${String(i.value[0]).slice(0, 4)}`));
    const series = all.map((s) => ({ ...s, data: of(s) }));
    const numbers = series.flatMap((s) => s.data.map((i) => i.value.at(-1)!));
    return { series, most: Math.max(0, ...numbers), sum: numbers.reduce((a, b) => a + b, 0) };
  }

  private item(meta: ChartMeta, series: Series, item: Item): Item | null {
    const { hidden, aside, text, only } = this.store.state;
    const some = text !== "" || only;
    if (series.id === "gaps") return item;
    if (meta.kind === "distance") return series.id.startsWith("dot-") && !this.isVisible(item.name!) ? null : item;
    const lane = meta.lanes[item.value[1]!];
    if (lane?.of && hidden.has(lane.of)) return null;
    if (series.id.startsWith("mark-")) {
      if (!aside && item.value[4] === 1) return null;
      if (some && !(item.ids ?? [item.name!]).some((id) => this.isVisible(id))) return null;
    }
    if (series.id === "candidates" && some && !(item.ids ?? [item.name!]).some((id) => this.isVisible(id))) return null;
    if (series.id.startsWith("stay-") && ((!aside && item.value[5] === 1) || (some && !this.isVisible(item.name!)))) return null;
    if (series.id.startsWith("bin-") && !aside && !lane?.finding) return { ...item, value: item.value.map((v, i) => (i === 4 ? 0 : v)) };
    return item;
  }

  private isVisible(id: string): boolean {
    const list = this.store.visible();
    if (this.visible?.list !== list) this.visible = { list, ids: new Set(list.map((e) => e.id)) };
    return this.visible.ids.has(id);
  }
}
