// The records that an event rests on, listed in the panel about it: of a burst those of each read.

import { el, number } from "../lib/dom";
import { plateOf, plateText, type Entry } from "../subject/model";
import { writeWhen } from "../lib/time";
import type { CaseEvent, RecordRef } from "../lib/types";

type Told = {
  id: string; // of the event or the read that it tells of
  record: RecordRef;
  text: string;
};

// recordsOf are all records of an entry.
export function recordsOf(e: Entry, zone: string): Told[] {
  const reads = e.event.read?.burst;
  if (reads) return reads.flatMap((read) => told(read, readText(read, zone)));
  return told(e.event, []);
}

function told(e: CaseEvent, said: string[]): Told[] {
  return e.records.map((record) => {
    const source = said.length > 0 ? "" : (record.file ?? "");
    return { id: e.id, record, text: [...said, source, `load ${record.load}, line ${number(record.line)}`].filter(Boolean).join(" · ") };
  });
}

function readText(read: CaseEvent, zone: string): string[] {
  const plate = plateOf(read);
  const sure = read.read?.confidence;
  return [
    writeWhen(read.first, read.where.zone, zone, false),
    plate ? `${plateText(plate)}${plate.raw && plate.raw !== plate.number ? ` as “${plate.raw}”` : ""}` : "",
    sure === undefined ? "" : `${Math.round(sure * 100)} %`,
  ];
}

// recordList lists records, the first of them chosen. Choosing another shows it.
export function recordList(all: Told[], show: (record: RecordRef) => void): HTMLElement {
  const list = el("ol", { class: "records" });
  const choose = (event: Event, record: RecordRef) => {
    for (const other of list.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === event.currentTarget));
    show(record);
  };
  all.forEach(({ id, record, text }, i) => {
    const click = (event: Event) => choose(event, record);
    list.append(el("li", {}, el("button", { type: "button", class: "link", "data-id": id, "aria-pressed": String(i === 0), click }, text)));
  });
  return list;
}
