// Rings round what a chosen finding rests on.

import type { Item } from "./functions";
import { axisSpan, type Entry } from "../subject/model";
import { evidenceOf, type Store } from "../subject/store";

const TOUCH = 11; // px within which rings would lie on each other

// evidenceItems are the rings on a time axis of so many ms per px: [from, height, to] with the ids of all they stand for.
// Those that would touch are one frame.
export function evidenceItems(store: Store, heightOf: (e: Entry) => number | null, perPixel: number): Item[] {
  const { evidence, zone } = store.state;
  if (!evidence) return [];
  const rows = new Map<number, Item[]>();
  for (const e of evidenceOf(store, evidence)) {
    const height = e.timed ? heightOf(e) : null;
    if (height === null) continue;
    const [from, to] = axisSpan(e, zone);
    if (!rows.has(height)) rows.set(height, []);
    rows.get(height)!.push({ value: [from, height, to], ids: [e.id] });
  }
  return [...rows.values()].flatMap((items) => joined(items, TOUCH * perPixel));
}

function joined(items: Item[], touch: number): Item[] {
  items.sort((a, b) => a.value[0]! - b.value[0]!);
  const out: Item[] = [];
  for (const item of items) {
    const last = out[out.length - 1];
    if (last && item.value[0]! - last.value[2]! < touch) {
      last.value[2] = Math.max(last.value[2]!, item.value[2]!);
      last.ids!.push(...item.ids!);
    } else out.push(item);
  }
  return out;
}
