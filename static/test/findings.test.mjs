import assert from "node:assert/strict";
import { test } from "node:test";
import { evidenceItems } from "../src/chart/evidence";
import { ChartFilter, withCount } from "../src/chart/filter";
import { choiceAt, findingAt, headlines, inHour, ofKind, ofMonth, ofState, onDay, sectionsOf } from "../src/findings/findings";
import { entriesOf } from "../src/subject/model";
import { evidenceOf, Store } from "../src/subject/store";
import { instantAt, offsetAt } from "../src/lib/time";

const never = "0001-01-01T00:00:00Z";
const where = (point) => ({ point, class: "site", radius_m: 30, zone: "America/Chicago", label: "invented camera" });
const event = (id, start, point = [-96, 36], more = {}) => ({
  id, kind: "plate_read", parties: [{ part: "vehicle", of: { type: "plate", value: "0OIQ1", region: "OK" } }], text: `${id} plate read`, where: where(point), records: [{ load: 1, line: 2 }],
  first: { raw: "", zone: "UTC", basis: "stated", start, end: new Date(Date.parse(start) + 1000).toISOString(), precision: "second" }, ...more,
});

const dossier = {
  case: { id: 1, number: "1", opened: never },
  subject: { id: 1, name: "X", role: "unknown" },
  loads: null,
  events: [
    event("r1", "2026-03-02T05:30:00Z"), // Sunday 23:30 in Chicago
    event("r2", "2026-03-02T06:30:00Z"), // Monday 00:30
    event("r3", "2026-03-09T05:30:00Z", [-101, 35]), // Monday 00:30, daylight saving
    event("r4", "2026-03-09T05:45:00Z", [-101, 35], { standing: "set aside", why: "misread" }),
  ],
  palettes: {},
};
const entries = entriesOf(dossier);
const byID = new Map(entries.map((e) => [e.id, e]));

const finding = (key, more = {}) => {
  const text = more.text ?? key;
  return { key, kind: key.split(":")[0], text, basis: `rule of ${text}`, evidence: ["r1"], subjects: [1], rank: 0, certain: false, shapes: [], marks: [], facts: [], ...more };
};
const visit = { track: "", first: "2026-03-02T05:30:00Z", last: "2026-03-02T06:30:00Z", sightings: ["r1", "r2"] };
const place = (i, name, rank) => finding(`place:${i}`, { text: name, rank, data: { name, point: [-96, 36], radius_m: 80, visits: [visit] }, shapes: [{ form: "disc", points: [[-96, 36]], radius_m: 80, label: name }] });
const detected = (name, findings, more = {}) => ({ name, kind: name.replace(/s$/, ""), title: `All ${name}`, group: `Rules of ${name}`, section: name, headline: 0, rules: [], charts: [], findings, ...more });
const contacts = [
  { agency: { ori: "1", state: "OK", where: { zone: "America/Chicago" } }, start: "2026-04-01T03:00:00Z", sightings: ["s1", "s2"], keys: ["QW", "QV"] },
  { agency: { ori: "2", state: "TX", where: {} }, start: "2026-04-01T03:00:00Z", sightings: ["s3"], keys: ["QW"] },
];
const meeting = finding("meeting:0", {
  evidence: ["r2", "r3"], certain: true,
  shapes: [
    { form: "way", points: [[-96, 36], [-101, 35]] }, { form: "clash", points: [[-96, 36], [-101, 35]] }, { form: "stop", points: [[-97, 35]], label: "C", number: 3 },
    { form: "stop", points: [[-97, 35]] }, { form: "spiral", points: [[-97, 35]] }, { form: "way", points: [[-96, 36]] },
  ],
});
const findings = {
  counts: { text: "counts", basis: "", evidence: [] }, areas: [], legs: [], rules: [],
  found: [
    detected("places", [place(0, "road", 1), place(1, "home", 9), place(2, "office", 1)]),
    detected("meetings", [meeting, finding("meeting:1"), finding("meeting:2")], { headline: 2, charts: ["hours"], chart: "circuit" }),
    detected("trips", [finding("trip:0", { evidence: ["r1", "r2", "r3"] })]),
    detected("shifts", [], { headline: 2, none: "because" }),
    detected("changes", [], { headline: 2, failed: "All changes could not be worked out: odd." }),
  ],
};
const sections = sectionsOf(findings);

