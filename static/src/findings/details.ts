// The particulars of one finding, below its statement: bounds, causes, both records, counts by kind.

import { el, number, plural } from "../lib/dom";
import { ofKind, ofMonth, ofState, visitChoice, type Choice } from "./findings";
import type { AgencyInterest, Circuit, Conflict, Interest, NamedCount, Place, Visit } from "../lib/types";
import { placeShapes } from "./shapes";
import { radiusText, timeText, whereText } from "../subject/model";
import type { Store } from "../subject/store";
import { offsetAt, shownZone, writeAxis, zoneName } from "../lib/time";

type Choose = (choice: Choice) => void;

const VISITS = 12;

// particulars are what more there is to say of a finding, null when there is nothing.
export function particulars(key: string, store: Store, choose: Choose): HTMLElement | null {
  const f = store.state.findings!;
  const [kind, at] = key.split(":");
  const i = Number(at);
  switch (kind) {
    case "place":
    case "base":
      return place(f.places[i]!, i, store, choose);
    case "conflict":
      return conflict(f.conflicts[i]!, store);
    case "circuit":
      return circuit(f.circuits[i]!, i, store, choose);
    case "interest":
      return interest(f.interest, store, choose);
    case "gap":
      return facts([["Within reach", `${radiusText(f.gaps[i]!.reachable_m)} out of the way`], ["Moved", radiusText(f.gaps[i]!.moved_m)]]);
    case "split":
      return split(key, f.splits[i]!.first, f.splits[i]!.second, f.splits[i]!.basis, choose);
  }
  return null;
}

// instant writes an instant in the display zone, or in that of the place.
export function instant(text: string | undefined, zone: string | undefined, store: Store): string {
  if (!text || text.startsWith("0001-")) return "";
  const t = Date.parse(text);
  const shown = shownZone(store.state.zone, zone, "");
  return `${writeAxis(t + offsetAt(shown, t), "minute", false)} ${zoneName(shown, t)}`;
}

// span writes from when to when, the day once when it is the same.
function span(from: string | undefined, to: string | undefined, zone: string | undefined, store: Store): string {
  const [first, last] = [instant(from, zone, store) || "open", instant(to, zone, store) || "open"];
  if (first === last) return first;
  const day = /^(\w+ \d+, \d+) (\d\d:\d\d) (\S+)$/;
  const [a, b] = [day.exec(first), day.exec(last)];
  return a && b && a[1] === b[1] && a[3] === b[3] ? `${a[1]} ${a[2]} – ${b[2]} ${b[3]}` : `${first} – ${last}`;
}

function facts(rows: [string, string | Node][]): HTMLElement {
  return el("dl", {}, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function table(heads: string[], rows: (string | Node)[][], caption = ""): HTMLElement {
  const head = el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)));
  const body = rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))));
  return el("table", {}, caption && el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...body));
}

function link(text: string, act: () => void): HTMLElement {
  return el("button", { type: "button", class: "link", click: act }, text);
}

function place(p: Place, i: number, store: Store, choose: Choose): HTMLElement {
  const visits = p.visits;
  const known = p.exact ? `exact, within ${radiusText(p.radius_m)}` : `an office or area; within ${radiusText(p.radius_m)}`;
  const share = (v: number) => `${Math.round(100 * v)} %`;
  const rows = visits.slice(0, VISITS).map((v, n) => visit(v, `visit:${i}:${n}`, p, store, choose));
  return el(
    "div",
    {},
    facts([
      ["Position", `${p.point[1].toFixed(5)}, ${p.point[0].toFixed(5)} · ${known}`],
      ["Seen", `${plural(p.sightings, "time")} in ${plural(visits.length, "visit")} on ${plural(p.days, "day")} (${share(p.day_share)} of the days known)`],
      ["Nights", number(p.nights)],
      ...(p.time_share >= 0.005 ? [["Share of the stays", share(p.time_share)] as [string, string]] : []),
    ]),
    table(["Surely there", "Possibly there", ""], rows, visits.length > VISITS ? `First ${VISITS} of ${number(visits.length)} visits` : "Visits"),
  );
}

function visit(v: Visit, key: string, p: Place, store: Store, choose: Choose): (string | Node)[] {
  const act = () => choose(visitChoice(key, p.name, v, placeShapes(p)));
  return [span(v.first, v.last, p.zone, store), span(v.earliest, v.latest, p.zone, store), link(plural(v.sightings.length, "record"), act)];
}

