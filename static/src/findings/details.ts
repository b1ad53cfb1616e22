// The particulars of one finding, below its statement: its facts, and of places, circuits and interest a table.

import { el, number, plural } from "../lib/dom";
import { findingAt, ofKind, ofMonth, ofState, visitChoice, type Choice } from "./findings";
import type { AgencyInterest, Base, Circuit, Fact, Finding, Interest, NamedCount, Place, Visit } from "../lib/types";
import { placeShapes } from "./shapes";
import { timeText, whereText } from "../subject/model";
import type { Store } from "../subject/store";
import { offsetAt, shownZone, writeAxis, zoneName } from "../lib/time";

type Choose = (choice: Choice) => void;

const VISITS = 12;

// particulars are what more there is to say of a finding, null when there is nothing: its facts, and of some a table.
export function particulars(key: string, store: Store, choose: Choose): HTMLElement | null {
  const found = findingAt(store.state.findings!, key);
  if (!found) return null;
  const told = found.facts.length > 0 ? facts(found.facts.map((fact) => [fact.label, factText(fact, found, store, choose)])) : "";
  const more = table(found, store, choose);
  return told || more ? el("div", {}, told, more) : null;
}

// table is what a finding of some kinds has beside facts.
function table(found: Finding, store: Store, choose: Choose): HTMLElement | "" {
  const places = () => store.state.findings!.found.find((d) => d.name === "places")!.findings;
  switch (found.kind) {
    case "place":
      return visits(found.data as Place, Number(found.key.split(":")[1]), store, choose);
    case "base": {
      const { place } = found.data as Base;
      return visits(places()[place]!.data as Place, place, store, choose);
    }
    case "circuit":
      return rounds(found, found.data as Circuit, store, choose);
    case "interest":
      return interest(found, found.data as Interest, choose);
  }
  return "";
}

// factText is a fact's value: a text, an instant, one record to look at, or several to point out.
function factText(fact: Fact, found: Finding, store: Store, choose: Choose): Node {
  const text = [fact.value, instant(fact.at, fact.zone, store)].filter(Boolean).join(" ");
  const [id] = fact.evidence;
  if (id === undefined) return el("span", {}, text);
  if (fact.evidence.length === 1 && text === "") {
    const e = store.byID.get(id);
    return e ? link(`${timeText(e, store.state.zone, false)} · ${whereText(e)}`, () => store.set({ selected: id })) : el("span", {}, id);
  }
  const { group } = store.state.findings!.found.find((d) => d.kind === found.kind)!;
  const shown = text || plural(fact.evidence.length, "record");
  return link(shown, () => choose({ key: `${found.key} ${fact.label}`, group, text: `${fact.label}: ${shown}`, basis: found.basis, ids: new Set(fact.evidence), shapes: [] }));
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

function grid(heads: string[], rows: (string | Node)[][], caption = ""): HTMLElement {
  const head = el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)));
  const body = rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))));
  return el("table", {}, caption && el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...body));
}

function link(text: string, act: () => void): HTMLElement {
  return el("button", { type: "button", class: "link", click: act }, text);
}

function visits(p: Place, i: number, store: Store, choose: Choose): HTMLElement {
  const rows = p.visits.slice(0, VISITS).map((v, n) => visit(v, `visit:${i}:${n}`, p, store, choose));
  return grid(["Seen there", "Possibly there", ""], rows, p.visits.length > VISITS ? `First ${VISITS} of ${number(p.visits.length)} visits` : "Visits");
}

function visit(v: Visit, key: string, p: Place, store: Store, choose: Choose): (string | Node)[] {
  const act = () => choose(visitChoice(key, p.name, v, placeShapes(p)));
  return [span(v.first, v.last, p.zone, store), span(v.earliest, v.latest, p.zone, store), link(plural(v.sightings.length, "record"), act)];
}

function rounds(found: Finding, c: Circuit, store: Store, choose: Choose): HTMLElement {
  const zone = store.state.findings!.areas[c.indexes[0]!]?.zone;
  const rows = c.rounds.map((r, n) => {
    const ids = new Set(r.sightings);
    const text = `Round ${n + 1} of ${c.areas.join(" → ")}`;
    const act = () => choose({ key: `round:${found.key.split(":")[1]}:${n}`, group: "Circuits", text, basis: found.basis, ids, shapes: store.state.evidence?.shapes ?? [] });
    return [instant(r.start, zone, store), instant(r.end, zone, store), r.complete ? "all stops" : "a stop not seen", link(plural(ids.size, "record"), act)];
  });
  return grid(["Begun", "Back", "", ""], rows, "Rounds");
}

const AGENCIES = 15;

function interest(found: Finding, f: Interest, choose: Choose): HTMLElement {
  const pick = (key: string, text: string, ids: string[]) => choose({ key: `interest ${key}`, group: "Law-enforcement interest", text, basis: found.basis, ids: new Set(ids), shapes: [] });
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
    counts("kind", f.kinds, (name) => ofKind(f, name)),
    counts("state", f.states, (name) => ofState(f, name)),
    counts("month", f.months, (name) => ofMonth(f, name)),
    grid(["Agency", "State", "Encounters", "First – latest, UTC"], f.agencies.slice(0, AGENCIES).map(agency), rest > 0 ? `${AGENCIES} of ${plural(f.agencies.length, "agency", "agencies")}; all are in the chart` : ""),
  );
}