test("what each detector found has its section, an empty one its reason", () => {
  assert.deepEqual(sections.map((s) => s.id), ["places", "meetings", "trips", "shifts", "changes"]);
  const byKind = Object.fromEntries(sections.map((s) => [s.id, s]));
  assert.deepEqual(byKind.places.choices.map((c) => c.key), ["place:1", "place:0", "place:2"]); // by rank, equal ones in their order
  const [met] = byKind.meetings.choices;
  assert.deepEqual([met.text, met.basis, met.group, [...met.ids]], ["meeting:0", "rule of meeting:0", "Rules of meetings", ["r2", "r3"]]);
  assert.deepEqual([byKind.meetings.title, byKind.meetings.charts, byKind.meetings.chart, byKind.meetings.none], ["All meetings", ["hours"], "circuit", ""]);
  assert.equal(byKind.shifts.none, "because");
  assert.equal(byKind.changes.failed, "All changes could not be worked out: odd.");
  assert.equal(byKind.changes.choices.length, 0);
});

test("charts' references find their finding and its evidence", () => {
  assert.deepEqual([...choiceAt(findings, sections, "meeting:0").ids], ["r2", "r3"]);
  assert.deepEqual([...choiceAt(findings, sections, "visit:1:0").ids], ["r1", "r2"]);
  assert.match(choiceAt(findings, sections, "visit:1:0").text, /home/);
  assert.equal(findingAt(findings, "meeting:2").key, "meeting:2");
  for (const key of ["meeting:9", "visit:9:0", "visit:0:9", "", "constructor", "__proto__:1"]) assert.equal(choiceAt(findings, sections, key), null);
});

test("findings have the shapes that the server says, and none that is not known", () => {
  const shapes = (key) => choiceAt(findings, sections, key).shapes.map((f) => `${f.properties.kind} ${f.geometry.type} ${f.properties.number}${f.properties.label}`);
  assert.deepEqual(shapes("meeting:0"), ["way LineString ", "clash LineString ", "stop Point 3C", "stop Point "]);
  assert.deepEqual(shapes("place:1"), ["area Polygon ", "stop Point home"]);
  assert.deepEqual(shapes("meeting:1"), []);
});

test("headlines are few and only of what was found", () => {
  assert.deepEqual(headlines(sections).map((c) => c.key), ["meeting:0", "meeting:1"]);
});

test("cells of the week and the calendar know their sightings by the clock of the place", () => {
  const ids = (list) => list.map((e) => e.id);
  assert.deepEqual(ids(inHour(entries, 23, 6)), ["r1"]);
  assert.deepEqual(ids(inHour(entries, 0, 0)), ["r2", "r3"]); // r4 is set aside
  assert.deepEqual(ids(onDay(entries, "2026-03-01")), ["r1"]);
  assert.deepEqual(ids(onDay(entries, "2026-03-09")), ["r3"]);
});

test("cells count what is shown", () => {
  const state = { zone: "place", theme: "light", window: null, hidden: new Set(), aside: true, text: "", gapLegs: false, legs: true, selected: null, hovered: null, rules: {}, findings: null, evidence: null, only: false };
  const store = new Store(dossier, entries, state);
  const filter = new ChartFilter(store);
  const hours = () => filter.cells("hours", [{ id: "cells", data: [] }]);
  const days = () => filter.cells("calendar", [{ id: "cells-2025", data: [] }, { id: "cells-2026", data: [] }]);
  const all = hours();
  assert.deepEqual(all.series[0].data.find((i) => i.value[0] === 0 && i.value[1] === 0), { value: [0, 0, 2] });
  assert.equal(all.most, Math.max(...all.series[0].data.map((i) => i.value[2])));
  assert.deepEqual(days().series.map((s) => s.data.length > 0), [false, true]);
  assert.equal(all.sum, 3); // r4 is set aside
  store.set({ window: [Date.parse("2026-03-02T00:00:00Z"), Date.parse("2026-03-03T00:00:00Z")] }); // on the clock of the place
  assert.deepEqual(hours().series[0].data, [{ value: [0, 0, 1] }]);
  assert.deepEqual(days().series[1].data, [{ value: ["2026-03-02", 1] }]);
  store.set({ text: "no such words" });
  assert.deepEqual([hours().sum, hours().most, days().sum], [0, 0, 0]);
});

