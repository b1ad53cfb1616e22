import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveFunctions } from "../src/chart/functions";
import { axisSpan, candidatesOf, entriesOf, excludedOf, knownText, laneKeys, locatedText, partyText, saidText, standingText, standingWord, timeText, whatText } from "../src/subject/model";
import { recordsOf } from "../src/detail/records";
import { SHAPE_NONE } from "../src/chart/marks";
import { plural } from "../src/lib/dom";
import { wordsOf } from "../src/lib/words";
import { Store } from "../src/subject/store";

const never = "0001-01-01T00:00:00Z";
const where = { point: [-96, 36], class: "agency", radius_m: 500, zone: "America/Chicago", label: "Sampleton PD", state: "OK" };
const when = (start, end = start) => ({ raw: "", zone: "UTC", basis: "stated", start, end, precision: "second" });
const event = (id, start, more = {}) => ({ id, kind: "inquiry", first: when(start), where, records: [{ load: 1, line: 2 }], text: "inquiry sampleton pd ok", ...more });
const plate = (value, region, raw) => ({ part: "vehicle", of: { type: "plate", value, region, raw } });
const open = when(never);
const address = { kind: "address", first: when("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"), last: open, text: "address sampleton pd ok" };

const dossier = {
  case: { id: 1, number: "1", opened: never },
  subject: { id: 1, name: "X", role: "unknown" },
  loads: null,
  events: [
    event("e2", "2026-03-02T06:30:00Z"),
    event("e1", "2026-03-01T12:00:00Z", { kind: "plate_read", parties: [plate("0OIQ1")], text: "plate read 0oiq1 sampleton pd ok", where: { ...where, class: "site", radius_m: 30 } }),
    event("e3", "2026-03-05T12:00:00Z", { standing: "set aside", why: "own agency" }),
    event("e4", "2026-03-06T12:00:00Z", { standing: "administrative" }),
    event("e5", never),
    event("e6", "2026-03-07T12:00:00Z", { where: { ...where, class: "none", label: "" }, text: "inquiry no position" }),
    event("e7", never, address),
  ],
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
  assert.deepEqual(entriesOf(dossier).map((e) => e.id), ["e7", "e1", "e2", "e3", "e4", "e6", "e5"]);
});

test("what was set aside, is administrative or has no time does not count", () => {
  assert.deepEqual(entriesOf(dossier).filter((e) => !e.counts).map((e) => e.id), ["e3", "e4", "e5"]);
});

test("filters act together and can be taken back", () => {
  const s = store();
  assert.equal(ids(s).length, 7);
  s.set({ aside: false });
  assert.deepEqual(ids(s), ["e7", "e1", "e2", "e6"]);
  s.set({ hidden: new Set(["plate_read"]) });
  assert.deepEqual(ids(s), ["e7", "e2", "e6"]);
  s.set({ text: "sampleton ok" });
  assert.deepEqual(ids(s), ["e7", "e2"]);
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
  assert.deepEqual(ids(s), ["e2"]); // 00:30 in Chicago
  s.set({ window: [Date.parse("2026-03-02T01:00:00Z"), Date.parse("2026-03-02T23:59:00Z")] });
  assert.deepEqual(ids(s), []);
  s.set({ zone: "UTC" });
  assert.deepEqual(ids(s), ["e2"]); // 06:30 in UTC
});

test("listeners hear of real changes only", () => {
  const s = store();
  const heard = [];
  s.onChange((changed) => heard.push([...changed]));
  s.set({ selected: null, window: null });
  s.set({ window: [1, 2], selected: "e1" });
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
  assert.deepEqual(laneKeys(byID.e2), ["kind:inquiry"]);
  assert.equal(laneKeys(byID.e1)[0], "vehicle:0OIQ1");
  assert.equal(knownText(byID.e2), "office ±500 m");
  assert.equal(knownText(byID.e1), "reader ±30 m");
  assert.equal(knownText(byID.e6), "unmapped");
});

test("each kind of record has its own words, and one that is not known is a record", () => {
  const said = (more) => {
    const [e] = entriesOf({ ...dossier, events: [event("e1", "2026-03-02T06:30:00Z", more)] });
    return [saidText(e), laneKeys(e)[0]];
  };
  const means = (value) => ({ fields: [{ name: "NAM", value: "X" }, { name: "message meaning", value }] });
  assert.deepEqual(said({ code: "QW", ...means("wanted person inquiry") }), ["Inquiry: QW, wanted person inquiry", "kind:inquiry"]);
  assert.deepEqual(said({ code: "QV", parties: [plate("0OIQ1")], ...means("vehicle or plate inquiry") }), ["Inquiry: 0OIQ1 · QV, vehicle or plate inquiry", "kind:inquiry"]);
  assert.deepEqual(said({ kind: "entry", code: "EW", ...means("enter wanted person") }), ["Entry: EW, enter wanted person", "kind:entry"]);
  assert.deepEqual(said({ code: "QW" }), ["Inquiry: QW person", "kind:inquiry"]);
  assert.deepEqual(said({ kind: "entry", code: "EM", standing: "entry" }), ["Entry: EM", "kind:entry"]);
  assert.deepEqual(said({ kind: "arrest" }), ["Arrest", "kind:arrest"]);
  assert.deepEqual(said({ kind: "court" }), ["Court event", "kind:court"]);
  assert.deepEqual(said({ kind: "custody" }), ["Custody", "kind:custody"]);
  assert.deepEqual(said({ kind: "custody", last: open }), ["Custody", "stay:custody:Sampleton PD"]);
  assert.deepEqual(said(address), ["Address", "stay:address:Sampleton PD"]);
  assert.deepEqual(said({ ...address, fields: [{ name: "address type", value: "home" }] }), ["Address: Home", "stay:address:Sampleton PD"]);
  assert.deepEqual(said({ ...address, where: { ...where, label: "" } }), ["Address", "stay:address:Address e1"]);
  assert.deepEqual(said({ kind: "booking", last: open }), ["Record", "stay:record:Sampleton PD"]);
  assert.deepEqual(said({ kind: "radio" }), ["Record", "kind:record"]);
});

