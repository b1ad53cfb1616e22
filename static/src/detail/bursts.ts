// The reads of a burst, listed in the panel of the sighting that stands for them.

import { el, number } from "../lib/dom";
import { plateText } from "../subject/model";
import { writeWhen } from "../lib/time";
import type { Sighting } from "../lib/types";

// burstList is a list of reads, the first of them chosen. Choosing another shows its record.
export function burstList(reads: Sighting[], zone: string, show: (read: Sighting) => void): HTMLElement {
  const list = el("ol", { class: "burst" });
  reads.forEach((read, i) => {
    const parts = [
      writeWhen(read.when, read.where.zone, zone, false),
      read.plate ? `${plateText(read.plate)}${read.plate.raw && read.plate.raw !== read.plate.number ? ` as “${read.plate.raw}”` : ""}` : "",
      read.confidence === undefined ? "" : `${Math.round(read.confidence * 100)} %`,
      `line ${number(read.record.line)}`,
    ];
    const choose = (event: Event) => {
      for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === event.currentTarget));
      show(read);
    };
    const button = el("button", { type: "button", class: "link", "data-id": read.id, "aria-pressed": String(i === 0), click: choose }, parts.filter(Boolean).join(" · "));
    list.append(el("li", {}, button));
  });
  return list;
}
