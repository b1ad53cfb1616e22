// A dossier made ready for the three views: sightings and stays as entries of one list, with words for what they hold.

import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_CANDIDATE, SHAPE_EXACT, SHAPE_NONE } from "../chart/marks";
import { capital, number } from "../lib/dom";
import { isZero, offsetAt, shownZone, writeWhen } from "../lib/time";
import type { CandidateRow, Class, Dossier, Field, Kind, RecordRef, Sighting, StayRow, Where } from "../lib/types";

export type Entry = {
  id: string;
  kind: KindWords;
  where: Where;
  shape: number;
  located: boolean;
  timed: boolean;
  from: number; // first instant it can be, UTC ms; NaN when no time is known
  to: number; // last instant it can be
  counts: boolean; // says something of whereabouts: not set aside, not administrative
  record: RecordRef;
  flags: string[];
  fields: Field[];
  text: string; // that a filter looks for words in, as the server made it: see timeline/analysis/part_text.go
  sighting?: Sighting;
  stay?: StayRow;
  candidate?: CandidateRow; // it is none of the sightings, but may be
};

const NOT_ENCOUNTERS = new Set(["administrative", "entry", "non-criminal"]);

// entriesOf lists sightings and stays in time order; those without a time come last.
export function entriesOf(dossier: Dossier): Entry[] {
  const kinds = dossier.kinds ?? [];
  const entries = [...(dossier.sightings ?? []).map((s) => ofSighting(s, s.text, kinds)), ...(dossier.stays ?? []).map((s) => ofStay(s, kinds))];
  return entries.sort(inTime);
}

// inTime orders entries by time; those without come last.
export function inTime(a: Entry, b: Entry): number {
  return Number(b.timed) - Number(a.timed) || a.from - b.from || a.to - b.to;
}

// KindWords are what the page shows of a kind.
export type KindWords = Pick<Kind, "name" | "one" | "many" | "group" | "symbol">;

const ANY: KindWords = { name: "record", one: "record", many: "records", group: "Other records", symbol: "dot" };

// kindOf is what is said of a kind; of one that is not known, what is said of any record.
export function kindOf(name: string, kinds: Kind[]): KindWords {
  return kinds.find((k) => k.name === name) ?? ANY;
}

function ofSighting(s: Sighting, text: string, kinds: Kind[]): Entry {
  const timed = !isZero(s.when);
  return {
    ...common(s, text, kindOf(s.kind, kinds)),
    timed,
    from: timed ? Date.parse(s.when.start) : NaN,
    to: timed ? Math.max(Date.parse(s.when.start), Date.parse(s.when.end) - 1) : NaN,
    counts: timed && !s.set_aside && !NOT_ENCOUNTERS.has(s.category ?? ""),
    sighting: s,
  };
}

// candidateEntry is a read that may be of a vehicle. It counts for nothing; its id is its own, as the read may be a
// sighting by another vehicle.
export function candidateEntry(c: CandidateRow, kinds: Kind[]): Entry {
  const e = ofSighting(c.sighting, c.text, kinds);
  const flag = `candidate for ${plateText(c.vehicle)}, ${c.level}: ${c.reason}`;
  return { ...e, id: `${e.id}~${c.vehicle.number}`, shape: e.located ? SHAPE_CANDIDATE : e.shape, counts: false, flags: [flag, ...e.flags], candidate: c };
}

// ofStay: an open end is taken to the known end's far side, so that a stay is found where something is known of it.
function ofStay(s: StayRow, kinds: Kind[]): Entry {
  const ends = [s.first, s.last].filter((when) => !isZero(when));
  const timed = ends.length > 0;
  return {
    ...common(s, s.text, kindOf(s.kind, kinds)),
    timed,
    from: timed ? Math.min(...ends.map((when) => Date.parse(when.start))) : NaN,
    to: timed ? Math.max(...ends.map((when) => Date.parse(when.end) - 1)) : NaN,
    counts: true,
    stay: s,
  };
}

function common(s: Sighting | StayRow, text: string, kind: KindWords) {
  const { id, where, record } = s;
  const located = where.class !== "none" && where.class !== "";
  return { id, kind, where, shape: shapeOf(where.class), located, record, flags: s.flags ?? [], fields: s.fields ?? [], text };
}

export function shapeOf(c: Class): number {
  if (c === "none" || c === "") return SHAPE_NONE;
  if (c === "agency") return SHAPE_AGENCY;
  return c === "gps" || c === "site" || c === "street" ? SHAPE_EXACT : SHAPE_AREA;
}

