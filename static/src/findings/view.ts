// The panel of findings: what was found, by kind. A click on a statement points out what it rests on, in all views, and
// opens its rule and particulars.

import { APIError, get, query } from "../lib/api";
import type { AskView } from "./ask";
import type { ChartKind } from "../chart/functions";
import { el, number, plural, swap } from "../lib/dom";
import { particulars } from "./details";
import { choiceAt, headlines, sectionsOf, type Choice, type Section } from "./findings";
import type { Findings } from "../lib/types";
import { RulesForm } from "./rules";
import type { Part, Store } from "../subject/store";

const FIRST = 12; // statements of a kind before one asks for more
const MOST = 400;

const CHART_NAMES: Partial<Record<ChartKind, string>> = {
  hours: "Hours of the week",
  calendar: "Calendar",
  nights: "Nights by area",
  distance: "Distance from base",
  interest: "Agencies over time",
  circuit: "Diagram",
};

export class FindingsView {
  private sections: Section[] = [];
  private open = new Set<string>(["summary"]);
  private full = new Set<string>();
  private request: AbortController | null = null;
  private readonly form: RulesForm;
  private readonly list = el("div", { class: "findings-list" });
  private readonly status = el("p", { class: "hint", role: "status" }, "Looking for patterns…");

  constructor(
    panel: HTMLElement,
    private readonly subject: number,
    private readonly store: Store,
    private readonly ask: AskView,
    private readonly showChart: (kind: ChartKind, index?: number) => void,
    private readonly fail: (error: unknown) => void,
  ) {
    this.form = new RulesForm((rules) => void this.fetch(rules));
    panel.append(this.status, this.form.element, this.list, this.ask.element);
    store.onChange((changed) => {
      if (changed.has("revision")) void this.fetch({ ...store.state.rules });
      this.changed(changed);
    });
  }

  // fetch asks for the findings by rules, which are in force for all views once they are there.
  async fetch(rules: Record<string, string> = {}): Promise<void> {
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.status.textContent = "Looking for patterns…";
    this.status.hidden = false;
    try {
      const path = query(`/api/v1/subjects/${this.subject}/findings`, rules);
      const findings = await get<Findings>(path, request.signal);
      this.sections = sectionsOf(findings);
      const { evidence } = this.store.state;
      const kept = evidence && this.again(findings, evidence);
      this.store.set({ rules, findings, evidence: kept, ...(kept ? {} : { only: false }) });
      this.status.hidden = true;
      this.form.show(findings.rules);
      this.draw();
    } catch (error) {
      if ((error as Error).name === "AbortError") return;
      this.status.hidden = this.store.state.findings !== null;
      this.status.textContent = "The findings could not be made.";
      if (error instanceof APIError && error.status === 400) this.form.refuse(error.message);
      else this.fail(error);
    }
  }

  // choose points out what a chart refers to, or takes it back.
  choose(key: string): void {
    const { findings } = this.store.state;
    const found = findings && choiceAt(findings, this.sections, key);
    if (found) this.toggle(found);
  }

  // textOf is the sentence of what a chart refers to.
  textOf(key: string): string {
    const { findings } = this.store.state;
    return (findings && choiceAt(findings, this.sections, key)?.text) ?? "";
  }

