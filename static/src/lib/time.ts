// Time zones and how times are written. An "axis value" is the wall clock in the display zone, in ms, written as if it
// were UTC: see the package comment of timeline/chart, which uses the same.

import type { Precision, When } from "./types";

export const PLACE = "place";

const DAY = 86_400_000;

const offsetFormats = new Map<string, Intl.DateTimeFormat | null>();
const dayOffsets = new Map<string, number>(); // by zone and UTC day; NaN where the offset changes within the day

// offsetAt returns the offset of a zone from UTC in ms at an instant. An unknown zone counts as UTC.
export function offsetAt(zone: string, instant: number): number {
  if (zone === "UTC" || zone === "") return 0;
  const day = Math.floor(instant / DAY);
  const key = `${zone} ${day}`;
  let offset = dayOffsets.get(key);
  if (offset === undefined) {
    const [start, end] = [exactOffset(zone, day * DAY), exactOffset(zone, (day + 1) * DAY)];
    offset = start === end ? start : NaN;
    dayOffsets.set(key, offset);
  }
  return Number.isNaN(offset) ? exactOffset(zone, instant) : offset;
}

// instantAt is the instant at which a clock in a zone shows an axis value. Of two, the first; a time that clocks skip is
// taken as if they had not yet gone forward.
export function instantAt(zone: string, axis: number): number {
  const guesses = [axis - offsetAt(zone, axis - DAY), axis - offsetAt(zone, axis + DAY)];
  return guesses.find((t) => t + offsetAt(zone, t) === axis) ?? guesses[0]!;
}

function exactOffset(zone: string, instant: number): number {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * 60_000;
  const format = cached(offsetFormats, zone, () => formatter(zone, { timeZoneName: "longOffset" }));
  const name = format?.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : 0;
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options });
  } catch {
    return null;
  }
}

function cached<V>(map: Map<string, V>, key: string, make: () => V): V {
  if (!map.has(key)) map.set(key, make());
  return map.get(key)!;
}

export function knownZone(zone: string): boolean {
  return zone === PLACE || formatter(zone, {}) !== null;
}

// isZero tells a Go time that was never set.
export function isZero(when: When): boolean {
  return when.start.startsWith("0001-") && when.end.startsWith("0001-");
}

// shownZone is the zone a time is written in: the display zone, or with PLACE that of the place, else of the source.
export function shownZone(display: string, place: string | undefined, source: string): string {
  return display === PLACE ? place || source || "UTC" : display;
}

const zoneNames = new Map<string, Intl.DateTimeFormat | null>();

// zoneName is the short name of a zone at an instant, such as "CST".
export function zoneName(zone: string, instant: number): string {
  const format = cached(zoneNames, zone, () => formatter(zone, { timeZoneName: "short" }));
  return format?.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? zone;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const two = (n: number) => String(n).padStart(2, "0");

// writeAxis writes an axis value to a precision: "Mon Mar 2, 2026 08:04:11", "Mar 2026".
export function writeAxis(value: number, precision: Precision, weekday = true): string {
  const t = new Date(value);
  const month = MONTHS[t.getUTCMonth()]!;
  const year = t.getUTCFullYear();
  if (precision === "year") return String(year);
  if (precision === "month") return `${month} ${year}`;
  const date = `${weekday ? `${WEEKDAYS[t.getUTCDay()]} ` : ""}${month} ${t.getUTCDate()}, ${year}`;
  switch (precision) {
    case "day":
      return date;
    case "hour":
      return `${date} ${two(t.getUTCHours())}h`;
    case "minute":
      return `${date} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}`;
    default:
      return `${date} ${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`;
  }
}

// writeWhen writes a source time in the display zone with the zone's name. A whole day, month or year is a date of the
// source's own calendar: it is not moved to another zone, which could make it another day.
export function writeWhen(when: When, place: string | undefined, display: string, weekday = true): string {
  if (isZero(when)) return "no time";
  const start = Date.parse(when.start);
  if (when.precision === "day" || when.precision === "month" || when.precision === "year") {
    return writeAxis(start + offsetAt(when.zone, start), when.precision, weekday);
  }
  const zone = shownZone(display, place, when.zone);
  return `${writeAxis(start + offsetAt(zone, start), when.precision, weekday)} ${zoneName(zone, start)}`;
}

// writeUTC writes an instant in UTC to the second.
export function writeUTC(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}
