// Findings made ready for the page: each as a choice that knows its sentence, its rule, its evidence, and what to draw of
// it on the map. Keys are those that charts refer to, see timeline/chart.

import type { Feature } from "geojson";
import type { ChartKind } from "../chart/functions";
import { placeShapes, shapesOf } from "./shapes";
import type { Detected, Finding, Findings, Interest, Place, Visit } from "../lib/types";
import { axisSpan, type Entry } from "../subject/model";
import { offsetAt, PLACE } from "../lib/time";

export type Choice = {
  key: string;
  text: string;
  basis: string;
  ids: ReadonlySet<string>; // events it rests on
  group: string; // of the rules it goes by
  shapes: Feature[]; // for the map
};

export type Section = {
  id: string;
  title: string;
  choices: Choice[];
  none: string; // why there is nothing, "" when there is
  failed: string; // that it could not be worked out, "" when it could
  headline: number; // how many lead the summary
  charts: ChartKind[];
  chart: ChartKind | ""; // of one of them by its number
};

// sectionsOf are the findings by what found them, in the order an analyst reads them.
export function sectionsOf(f: Findings): Section[] {
  return f.found.map((d) => ({
    id: d.name,
    title: d.title,
    choices: [...d.findings].sort((a, b) => b.rank - a.rank).map((x) => choiceOf(d, x)),
    none: d.none ?? "",
    failed: d.failed ?? "",
    headline: d.headline,
    charts: d.charts as ChartKind[],
    chart: (d.chart ?? "") as ChartKind | "",
  }));
}

function choiceOf(d: Detected, x: Finding): Choice {
  return { key: x.key, group: d.group, text: x.text, basis: x.basis, ids: new Set(x.evidence), shapes: shapesOf(x.shapes) };
}

// headlines are the choices that sum the findings up: at most a few of each kind that weighs.
export function headlines(sections: Section[]): Choice[] {
  return sections.flatMap((s) => s.choices.slice(0, s.headline));
}

// findingAt is the finding of a key.
export function findingAt(f: Findings, key: string): Finding | undefined {
  return f.found.flatMap((d) => d.findings).find((x) => x.key === key);
}

// choiceAt finds what a chart refers to: a choice by its key, or one visit of a place.
export function choiceAt(f: Findings, sections: Section[], key: string): Choice | null {
  const [kind, at, n] = key.split(":");
  if (kind === "visit") {
    const place = findingAt(f, `place:${at}`)?.data as Place | undefined;
    const visit = place?.visits[Number(n)];
    return place && visit ? visitChoice(key, place.name, visit, placeShapes(place)) : null;
  }
  return sections.flatMap((s) => s.choices).find((c) => c.key === key) ?? null;
}

export function visitChoice(key: string, place: string, visit: Visit, shapes: Feature[]): Choice {
  const basis = "from the first to the last sighting surely there; possible until the way to the sightings on either side leaves no time";
  return { key, group: "Places", text: `Visit to ${place}`, basis, ids: new Set(visit.sightings), shapes };
}

const HOUR = 3_600_000;

// hourOf is the hour and the row of the week that the chart of hours counts an entry in, row 0 being Monday.
export function hourOf(e: Entry): [hour: number, row: number] | null {
  if (e.spans || !e.counts || e.to - e.from >= HOUR) return null;
  const t = new Date(axisSpan(e, PLACE)[0]);
  return [t.getUTCHours(), (t.getUTCDay() + 6) % 7];
}

// dayOf is the local day, CCYY-MM-DD, that the calendar counts an entry on.
export function dayOf(e: Entry): string | null {
  if (e.spans || !e.counts || e.to - e.from >= 25 * HOUR) return null;
  return new Date(axisSpan(e, PLACE)[0]).toISOString().slice(0, 10);
}

// inHour are the sightings of an hour of the week, onDay those of a local day.
export function inHour(entries: Entry[], hour: number, row: number): Entry[] {
  return entries.filter((e) => hourOf(e)?.join() === `${hour},${row}`);
}

export function onDay(entries: Entry[], day: string): Entry[] {
  return entries.filter((e) => dayOf(e) === day);
}

// ofKind, ofState and ofMonth are the inquiries behind a count of the interest.
export function ofKind(f: Interest, key: string): string[] {
  return f.contacts.flatMap((c) => c.sightings.filter((_, i) => c.keys[i] === key));
}

export function ofState(f: Interest, state: string): string[] {
  return f.contacts.filter((c) => (c.agency.state ?? "") === state).flatMap((c) => c.sightings);
}

export function ofMonth(f: Interest, month: string): string[] {
  const local = (instant: number, zone: string) => new Date(instant + offsetAt(zone, instant)).toISOString().slice(0, 7);
  return f.contacts.filter((c) => local(Date.parse(c.start), c.agency.where.zone ?? "") === month).flatMap((c) => c.sightings);
}
