// The dialog that makes files of what the page shows, and asks for whom.

import type { ChartKind } from "../chart/functions";
import { download, type Saved } from "./download";
import { byID, el, number, plural, swap } from "../lib/dom";
import { filtered, FORMATS, formOf, pathOf, reportLink, WHOLE, type FileKind, type Order } from "./order";
import { releases } from "../subject/handling";
import { excludedOf } from "../subject/model";
import type { Store } from "../subject/store";

const KINDS: [FileKind, string][] = [["report", "Report"], ["map", "Map"], ["chart", "Chart"], ["data", "Data"], ["bundle", "Case bundle"]];

const CHARTS: [ChartKind, string][] = [
  ["timeline", "Timeline"],
  ["interest", "Law-enforcement interest"],
  ["nights", "Nights by area"],
  ["distance", "Distance from the base"],
  ["hours", "Hours of the week"],
  ["calendar", "Calendar"],
  ["circuit", "Circuit"],
];

const MOST = 500; // characters of a field

export class ExportDialog {
  private readonly dialog = el("dialog", { class: "export", "aria-labelledby": "export-title" });
  private readonly form = el("form", { method: "dialog", novalidate: false });
  private readonly status = el("p", { class: "export-status", role: "status" });
  private readonly fault = el("p", { class: "warn", role: "alert", hidden: true });
  private readonly make = el("button", { type: "submit", class: "button" }, "Make and download");
  private readonly shownText = el("span", {});
  private readonly wholeNote = el("p", { class: "hint", id: "export-whole", hidden: true }, "This chart shows what is inferred from everything, whatever is filtered.");
  private readonly pixels = el("small", {});
  private readonly rights = el("div", {}); // a box for each handling code under which something goes out only by right
  private request: AbortController | null = null;

  constructor(
    private readonly subject: number,
    private readonly store: Store,
    private readonly current: () => { kind: ChartKind; index: number },
  ) {
    this.build();
    document.body.append(this.dialog);
    byID("export").addEventListener("click", () => this.open());
    byID("export-map").addEventListener("click", () => this.open("map"));
    byID("export-chart").addEventListener("click", () => this.open("chart"));
    // On a busy page the event comes late, when the dialog may be open again and making another file.
    this.dialog.addEventListener("close", () => !this.dialog.open && this.request?.abort());
    this.form.addEventListener("submit", (event) => void this.submit(event));
    this.form.addEventListener("input", () => this.follow());
    const link = byID("report") as HTMLAnchorElement;
    const relink = () => (link.href = reportLink(subject, store.state));
    store.onChange((changed) => (changed.has("zone") || changed.has("rules")) && relink());
    relink();
  }

  // open shows the dialog with what is on the page now.
  open(kind?: FileKind): void {
    if (kind) this.radio("kind", kind);
    const { theme } = this.store.state;
    this.radio("theme", theme);
    if (this.current().kind !== "timeline" || kind === "chart") this.control("chart").value = this.current().kind;
    const part = filtered(this.store.state);
    this.radio("part", part ? "shown" : "all");
    (this.form.elements.namedItem("part") as RadioNodeList).forEach((r) => ((r as HTMLInputElement).disabled = !part));
    const [shown, all] = [this.store.visible().length, this.store.entries.length];
    this.shownText.textContent = part ? `What is shown: ${number(shown)} of ${plural(all, "event")}` : "What is shown: all of it";
    this.status.textContent = "";
    this.fault.hidden = true;
    this.offerRights();
    this.formats();
    this.follow();
    this.dialog.showModal();
  }

