import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveFunctions } from "../src/chart/functions";
import { axisSpan, candidateEntry, entriesOf, knownText, laneKeys, saidText, whatText } from "../src/subject/model";
import { plural } from "../src/lib/dom";
import { wordsOf } from "../src/lib/words";
import { Store } from "../src/subject/store";

const never = "0001-01-01T00:00:00Z";
const where = { point: [-96, 36], class: "agency", radius_m: 500, zone: "America/Chicago", label: "Sampleton PD", state: "OK" };
const when = (start, end = start) => ({ raw: "", zone: "UTC", basis: "stated", start, end, precision: "second" });
const record = { load: 1, line: 2 };
const sighting = (id, start, more = {}) => ({ id, kind: "inquiry", when: when(start), where, record, text: "inquiry sampleton pd ok", ...more });

const dossier = {
  case: { id: 1, number: "1", opened: never },
  subject: { id: 1, name: "X", role: "unknown" },
  loads: null,
  sightings: [
    sighting("s2", "2026-03-02T06:30:00Z"),
    sighting("s1", "2026-03-01T12:00:00Z", { kind: "plate_read", plate: { number: "0OIQ1" }, text: "plate read 0oiq1 sampleton pd ok", where: { ...where, class: "site", radius_m: 30 } }),
    sighting("s3", "2026-03-05T12:00:00Z", { set_aside: "own agency" }),
    sighting("s4", "2026-03-06T12:00:00Z", { category: "administrative" }),
    sighting("s5", never, { when: when(never) }),
    sighting("s6", "2026-03-07T12:00:00Z", { where: { ...where, class: "none", label: "" }, text: "inquiry no position" }),
  ],
  stays: [{ id: "a1", kind: "address", first: when("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"), last: when(never), where, record, text: "address sampleton pd ok" }],
  palettes: {},
  kinds: [
    { name: "inquiry", one: "inquiry", many: "inquiries" },
    { name: "entry", one: "entry", many: "entries" },
    { name: "arrest", one: "arrest", many: "arrests" },
    { name: "court", one: "court event", many: "court events" },
    { name: "custody", one: "custody", many: "custodies" },
    { name: "plate_read", one: "plate read", many: "plate reads" },
    { name: "address", one: "address", many: "addresses" },
  ],
};

function store(patch = {}) {
  const state = { zone: "place", theme: "light", window: null, hidden: new Set(), aside: true, candidates: false, text: "", gapLegs: false, legs: true, selected: null, hovered: null, rules: {}, findings: null, evidence: null, only: false };
  return new Store(dossier, entriesOf(dossier), { ...state, ...patch });
}
const ids = (s) => s.visible().map((e) => e.id);

test("entries are in time order, those without a time last", () => {
  assert.deepEqual(entriesOf(dossier).map((e) => e.id), ["a1", "s1", "s2", "s3", "s4", "s6", "s5"]);
});

test("what was set aside, is administrative or has no time does not count", () => {
  assert.deepEqual(entriesOf(dossier).filter((e) => !e.counts).map((e) => e.id), ["s3", "s4", "s5"]);
});

test("filters act together and can be taken back", () => {
  const s = store();
  assert.equal(ids(s).length, 7);
  s.set({ aside: false });
  assert.deepEqual(ids(s), ["a1", "s1", "s2", "s6"]);
  s.set({ hidden: new Set(["plate_read"]) });
  assert.deepEqual(ids(s), ["a1", "s2", "s6"]);
  s.set({ text: "sampleton ok" });
  assert.deepEqual(ids(s), ["a1", "s2"]);
  s.set({ aside: true, hidden: new Set(), text: "" });
  assert.equal(ids(s).length, 7);
});

test("words are told apart and made small one character at a time, as the server does it", () => {
  assert.deepEqual(wordsOf(" QW\u00a0Denver\u2003 ŁÓDŹ\n"), ["qw", "denver", "łódź"]);
  assert.deepEqual(wordsOf("ΟΔΟΣ İ a\ufeffb"), ["οδοσ", "i", "a\ufeffb"]); // no final sigma, no second character, no space
  assert.deepEqual(wordsOf(" \t"), []);
});

test("a span is of the wall clock of the place", () => {
  const s = store({ window: [Date.parse("2026-03-02T00:00:00Z"), Date.parse("2026-03-02T23:59:00Z")] });
  assert.deepEqual(ids(s), ["s2"]); // 00:30 in Chicago
  s.set({ window: [Date.parse("2026-03-02T01:00:00Z"), Date.parse("2026-03-02T23:59:00Z")] });
  assert.deepEqual(ids(s), []);
  s.set({ zone: "UTC" });
  assert.deepEqual(ids(s), ["s2"]); // 06:30 in UTC
});

test("listeners hear of real changes only", () => {
  const s = store();
  const heard = [];
  s.onChange((changed) => heard.push([...changed]));
  s.set({ selected: null, window: null });
  s.set({ window: [1, 2], selected: "s1" });
  s.set({ window: [1, 2] });
  assert.deepEqual(heard, [["window", "selected"]]);
});

test("spans on the axis never run backwards", () => {
  for (const e of entriesOf(dossier).filter((e) => e.timed)) {
    const [from, to] = axisSpan(e, "place");
    assert.ok(from <= to);
  }
});

