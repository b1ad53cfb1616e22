// The table of all that passes the filters. Only the rows in sight are in the document.

import { el, plural, swap } from "../lib/dom";
import { handlingNames } from "../subject/handling";
import { knownText, saidText, standingText, standingWord, timeText, whatText, whereText, type Entry } from "../subject/model";
import { filtersChanged, type Part, type Store } from "../subject/store";
import { symbolElement } from "../lib/symbols";

const ROW = 30; // px, --row in lib/base.css
const COLUMNS = ["Time", "What", "Where", "Known to", "Remarks"];

export class TableView {
  private rows: Entry[] = [];
  private index = new Map<string, number>();
  private newestFirst = false;
  private readonly scroller: HTMLElement;
  private readonly body = el("div", { class: "rows", role: "presentation" });
  private readonly note = el("p", { class: "empty", hidden: true });
  private readonly timeHeader: HTMLElement;

  constructor(
    private readonly grid: HTMLElement,
    private readonly store: Store,
    private readonly emptyText: () => string,
  ) {
    this.timeHeader = el("button", { type: "button", class: "sort", click: () => this.reverse() }, "Time");
    const cells = COLUMNS.map((name, i) =>
      el("span", { role: "columnheader", "aria-sort": i === 0 ? "ascending" : null }, i === 0 ? this.timeHeader : name),
    );
    this.scroller = el("div", { class: "scroller", role: "rowgroup", tabindex: -1 }, this.body, this.note);
    grid.append(el("div", { class: "row head", role: "row" }, ...cells), this.scroller);
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    grid.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.onRow(event, (id) => this.store.set({ selected: id })));
    this.body.addEventListener("mousemove", (event) => this.onRow(event, (id) => this.store.set({ hovered: id })));
    this.body.addEventListener("mouseleave", () => this.store.set({ hovered: null }));
    store.onChange((changed) => this.changed(changed));
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    this.fill();
  }

  // ids are the rows of the table, drawn or scrolled away.
  ids(): string[] {
    return this.rows.map((e) => e.id);
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (filtersChanged(changed)) {
      this.scroller.scrollTop = 0;
      this.fill();
      this.scrollTo(this.store.state.selected);
    } else if (changed.has("selected") || changed.has("hovered") || changed.has("theme") || changed.has("evidence")) this.draw(changed.has("theme"));
    if (changed.has("evidence")) this.scrollTo(this.rows.find((e) => this.store.state.evidence?.ids.has(e.id))?.id ?? null, true);
    if (changed.has("selected")) this.scrollTo(this.store.state.selected);
    else if (changed.has("hovered") && !this.grid.matches(":hover")) this.scrollTo(this.store.state.hovered);
  }

  private fill(): void {
    this.rows = this.store.visible();
    if (this.newestFirst) this.rows = [...this.rows].reverse();
    this.index = new Map(this.rows.map((e, i) => [e.id, i]));
    this.grid.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.grid.setAttribute("aria-label", plural(this.rows.length, "event"));
    this.body.style.height = `${this.rows.length * ROW}px`;
    this.note.hidden = this.rows.length > 0;
    this.note.textContent = this.rows.length > 0 ? "" : this.emptyText();
    this.draw(true);
  }

  private reverse(): void {
    this.newestFirst = !this.newestFirst;
    this.timeHeader.classList.toggle("down", this.newestFirst);
    this.timeHeader.parentElement!.setAttribute("aria-sort", this.newestFirst ? "descending" : "ascending");
    this.fill();
  }

  private drawn = { from: -1, to: -1 };

  // draw puts the rows in sight into the document, and marks the chosen one.
  private draw(fresh = false): void {
    const top = this.scroller.scrollTop;
    const from = Math.max(0, Math.floor(top / ROW) - 8);
    const to = Math.min(this.rows.length, Math.ceil((top + this.scroller.clientHeight) / ROW) + 8);
    if (fresh || from !== this.drawn.from || to !== this.drawn.to) {
      this.drawn = { from, to };
      swap(this.body, ...this.rows.slice(from, to).map((e, i) => this.row(e, from + i)));
    }
    const { selected, hovered, evidence } = this.store.state;
    for (const row of this.body.children as Iterable<HTMLElement> & HTMLCollection) {
      row.setAttribute("aria-selected", String(row.dataset.id === selected));
      row.classList.toggle("hovered", row.dataset.id === hovered);
      row.classList.toggle("evidence", evidence?.ids.has(row.dataset.id!) ?? false);
    }
    const active = selected !== null && this.index.has(selected) ? rowID(selected) : null;
    if (active) this.grid.setAttribute("aria-activedescendant", active);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  private row(e: Entry, i: number): HTMLElement {
    const { zone } = this.store.state;
    const { first, last } = e.event;
    const timeFlags = new Set([...(first.flags ?? []), ...(last?.flags ?? [])]);
    const remarks = [standingWord(e), ...e.remarks, ...handlingNames(e.handling), ...[...timeFlags].map((flag) => `time ${flag}`)];
    const cell = (text: string, ...before: Node[]) => el("span", { role: "gridcell", title: text }, ...before, text);
    const symbol = symbolElement(e.kind.symbol, e.shape, this.store.color(e.kind.name), !e.counts);
    return el(
      "div",
      {
        class: e.counts ? "row" : "row faint",
        role: "row",
        id: rowID(e.id),
        "data-id": e.id,
        "aria-rowindex": i + 2,
        style: `top:${i * ROW}px`,
      },
      cell(timeText(e, zone, false)),
      el("span", { role: "gridcell", title: [saidText(e), standingText(e)].filter(Boolean).join("\n") }, symbol, whatText(e)),
      cell(whereText(e)),
      cell(knownText(e)),
      cell(remarks.filter(Boolean).join(", ")),
    );
  }

  private onRow(event: Event, act: (id: string) => void): void {
    const row = (event.target as Element).closest<HTMLElement>(".row[data-id]");
    if (row?.dataset.id) act(row.dataset.id);
  }

  private key(event: KeyboardEvent): void {
    if (this.rows.length === 0 || (event.target !== this.grid && event.target !== this.scroller)) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / ROW) - 1);
    const { selected } = this.store.state;
    const now = selected === null ? -1 : (this.index.get(selected) ?? -1);
    const moves: Record<string, number> = {
      ArrowDown: now + 1,
      ArrowUp: now < 0 ? 0 : now - 1,
      PageDown: now + page,
      PageUp: now - page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const next = moves[event.key];
    if (event.key === "Escape") this.store.set({ selected: null });
    else if (next === undefined) return;
    else this.store.set({ selected: this.rows[Math.min(this.rows.length - 1, Math.max(0, next))]!.id });
    event.preventDefault();
  }

  // evidence are the rows that a chosen finding rests on.
  evidence(): string[] {
    return this.rows.filter((e) => this.store.state.evidence?.ids.has(e.id)).map((e) => e.id);
  }

  private scrollTo(id: string | null, toTop = false): void {
    const i = id === null ? undefined : this.index.get(id);
    if (i === undefined) return;
    const { scrollTop, clientHeight } = this.scroller;
    if (toTop) this.scroller.scrollTop = i * ROW;
    else if (i * ROW < scrollTop) this.scroller.scrollTop = i * ROW;
    else if ((i + 1) * ROW > scrollTop + clientHeight) this.scroller.scrollTop = (i + 1) * ROW - clientHeight;
    this.draw();
  }
}

function rowID(id: string): string {
  return `row-${id}`;
}