test("rows of records count what is shown in them, whatever the filter", () => {
  const state = { zone: "UTC", window: null, hidden: new Set(), aside: true, candidates: false, text: "", only: false, evidence: null };
  const lanes = [{ kind: "records", count: 2 }, { kind: "vehicle", count: 2 }, { kind: "place", count: 9 }];
  const rowOf = new Map([["r1", 0], ["r3", 0], ["r2", 1], ["r4", 1]]);
  for (const patch of [{}, { aside: false }, { text: "r3 READ" }, { text: "none" }, { hidden: new Set(["record"]) }, { window: [Date.parse("2026-03-02T00:00:00Z"), Date.parse("2026-03-03T00:00:00Z")] }]) {
    const store = new Store(dossier, entries, { ...state, ...patch });
    const counts = new ChartFilter(store).counts({ lanes }, (e) => rowOf.get(e.id) ?? null);
    const shown = (at) => store.visible().filter((e) => rowOf.get(e.id) === at).length;
    assert.deepEqual([...counts], [[0, shown(0)], [1, shown(1)]], JSON.stringify(patch));
    assert.equal([...counts.values()].reduce((a, b) => a + b), store.visible().length);
  }
});

test("a row's label has the count of what is shown in the place of its own", () => {
  const said = [withCount("Inquiries · 1,234", 7), withCount("Camera · 9\n36.1, -95.9", 0), withCount("12 Elm St", 1), withCount("12 Elm St", 0), withCount("A · 3 · 4", 12_000)];
  assert.deepEqual(said, ["Inquiries · 7", "Camera · 0\n36.1, -95.9", "12 Elm St", "12 Elm St", "A · 3 · 12,000"]);
});

test("counts of the interest know their inquiries", () => {
  assert.deepEqual(ofKind({ contacts }, "QW"), ["s1", "s3"]);
  assert.deepEqual(ofState({ contacts }, "TX"), ["s3"]);
  assert.deepEqual(ofMonth({ contacts }, "2026-03"), ["s1", "s2"]); // 22:00 on March 31 in Chicago
  assert.deepEqual(ofMonth({ contacts }, "2026-04"), ["s3"]);
});

test("only the evidence of a chosen finding passes, when asked", () => {
  const state = { zone: "place", theme: "light", window: null, hidden: new Set(), aside: true, text: "", gapLegs: false, legs: true, selected: null, hovered: null, rules: {}, findings: null, evidence: null, only: false };
  const store = new Store(dossier, entries, state);
  const shown = () => store.visible().map((e) => e.id);
  store.set({ evidence: choiceAt(findings, sections, "meeting:0") });
  assert.equal(shown().length, 4);
  assert.deepEqual(evidenceOf(store, store.state.evidence).map((e) => e.id), ["r2", "r3"]);
  store.set({ only: true });
  assert.deepEqual(shown(), ["r2", "r3"]);
  const heard = [];
  store.onChange((changed) => heard.push(...changed));
  store.set({ evidence: choiceAt(findings, sections, "meeting:1") });
  assert.deepEqual(shown(), ["r1"]);
  assert.ok(heard.includes("only"), "another filter is not told");
  store.set({ evidence: null, only: false });
  assert.equal(shown().length, 4);
});

test("rings that would touch are one frame, which stands for all", () => {
  const state = { zone: "UTC", hidden: new Set(), aside: true, text: "", window: null, only: false, evidence: choiceAt(findings, sections, "trip:0") };
  const rings = (perPixel) => evidenceItems(new Store(dossier, entries, state), (e) => (e.id === "r3" ? 2 : 1), perPixel);
  const at = (text) => Date.parse(text);
  assert.deepEqual(rings(60_000).map((i) => i.ids), [["r1"], ["r2"], ["r3"]]); // a minute a pixel
  const wide = rings(3_600_000); // an hour a pixel
  assert.deepEqual(wide.map((i) => i.ids), [["r1", "r2"], ["r3"]]);
  assert.deepEqual(wide[0].value.slice(0, 2), [at("2026-03-02T05:30:00Z"), 1]);
  assert.ok(wide[0].value[2] >= at("2026-03-02T06:30:00Z"));
});

test("a typed time is the instant its clock shows it", () => {
  for (const [zone, text] of [["America/Chicago", "2026-07-01T12:00"], ["America/Chicago", "2026-01-01T00:30"], ["Asia/Kolkata", "2026-01-01T00:30"], ["UTC", "2026-01-01T00:30"]]) {
    const axis = Date.parse(`${text}Z`);
    const t = instantAt(zone, axis);
    assert.equal(t + offsetAt(zone, t), axis);
  }
  const twice = Date.parse("2026-11-01T01:30Z"); // first 06:30 UTC, then 07:30
  assert.equal(instantAt("America/Chicago", twice), Date.parse("2026-11-01T06:30Z"));
  const never = Date.parse("2026-03-08T02:30Z"); // skipped
  assert.equal(instantAt("America/Chicago", never), Date.parse("2026-03-08T08:30Z"));
});
