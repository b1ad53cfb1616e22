// Findings made ready for the page: each as a choice that knows its sentence, its rule, its evidence, and what to draw of
// it on the map. Keys are those that charts refer to, see timeline/chart.

import type { Feature } from "geojson";
import type { ChartKind } from "../chart/functions";
import { circuitShapes, conflictShapes, gapShapes, pathShapes, placeShapes } from "./shapes";
import type { Findings, Statement, Visit } from "../lib/types";
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
  why: string; // there is nothing, "" when there is
  charts: ChartKind[];
};

type Entries = ReadonlyMap<string, Entry>;

export function choice(key: string, group: string, s: Statement, shapes: Feature[] = []): Choice {
  return { key, group, text: s.text, basis: s.basis, ids: new Set(s.evidence), shapes };
}

// sectionsOf are the kinds of findings in the order an analyst reads them.
export function sectionsOf(f: Findings, entries: Entries): Section[] {
  const section = (id: string, title: string, choices: Choice[], charts: ChartKind[] = []): Section => {
    return { id, title, choices, why: choices.length === 0 ? (f.why[id] ?? "") : "", charts };
  };
  const places = f.places.map((p, i) => ({ p, c: choice(`place:${i}`, "Places", p, placeShapes(p)) }));
  return [
    section("bases", "Likely bases", places.filter(({ p }) => p.base).map(({ p, c }) => ({ ...choice(c.key.replace("place", "base"), "Likely bases", p.base!), shapes: c.shapes })), ["nights", "distance"]),
    section("circuits", "Circuits", f.circuits.map((c, i) => choice(`circuit:${i}`, "Circuits", c, circuitShapes(c, f.areas)))),
    section("conflicts", "Conflicts", f.conflicts.map((c, i) => choice(`conflict:${i}`, "Speeds", c, conflictShapes(c, entries)))),
    section("shifts", "Wrong zones", f.shifts.map((s, i) => choice(`shift:${i}`, "Wrong zones", s))),
    section("splits", "Two vehicles with one plate", f.splits.map((s, i) => choice(`split:${i}`, "Two vehicles", s))),
    section("changes", "Changes of pattern", f.changes.map((c, i) => choice(`change:${i}`, "Changes", c)), ["calendar"]),
    section("places", "Places", ranked(places)),
    section("gaps", "Gaps", f.gaps.map((g, i) => choice(`gap:${i}`, "Gaps and trips", g, gapShapes(g, entries)))),
    section("trips", "Trips", f.trips.map((t, i) => choice(`trip:${i}`, "Gaps and trips", t, pathShapes(t, entries)))),
    section("routine", "Routine", routine(f), ["hours", "calendar", "nights"]),
    section("interest", "Law-enforcement interest", f.interest.contacts.length > 0 ? [choice("interest", "Law-enforcement interest", f.interest)] : [], ["interest"]),
    section("bursts", "Bursts of interest", f.interest.bursts.map((b, i) => choice(`burst:${i}`, "Law-enforcement interest", b))),
  ];
}

// ranked puts places with most nights first, then those with most visits; exact ones before offices and areas.
function ranked(places: { p: Findings["places"][number]; c: Choice }[]): Choice[] {
  const visits = (p: Findings["places"][number]) => p.visits.length;
  const sorted = [...places].sort((a, b) => Number(b.p.exact) - Number(a.p.exact) || b.p.nights - a.p.nights || visits(b.p) - visits(a.p));
  return sorted.map(({ c }) => c);
}

function routine(f: Findings): Choice[] {
  const choices = [];
  if (f.routine.timed > 0) choices.push(choice("routine", "Likely bases", f.routine));
  if (f.areas.some((a) => a.nights > 0)) choices.push(choice("nights", "Likely bases", f.routine.nights));
  return choices;
}

// headlines are the choices that sum the findings up: at most a few of each kind that weighs.
export function headlines(sections: Section[]): Choice[] {
  const most: Record<string, number> = { bases: 2, circuits: 2, shifts: 2, splits: 2, conflicts: 1, changes: 1, routine: 2, interest: 1, bursts: 1 };
  return sections.flatMap((s) => s.choices.slice(0, most[s.id] ?? 0));
}

// choiceAt finds what a chart refers to: a choice by its key, or one visit of a place.
export function choiceAt(f: Findings, sections: Section[], key: string): Choice | null {
  const [kind, at, n] = key.split(":");
  if (kind === "visit") {
    const place = f.places[Number(at)];
    const visit = place?.visits[Number(n)];
    return place && visit ? visitChoice(key, place.name, visit, placeShapes(place)) : null;
  }
  for (const section of sections) {
    const found = section.choices.find((c) => c.key === key);
    if (found) return found;
  }
  return null;
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
export function ofKind(f: Findings, key: string): string[] {
  return f.interest.contacts.flatMap((c) => c.sightings.filter((_, i) => c.keys[i] === key));
}

export function ofState(f: Findings, state: string): string[] {
  return f.interest.contacts.filter((c) => (c.agency.state ?? "") === state).flatMap((c) => c.sightings);
}

export function ofMonth(f: Findings, month: string): string[] {
  const local = (instant: number, zone: string) => new Date(instant + offsetAt(zone, instant)).toISOString().slice(0, 7);
  return f.interest.contacts.filter((c) => local(Date.parse(c.start), c.agency.where.zone ?? "") === month).flatMap((c) => c.sightings);
}