  private build(): void {
    const radios = (name: string, values: [string, Node | string][], first: string) =>
      values.map(([value, text]) => el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked: value === first }), text));
    const field = (label: string, control: HTMLElement, when = "") => el("label", { class: "dialog-field", "data-when": when }, el("span", {}, label), control);
    const text = (name: string, more: Record<string, string | boolean> = {}) => el("input", { type: "text", name, maxlength: MOST, autocomplete: "off", ...more });
    const size = (name: string, value: number, min: number, max: number) => el("input", { type: "number", name, value, min, max, step: 1, required: true });
    const select = (name: string, values: [string, string][]) => el("select", { name }, ...values.map(([value, words]) => el("option", { value }, words)));
    const group = (title: string, ...children: Node[]) => el("fieldset", {}, el("legend", {}, title), ...children);
    const check = (name: string, words: string, when = "") => el("label", { class: "choice wide", "data-when": when }, el("input", { type: "checkbox", name }), words);

    const what = group(
      "What",
      el("div", { class: "choices" }, ...radios("kind", KINDS, "report")),
      el("div", { class: "dialog-fields" },
        field("Chart", select("chart", CHARTS), "chart"),
        field("As", select("format", [])),
        field("Paper", select("paper", [["letter", "Letter"], ["a4", "A4"]]), "report"),
        field("Width, px", size("width", 1000, 320, 8000), "map chart"),
        field("Height, px", size("height", 667, 240, 8000), "map"),
        field("Dots per inch", size("dpi", 150, 24, 1200), "png"),
      ),
      el("div", { class: "choices", "data-when": "map chart" }, ...radios("theme", [["light", "Light colours"], ["dark", "Dark colours"]], "light"), this.pixels),
    );
    const part = group("Which part", el("div", { class: "choices" }, ...radios("part", [["shown", this.shownText], ["all", "Everything held"]], "all")), this.wholeNote);
    const whom = group(
      "For whom",
      el("div", { class: "dialog-fields" },
        field("Recipient", text("recipient", { required: true })),
        field("Agency", text("agency")),
        field("Purpose", text("purpose", { required: true })),
        field("Handling caveat", text("handling", { placeholder: "Investigative lead, not proof of presence …" })),
      ),
      check("draft", "Mark as a draft", "report map chart bundle"),
      this.rights,
      el("p", { class: "hint" }, "These stand in the file and in the audit, with counts and the file's hash, before it is given."),
    );
    const close = el("button", { type: "button", click: () => this.dialog.close() }, "Close");
    swap(this.form, what, part, whom, this.fault, el("p", { class: "form-buttons" }, this.make, close, this.status));
    swap(this.dialog, el("h2", { id: "export-title" }, "Export"), this.form);
  }

  // offerRights offers what goes out only by right, where there is such material; what was ticked before stays so.
  private offerRights(): void {
    const { entries, candidates, dossier } = this.store;
    const codes = new Set([...entries, ...(candidates ?? []), ...excludedOf(dossier)].flatMap((e) => e.handling));
    const ticked = new Set(this.released());
    swap(this.rights, ...releases(codes));
    for (const box of this.rights.querySelectorAll("input")) box.checked = ticked.has(box.value);
  }

  private released(): string[] {
    return [...this.rights.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
  }

  private control(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private radio(name: string, value: string): void {
    (this.form.elements.namedItem(name) as RadioNodeList).value = value;
  }

  private order(): Order {
    const value = (name: string) => this.control(name).value;
    const checked = (name: string) => this.control(name)?.checked ?? false;
    const chart = value("chart") as ChartKind;
    return {
      kind: value("kind") as FileKind, format: value("format"), chart, index: this.current().kind === chart ? this.current().index : 0,
      width: Number(value("width")), height: Number(value("height")), dpi: Number(value("dpi")),
      theme: value("theme") as Order["theme"], paper: value("paper") as Order["paper"], draft: checked("draft"), shown: value("part") === "shown",
      recipient: value("recipient"), agency: value("agency"), purpose: value("purpose"), handling: value("handling"),
      release: this.released(),
    };
  }

  // formats fills the list of formats for the chosen kind and keeps the choice where it can.
  private formats(): void {
    const select = this.form.elements.namedItem("format") as HTMLSelectElement;
    const all = FORMATS[this.control("kind").value as FileKind];
    const kept = all.some(([format]) => format === select.value) ? select.value : all[0]![0];
    if (select.dataset.kind === this.control("kind").value) return;
    select.dataset.kind = this.control("kind").value;
    swap(select, ...all.map(([format, name]) => el("option", { value: format, selected: format === kept }, name)));
  }

  // follow shows only the fields that the chosen kind has.
  private follow(): void {
    this.formats();
    const o = this.order();
    const now = new Set<string>([o.kind, o.kind === "map" || o.kind === "chart" ? o.format : ""]);
    for (const element of this.form.querySelectorAll<HTMLElement>("[data-when]")) {
      const when = element.dataset.when!;
      element.hidden = when !== "" && !when.split(" ").some((w) => now.has(w));
      for (const input of element.querySelectorAll("input, select")) (input as HTMLInputElement).disabled = element.hidden;
    }
    this.wholeNote.hidden = !(o.kind === "chart" && WHOLE.has(o.chart) && filtered(this.store.state));
    this.pixels.textContent = o.format === "png" && o.width > 0 && o.dpi > 0 ? `${number(Math.round((o.width * o.dpi) / 96))} px wide in the file` : "";
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.request) return;
    const request = (this.request = new AbortController());
    this.fault.hidden = true;
    this.make.disabled = true;
    this.status.textContent = "Making the file …";
    try {
      const o = this.order();
      this.tell(await download(pathOf(this.subject, o), formOf(this.store.state, o), request.signal));
    } catch (error) {
      this.status.textContent = "";
      if ((error as Error).name !== "AbortError") {
        this.fault.textContent = error instanceof Error ? error.message : String(error);
        this.fault.hidden = false;
      }
    } finally {
      this.request = null;
      this.make.disabled = false;
    }
  }

  private tell({ name, bytes, sha256 }: Saved): void {
    swap(this.status, `Saved ${name}, ${number(bytes)} bytes, SHA-256 `, el("code", { title: sha256 }, `${sha256.slice(0, 16)}…`));
  }
}
