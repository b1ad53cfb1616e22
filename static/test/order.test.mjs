import assert from "node:assert/strict";
import { test } from "node:test";
import { filtered, FORMATS, formOf, pathOf, reportLink } from "../src/export/order.ts";

const all = { zone: "place", window: null, hidden: new Set(), aside: true, text: "", only: false, evidence: null, rules: {} };
const usual = {
  kind: "data", format: "csv", chart: "timeline", index: 0, width: 1000, height: 667, dpi: 150, theme: "light", paper: "letter", draft: false, shown: true,
  recipient: " Det. A ", agency: "", purpose: "find", handling: "", release: [],
};
const form = (state, order) => Object.fromEntries(formOf({ ...all, ...state }, { ...usual, ...order }));

test("an order has an address for every kind and format", () => {
  const paths = Object.entries(FORMATS).flatMap(([kind, formats]) => formats.map(([format]) => pathOf(7, { ...usual, kind, format, chart: "hours" })));
  assert.equal(new Set(paths).size, paths.length);
  for (const path of ["/subjects/7/report.docx", "/subjects/7/picture/map.svg", "/subjects/7/picture/hours.png", "/subjects/7/export/timeline-csv", "/subjects/7/bundle.zip"]) {
    assert.ok(paths.includes(path), path);
  }
});

test("a form tells the filters, and only what the kind of file has", () => {
  assert.deepEqual(form({}, {}), { zone: "place", recipient: "Det. A", purpose: "find" });
  const state = {
    window: [0, 86_400_000], hidden: new Set(["plate_read", "address"]), aside: false, text: "blue van", only: true,
    evidence: { ids: new Set(["e1", "e2"]), text: "Circuit" }, rules: { gap: "30h" },
  };
  const part = {
    from: "1970-01-01T00:00:00.000Z", to: "1970-01-02T00:00:00.000Z", without: "address,plate_read", counting: "1", search: "blue van", chosen: "Circuit", ids: "e1,e2",
  };
  const base = { zone: "place", recipient: "Det. A", purpose: "find" };
  assert.deepEqual(form(state, {}), { ...base, ...part });
  assert.deepEqual(form(state, { shown: false }), base);
  assert.deepEqual(form(state, { kind: "report", format: "pdf", draft: true }), { ...base, ...part, gap: "30h", paper: "letter", draft: "1" });
  assert.deepEqual(form({}, { kind: "map", format: "png", theme: "dark" }), { ...base, theme: "dark", width: "1000", height: "667", dpi: "150" });
  assert.deepEqual(form({}, { kind: "chart", format: "svg", chart: "circuit", index: 2 }), { ...base, theme: "light", width: "1000", index: "2" });
});

test("what goes out by right is asked for by its codes, whatever the file is", () => {
  for (const [kind, formats] of Object.entries(FORMATS)) {
    for (const [format] of formats) {
      for (const release of [[], ["chri"], ["chri", "restricted"]]) {
        assert.equal(form({}, { kind, format, release }).release, release.length > 0 ? release.join(",") : undefined, `${kind} ${format}`);
      }
    }
  }
});

test("candidates that are shown are drawn in timelines and on the map", () => {
  for (const [order, want] of [[{ kind: "report", format: "pdf" }, "1"], [{ kind: "chart", format: "svg", chart: "timeline" }, "1"], [{ kind: "chart", format: "svg", chart: "nights" }, undefined], [{ kind: "map", format: "png" }, "1"], [{}, undefined]]) {
    assert.equal(form({ candidates: true }, order).candidates, want, order.kind);
    assert.equal(form({ candidates: false }, order).candidates, undefined);
  }
});

test("evidence of nothing is not everything", () => {
  const state = { only: true, evidence: { ids: new Set(), text: "" } };
  assert.ok(filtered({ ...all, ...state }));
  assert.equal(form(state, {}).ids, "");
  assert.ok(!filtered({ ...all, evidence: { ids: new Set(), text: "" } }));
});

test("the link to the report has zone and changed rules", () => {
  assert.equal(reportLink(7, { zone: "America/Chicago", rules: { gap: "30h" } }), "/subjects/7/report.html?zone=America%2FChicago&gap=30h");
});
