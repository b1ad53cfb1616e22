// What a chart's tooltip says of the item under the pointer, line by line.

import type { ChartMeta, Item } from "./functions";
import { number, plural } from "../lib/dom";
import { writeAxis } from "../lib/time";

const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

// aboutFinding tells of a mark that refers to a finding; text is the finding's sentence.
export function aboutFinding(meta: ChartMeta, item: Item, text: string): string[] {
  const lane = meta.lanes[item.value[1]!];
  const more = (item.ids?.length ?? 1) - 1;
  return [lane?.label ?? "", text, more > 0 ? `and ${plural(more, "more", "more")} at the same time` : "", "Click for the records"];
}

export function aboutNights(meta: ChartMeta, item: Item): string[] {
  return [meta.lanes[item.value[1]!]?.label ?? "", plural(item.value[3]!, "night"), spanText(item), "Click for the sightings"];
}

// aboutCell tells of a cell of the week or the calendar.
export function aboutCell(meta: ChartMeta, item: Item): string[] {
  const [at, row, n] = item.value as unknown as [string | number, number, number];
  if (meta.kind === "calendar") return [String(at), plural(row, "sighting"), "Click for the sightings"];
  const hour = String(at).padStart(2, "0");
  return [`${WEEK[row]}, ${hour}:00 to ${hour}:59`, plural(n, "sighting"), "Click for the sightings"];
}

export function aboutContacts(meta: ChartMeta, item: Item): string[] {
  const lane = meta.lanes[item.value[1]!];
  return [lane?.label ?? "", `${plural(item.value[3]!, "contact")} · ${spanText(item)}`, "Click for the first record"];
}

// aboutCount tells of what is counted instead of drawn.
export function aboutCount(meta: ChartMeta, item: Item): string[] {
  if (meta.kind === "distance") {
    const [near, far] = [item.value[1]! / 1000, item.value[3]! / 1000].map(Math.round);
    return [plural(item.value[4]!, "sighting"), `${near} to ${far} km from the base`, spanText(item), "Click to look closer"];
  }
  const [counted, aside] = [item.value[3]!, item.value[4]!];
  const lane = meta.lanes[item.value[1]!];
  const noun = meta.kind === "interest" ? "contact" : lane?.kind === "place" ? "visit" : lane?.finding ? lane.kind : lane?.kind === "candidate" ? "candidate" : "event";
  const what = plural(counted + (lane?.finding ? aside : 0), noun);
  const more = aside > 0 && noun === "event" ? `, ${number(aside)} that ${aside === 1 ? "does" : "do"} not count` : "";
  return [lane?.label ?? "", what + more, spanText(item), "Click to look closer"];
}

// spanText is the span of an item on the axis.
function spanText(item: Item): string {
  const [from, to] = [item.value[0]!, item.value[2]!];
  const precision = (to - from) % 86_400_000 === 0 ? "day" : "minute";
  return `${writeAxis(from, precision, false)} – ${writeAxis(precision === "day" ? to - 1 : to, precision, false)}`;
}