const CAUSES: Record<Conflict["causes"][number], string> = {
  misread: "misread plate",
  clone: "two vehicles with one number",
  zone: "times of a load in another zone",
  clock: "wrong clock",
  agency: "inquiry from afar",
  other: "used by another",
};

function conflict(c: Conflict, store: Store): HTMLElement {
  const record = (id: string) => {
    const e = store.byID.get(id);
    return e ? link(`${timeText(e, store.state.zone, false)} · ${whereText(e)}`, () => store.set({ selected: id })) : id;
  };
  const rows: [string, string | Node][] = [["One record", record(c.a)], ["The other", record(c.b)]];
  if (c.speed_mps > 0) rows.push(["Least speed", `${number(Math.round(c.speed_mps * 3.6))} km/h over ${radiusText(c.distance_m)}${c.certain ? ", beyond any vehicle" : ""}`]);
  const causes = c.causes.map((cause) => CAUSES[cause]);
  if (causes.length > 0) rows.push(["Likely causes", causes.join("; ")]);
  return facts(rows);
}

function circuit(c: Circuit, i: number, store: Store, choose: Choose): HTMLElement {
  const zone = store.state.findings!.areas[c.indexes[0]!]?.zone;
  const rows = c.rounds.map((r, n) => {
    const ids = new Set(r.sightings);
    const act = () => choose({ key: `round:${i}:${n}`, group: "Circuits", text: `Round ${n + 1} of ${c.areas.join(" → ")}`, basis: c.basis, ids, shapes: store.state.evidence?.shapes ?? [] });
    return [instant(r.start, zone, store), instant(r.end, zone, store), r.complete ? "all stops" : "a stop not seen", link(plural(ids.size, "record"), act)];
  });
  return el(
    "div",
    {},
    facts([
      ["Support", `${plural(c.rounds.length, "round")}, ${number(c.complete)} complete`],
      ["Period", `${days(c.period)} ± ${days(c.spread)} days`],
      ["Chance", `p = ${c.chance.toPrecision(2)}`],
      ["Next round", `about ${instant(c.next, zone, store)}`],
    ]),
    table(["Begun", "Back", "", ""], rows, "Rounds"),
  );
}

// days of a length of time such as "217h30m0s".
function days(span: string): string {
  const hours = Number(/(\d+)h/.exec(span)?.[1] ?? 0) + Number(/(\d+)m/.exec(span)?.[1] ?? 0) / 60;
  return (hours / 24).toFixed(1);
}

function split(key: string, first: string[], second: string[], basis: string, choose: Choose): HTMLElement {
  const side = (name: string, ids: string[]) => {
    const text = `${name} vehicle: ${plural(ids.length, "sighting")}`;
    return link(text, () => choose({ key: `${key} ${name}`, group: "Two vehicles", text, basis, ids: new Set(ids), shapes: [] }));
  };
  return el("p", {}, side("First", first), " · ", side("Second", second));
}

const AGENCIES = 15;

function interest(f: Interest, store: Store, choose: Choose): HTMLElement {
  const findings = store.state.findings!;
  const pick = (key: string, text: string, ids: string[]) => choose({ key: `interest ${key}`, group: "Law-enforcement interest", text, basis: f.basis, ids: new Set(ids), shapes: [] });
  const agency = (a: AgencyInterest) => {
    const name = a.agency.name || a.agency.ori || "not stated";
    const act = () => pick(`agency ${a.agency.ori}`, `Encounters with ${name}`, a.evidence);
    return [link(name, act), a.agency.state ?? "", number(a.contacts), `${a.first.slice(0, 10)} – ${a.latest.slice(0, 10)}`];
  };
  const counts = (what: string, all: NamedCount[], ids: (name: string) => string[]) =>
    el("p", {}, `By ${what}: `, ...all.flatMap((c, i) => [i > 0 && ", ", link(`${c.name || "not stated"} ${number(c.count)}`, () => pick(`${what} ${c.name}`, `Records by ${what}: ${c.name || "not stated"}`, ids(c.name)))]));
  const rest = f.agencies.length - AGENCIES;
  return el(
    "div",
    {},
    counts("kind", f.kinds, (name) => ofKind(findings, name)),
    counts("state", f.states, (name) => ofState(findings, name)),
    counts("month", f.months, (name) => ofMonth(findings, name)),
    table(["Agency", "State", "Encounters", "First – latest, UTC"], f.agencies.slice(0, AGENCIES).map(agency), rest > 0 ? `${AGENCIES} of ${plural(f.agencies.length, "agency", "agencies")}; all are in the chart` : ""),
  );
}