test("an entry knows its row of the timeline and how it is known", () => {
  const byID = Object.fromEntries(entriesOf(dossier).map((e) => [e.id, e]));
  assert.deepEqual(laneKeys(byID.s2), ["kind:inquiry"]);
  assert.equal(laneKeys(byID.s1)[0], "vehicle:0OIQ1");
  assert.equal(knownText(byID.s2), "office ±500 m");
  assert.equal(knownText(byID.s1), "reader ±30 m");
  assert.equal(knownText(byID.s6), "unmapped");
});

test("each kind of record has its own words, and one that is not known is a record", () => {
  const said = (more, stays = null) => {
    const [e] = entriesOf({ ...dossier, sightings: stays ? null : [sighting("s1", "2026-03-02T06:30:00Z", more)], stays });
    return [saidText(e), laneKeys(e)[0]];
  };
  const stay = (kind) => [{ ...dossier.stays[0], kind }];
  const means = (value) => ({ fields: [{ name: "NAM", value: "X" }, { name: "message meaning", value }] });
  assert.deepEqual(said({ key: "QW", ...means("wanted person inquiry") }), ["Inquiry: QW, wanted person inquiry", "kind:inquiry"]);
  assert.deepEqual(said({ key: "QV", plate: { number: "0OIQ1" }, ...means("vehicle or plate inquiry") }), ["Inquiry: 0OIQ1 · QV, vehicle or plate inquiry", "kind:inquiry"]);
  assert.deepEqual(said({ kind: "entry", key: "EW", ...means("enter wanted person") }), ["Entry: EW, enter wanted person", "kind:entry"]);
  assert.deepEqual(said({ key: "QW" }), ["Inquiry: QW person", "kind:inquiry"]);
  assert.deepEqual(said({ kind: "entry", key: "EM", category: "entry" }), ["Entry: EM", "kind:entry"]);
  assert.deepEqual(said({ kind: "arrest" }), ["Arrest", "kind:arrest"]);
  assert.deepEqual(said({ kind: "court" }), ["Court event", "kind:court"]);
  assert.deepEqual(said({ kind: "custody" }), ["Custody", "kind:custody"]);
  assert.deepEqual(said({}, stay("custody")), ["Custody", "stay:custody:Sampleton PD"]);
  assert.deepEqual(said({}, stay("address")), ["Address", "stay:address:Sampleton PD"]);
  assert.deepEqual(said({}, stay("booking")), ["Record", "stay:record:Sampleton PD"]);
  assert.deepEqual(said({ kind: "radio" }), ["Record", "kind:record"]);
});

test("counts have the plural of their noun", () => {
  const say = [plural(1, "address"), plural(2, "address"), plural(1, "custody"), plural(1496, "inquiry"), plural(2, "day"), plural(0, "stay"), plural(3, "more", "more")];
  assert.deepEqual(say, ["1 address", "2 addresses", "1 custody", "1,496 inquiries", "2 days", "0 stays", "3 more"]);
});

test("option functions are named, never given", () => {
  const option = { series: [{ renderItem: "mark", data: [{ formatter: "mark", name: "wallTime" }] }], xAxis: [{ axisLabel: { formatter: "wallTime" } }] };
  resolveFunctions(option);
  assert.equal(typeof option.series[0].renderItem, "function");
  assert.equal(typeof option.xAxis[0].axisLabel.formatter, "function");
  assert.equal(option.series[0].data[0].formatter, "mark"); // data stays data
  for (const name of ["alert", "constructor", "__proto__", "toString"]) {
    assert.throws(() => resolveFunctions({ series: [{ renderItem: name }] }), /unknown function/);
  }
});

test("a burst tells how many reads it is", () => {
  const read = (id, raw) => ({ ...dossier.sightings[1], id, plate: { number: "ZZZ0001", raw } });
  const [e] = entriesOf({ ...dossier, sightings: [{ ...read("r1-1", "ZZZ0001"), burst: [read("r1-1", "ZZZ0001"), read("r1-2", "ZZZ00OI")] }], stays: null });
  assert.equal(whatText(e), "ZZZ0001 ×2");
});

test("candidates are shown only when switched on, pass the filters and count for nothing", () => {
  const candidate = { sighting: { ...dossier.sightings[1], id: "r1-9", plate: { number: "80K1" } }, vehicle: { number: "8OK1", state: "OK" }, level: "OCR-equivalent", state: "unknown", reason: "readers confuse 0 for O", text: "80k1 candidate for 8ok1 (ok), ocr-equivalent: readers confuse 0 for o" };
  const s = store();
  const before = ids(s);
  s.addCandidates([candidateEntry(candidate, dossier.kinds)]);
  assert.deepEqual(ids(s), before);
  s.set({ candidates: true });
  assert.deepEqual(ids(s), ["a1", "s1", "r1-9~8OK1", "s2", "s3", "s4", "s6", "s5"]);
  const e = s.byID.get("r1-9~8OK1");
  assert.equal(e.counts, false);
  assert.match(e.flags[0], /candidate for 8OK1 \(OK\), OCR-equivalent: readers confuse 0 for O/);
  s.set({ aside: false });
  assert.ok(ids(s).includes("r1-9~8OK1"));
  s.set({ hidden: new Set(["plate_read"]) });
  assert.ok(!ids(s).includes("r1-9~8OK1"));
});
