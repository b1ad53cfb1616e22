// Below the views: where the material comes from and what is not in it.

import { byID, el, number, plural, swap } from "../lib/dom";
import { handlingNames } from "./handling";
import { saidText, standingText, timeText, whereText, type Entry } from "./model";
import type { Store } from "./store";
import { writeUTC } from "../lib/time";
import type { Load, Note } from "../lib/types";

export function drawFacts(store: Store): void {
  swap(byID("caveats"), el("ul", {}, ...store.dossier.caveats.map((text) => el("li", {}, text))));
  const draw = () => {
    const { loads, withheld } = store.dossier;
    swap(byID("loads-table"), loadsTable(loads));
    swap(byID("withheld-list"), withheldList(withheld ?? []));
    swap(byID("unmapped-list"), unmapped(store.entries.filter((e) => !e.located), store));
  };
  store.onChange((changed) => (changed.has("zone") || changed.has("revision")) && draw());
  draw();
}

function loadsTable(all: Load[]): HTMLElement {
  if (all.length === 0) return el("p", { class: "empty" }, "No file of this case holds material about this subject.");
  const heads = ["Load", "File", "Format", "Read", "Accepted", "Duplicates", "Rejected", "Times read in", "Loaded", "Remarks", "SHA-256"];
  const numeric = new Set([3, 4, 5, 6]);
  const rows = all.map((l) => {
    const zone = l.zone ? `${l.zone}${l.zone_basis ? ` (${l.zone_basis})` : ""}` : "";
    const remarks = [...handlingNames(l.handling ?? []), ...(l.notes ?? []).map(noteText)].join("; ");
    const cells = [l.id, l.file, `${l.format}, ${l.loader}`, number(l.read), number(l.accepted), number(l.duplicates), number(l.rejected), zone, writeUTC(l.at), remarks];
    const hash = el("td", {}, el("code", { title: l.sha256 }, `${l.sha256.slice(0, 12)}…`));
    return el("tr", {}, ...cells.map((text, i) => el("td", { class: numeric.has(i) && "number" }, text)), hash);
  });
  const caption = el("caption", {}, "For every load: read = accepted + duplicates + rejected.");
  const head = el("tr", {}, ...heads.map((text, i) => el("th", { scope: "col", class: numeric.has(i) && "number" }, text)));
  return el("table", {}, caption, el("thead", {}, head), el("tbody", {}, ...rows));
}

function noteText(note: Note): string {
  return `${note.text}: ${number(note.count)}`;
}

function withheldList(notes: Note[]): HTMLElement {
  if (notes.length === 0) return el("p", { class: "empty" }, "Nothing of the case's material about this subject is withheld.");
  return el("ul", {}, ...notes.map((note) => el("li", {}, noteText(note))));
}

// unmapped lists what is not on the map. A click chooses it, as in the table.
function unmapped(entries: Entry[], store: Store): HTMLElement {
  if (entries.length === 0) return el("p", { class: "empty" }, "Everything is on the map.");
  const show = entries.slice(0, 500);
  const items = show.map((e) => {
    const basis = e.event.standing === "mention" ? standingText(e) : e.where.basis;
    const text = `${timeText(e, store.state.zone)} · ${saidText(e, " ")} · ${whereText(e)}${basis ? ` · ${basis}` : ""}`;
    return el("li", {}, el("button", { type: "button", class: "link", click: () => store.set({ selected: e.id }) }, text));
  });
  const rest = entries.length - show.length;
  return el("div", {}, el("ol", {}, ...items), rest > 0 && el("p", {}, `and ${plural(rest, "more", "more")}; all are in the table.`));
}
