// The page of a subject: one store, three linked views.

import { get } from "../lib/api";
import { AskView } from "../findings/ask";
import type { ChartKind } from "../chart/functions";
import { bindCandidates } from "./candidates";
import { ChartView } from "../chart/view";
import { bindLegend, bindKinds, bindSpan, bindSummary, bindSwitches, bindZone } from "./controls";
import { DetailView } from "../detail/detail";
import { byID, el, swap, plural } from "../lib/dom";
import { bindEvidenceBar } from "./evidencebar";
import { ExportDialog } from "../export/dialog";
import { drawFacts } from "./facts";
import { LeadDialog } from "../lead/dialog";
import { LeadPanel } from "../lead/panel";
import { FindingsView } from "../findings/view";
import { MapView } from "../map/map";
import { Marks } from "../detail/marks";
import { entriesOf } from "./model";
import { loadOutlines } from "../map/outlines";
import { Store } from "./store";
import { TableView } from "../table/table";
import { bindThemeSwitch, currentTheme } from "../lib/theme";
import { PLACE } from "../lib/time";
import { Tip } from "./tip";
import type { Dossier } from "../lib/types";

// What a test of the page may look at and do.
declare global {
  interface Window {
    sightline?: Readonly<{
      visibleIds(): string[];
      mapIds(): string[];
      tableIds(): string[];
      window(): [number, number] | null; // chosen span on the axis
      evidence(): { chosen: string[]; map: string[]; table: string[]; chart: string[] }; // of the chosen finding, in each view
      brush(from: number, to: number): void; // on the axis of the display zone, ms
      select(id: string | null): void;
    }>;
  }
}

async function main(): Promise<void> {
  const id = Number(document.body.dataset.subject);
  const [dossier, outlines] = await Promise.all([get<Dossier>(`/api/v1/subjects/${id}/dossier`), loadOutlines()]);
  const store = new Store(dossier, entriesOf(dossier), {
    zone: PLACE,
    theme: currentTheme(),
    window: null,
    hidden: new Set(),
    aside: true,
    candidates: false,
    text: "",
    legs: true,
    gapLegs: false,
    selected: null,
    hovered: null,
    rules: {},
    findings: null,
    evidence: null,
    only: false,
    revision: 0,
  });
  heading(dossier);
  bindThemeSwitch(byID("theme"), (theme) => store.set({ theme }));
  bindZone(store);
  bindKinds(store);
  bindSwitches(store);
  bindSpan(store);
  bindSummary(store);
  bindLegend(store);
  drawFacts(store);
  bindCandidates(id, store, complain);
  const tip = new Tip(store);
  const table = new TableView(byID("table"), store, () => emptyText(store));
  new DetailView(byID("detail"), store, new Marks(id, store, complain), new LeadPanel(id, store, new LeadDialog(id, store)));
  const map = new MapView(byID("map"), byID("map-note"), store, outlines, tip, () => emptyText(store));
  const chart = new ChartView(byID("chart"), id, store, tip, complain);
  byID("fit").addEventListener("click", () => map.fit());
  const showChart = bindCharts(chart);
  new ExportDialog(id, store, () => chart.current);
  bindPanels(store);
  bindEvidenceBar(byID("evidence"), store);
  const ask = new AskView(id, store, (done) => map.pick(done), complain);
  const findings = new FindingsView(byID("findings"), id, store, ask, showChart, complain);
  chart.linkFindings(findings);
  window.sightline = Object.freeze({
    visibleIds: () => store.visible().map((e) => e.id),
    mapIds: () => map.ids(),
    tableIds: () => table.ids(),
    window: () => store.state.window,
    evidence: () => ({ chosen: [...(store.state.evidence?.ids ?? [])], map: map.evidence(), table: table.evidence(), chart: chart.evidence() }),
    brush: (from: number, to: number) => store.set({ window: [from, to] }),
    select: (chosen: string | null) => store.set({ selected: chosen }),
  });
  await Promise.all([map.whenReady(), chart.show("timeline"), findings.fetch()]);
  document.documentElement.dataset.ready = "true";
}

