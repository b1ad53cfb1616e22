import assert from "node:assert/strict";
import { test } from "node:test";
import { kilometers, kilometersES, wallTime, wallTimeES } from "../src/chart/time";
import { knownZone, offsetAt, shownZone, writeAxis, writeWhen } from "../src/lib/time";

const hour = 3_600_000;
const at = (text) => Date.parse(text);

test("offsets follow daylight saving to the second", () => {
  assert.equal(offsetAt("America/Chicago", at("2026-03-08T07:59:59Z")), -6 * hour);
  assert.equal(offsetAt("America/Chicago", at("2026-03-08T08:00:00Z")), -5 * hour);
  assert.equal(offsetAt("America/Chicago", at("2026-11-01T06:59:59Z")), -5 * hour);
  assert.equal(offsetAt("America/Chicago", at("2026-11-01T07:00:00Z")), -6 * hour);
  assert.equal(offsetAt("America/Phoenix", at("2026-07-01T00:00:00Z")), -7 * hour);
  assert.equal(offsetAt("Asia/Kolkata", at("2026-07-01T00:00:00Z")), 5.5 * hour);
});

test("fixed offsets and unknown zones", () => {
  assert.equal(offsetAt("-07:00", 0), -7 * hour);
  assert.equal(offsetAt("+05:30", 0), 5.5 * hour);
  assert.equal(offsetAt("UTC", 0), 0);
  assert.equal(offsetAt("Nowhere/Land", 0), 0);
  assert.equal(knownZone("Nowhere/Land"), false);
  assert.equal(knownZone("place"), true);
});

test("the zone of a time is the place's, else the source's", () => {
  assert.equal(shownZone("place", "America/Denver", "UTC"), "America/Denver");
  assert.equal(shownZone("place", "", "-05:00"), "-05:00");
  assert.equal(shownZone("place", undefined, ""), "UTC");
  assert.equal(shownZone("Asia/Tokyo", "America/Denver", "UTC"), "Asia/Tokyo");
});

test("times are written as precisely as they are known", () => {
  const t = at("2026-03-02T08:04:05Z");
  assert.equal(writeAxis(t, "second"), "Mon Mar 2, 2026 08:04:05");
  assert.equal(writeAxis(t, "minute"), "Mon Mar 2, 2026 08:04");
  assert.equal(writeAxis(t, "hour", false), "Mar 2, 2026 08h");
  assert.equal(writeAxis(t, "day"), "Mon Mar 2, 2026");
  assert.equal(writeAxis(t, "month"), "Mar 2026");
  assert.equal(writeAxis(t, "year"), "2026");
});

test("a whole day or month is never moved to another day by the display zone", () => {
  const march = { raw: "03/2026", zone: "America/New_York", basis: "assumed", start: "2026-03-01T05:00:00Z", end: "2026-04-01T04:00:00Z", precision: "month" };
  for (const zone of ["place", "UTC", "America/Los_Angeles", "Asia/Tokyo"]) assert.equal(writeWhen(march, "America/Los_Angeles", zone), "Mar 2026");
});

test("an instant is written in the shown zone and names it", () => {
  const when = { raw: "", zone: "UTC", basis: "stated", start: "2026-03-02T14:04:05Z", end: "2026-03-02T14:04:06Z", precision: "second" };
  assert.equal(writeWhen(when, "America/Chicago", "place", false), "Mar 2, 2026 08:04:05 CST");
  assert.equal(writeWhen(when, "America/Chicago", "UTC", false), "Mar 2, 2026 14:04:05 UTC");
  const none = { ...when, start: "0001-01-01T00:00:00Z", end: "0001-01-01T00:00:00Z" };
  assert.equal(writeWhen(none, "America/Chicago", "place"), "no time");
});

test("axis labels name the coarsest unit that changes", () => {
  assert.equal(wallTime(at("2026-01-01T00:00:00Z")), "Jan 2026");
  assert.equal(wallTime(at("2026-05-01T00:00:00Z")), "May");
  assert.equal(wallTime(at("2026-05-09T00:00:00Z")), "May 9");
  assert.equal(wallTime(at("2026-05-09T06:30:00Z")), "06:30");
});

test("axis labels follow the language", () => {
  assert.equal(wallTimeES(at("2026-01-01T00:00:00Z")), "ene 2026");
  assert.equal(wallTimeES(at("2026-09-09T00:00:00Z")), "9 sept");
  assert.equal(kilometers(1_234_000), "1,234 km");
  assert.equal(kilometersES(1_234_000), "1.234 km");
  assert.equal(kilometers(400), "0.4 km");
  assert.equal(kilometersES(400), "0,4 km");
  assert.equal(kilometers(0), "0 km");
});
