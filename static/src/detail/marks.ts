// Analysts' marks: an event is hidden with a reason, confirmed or noted, in the panel about it; what is hidden is
// listed below the views. A mark never changes what it is about, and can be taken back.

import { get, send } from "../lib/api";
import { byID, el, swap } from "../lib/dom";
import { entriesOf, excludedOf, saidText, timeText, whereText, type Entry } from "../subject/model";
import type { Store } from "../subject/store";
import { writeUTC } from "../lib/time";
import type { Dossier, Mark, MarkKind, NewMark } from "../lib/types";

const KINDS: Record<MarkKind, string> = { hidden: "Hidden", confirmed: "Confirmed", note: "Note" };

export class Marks {
  constructor(
    private readonly subject: number,
    private readonly store: Store,
    private readonly fail: (error: unknown) => void,
  ) {
    store.onChange((changed) => (changed.has("revision") || changed.has("zone")) && this.drawExcluded());
    this.drawExcluded();
  }

  // panel is the part of the panel about an entry that shows its marks and, where it is chosen, makes more.
  panel(e: Entry, chosen: boolean): HTMLElement {
    const marks = (this.store.dossier.marks ?? []).filter((m) => m.target === e.id);
    return el(
      "section",
      { class: "marks", "aria-label": "Analysts' marks" },
      (marks.length > 0 || chosen) && el("h4", {}, "Analysts' marks"),
      marks.length > 0 && el("ul", {}, ...marks.map((m) => el("li", {}, ...this.told(m)))),
      chosen && this.form(e),
    );
  }

  private told(m: Mark): Node[] {
    const words = `${KINDS[m.kind]} by ${m.actor}, ${writeUTC(m.at)}${m.text ? `: ${m.text}` : ""}`;
    const undo = el("button", { type: "button", class: "link", "data-undo": m.id, click: () => void this.undo(m) }, "Take back");
    return [el("span", {}, words), document.createTextNode(" "), undo];
  }

  private form(e: Entry): HTMLElement {
    const words = el("textarea", { rows: 2, maxlength: 2000, "aria-label": "Reason or note", placeholder: "Why it is hidden, how it was confirmed, or a note" });
    const wrong = el("p", { class: "warn", role: "alert", hidden: true });
    const button = (kind: MarkKind, name: string, title: string) => {
      const add = () => void this.add(e, kind, words.value, wrong);
      return el("button", { type: "button", "data-mark": kind, title, click: add }, name);
    };
    return el(
      "div",
      { class: "mark-form" },
      words,
      el(
        "div",
        { class: "buttons" },
        button("hidden", "Hide", "Leave it out of map, timeline, findings and reports; the reason is told"),
        button("confirmed", "Confirm", "It was verified; a record that names another person then counts as the subject's"),
        button("note", "Note", "Add a remark"),
      ),
      wrong,
    );
  }

  private async add(e: Entry, kind: MarkKind, text: string, wrong: HTMLElement): Promise<void> {
    try {
      const mark: NewMark = { target: e.id, kind, text };
      await send<Mark>("POST", `/api/v1/subjects/${this.subject}/marks`, mark);
    } catch (error) {
      wrong.textContent = (error as Error).message;
      wrong.hidden = false;
      return;
    }
    await this.refresh();
  }

  private async undo(m: Mark): Promise<void> {
    try {
      await send<Mark>("DELETE", `/api/v1/subjects/${this.subject}/marks/${m.id}`);
      await this.refresh();
    } catch (error) {
      this.fail(error);
    }
  }

  // refresh asks for the dossier anew: what counts has changed, and with it legs and gaps.
  private async refresh(): Promise<void> {
    try {
      const dossier = await get<Dossier>(`/api/v1/subjects/${this.subject}/dossier`);
      this.store.replace(dossier, entriesOf(dossier));
    } catch (error) {
      this.fail(error);
    }
  }

  // drawExcluded lists what is hidden, by whom, when and why.
  private drawExcluded(): void {
    const { excluded = [] } = this.store.dossier;
    const box = byID("excluded-list");
    if (excluded.length === 0) {
      swap(box, el("p", { class: "empty" }, "Nothing is hidden. Choose an event to hide, confirm or note it."));
      return;
    }
    const items = excludedOf(this.store.dossier).map((e, i) => {
      const { mark } = excluded[i]!;
      const what = `${timeText(e, this.store.state.zone)} · ${saidText(e, " ")} · ${whereText(e)}`;
      return el("li", { "data-id": mark.target }, el("div", {}, what), ...this.told(mark));
    });
    swap(box, el("ol", {}, ...items));
  }
}
