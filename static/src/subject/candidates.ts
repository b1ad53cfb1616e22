// Reads that may be of the subject's vehicles and are none of its sightings: asked for when somebody wants to see them,
// listed below the views, and drawn only when switched on.

import { get, query } from "../lib/api";
import { byID, el, number, plural, swap } from "../lib/dom";
import { candidatesOf, plateText, timeText, whereText, type Entry } from "./model";
import type { Store } from "./store";
import type { CandidatePage, CandidateRow, Plate } from "../lib/types";

const MOST = 20_000; // candidates fetched at all

export function bindCandidates(subject: number, store: Store, complain: (error: unknown) => void): void {
  const box = byID("candidates-list");
  const check = byID("show-candidates") as HTMLInputElement;
  let asked: Promise<void> | null = null;
  let total = 0;

  // fetchAll asks once; after a failure it may be asked again.
  const fetchAll = (): Promise<void> => {
    asked ??= (async () => {
      const entries: Entry[] = [];
      let path: string | undefined = query(`/api/v1/subjects/${subject}/candidates`, { limit: 5000 });
      while (path && entries.length < MOST) {
        const page: CandidatePage = await get<CandidatePage>(path);
        entries.push(...candidatesOf(page.candidates, store.dossier));
        total = page.total;
        path = page.links.find((link) => link.rel === "next")?.href;
      }
      store.addCandidates(entries);
    })().catch((error) => {
      asked = null;
      throw error;
    });
    return asked;
  };

  const act = async (after: () => void) => {
    check.disabled = true;
    try {
      await fetchAll();
      after();
    } catch (error) {
      check.checked = false;
      complain(error);
    } finally {
      check.disabled = false;
    }
  };

  const draw = () => {
    const found = store.candidates;
    if (found === null) {
      const list = el("button", { type: "button", click: () => void act(draw) }, "List them");
      swap(box, el("p", {}, "Reads that may be of the subject's vehicles join nothing by themselves: number, state or time do not surely agree. "), list);
      return;
    }
    swap(box, candidateTable(found, total, store));
  };

  check.addEventListener("change", () => {
    if (!check.checked) return store.set({ candidates: false });
    void act(() => {
      store.set({ candidates: true });
      draw();
    });
  });
  store.onChange((changed) => changed.has("zone") && store.candidates !== null && draw());
  draw();
}

const HEADS = ["Match", "Why it is no sighting", "Plate read", "Time", "Reader", "Confidence", "Load, line"];

// candidateTable lists candidates by time. A click shows the record, and the candidate on the map where they are drawn.
function candidateTable(found: Entry[], total: number, store: Store): HTMLElement {
  if (found.length === 0) return el("p", { class: "empty" }, "No read of the case may be of the subject's vehicles without being a sighting.");
  const rows = found.slice(0, 2000).map((e) => {
    const { candidate, plate, event } = e as Entry & { candidate: CandidateRow; plate: Plate };
    const [from] = event.records;
    const sure = event.read?.confidence;
    const choose = () => {
      (byID("show-candidates") as HTMLInputElement).checked = true;
      store.set({ candidates: true, selected: e.id });
      scrollTo({ top: 0, behavior: "smooth" });
    };
    const record = el("button", { type: "button", class: "link", "data-id": e.id, click: choose }, from ? `${from.load}, ${number(from.line)}` : e.id);
    const cells = [`${candidate.level}, state ${candidate.state}`, candidate.reason, plateText(plate), timeText(e, store.state.zone), whereText(e), sure === undefined ? "" : `${Math.round(sure * 100)} %`, record];
    return el("tr", {}, ...cells.map((cell) => el("td", {}, cell)));
  });
  const rest = total - rows.length;
  const head = el("tr", {}, ...HEADS.map((text) => el("th", { scope: "col" }, text)));
  const caption = el("caption", {}, `${plural(total, "candidate")}, each beside the vehicle it may be. Only the same number with the same state, while the subject held the vehicle, is a sighting.`);
  return el("div", {}, el("table", {}, caption, el("thead", {}, head), el("tbody", {}, ...rows)), rest > 0 && el("p", {}, `and ${plural(rest, "more", "more")}; switched on, they are in the table above.`));
}
