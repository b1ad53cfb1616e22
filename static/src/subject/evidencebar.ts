// The line that says which finding is chosen, above all views, and lets it go.

import { el, plural, swap } from "../lib/dom";
import type { Store } from "./store";

export function bindEvidenceBar(box: HTMLElement, store: Store): void {
  const only = el("input", { type: "checkbox" });
  only.addEventListener("change", () => store.set({ only: only.checked }));
  const draw = () => {
    const { evidence } = store.state;
    box.hidden = evidence === null;
    if (!evidence) return;
    only.checked = store.state.only;
    swap(
      box,
      el("strong", {}, plural(evidence.ids.size, "record")),
      el("span", { class: "text", title: evidence.text }, evidence.text),
      el("label", { class: "check" }, only, "only these"),
      el("button", { type: "button", class: "quiet", "aria-label": "Let the finding go", click: () => store.set({ evidence: null, only: false }) }, "×"),
    );
  };
  store.onChange((changed) => (changed.has("evidence") || changed.has("only")) && draw());
  draw();
}
