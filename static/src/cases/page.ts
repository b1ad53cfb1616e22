// The list of cases with their subjects.

import { get } from "../lib/api";
import { byID, el, number, plural, swap } from "../lib/dom";
import { identifierText } from "../subject/model";
import { bindThemeSwitch } from "../lib/theme";
import type { CaseList } from "../lib/types";

type Entry = CaseList["cases"][number];

async function main(): Promise<void> {
  bindThemeSwitch(byID("theme"), () => undefined);
  const cases = (await get<CaseList>("/api/v1/cases")).cases;
  if (cases.length === 0) {
    const accounts = document.querySelector(".user") !== null;
    const line = el("code", {}, accounts ? "sightline cases member add NUMBER NAME" : "sightline load ncic FILE --case NUMBER --subject NAME");
    const why = accounts ? "There is no case that you are a member of. An administrator adds you to one: " : "There is no case yet. A case begins with its first load: ";
    swap(byID("cases"), el("p", { class: "empty" }, why, line));
  } else {
    swap(byID("cases"), ...cases.map(caseSection));
  }
  document.documentElement.dataset.ready = "true";
}

function caseSection({ case: c, subjects }: Entry): HTMLElement {
  const about = [c.owning_ori && `owned by ${c.owning_ori}`, !c.opened.startsWith("0001-") && `opened ${c.opened.slice(0, 10)}`];
  const head = el("header", {}, el("h2", {}, `Case ${c.number}`), c.title && el("p", {}, c.title), el("small", {}, about.filter(Boolean).join(" · ")));
  if (subjects.length === 0) return el("section", { class: "card" }, head, el("p", { class: "empty" }, "No subject has been named in this case."));
  const heads = ["Subject", "Role", "Vehicles", "Events", "Plate reads"];
  const rows = subjects.map((s) => {
    const cell = (n: number) => el("td", { class: "number" }, number(n));
    const name = el("th", { scope: "row" }, el("a", { href: `/subjects/${s.id}` }, s.name));
    const plates = (s.holdings ?? []).filter(({ of }) => of.type === "plate");
    const vehicles = new Set(plates.map(({ of }) => identifierText(of))); // one may be held more than once
    return el("tr", {}, name, el("td", {}, s.role), el("td", {}, [...vehicles].join(", ") || "none"), cell(s.counts.events), cell(s.counts.reads));
  });
  const head2 = el("tr", {}, ...heads.map((text, i) => el("th", { scope: "col", class: i > 2 && "number" }, text)));
  const table = el("table", {}, el("caption", { class: "hidden" }, plural(rows.length, "subject")), el("thead", {}, head2), el("tbody", {}, ...rows));
  return el("section", { class: "card" }, head, table);
}

main().catch((error: unknown) => {
  swap(byID("cases"), el("p", { class: "warn", role: "alert" }, error instanceof Error ? error.message : String(error)));
  console.error(error);
});
