// What the switches above the views leave of a chart.

import type { ChartMeta, Item } from "./chartfns";
import type { Entry } from "./model";
import type { Store } from "./store";

export type Series = { id: string; type?: string; name?: string; renderItem: unknown; data: Item[] };

export class ChartFilter {
  private visible: { list: Entry[]; ids: Set<string> } | null = null;

  constructor(private readonly store: Store) {}

  // series are a chart's with what is switched off left out: whole sources, and what does not count. Counts stand for
  // all that they count.
  series(meta: ChartMeta, all: Series[]): Series[] {
    return all.map((s) => ({ ...s, data: s.data.map((i) => this.item(meta, s, i)).filter((i) => i !== null) }));
  }

  private item(meta: ChartMeta, series: Series, item: Item): Item | null {
    const { hidden, aside, text, only } = this.store.state;
    const some = text !== "" || only;
    if (series.id === "gaps") return item;
    if (meta.kind === "distance") return series.id.startsWith("dot-") && !this.isVisible(item.name!) ? null : item;
    const lane = meta.lanes[item.value[1]!];
    if (lane?.source && hidden.has(lane.source)) return null;
    if (series.id.startsWith("mark-")) {
      if (!aside && item.value[4] === 1) return null;
      if (some && !(item.ids ?? [item.name!]).some((id) => this.isVisible(id))) return null;
    }
    if (series.id === "candidates" && some && !(item.ids ?? [item.name!]).some((id) => this.isVisible(id))) return null;
    if (series.id.startsWith("stay-") && some && !this.isVisible(item.name!)) return null;
    if (series.id.startsWith("bin-") && !aside && lane?.kind !== "conflict") return { ...item, value: item.value.map((v, i) => (i === 4 ? 0 : v)) };
    return item;
  }

  private isVisible(id: string): boolean {
    const list = this.store.visible();
    if (this.visible?.list !== list) this.visible = { list, ids: new Set(list.map((e) => e.id)) };
    return this.visible.ids.has(id);
  }
}
