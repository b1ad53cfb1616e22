// The built renderer in a context without a document, as the server's embedded engine gives it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const script = readFileSync("dist/ssr.js", "utf8");

function engine(globals = {}) {
  const context = createContext(globals);
  runInContext(script, context);
  return context;
}

// chart is an option with one lane, whose label is given, and one item of every function that draws.
function chart(label) {
  const [from, to] = [1_767_225_600_000, 1_769_904_000_000];
  const draws = ["stay", "mark", "candidate", "candidates", "bin", "total", "gap", "held", "encounter", "contacts", "selected", "conflict", "flag", "night", "band", "way", "dot", "cell", "evidence"];
  const series = draws.map((name, i) => ({
    type: "custom", id: name, name: label, renderItem: name, color: "#0b3fa0", encode: { x: [0, 2], y: 1 },
    data: [{ name: label, value: [from + i * 1e8, 0, to - i * 1e8, 3, 1, 5, from, to, 0, to, 0] }],
  }));
  const axes = { xAxis: { type: "time", min: from, max: to, axisLabel: { formatter: "wallTime" } }, yAxis: { type: "category", data: [label] } };
  return JSON.stringify({ ...axes, legend: { data: [label] }, series });
}

// week, calendar and ring are options of the other kinds of charts, as timeline/chart writes them.
function week(label) {
  const axes = { xAxis: { type: "category", data: [label] }, yAxis: { type: "category", data: ["Mon"] }, visualMap: { min: 0, max: 9 } };
  return JSON.stringify({ ...axes, series: [{ type: "heatmap", data: [{ value: [0, 0, 7] }], label: { show: true, formatter: "cellCount" } }] });
}

function calendar(label) {
  const days = { range: ["2026-03-01", "2026-04-30"], dayLabel: { nameMap: Array(7).fill(label) }, cellSize: [12, 12] };
  return JSON.stringify({ calendar: [days], visualMap: { min: 0, max: 9 }, series: [{ type: "heatmap", coordinateSystem: "calendar", data: [{ value: ["2026-03-08", 4] }] }] });
}

function ring(label) {
  const nodes = [0, 1, 2].map((i) => ({ name: `${label}${"!".repeat(i)}`, x: 100 + 50 * i, y: 100 + (i % 2) * 60, label: { show: true } }));
  const links = [0, 1, 2].map((i) => ({ source: i, target: (i + 1) % 3, value: i + 2 }));
  return JSON.stringify({ series: [{ type: "graph", layout: "none", data: nodes, links, edgeLabel: { show: true, formatter: "legRounds" } }] });
}

const unescape = (text) => text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" })[name]);

test("text is drawn as text", () => {
  const e = engine();
  for (const label of ["Tulsa", "</text><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "__f__globalThis.PWNED=1__f__", "{a|b}", "Łódź zr3-g0", "&amp;"]) {
    const svg = e.sightlineRender(chart(label), 640, 200, "light");
    const tags = new Set([...svg.matchAll(/<\/?([^\s>/]+)/g)].map((m) => m[1]));
    for (const tag of tags) assert.match(tag, /^(svg|g|defs|rect|circle|path|text|tspan|polyline|polygon|line|clipPath|linearGradient|stop)$/);
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => unescape(m[1]));
    assert.ok(texts.includes(label), `${label} is not among ${texts}`);
  }
  assert.equal(runInContext("typeof PWNED", e), "undefined");
});

test("heat maps, calendars and rings draw their text as text", () => {
  const e = engine();
  for (const label of ["Tulsa", "</text><script>alert(1)</script>", "{a|b}", "{b} {c}"]) {
    for (const [draw, also] of [[week, "7"], [calendar, "Mar"], [ring, "×3"]]) {
      const svg = e.sightlineRender(draw(label), 640, 300, "light");
      assert.ok(!svg.includes("<script"));
      const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => unescape(m[1]));
      for (const text of [label, also]) assert.ok(texts.includes(text), `${draw.name}: ${text} is not among ${texts}`);
    }
  }
});

test("the same option gives the same bytes, whatever was drawn before", () => {
  const [a, b] = [engine(), engine()];
  const draw = (e, label) => e.sightlineRender(chart(label), 640, 200, "light", label);
  const first = draw(a, "one");
  const other = draw(a, "other");
  assert.equal(draw(a, "one"), first);
  assert.equal(draw(b, "one"), first);
  const ids = (svg) => [...svg.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  assert.ok(ids(first).length > 0);
  assert.equal(new Set(ids(first)).size, ids(first).length);
  assert.deepEqual(ids(first).filter((id) => ids(other).includes(id)), [], "two charts on one page share ids");
  for (const [, id] of first.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids(first).includes(id), `${id} is used but not there`);
});

// paper is an option with one series of ours over axes of which all is known: ten rows of 20 px, and 100 ms over 400 px.
function paper(renderItem, data, more = {}) {
  const series = [{ type: "custom", renderItem, name: "s", color: "#0b3fa0", data: data.map((value) => ({ value })), ...more }];
  return JSON.stringify({
    grid: { left: 100, right: 100, top: 50, bottom: 50 }, series,
    xAxis: { type: "value", min: 0, max: 100, show: false }, yAxis: { type: "category", inverse: true, data: [..."abcdefghij"], show: false },
  });
}

const drawn = (option, height = 300) => engine().sightlineRender(option, 600, height, "light", "c").replace(/\s*\n\s*/g, "");

test("items stand where their values say", () => {
  const svg = drawn(paper("night", [[10, 3, 30, 1], [50, 9, 60, 1]]));
  const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="2"/g)].map((m) => m.slice(1).map(Number));
  assert.deepEqual(boxes, [[140, 113.8, 79, 12.4], [300, 233.8, 39, 12.4]]);
});

