// Everything above the views: kinds of records with their counts, switches, zone, span and search.

import { SHAPE_AGENCY, SHAPE_AREA, SHAPE_CANDIDATE, SHAPE_EXACT, SHAPE_NONE } from "../chart/marks";
import { byID, el, number, plural, swap } from "../lib/dom";
import { axisSpan, titleOfMany } from "./model";
import { filtersChanged, type Store } from "./store";
import { conflictElement, symbolElement } from "../lib/symbols";
import { knownZone, offsetAt, PLACE } from "../lib/time";

const USUAL: [zone: string, name: string][] = [
  [PLACE, "Local time of the place"],
  ["UTC", "UTC"],
  ["America/New_York", "Eastern"],
  ["America/Chicago", "Central"],
  ["America/Denver", "Mountain"],
  ["America/Phoenix", "Arizona"],
  ["America/Los_Angeles", "Pacific"],
  ["America/Anchorage", "Alaska"],
  ["Pacific/Honolulu", "Hawaii"],
];

// bindZone fills the zone list: the usual ones first, then all the browser knows.
export function bindZone(store: Store): void {
  const select = byID("zone") as HTMLSelectElement;
  const option = ([zone, name]: [string, string]) => el("option", { value: zone, selected: zone === store.state.zone }, name);
  const all = Intl.supportedValuesOf("timeZone").map((zone): [string, string] => [zone, zone.replaceAll("_", " ")]);
  select.append(el("optgroup", { label: "Usual" }, ...USUAL.map(option)), el("optgroup", { label: "All zones" }, ...all.map(option)));
  select.addEventListener("change", () => {
    const zone = select.value;
    if (knownZone(zone)) store.set({ zone, window: movedWindow(store, zone) });
  });
}

// movedWindow is the chosen span on the axis of another zone, so that what was shown stays shown.
function movedWindow(store: Store, zone: string): [number, number] | null {
  const { window: span, zone: old } = store.state;
  const first = store.visible().find((e) => e.timed);
  if (!span) return null;
  const shift = first ? axisSpan(first, zone)[0] - axisSpan(first, old)[0] : offsetAt(zone, span[0]) - offsetAt(old, span[0]);
  return [span[0] + shift, span[1] + shift];
}

// bindKinds draws a switch per kind of record, with how many of it are shown.
export function bindKinds(store: Store): void {
  const box = byID("kinds");
  const order = (store.dossier.kinds ?? []).map((kind) => kind.name);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const draw = () => {
    const kinds = [...new Map(store.entries.map((e) => [e.kind.name, e.kind])).values()].sort((a, b) => rank(a.name) - rank(b.name));
    const shown = new Map<string, number>();
    for (const e of store.visible()) if (!e.candidate) shown.set(e.kind.name, (shown.get(e.kind.name) ?? 0) + 1);
    const chips = kinds.map((kind) => {
      const { name } = kind;
      const on = !store.state.hidden.has(name);
      const total = store.entries.filter((e) => e.kind.name === name).length;
      const toggle = () => {
        const hidden = new Set(store.state.hidden);
        if (!hidden.delete(name)) hidden.add(name);
        store.set({ hidden });
        box.querySelector<HTMLElement>(`[data-kind="${CSS.escape(name)}"]`)?.focus();
      };
      const swatch = symbolElement(kind.symbol, SHAPE_EXACT, store.color(name));
      const count = el("b", {}, `${number(shown.get(name) ?? 0)} of ${number(total)}`);
      return el("button", { type: "button", class: "chip", "aria-pressed": on, "data-kind": name, click: toggle }, swatch, titleOfMany(kind), count);
    });
    const groups = [...new Set(kinds.map((kind) => kind.group))];
    swap(box, ...groups.map((group) => el("div", { class: "chips", role: "group", "aria-label": group, title: group }, ...chips.filter((_, i) => kinds[i]!.group === group))));
  };
  store.onChange((changed) => (filtersChanged(changed) || changed.has("theme")) && draw());
  draw();
}

// bindSwitches ties the check boxes and the search field to the state.
export function bindSwitches(store: Store): void {
  const check = (id: string, part: "aside" | "legs" | "gapLegs") => {
    const box = byID(id) as HTMLInputElement;
    box.checked = store.state[part];
    box.addEventListener("change", () => store.set({ [part]: box.checked }));
  };
  check("show-aside", "aside");
  check("show-legs", "legs");
  check("show-gap-legs", "gapLegs");
  const search = byID("search") as HTMLInputElement;
  search.addEventListener("input", () => store.set({ text: search.value.trim() }));
}