function heading({ case: c, subject }: Dossier): void {
  document.title = `${subject.name} · case ${c.number} · Sightline`;
  const about = [subject.role, subject.birth_date && `born ${subject.birth_date}`, (subject.aliases ?? []).length > 0 && `also ${subject.aliases!.join(", ")}`];
  swap(byID("case"), `Case ${c.number}`);
  swap(byID("subject"), subject.name);
  swap(byID("about"), about.filter(Boolean).join(" · "));
}

// bindCharts switches between the charts: two by tabs, the others by a list. It returns what shows a chart.
function bindCharts(chart: ChartView): (kind: ChartKind, index?: number) => void {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab][data-chart]")];
  const more = byID("more-charts") as HTMLSelectElement;
  const show = (kind: ChartKind, index = 0) => {
    markTab(tabs, tabs.find((tab) => tab.dataset.chart === kind));
    more.value = [...more.options].some((o) => o.value === kind) ? kind : "";
    more.classList.toggle("active", more.value !== "");
    void chart.show(kind, index);
  };
  more.addEventListener("change", () => show((more.value || "timeline") as ChartKind));
  bindTabs(tabs, (tab) => show(tab.dataset.chart as ChartKind));
  return show;
}

// bindPanels switches below the table between the record and the findings; an event that is chosen shows its record.
function bindPanels(store: Store): void {
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("[role=tab][data-panel]")];
  const show = (tab: HTMLButtonElement | undefined) => {
    markTab(tabs, tab);
    for (const t of tabs) byID(t.dataset.panel!).hidden = t !== tab;
  };
  bindTabs(tabs, show);
  const panel = (name: string) => show(tabs.find((t) => t.dataset.panel === name));
  store.onChange((changed) => {
    if (changed.has("selected") && store.state.selected !== null) panel("detail");
    else if (changed.has("evidence") && store.state.evidence !== null) panel("findings");
  });
  panel("findings");
}

function markTab(tabs: HTMLButtonElement[], chosen: HTMLButtonElement | undefined): void {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === (chosen ?? tabs[0]) ? 0 : -1;
  }
}

// bindTabs lets a click or the arrow keys choose a tab.
function bindTabs(tabs: HTMLButtonElement[], choose: (tab: HTMLButtonElement) => void): void {
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = tabs[(i + step + tabs.length) % tabs.length]!;
      choose(next);
      next.focus();
    });
  });
}

// emptyText says why the table is empty.
function emptyText(store: Store): string {
  const { hidden, window: span, text, aside } = store.state;
  if (store.entries.length === 0) {
    return store.dossier.loads.length === 0
      ? "Nothing has been loaded about this subject. Load a file with “sightline load”, or add a lead."
      : "The files loaded hold no event of this subject; see the counts below.";
  }
  const reasons = [
    span && "the chosen span",
    text && `the search for “${text}”`,
    hidden.size > 0 && "the kinds switched off",
    !aside && "leaving out what was set aside or does not count",
    store.state.only && "showing only what the chosen finding rests on",
  ].filter(Boolean);
  return `Nothing passes ${reasons.join(", ")}. ${store.entries.length === 1 ? "There is 1 event" : `There are ${plural(store.entries.length, "event")}`} in all.`;
}

// complain shows an error where the analyst looks, in words.
function complain(error: unknown): void {
  const box = byID("problem");
  const message = error instanceof Error ? error.message : String(error);
  const again = el("button", { type: "button", click: () => location.reload() }, "Try again");
  swap(box, el("p", {}, message), again);
  box.hidden = false;
}

main().catch((error: unknown) => {
  if (document.documentElement.dataset.ready !== "true") swap(byID("subject"), "Not loaded");
  complain(error);
  console.error(error);
});
