// A dossier made ready for the three views: its events as entries of one list, with words for what they hold.

import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_CANDIDATE, SHAPE_EXACT, SHAPE_NONE } from "../chart/marks";
import { capital, number } from "../lib/dom";
import { isZero, offsetAt, shownZone, writeWhen } from "../lib/time";
import type { CandidateRow, CaseEvent, Class, Dossier, Field, Kind, Party, Plate, Subject, Where } from "../lib/types";

export type Entry = {
  id: string;
  kind: KindWords;
  where: Where;
  shape: number;
  located: boolean; // stands on the map: has a position that the subject may have been at
  spans: boolean; // it is a span of time, no instant
  timed: boolean;
  from: number; // first instant it can be, UTC ms; NaN when no time is known
  to: number; // last instant it can be
  zone: string; // of the source, "" where it is not known
  counts: boolean; // may tell of whereabouts; as timeline/analysis/selection.go has it
  plate: Plate | null; // that it is about
  remarks: string[]; // in words
  handling: string[]; // codes: its own, and those of the loads it is from
  text: string; // that a filter looks for words in, as the server made it: see timeline/analysis/selection_text.go
  event: CaseEvent;
  candidate?: CandidateRow; // it is none of the subject's events, but may be
};

type Source = Pick<Dossier, "kinds" | "loads">;

// nameSources gives records the file, hash and loader of their loads, which the server says once for all of a load.
function nameSources(dossier: Dossier): void {
  const loads = new Map((dossier.loads ?? []).map((load) => [load.id, load]));
  const name = (e: CaseEvent): void => {
    for (const record of e.records) {
      const load = loads.get(record.load);
      if (load && !record.file) Object.assign(record, { file: load.file, sha256: load.sha256, loader: load.loader });
    }
    e.read?.burst?.forEach(name);
  };
  dossier.events?.forEach(name);
}

// entriesOf lists events in time order; those without a time come last.
export function entriesOf(dossier: Dossier): Entry[] {
  nameSources(dossier);
  const entry = entryMaker(dossier);
  return dossier.events.map((e) => entry(e, e.text)).sort(inTime);
}

// excludedOf lists the events that an analyst hid, in the order of the dossier.
export function excludedOf(dossier: Dossier): Entry[] {
  const entry = entryMaker(dossier);
  return (dossier.excluded ?? []).map((x) => entry(x.event));
}

// inTime orders entries by time; those without come last.
export function inTime(a: Entry, b: Entry): number {
  return Number(b.timed) - Number(a.timed) || a.from - b.from || a.to - b.to;
}

// KindWords are what the page shows of a kind.
export type KindWords = Pick<Kind, "name" | "one" | "many" | "group" | "symbol" | "parts" | "fields">;

const ANY: KindWords = { name: "record", one: "record", many: "records", group: "Other records", symbol: "dot" };

// kindOf is what is said of a kind; of one that is not known, what is said of any record.
function kindOf(name: string, kinds: Kind[]): KindWords {
  return kinds.find((k) => k.name === name) ?? ANY;
}

// entryMaker returns what makes entries of a dossier's events.
function entryMaker({ kinds, loads }: Source): (e: CaseEvent, text?: string) => Entry {
  const codes = new Map((loads ?? []).map((l) => [l.id, l.handling ?? []]));
  return (e, text = "") => {
    const { id, where, first, last } = e;
    const known = [first, last].filter((when) => when !== undefined).filter((when) => !isZero(when)); // an open end is taken to the other's far side
    const timed = known.length > 0;
    const from = timed ? Date.parse(known[0]!.start) : NaN;
    const located = where.class !== "none" && where.class !== "" && e.standing !== "mention";
    return {
      id,
      kind: kindOf(e.kind, kinds ?? []),
      where,
      shape: located ? shapeOf(where.class) : SHAPE_NONE,
      located,
      spans: last !== undefined,
      timed,
      from,
      to: timed ? Math.max(from, Date.parse(known.at(-1)!.end) - 1) : NaN,
      zone: known[0]?.zone ?? "",
      counts: !e.standing && (timed || last !== undefined),
      plate: plateOf(e),
      remarks: (e.remarks ?? []).map((r) => r.text),
      handling: handlingOf(e, codes),
      text,
      event: e,
    };
  };
}

// handlingOf is what holds for an event, as timeline/handling.go has it: its own codes and those of the loads it is from, each once.
function handlingOf(e: CaseEvent, codes: ReadonlyMap<number, string[]>): string[] {
  const reads = (e.read?.burst ?? []).flatMap((read) => handlingOf(read, codes));
  return [...new Set([...(e.handling ?? []), ...e.records.flatMap((r) => codes.get(r.load) ?? []), ...reads])].sort();
}

// candidatesOf makes entries of reads that may be of a vehicle. They count for nothing; their ids are their own, as a read may
// be a sighting by another vehicle.
export function candidatesOf(found: CandidateRow[], source: Source): Entry[] {
  const entry = entryMaker(source);
  return found.map((c) => {
    const e = entry(c.event, c.text);
    const remark = `candidate for ${plateText(c.vehicle)}, ${c.level}: ${c.reason}`;
    return { ...e, id: `${e.id}~${c.vehicle.number}`, shape: e.located ? SHAPE_CANDIDATE : e.shape, counts: false, remarks: [remark, ...e.remarks], candidate: c };
  });
}

export function shapeOf(c: Class): number {
  if (c === "none" || c === "") return SHAPE_NONE;
  if (c === "agency") return SHAPE_AGENCY;
  return c === "gps" || c === "site" || c === "street" ? SHAPE_EXACT : SHAPE_AREA;
}