// standings are all that an event may have, with what the table and the panel say of it.
const standings = [
  ["", "", /^$/],
  ["administrative", "administrative", /^Administrative.*no encounter/],
  ["entry", "entry", /entered, changed or cleared/],
  ["non-criminal", "non-criminal", /^Non-criminal.*no encounter/],
  ["set aside", "set aside: own agency", /^Set aside: own agency$/],
  ["mention", "mention", /the subject has a part in it that puts nobody anywhere/],
];

test("an event says what it means for whereabouts, and one that has another standing never counts", () => {
  for (const [standing, word, text] of standings) {
    for (const last of [undefined, open, when("2026-04-01T00:00:00Z")]) {
      for (const first of [when("2026-03-02T06:30:00Z"), open]) {
        const more = { first, last, standing: standing || undefined, why: standing === "set aside" ? "own agency" : undefined };
        const [e] = entriesOf({ ...dossier, events: [event("e1", never, more)] });
        assert.equal(standingWord(e), word);
        assert.match(standingText(e), text);
        assert.equal(e.counts, standing === "" && (last !== undefined || first !== open));
      }
    }
  }
});

test("a mention is on no map, whatever its position is, and stays in the table", () => {
  for (const [standing] of standings) {
    for (const kind of ["gps", "site", "street", "zip", "city", "agency", "county", "state", "none"]) {
      const events = [event("e1", "2026-03-02T06:30:00Z", { standing: standing || undefined, where: { ...where, class: kind } })];
      const [e] = entriesOf({ ...dossier, events });
      assert.equal(e.located, standing !== "mention" && kind !== "none", `${standing} ${kind}`);
      if (standing === "mention") assert.deepEqual([e.shape, knownText(e), /not on the map/.test(locatedText(e))], [SHAPE_NONE, "nobody's place", true]);
      const s = new Store({ ...dossier, events }, [e], store().state);
      assert.deepEqual(ids(s), ["e1"]);
    }
  }
});

test("both ends of a span are told, and where it lies on the axis is what is known of it", () => {
  const [early, late] = [when("2026-03-02T06:30:00Z"), when("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z")];
  const cases = [
    [early, late, "Mar 2, 2026 06:30:00 UTC – Apr 1, 2026 00:00:00 UTC", early.start, late.end],
    [early, open, "Mar 2, 2026 06:30:00 UTC – open", early.start, early.end],
    [open, late, "open – Apr 1, 2026 00:00:00 UTC", late.start, late.end],
    [late, early, "Apr 1, 2026 00:00:00 UTC – Mar 2, 2026 06:30:00 UTC", late.start, late.start], // the source has them the wrong way round
    [open, open, "no time", null, null],
  ];
  for (const [first, last, text, from, to] of cases) {
    const [e] = entriesOf({ ...dossier, events: [event("e1", never, { first, last })] });
    assert.equal(timeText(e, "UTC"), text);
    assert.ok(e.spans);
    assert.equal(e.timed, from !== null);
    if (from === null) continue;
    assert.equal(e.from, Date.parse(from));
    assert.equal(e.to, Math.max(e.from, Date.parse(to) - 1));
  }
});

test("a party is named by its identifier, else by what is known of it", () => {
  const subject = { id: 7, name: "Doe, Jane" };
  const told = (p) => partyText({ part: "held", ...p }, subject);
  assert.equal(told({ of: { type: "plate", value: "0OIQ1", region: "OK" }, subject: 7 }), "0OIQ1 (OK)");
  assert.equal(told({ of: { type: "person", value: "DOE, JANE", region: "1990-01-02" } }), "DOE, JANE (1990-01-02)");
  assert.equal(told({ of: { type: "phone", value: "+15550100" } }), "+15550100");
  assert.deepEqual([told({ subject: 7 }), told({ subject: 8 }), told({})], ["Doe, Jane", "another subject of the case", "not known"]);
});