// bindSpan ties the two date fields to the chosen span. They show the time axis, in the display zone.
export function bindSpan(store: Store): void {
  const [from, to] = [byID("from") as HTMLInputElement, byID("to") as HTMLInputElement];
  const all = byID("all") as HTMLButtonElement;
  const local = (axis: number) => new Date(axis).toISOString().slice(0, 16);
  const draw = () => {
    const { window: span, zone } = store.state;
    const extent = span ?? extentOf(store, zone);
    from.value = extent ? local(extent[0]) : "";
    to.value = extent ? local(extent[1]) : "";
    all.disabled = span === null;
  };
  const apply = () => {
    const span: [number, number] = [Date.parse(`${from.value}Z`), Date.parse(`${to.value}Z`)];
    if (span.every(Number.isFinite) && span[0] < span[1]) store.set({ window: span });
    else draw();
  };
  from.addEventListener("change", apply);
  to.addEventListener("change", apply);
  all.addEventListener("click", () => store.set({ window: null }));
  store.onChange((changed) => (changed.has("window") || changed.has("zone") || changed.has("revision")) && draw());
  draw();
}

function extentOf(store: Store, zone: string): [number, number] | null {
  let extent: [number, number] | null = null;
  for (const e of store.entries) {
    if (!e.timed) continue;
    const [a, b] = axisSpan(e, zone);
    extent = extent ? [Math.min(extent[0], a), Math.max(extent[1], b)] : [a, b];
  }
  return extent;
}

// bindSummary tells how much is shown and what is missing, in one line.
export function bindSummary(store: Store): void {
  const box = byID("summary");
  const draw = () => {
    const visible = store.visible();
    const candidates = visible.filter((e) => e.candidate).length;
    const unmapped = store.entries.filter((e) => !e.located).length;
    const aside = store.entries.filter((e) => !e.counts && !e.candidate).length;
    const withheld = (store.dossier.withheld ?? []).reduce((n, note) => n + note.count, 0);
    const link = (n: number, word: string, to: string) => el("a", { href: to }, `${number(n)} ${word}`);
    swap(
      box,
      el("span", { role: "status" }, `${number(visible.length - candidates)} of ${plural(store.entries.length, "event")} shown`),
      candidates > 0 && el("span", {}, `and ${plural(candidates, "candidate")}`),
      store.dossier.folded && el("span", { title: "Reads of one plate by one reader that follow each other closely are one sighting; its record lists them." }, store.dossier.folded),
      link(aside, aside === 1 ? "does not count" : "do not count", "#loads"),
      link(unmapped, "unmapped", "#unmapped"),
      link(withheld, "withheld", "#withheld"),
      link((store.dossier.excluded ?? []).length, "hidden", "#excluded"),
    );
  };
  store.onChange((changed) => filtersChanged(changed) && draw());
  draw();
}

// bindLegend explains the marks of the map and the timeline.
export function bindLegend(store: Store): void {
  const box = byID("legend");
  (box.closest("details") as HTMLDetailsElement).open = innerHeight >= 900; // where it leaves the map in sight
  const draw = () => {
    const { muted, selected, gap, conflict } = store.palette;
    const entry = (mark: Node, text: string) => el("li", {}, mark, text);
    const line = (kind: string) => el("i", { class: `line ${kind}`, style: `color:${store.palette.leg}` });
    swap(
      box,
      entry(symbolElement("dot", SHAPE_EXACT, muted), "exact position"),
      entry(symbolElement("dot", SHAPE_AGENCY, muted), "agency's office"),
      entry(symbolElement("dot", SHAPE_AREA, muted), "centre of an area"),
      entry(symbolElement("dot", SHAPE_NONE, muted), "unmapped"),
      entry(symbolElement("dot", SHAPE_CANDIDATE, muted), "candidate, no sighting"),
      entry(el("i", { class: "ring", style: `color:${muted}` }), "true-size uncertainty"),
      entry(line("dashed"), "inferred leg"),
      entry(line("dotted"), "leg across a gap"),
      entry(el("i", { class: "gap", style: `background:${gap}` }), "nothing seen"),
      entry(conflictElement(conflict), "records in conflict"),
      entry(el("i", { class: "ring solid", style: `color:${selected}` }), "chosen, or its evidence"),
    );
  };
  store.onChange((changed) => changed.has("theme") && draw());
  draw();
}