// plateOf is the plate that an event is about, the first where there are several.
export function plateOf(e: CaseEvent): Plate | null {
  const of = e.parties?.find((p) => p.of?.type === "plate")?.of;
  return of ? { number: of.value, state: of.region, raw: of.raw } : null;
}

// axisSpan is when an entry was, on the time axis of a display zone.
export function axisSpan(e: Entry, display: string): [number, number] {
  const zone = shownZone(display, e.where.zone, e.zone);
  const from = e.from + offsetAt(zone, e.from);
  return [from, Math.max(from, e.to + offsetAt(zone, e.to))];
}

// timeText is when an entry was, in the display zone: of a span from when to when.
export function timeText(e: Entry, display: string, weekday = true): string {
  const { first, last } = e.event;
  if (!last || !e.timed) return writeWhen(first, e.where.zone, display, weekday);
  const end = (when: typeof first) => (isZero(when) ? "open" : writeWhen(when, e.where.zone, display, false));
  return `${end(first)} – ${end(last)}`;
}

// titleOf is what one record of a kind is called, titleOfMany what several are, with a capital.
function titleOf(kind: KindWords): string {
  return capital(kind.one);
}

export function titleOfMany(kind: KindWords): string {
  return capital(kind.many);
}

export function plateText(plate: { number: string; state?: string }): string {
  return identifierText({ value: plate.number, region: plate.state });
}

// identifierText writes an identifier as analysts do: "ABC123 (TX)".
export function identifierText(of: { value: string; region?: string }): string {
  return of.region ? `${of.value} (${of.region})` : of.value;
}

// partyText is a party by its identifier or, where there is none, by name, as internal/export/row.go has it.
export function partyText(p: Party, subject: Subject): string {
  if (p.of) return identifierText(p.of);
  if (p.subject === subject.id) return subject.name;
  return p.subject ? "another subject of the case" : "not known";
}

const STANDING: Record<NonNullable<CaseEvent["standing"]>, string> = {
  administrative: "Administrative, such as a validation or a court's paper: no encounter.",
  entry: "A record was entered, changed or cleared: no encounter.",
  "non-criminal": "Non-criminal, such as a check for employment or a licence: no encounter.",
  "set aside": "Set aside",
  mention: "A mention: the subject has a part in it that puts nobody anywhere.",
};

// standingText says why an event does not count, "" where it may.
export function standingText({ event: { standing, why } }: Entry): string {
  if (!standing) return "";
  return [STANDING[standing], why].filter(Boolean).join(": ");
}

// standingWord says so in as few words as a table has room for.
export function standingWord({ event: { standing, why } }: Entry): string {
  return [standing, why].filter(Boolean).join(": ");
}

const MESSAGE = "message meaning"; // timeline.FieldMessage

// messageText is a message key with what it means: "QW, wanted person inquiry"; the key alone where that is not known.
export function messageText(e: Entry): string {
  const meaning = fieldOf(e, MESSAGE);
  return [e.event.code, meaning].filter(Boolean).join(", ");
}

function fieldOf(e: Entry, name: string): string {
  return e.event.fields?.find((f) => f.name === name)?.value ?? "";
}

// fieldName is what the kind of an event calls one of its fields in words; of a field that the kind does not know its name.
export function fieldName(e: Entry, name: string): string {
  return e.kind.fields?.find((f) => f.name === name)?.label ?? name;
}

// otherFields are the fields of a record that are not told elsewhere.
export function otherFields(e: Entry): Field[] {
  return (e.event.fields ?? []).filter((f) => f.name !== MESSAGE);
}

// whatText says whom or what an event is about; of one that says neither, what it was.
export function whatText(e: Entry): string {
  const { code, read } = e.event;
  const [message, plate] = [messageText(e), e.plate ? plateText(e.plate) : ""];
  if (message !== (code ?? "")) return [plate, message].filter(Boolean).join(" · ");
  const person = plate === "" && e.kind.name === "inquiry" ? "person" : "";
  const reads = read?.burst ? `×${read.burst.length}` : "";
  return [message, plate, person, reads].filter(Boolean).join(" ") || capital(fieldOf(e, "address type") || e.kind.one);
}

// saidText is what an event is and what it is about, each once: "Inquiry: QW, wanted person inquiry", "Arrest".
export function saidText(e: Entry, between = ": "): string {
  const [of, what] = [titleOf(e.kind), whatText(e)];
  return what === of ? of : `${of}${between}${what}`;
}

export function whereText(e: Entry): string {
  const { agency } = e.event;
  return e.where.label || agency?.name || agency?.ori || (e.located ? "unnamed position" : "no position");
}

// knownText says how exactly a position is known, briefly for the table.
export function knownText(e: Entry): string {
  if (e.event.standing === "mention") return "nobody's place";
  if (!e.located) return "unmapped";
  const what = e.where.class === "agency" ? "office" : classText(e.where.class).replace(/ (code centre|position|centre|address)$/, "").replace("'s", "");
  return `${what} ±${radiusText(e.where.radius_m)}`;
}

// locatedText says how exactly a position is known, or why the event is not on the map.
export function locatedText(e: Entry): string {
  if (e.event.standing === "mention") return "nobody's place: the subject is only mentioned, so it is not on the map";
  return e.located ? `${classText(e.where.class)}, within ${radiusText(e.where.radius_m)}` : "no position known: not on the map";
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

function classText(c: string): string {
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
  const { plate } = e;
  if (e.candidate) return [`candidate:${plateText(e.candidate.vehicle)}`, "candidates:other"];
  if (e.spans) return [`stay:${e.kind.name}:${e.where.label || `${titleOf(e.kind)} ${e.id}`}`];
  if (e.kind.name === "plate_read" && plate) return [`vehicle:${plateText(plate)}`, `vehicle:${plate.number} (`, "vehicles:other"];
  return [`kind:${e.kind.name}`];
}
