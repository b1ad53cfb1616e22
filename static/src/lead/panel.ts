// Below an event that somebody typed in stands who did, and what corrects it or takes it back.

import { get, send } from "../lib/api";
import { el } from "../lib/dom";
import type { Dossier, Load, RawRecord, Typed } from "../lib/types";
import { entriesOf, type Entry } from "../subject/model";
import type { Store } from "../subject/store";
import type { LeadDialog, TypedRecord } from "./dialog";

export class LeadPanel {
  constructor(
    private readonly subject: number,
    private readonly store: Store,
    private readonly dialog: LeadDialog,
  ) {}

  // panel is nothing for an event that no typed record tells of.
  panel(e: Entry): HTMLElement | null {
    const loads = new Map(this.store.dossier.loads.filter((l) => l.format === "typed").map((l) => [l.id, l]));
    const typed = e.event.records.flatMap((r) => loads.get(r.load) ?? []);
    if (typed.length === 0 || !this.store.dossier.typed?.length) return null;
    return el("section", { class: "typed", "aria-label": "Typed in" }, ...typed.map((load) => this.record(e, load)));
  }

  private record(e: Entry, load: Load): HTMLElement {
    const fault = el("p", { class: "warn", role: "alert", hidden: true });
    const attempt = (act: () => Promise<void>) => () =>
      void act().catch((error: unknown) => {
        fault.textContent = (error as Error).message;
        fault.hidden = false;
      });
    const why = el("input", { type: "text", maxlength: 500, "aria-label": "Why it is withdrawn", placeholder: "Why it is withdrawn" });
    return el(
      "div",
      {},
      el("p", {}, `Typed in by ${load.actor}, load ${load.id}. `, el("button", { type: "button", class: "link", "data-correct": load.id, click: attempt(() => this.correct(e, load)) }, "Correct…")),
      el("p", { class: "withdraw" }, why, el("button", { type: "button", "data-withdraw": load.id, click: attempt(() => this.withdraw(e, load, why.value)) }, "Withdraw")),
      fault,
    );
  }

  private async correct(e: Entry, load: Load): Promise<void> {
    const { text } = await get<RawRecord>(`/api/v1/records/${load.id}/1`);
    this.dialog.open({ event: e.id, load: load.id, ...parse(text) });
  }

  private async withdraw(e: Entry, load: Load, why: string): Promise<void> {
    await send<Typed>("DELETE", `/api/v1/subjects/${this.subject}/events/${e.id}?load=${load.id}`, { why });
    const dossier = await get<Dossier>(`/api/v1/subjects/${this.subject}/dossier`);
    this.store.replace(dossier, entriesOf(dossier));
    if (!this.store.byID.has(e.id)) this.store.set({ selected: null });
  }
}

// parse reads a typed record: its kind on the first line, and one name=value on each other.
function parse(text: string): Pick<TypedRecord, "kind" | "values"> {
  const [kind = "", ...lines] = text.split("\n");
  const values = new Map(lines.map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  return { kind, values };
}
