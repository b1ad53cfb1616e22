// The one tooltip of map and chart. It shows text only.

import { el, plural, swap } from "../lib/dom";
import { locatedText, saidText, standingText, timeText, whereText, type Entry } from "./model";
import type { Store } from "./store";
import { PLACE, shownZone } from "../lib/time";

type At = { clientX: number; clientY: number };

export class Tip {
  private readonly box = el("div", { class: "tip", role: "tooltip", hidden: true });

  constructor(private readonly store: Store) {
    document.body.append(this.box);
  }

  // showEntries tells of the first entry and how many more there are at the same spot.
  showEntries(entries: Entry[], at: At): void {
    const [e] = entries;
    if (!e) return this.hide();
    const lines = [
      el("strong", {}, saidText(e)),
      timeText(e, this.store.state.zone),
      `Zone: ${this.zoneOf(e)}`,
      whereText(e),
      locatedText(e),
      standingText(e),
      entries.length > 1 ? `${plural(entries.length - 1, "more", "more")} here; click again for the next` : "",
    ];
    this.showLines(lines, at);
  }

  showLines(lines: (string | Node)[], at: At): void {
    swap(this.box, ...lines.filter((line) => line !== "").map((line) => el("div", {}, line)));
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    const left = at.clientX + 14 + width > innerWidth ? at.clientX - width - 12 : at.clientX + 14;
    const top = at.clientY + 14 + height > innerHeight ? at.clientY - height - 12 : at.clientY + 14;
    this.box.style.left = `${Math.max(4, left)}px`;
    this.box.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.box.hidden = true;
  }

  private zoneOf(e: Entry): string {
    const { zone } = this.store.state;
    const shown = shownZone(zone, e.where.zone, e.zone);
    return zone === PLACE && !e.where.zone ? `${shown} (of the source; the place's is unknown)` : shown;
  }
}