// axisSpan is when an entry was, on the time axis of a display zone.
export function axisSpan(e: Entry, display: string): [number, number] {
  const zone = shownZone(display, e.where.zone, e.sighting?.when.zone ?? e.stay?.first.zone ?? "");
  const from = e.from + offsetAt(zone, e.from);
  return [from, Math.max(from, e.to + offsetAt(zone, e.to))];
}

// timeText is when an entry was, in the display zone.
export function timeText(e: Entry, display: string, weekday = true): string {
  if (e.sighting) return writeWhen(e.sighting.when, e.where.zone, display, weekday);
  const { first, last } = e.stay!;
  const end = (when: typeof first) => (isZero(when) ? "open" : writeWhen(when, e.where.zone, display, false));
  return `${end(first)} – ${end(last)}`;
}

// titleOf is what one record of a kind is called, titleOfMany what several are, with a capital.
export function titleOf(kind: KindWords): string {
  return capital(kind.one);
}

export function titleOfMany(kind: KindWords): string {
  return capital(kind.many);
}

export function plateText(plate: { number: string; state?: string }): string {
  return plate.state ? `${plate.number} (${plate.state})` : plate.number;
}

const MESSAGE = "message meaning"; // timeline.FieldMessage

// messageText is a message key with what it means: "QW, wanted person inquiry"; the key alone where that is not known.
export function messageText(e: Entry): string {
  const meaning = e.fields.find((f) => f.name === MESSAGE)?.value;
  return [e.sighting?.key, meaning].filter(Boolean).join(", ");
}

// otherFields are the fields of a record that are not told elsewhere.
export function otherFields(e: Entry): Field[] {
  return e.fields.filter((f) => f.name !== MESSAGE);
}

// whatText says who or what was sighted or asked about; of what says neither, what it was.
export function whatText(e: Entry): string {
  const s = e.sighting;
  if (!s) return capital(e.fields.find((f) => f.name === "address type")?.value ?? e.kind.one);
  const reads = s.burst ? `×${s.burst.length}` : "";
  const [message, plate] = [messageText(e), s.plate ? plateText(s.plate) : ""];
  if (message !== (s.key ?? "")) return [plate, message].filter(Boolean).join(" · ");
  const person = plate === "" && e.kind.name === "inquiry" ? "person" : "";
  return [message, plate, person, reads].filter(Boolean).join(" ") || titleOf(e.kind);
}

// saidText is what a record is and what it is about, each once: "Inquiry: QW, wanted person inquiry", "Arrest".
export function saidText(e: Entry, between = ": "): string {
  const [of, what] = [titleOf(e.kind), whatText(e)];
  return e.stay || what === of ? of : `${of}${between}${what}`;
}

export function whereText(e: Entry): string {
  const agency = e.sighting?.agency;
  return e.where.label || agency?.name || agency?.ori || (e.located ? "unnamed position" : "no position");
}

// knownText says how exactly a position is known, briefly for the table.
export function knownText(e: Entry): string {
  if (!e.located) return "unmapped";
  const what = e.where.class === "agency" ? "office" : classText(e.where.class).replace(/ (code centre|position|centre|address)$/, "").replace("'s", "");
  return `${what} ±${radiusText(e.where.radius_m)}`;
}

const CLASS_TEXT: Record<string, string> = {
  gps: "device position",
  site: "reader's position",
  street: "street address",
  zip: "ZIP code centre",
  city: "city centre",
  agency: "agency's office",
  county: "county centre",
  state: "state centre",
  none: "unmapped",
  "": "unmapped",
};

export function classText(c: string): string {
  return CLASS_TEXT[c] ?? c;
}

// radiusText writes a radius in metres to two figures: "30 m", "4 km".
export function radiusText(metres: number): string {
  if (metres < 1000) return `${number(Math.round(metres))} m`;
  return `${number(Number((metres / 1000).toPrecision(2)))} km`;
}

// laneKeys are the keys of the chart rows an entry may lie in, likeliest first. timeline/chart gives a read without a
// state to its number's usual state.
export function laneKeys(e: Entry): string[] {
  const plate = e.sighting?.plate;
  if (e.candidate) return [`candidate:${plateText(e.candidate.vehicle)}`, "candidates:other"];
  if (e.stay) return [`stay:${e.kind.name}:${e.where.label || `${titleOf(e.kind)} ${e.id}`}`];
  if (e.kind.name === "plate_read" && plate) return [`vehicle:${plateText(plate)}`, `vehicle:${plate.number} (`, "vehicles:other"];
  return [`kind:${e.kind.name}`];
}
