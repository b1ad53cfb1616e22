// The functions that chart options may name. An option arrives as JSON and carries a function only as one of these
// names, at one of the keys below; text from records is data and never becomes code. Both the page and the server-side
// renderer resolve names here. timeline/chart in Go writes the options and describes the same value layouts.

import { cellCount, findingMarks, legRounds } from "./findings";
import { marks } from "./marks";
import { kilometers, kilometersES, wallTime, wallTimeES } from "./time";
import type { ChartMeta } from "../lib/types";

// One of our series' data items: name is the id of an event or refers to a finding, value as laid out by the
// renderItem function.
export type Item = { name?: string; value: number[]; ids?: string[] };

export type { ChartKind, ChartMeta, Lane } from "../lib/types";

export type ChartOption = Record<string, unknown> & { sightline?: ChartMeta; series?: unknown };

type ChartFunction = (...args: never[]) => unknown;

const functions: Record<string, ChartFunction> = {
  ...marks, ...findingMarks, cellCount, kilometers, kilometersES, legRounds, wallTime, wallTimeES,
};

const functionKeys = new Set(["renderItem", "formatter", "labelFormatter"]);

// resolveFunctions replaces function names by functions, in place, and returns the option. It does not look into data.
// A name that is not in the registry is an error: it would be drawn as text or as nothing. What our functions draw is
// clipped to the rows, which the option's writer in Go has no field for.
export function resolveFunctions(option: ChartOption): ChartOption {
  walk(option);
  for (const series of Array.isArray(option.series) ? option.series : []) {
    if (typeof series.renderItem === "function") series.clip ??= true;
  }
  return option;
}

function walk(node: unknown): void {
  if (Array.isArray(node)) {
    for (const child of node) walk(child);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const object = node as Record<string, unknown>;
  for (const [key, value] of Object.entries(object)) {
    if (key === "data" || key === "sightline") continue;
    if (functionKeys.has(key) && typeof value === "string") {
      if (!Object.hasOwn(functions, value)) throw new Error(`chart option names an unknown function: ${value}`);
      object[key] = functions[value];
      continue;
    }
    walk(value);
  }
}
