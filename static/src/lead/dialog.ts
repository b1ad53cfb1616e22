// The dialog that types a lead in, or corrects one: it asks for the fields of a kind as the kind has them.

import { get, send } from "../lib/api";
import { byID, capital, el, swap } from "../lib/dom";
import type { Dossier, Kind, LeadChange, NewLead, Typed } from "../lib/types";
import { entriesOf } from "../subject/model";
import type { Store } from "../subject/store";

type FieldSpec = NonNullable<Kind["fields"]>[number];

// A record that was typed in: of which load it is, of which event it tells, and what stands in it.
export type TypedRecord = { event: string; load: number; kind: string; values: Map<string, string> };

const GROUPS: [title: string, types: string[]][] = [
  ["When", ["time", "date", "clock", "begin", "begin_clock", "begin_year", "begin_month", "end", "end_clock", "end_year", "end_month", "range", "zone"]],
  ["Where", ["site", "house", "street", "unit", "city", "county", "state", "zip", "lat", "lon", "position", "radius"]],
  ["Whom and what it is about", ["person", "surname", "given", "birth_date", "plate", "plate_state"]],
  ["By whom", ["ori", "agency"]],
  ["What else it says", ["code", "text"]],
];

// What is said of a lead, by the name under which it stands in a record.
const SAID: [name: "source" | "taken_by" | "received", inRecord: string, label: string, hint: string][] = [
  ["source", "source of the lead", "Where it is from", "a caller, a post, a hotel's desk"],
  ["taken_by", "taken by", "Taken down by", "where that is not you"],
  ["received", "received", "When it came in", "2026-05-02 14:30"],
];

const HINTS: Record<string, string> = {
  time: "2026-05-02 14:30", date: "2026-05-02", clock: "14:30", begin: "2026-05-02 or 05/2026", end: "2026-05-02 or 05/2026",
  range: "03/2019 - 06/2020", zone: "America/Chicago", state: "OK", plate_state: "OK", lat: "35.46720", lon: "-97.51640", radius: "metres",
  position: "35.46720, -97.51640", birth_date: "2009-05-02",
};

const MOST = 2000; // characters of a field

export class LeadDialog {
  private readonly dialog = el("dialog", { class: "lead-dialog", "aria-labelledby": "lead-title" });
  private readonly form = el("form", { method: "dialog" });
  private readonly title = el("h2", { id: "lead-title" });
  private readonly fields = el("div", {});
  private readonly kind = el("select", { name: "kind" });
  private readonly fault = el("p", { class: "warn", role: "alert", hidden: true });
  private readonly keep = el("button", { type: "submit", class: "button" });
  private corrected: TypedRecord | null = null;

  constructor(
    private readonly subject: number,
    private readonly store: Store,
  ) {
    const kinds = (store.dossier.kinds ?? []).filter((k) => store.dossier.typed?.some((name) => name === k.name));
    this.kind.append(...kinds.map((k) => el("option", { value: k.name }, capital(k.one))));
    this.kind.addEventListener("change", () => this.ask(new Map()));
    const cancel = el("button", { type: "button", click: () => this.dialog.close() }, "Cancel");
    this.form.append(
      this.title,
      el("p", { class: "hint" }, "What is typed in is a record like any other: it can be corrected and withdrawn, and its text is kept. Fields left empty are not told."),
      el("div", { class: "dialog-fields" }, labelled("Kind of record", this.kind), ...SAID.map(([name, , label, hint]) => labelled(label, input(name, hint, name === "source")))),
      this.fields,
      el("div", { class: "form-end" }, this.fault, el("p", { class: "form-buttons" }, el("span", { class: "grow" }), cancel, this.keep)),
    );
    this.dialog.append(this.form);
    document.body.append(this.dialog);
    this.form.addEventListener("submit", (event) => void this.submit(event));
    const open = byID("add-lead");
    open.hidden = kinds.length === 0;
    open.addEventListener("click", () => this.open(null));
  }

  // open asks for a new lead, or for what a record should say instead.
  open(corrected: TypedRecord | null): void {
    this.corrected = corrected;
    this.title.textContent = corrected ? "Correct what was typed in" : "Add a lead";
    this.keep.textContent = corrected ? "Keep the correction" : "Add";
    this.kind.disabled = corrected !== null;
    if (corrected) this.kind.value = corrected.kind;
    for (const [name, inRecord] of SAID) this.control(name).value = corrected?.values.get(inRecord) ?? "";
    this.ask(corrected?.values ?? new Map());
    this.fault.hidden = true;
    this.dialog.showModal();
  }

  private control(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private specs(): FieldSpec[] {
    return this.store.dossier.kinds?.find((k) => k.name === this.kind.value)?.fields ?? [];
  }

  // ask draws the fields of the chosen kind, those that are needed first.
  private ask(values: ReadonlyMap<string, string>): void {
    const specs = this.specs();
    const groups = GROUPS.map(([title, types]) => {
      const own = specs.filter((f) => types.includes(f.type)).sort((a, b) => Number(b.need ?? false) - Number(a.need ?? false));
      if (own.length === 0) return null;
      const boxes = own.map((f) => {
        const box = input(nameOf(f), HINTS[f.type] ?? "", false);
        box.value = values.get(f.name) ?? "";
        return labelled((f.label ?? capital(f.name)) + (f.need ? " (needed, or what says the same)" : ""), box);
      });
      return el("fieldset", {}, el("legend", {}, title), el("div", { class: "dialog-fields" }, ...boxes));
    });
    swap(this.fields, ...groups);
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    this.keep.disabled = true;
    this.fault.hidden = true;
    try {
      const done = await this.send();
      const dossier = await get<Dossier>(`/api/v1/subjects/${this.subject}/dossier`);
      this.store.replace(dossier, entriesOf(dossier));
      const told = this.store.entries.find((e) => e.event.records.some((r) => r.load === done.id));
      if (told) this.store.set({ selected: told.id });
      this.dialog.close();
    } catch (error) {
      this.fault.textContent = (error as Error).message;
      this.fault.hidden = false;
    } finally {
      this.keep.disabled = false;
    }
  }

  private send(): Promise<Typed> {
    const old = this.corrected;
    const fields: Record<string, string> = {};
    for (const f of this.specs()) {
      const value = this.control(nameOf(f)).value.trim();
      if (value !== "" || old?.values.has(f.name)) fields[f.name] = value;
    }
    const said: LeadChange = {};
    for (const [name] of SAID) if (this.control(name).value.trim() !== "") said[name] = this.control(name).value.trim();
    const path = `/api/v1/subjects/${this.subject}/events`;
    if (old) return send<Typed>("PATCH", `${path}/${old.event}?load=${old.load}`, { ...said, fields } satisfies LeadChange);
    const lead: NewLead = { ...said, kind: this.kind.value as NewLead["kind"], source: said.source ?? "", fields };
    return send<Typed>("POST", path, lead);
  }
}

const nameOf = (f: FieldSpec): string => `field-${f.name}`;

function input(name: string, hint: string, required: boolean): HTMLInputElement {
  return el("input", { type: "text", name, placeholder: hint, maxlength: MOST, autocomplete: "off", required });
}

function labelled(label: string, control: HTMLElement): HTMLElement {
  return el("label", { class: "dialog-field" }, el("span", {}, label), control);
}