test("a span that does not count is drawn paler, in any place, and a visit without that value as if it counted", () => {
  const strongest = (value) => {
    const found = [...drawn(paper("stay", [value])).matchAll(/<stop [^>]*stop-opacity="([\d.]+)"|<stop [^>]*rgba\([^)]*,([\d.]+)\)/g)].map((m) => Number(m[1] ?? m[2]));
    return Math.max(...found);
  };
  for (const lane of [0, 4, 9]) {
    for (const [from, a, b, to] of [[0, 20, 60, 100], [10, 10, 50, 50], [5, 90, 6, 95]]) {
      const [plain, counted, faint] = [[], [0], [1]].map((more) => strongest([from, lane, to, a, b, ...more]));
      assert.equal(counted, plain);
      assert.ok(faint > 0 && faint < counted / 2, `${faint} of ${counted}`);
    }
  }
});

test("rectangles of one colour become one path as long as they do not touch", () => {
  const bars = (...spans) => drawn(paper("bin", spans.map(([from, to, lane]) => [from, lane, to, 1, 0, 1]))).match(/<path d="[^"]*" fill="#0b3fa0"\/>/g);
  assert.equal(bars([0, 10, 0], [10, 20, 0], [0, 10, 1]).length, 1);
  assert.equal(bars([0, 10, 0], [5, 15, 0]).length, 2, "those that overlap would be darker where they are translucent");
});

test("counts are coloured and numbered alike with and without a scale that shows", () => {
  const map = { min: 0, max: 4, text: ["4 sightings", "0"], inRange: { color: ["#ffffff", "#808080", "#000000"] }, textStyle: { color: "#111111", fontSize: 11 }, left: "56", bottom: "4" };
  for (const show of [true, false]) {
    const option = JSON.parse(paper("heat", [[0, 0, 1], [1, 0, 4]], { color: undefined, itemStyle: { borderColor: "#ffffff" } }));
    option.xAxis = { type: "category", data: ["x", "y"] };
    const svg = drawn(JSON.stringify({ ...option, visualMap: [{ ...map, show }] }));
    assert.match(svg, /fill="rgb\(192,192,192\)" stroke="#ffffff"/);
    assert.match(svg, /fill="rgb\(0,0,0\)" stroke="#ffffff"/);
    assert.match(svg, /<text x="200" y="60"[^>]*>1<\/text>.*<text x="400" y="60"[^>]*>4<\/text>/);
    assert.equal(svg.includes("4 sightings"), show);
  }
});

test("days of a calendar stand where ECharts has them", () => {
  const scale = { max: 4, inRange: { color: ["#ffffff", "#000000"] }, textStyle: {}, text: ["", ""] };
  for (const [first, last, days] of [["2026-02-01", "2026-03-31", ["2026-02-01", "2026-02-02", "2026-03-31"]], ["2024-01-01", "2024-12-31", ["2024-02-29", "2024-12-30"]]]) {
    for (const firstDay of [0, 1]) {
      const calendar = [{ range: [first, last], cellSize: [10, 10], left: 50, top: 50, dayLabel: { firstDay } }];
      const ours = { type: "custom", coordinateSystem: "calendar", renderItem: "days", itemStyle: { borderColor: "#123456" }, data: days.map((day) => ({ value: [day, 2] })) };
      const svg = drawn(JSON.stringify({ calendar, visualMap: [{ ...scale, show: false }], series: [ours] }));
      const at = [...svg.match(/<path d="([^"]*)"[^>]*stroke="#123456"/)[1].matchAll(/M([\d.]+) ([\d.]+)h10/g)].map((m) => [Number(m[1]), Number(m[2])]);
      const week = (day) => new Date(day).getUTCDay() - firstDay + (new Date(day).getUTCDay() < firstDay ? 7 : 0);
      const want = days.map((day) => [50 + 10 * Math.floor(((Date.parse(day) - Date.parse(first)) / 864e5 + week(first)) / 7), 50 + 10 * week(day)]);
      assert.deepEqual(at, want);
    }
  }
});

test("unknown functions are refused", () => {
  const e = engine();
  for (const name of ["nothing", "constructor", "__proto__", "toString", "function(){return 1}"]) {
    const option = { xAxis: {}, yAxis: {}, series: [{ type: "custom", renderItem: name, data: [[1, 2]] }] };
    assert.throws(() => e.sightlineRender(JSON.stringify(option), 300, 200, "light"), /unknown function/);
  }
});

test("the host measures text if it can", () => {
  const asked = [];
  const e = engine({ sightlineMeasure: (text, font) => asked.push(`${text}@${font}`) && 7 * text.length });
  e.sightlineRender(chart("Tulsa"), 640, 200, "light");
  assert.ok(asked.some((line) => /^Tulsa@.*px/.test(line)), `asked for ${asked}`);
});