  // again is a choice as other rules have it; a finding that is no more is let go, a free choice stays.
  private again(findings: Findings, chosen: Choice): Choice | null {
    if (!/^[a-z]+(:\d+)*$/.test(chosen.key)) return chosen;
    const found = choiceAt(findings, this.sections, chosen.key);
    return found?.text === chosen.text ? found : null;
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("evidence") || changed.has("zone")) this.draw();
  }

  private toggle(c: Choice): void {
    const on = this.store.state.evidence?.key === c.key;
    this.store.set(on ? { evidence: null, only: false } : { evidence: c, selected: null });
  }

  private draw(): void {
    const { findings } = this.store.state;
    if (!findings) return;
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-key]")?.dataset;
    const summary = el(
      "section",
      { class: "summary-statements" },
      el("p", { class: "hint" }, findings.counts.text),
      this.statements(headlines(this.sections), "summary", 99),
      ...this.sections.filter((s) => s.failed !== "").map((s) => el("p", { class: "warn" }, s.failed)),
      headlines(this.sections).length === 0 && el("p", { class: "empty" }, "Nothing that the rules would call a finding. Each kind below says what it would take."),
    );
    swap(this.list, summary, ...this.sections.map((s) => this.section(s)));
    if (focused) this.list.querySelector<HTMLElement>(`[data-in="${focused.in}"][data-key="${CSS.escape(focused.key!)}"] > button`)?.focus({ preventScroll: true });
  }

  private section(s: Section): HTMLElement {
    const open = this.open.has(s.id);
    const details = el("details", { open, "data-section": s.id }, el("summary", {}, s.title, el("b", {}, number(s.choices.length))));
    const fill = () => {
      const charts = s.charts.map((kind) => el("button", { type: "button", class: "link", click: () => this.showChart(kind) }, CHART_NAMES[kind] ?? kind));
      details.append(
        charts.length > 0 && s.choices.length > 0 ? el("p", { class: "charts" }, "Charts: ", ...charts) : "",
        s.failed !== "" ? el("p", { class: "warn" }, s.failed) : s.none !== "" ? el("p", { class: "empty" }, s.none) : this.statements(s.choices, s.id, FIRST),
      );
    };
    if (open) fill();
    details.addEventListener("toggle", () => {
      if (details.open === this.open.has(s.id)) return;
      if (details.open) this.open.add(s.id);
      else this.open.delete(s.id);
      if (details.open && details.children.length === 1) fill();
    });
    return details;
  }

  private statements(choices: Choice[], id: string, first: number): HTMLElement {
    const shown = this.full.has(id) ? choices.slice(0, MOST) : choices.slice(0, first);
    const list = el("ol", { class: "statements" }, ...shown.map((c) => this.statement(c, id)));
    const rest = choices.length - shown.length;
    if (rest === 0) return list;
    const more = this.full.has(id)
      ? el("p", { class: "hint" }, `and ${plural(rest, "more", "more")}; the answer of the API holds all.`)
      : el("button", { type: "button", class: "link", click: () => this.showAll(id) }, `Show ${rest > MOST ? number(MOST) : "all"} (${number(rest)} more)`);
    return el("div", {}, list, more);
  }

  private showAll(id: string): void {
    this.full.add(id);
    this.draw();
  }

  private statement(c: Choice, id: string): HTMLElement {
    const on = this.store.state.evidence?.key === c.key;
    const button = el("button", { type: "button", class: "statement", "aria-pressed": on, click: () => this.toggle(c) }, c.text, " ", el("small", {}, plural(c.ids.size, "record")));
    // Under "summary" the particulars stay away: the statement stands again in its own section.
    return el("li", { "data-key": c.key, "data-in": id, class: on && "chosen" }, button, on && this.about(c, id !== "summary"));
  }

  private about(c: Choice, whole: boolean): HTMLElement {
    const rules = el("button", { type: "button", class: "link", click: () => this.form.reveal(c.group) }, "Change the rule");
    const kind = this.sections.find((s) => s.choices.some((other) => other.key === c.key))?.chart ?? "";
    const number = Number(c.key.split(":")[1]);
    const diagram = kind === "" ? [] : [el("button", { type: "button", class: "link", click: () => this.showChart(kind, number) }, CHART_NAMES[kind] ?? kind)];
    return el(
      "div",
      { class: "about" },
      el("p", { class: "basis" }, "Rule: ", c.basis, ". ", rules, ...diagram),
      whole && particulars(c.key, this.store, (choice) => this.toggle(choice)),
    );
  }
}