test("the plate of an event is the first that it is about, whoever else is", () => {
  const person = { part: "inquired", of: { type: "person", value: "X" } };
  for (const [parties, want] of [[undefined, null], [[person], null], [[{ part: "inquired", subject: 1 }], null], [[person, plate("A1", "OK"), plate("B2")], "A1 (OK)"]]) {
    const [e] = entriesOf({ ...dossier, events: [event("e1", never, { parties })] });
    assert.equal(e.plate && `${e.plate.number} (${e.plate.state})`, want);
  }
});

test("an event is under its own codes and those of all loads that it is from", () => {
  const loads = [{ id: 1, handling: ["restricted"] }, { id: 2 }, { id: 3, handling: ["restricted", "chri"] }];
  const from = (...of) => of.map((load) => ({ load, line: 1 }));
  const cases = [
    [{ records: from(2) }, []],
    [{ records: from(1) }, ["restricted"]],
    [{ records: from(2, 3) }, ["chri", "restricted"]],
    [{ records: from(1), handling: ["victim", "restricted"] }, ["restricted", "victim"]],
    [{ records: [], handling: ["juvenile"] }, ["juvenile"]],
    [{ records: from(2), read: { burst: [event("r2-1", never, { records: from(2) }), event("r3-1", never, { records: from(3) })] } }, ["chri", "restricted"]],
  ];
  for (const [more, want] of cases) {
    const [e] = entriesOf({ ...dossier, loads, events: [event("e1", never, more)] });
    assert.deepEqual(e.handling, want);
    const [x] = excludedOf({ ...dossier, loads, excluded: [{ event: event("e1", never, more), mark: {} }] });
    assert.deepEqual(x.handling, want);
  }
});

test("all records of an event are listed, of a burst those of each read", () => {
  const at = (load, line, file) => ({ load, line, file });
  const told = (more) => recordsOf(entriesOf({ ...dossier, events: [event("e1", "2026-03-02T06:30:00Z", more)] })[0], "UTC").map((r) => [r.id, r.record.line, r.text]);
  assert.deepEqual(told({ records: [at(1, 7, "a.csv")] }), [["e1", 7, "a.csv · load 1, line 7"]]);
  assert.deepEqual(told({ records: [at(1, 7, "a.csv"), at(2, 1234)] }), [["e1", 7, "a.csv · load 1, line 7"], ["e1", 1234, "load 2, line 1,234"]]);
  const read = (id, line, raw, confidence) => event(id, "2026-03-02T06:30:00Z", { parties: [plate("ZZZ0001", "OK", raw)], records: [at(1, line, "a.csv")], read: { confidence } });
  const burst = [read("r1-7", 7, "ZZZ0001"), read("r1-9", 9, "ZZZ00OI", 0.934)];
  assert.deepEqual(told({ records: [at(1, 7, "a.csv")], read: { burst } }), [
    ["r1-7", 7, "Mar 2, 2026 06:30:00 UTC · ZZZ0001 (OK) · load 1, line 7"],
    ["r1-9", 9, "Mar 2, 2026 06:30:00 UTC · ZZZ0001 (OK) as “ZZZ00OI” · 93 % · load 1, line 9"],
  ]);
});

test("counts have the plural of their noun", () => {
  const say = [plural(1, "address"), plural(2, "address"), plural(1, "custody"), plural(1496, "inquiry"), plural(2, "day"), plural(0, "event"), plural(3, "more", "more")];
  assert.deepEqual(say, ["1 address", "2 addresses", "1 custody", "1,496 inquiries", "2 days", "0 events", "3 more"]);
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
  const read = (id, raw) => ({ ...dossier.events[1], id, parties: [plate("ZZZ0001", undefined, raw)] });
  const [e] = entriesOf({ ...dossier, events: [{ ...read("r1-1", "ZZZ0001"), read: { burst: [read("r1-1", "ZZZ0001"), read("r1-2", "ZZZ00OI")] } }] });
  assert.equal(whatText(e), "ZZZ0001 ×2");
});

test("candidates are shown only when switched on, pass the filters and count for nothing", () => {
  const candidate = { event: { ...dossier.events[1], id: "r1-9", parties: [plate("80K1")] }, vehicle: { number: "8OK1", state: "OK" }, level: "OCR-equivalent", state: "unknown", reason: "readers confuse 0 for O", text: "80k1 candidate for 8ok1 (ok), ocr-equivalent: readers confuse 0 for o" };
  const s = store();
  const before = ids(s);
  s.addCandidates(candidatesOf([candidate], dossier));
  assert.deepEqual(ids(s), before);
  s.set({ candidates: true });
  assert.deepEqual(ids(s), ["e7", "e1", "r1-9~8OK1", "e2", "e3", "e4", "e6", "e5"]);
  const e = s.byID.get("r1-9~8OK1");
  assert.equal(e.counts, false);
  assert.match(e.remarks[0], /candidate for 8OK1 \(OK\), OCR-equivalent: readers confuse 0 for O/);
  s.set({ aside: false });
  assert.ok(ids(s).includes("r1-9~8OK1"));
  s.set({ hidden: new Set(["plate_read"]) });
  assert.ok(!ids(s).includes("r1-9~8OK1"));
});
