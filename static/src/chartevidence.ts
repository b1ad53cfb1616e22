// Rings round what a chosen finding rests on.

import type { Item } from "./chartfns";
import { axisSpan, type Entry } from "./model";
import { sightingsOf, type Store } from "./store";

const SLOT = 3; // px within which rings are drawn once

// evidenceItems are the rings on a time axis of so many ms per px: [from, height, to] with the ids of all they stand for.
export function evidenceItems(store: Store, heightOf: (e: Entry) => number | null, perPixel: number): Item[] {
  const { evidence, zone } = store.state;
  if (!evidence) return [];
  const items = new Map<string, Item>();
  for (const e of sightingsOf(store, evidence)) {
    const height = e.timed ? heightOf(e) : null;
    if (height === null) continue;
    const [from, to] = axisSpan(e, zone);
    const key = [height, ...[from, to].map((t) => Math.round(t / perPixel / SLOT))].join();
    const item = items.get(key);
    if (item) item.ids!.push(e.id);
    else items.set(key, { value: [from, height, to], ids: [e.id] });
  }
  return [...items.values()];
}
