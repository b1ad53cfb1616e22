// The panel about one event: everything known, how it is known, and the records it comes from.

import { get } from "../lib/api";
import { recordList, recordsOf } from "./records";
import { el, number, plural, swap } from "../lib/dom";
import { handlingNames } from "../subject/handling";
import { locatedText, messageText, fieldName, otherFields, partyText, plateText, saidText, standingText, timeText, whereText, type Entry } from "../subject/model";
import type { LeadPanel } from "../lead/panel";
import type { Marks } from "./marks";
import type { Part, Store } from "../subject/store";
import { isZero, writeUTC, writeWhen } from "../lib/time";
import type { RawRecord, RecordRef, Subject, TimeFlag, When } from "../lib/types";

const BASIS: Record<When["basis"], string> = {
  stated: "stated by the record or its format",
  configured: "named by the analyst for the load",
  assumed: "assumed: nobody named it; the source's usual zone was used",
  "": "",
};

const TIME_FLAGS: Record<TimeFlag, string> = {
  nonexistent: "This local time was skipped when clocks went forward; both readings are spanned.",
  ambiguous: "This local time occurred twice when clocks went back; both readings are spanned.",
  future: "This time lies after the load was made.",
  century: "The century of a two-digit year was inferred.",
};

const PAUSE = 200; // ms an entry is shown before its record is asked for

export class DetailView {
  private shown = "";
  private request: AbortController | null = null;
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly panel: HTMLElement,
    private readonly store: Store,
    private readonly marks: Marks,
    private readonly leads: LeadPanel,
  ) {
    store.onChange((changed) => this.changed(changed));
    this.draw();
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("selected") || changed.has("hovered") || changed.has("zone") || changed.has("theme") || changed.has("revision")) this.draw();
  }

  // The chosen event stays; only while none is chosen does the one under the pointer show.
  private draw(): void {
    const { selected, hovered, zone, revision } = this.store.state;
    const id = selected ?? hovered;
    const e = id === null ? undefined : this.store.byID.get(id);
    const key = `${e?.id ?? ""} ${zone} ${selected === null} ${revision}`;
    if (key === this.shown) return;
    this.shown = key;
    if (!e) {
      swap(this.panel, el("p", { class: "hint" }, "Choose an event on the map, the timeline or in the table to see its record."));
      return;
    }
    const standing = standingText(e);
    const [record] = e.event.records;
    const raw = el("pre", { class: "raw", tabindex: 0, "aria-label": "Record as the file has it" }, "…");
    const close = el("button", { type: "button", class: "quiet", "aria-label": "Close", click: () => this.store.set({ selected: null }) }, "×");
    swap(
      this.panel,
      el("header", {}, el("h3", {}, saidText(e, " · ")), selected !== null && close),
      standing !== "" && el("p", { class: "warn" }, standing),
      e.remarks.length > 0 && el("p", { class: "warn" }, e.remarks.join(" · ")),
      facts(e, this.store.dossier.subject, zone),
      otherFields(e).length > 0 && fields(e),
      !e.candidate && this.marks.panel(e, selected !== null),
      selected !== null && this.leads.panel(e),
      ...this.records(e, zone, raw),
      raw,
      record && source(record),
    );
    this.panel.scrollTop = 0;
    if (record) void this.fetchRecord(record, raw);
    else raw.textContent = "No record tells of it.";
  }

  // records names the record that stands below or lists those that an entry rests on; choosing one shows it in the place of the first.
  private records(e: Entry, zone: string, raw: HTMLElement): Node[] {
    const all = recordsOf(e, zone);
    if (all.length < 2) return [el("h4", {}, "Record")];
    const show = (record: RecordRef) => {
      raw.textContent = "…";
      raw.nextElementSibling?.replaceWith(source(record));
      void this.fetchRecord(record, raw);
      raw.scrollIntoView({ block: "nearest" });
    };
    const reads = e.event.read?.burst?.length ?? 0;
    return [el("h4", {}, reads === all.length ? plural(reads, "read") : plural(all.length, "record")), recordList(all, show)];
  }

  // fetchRecord waits a moment: passing over rows should not ask for, and have on the audit log, what nobody looks at.
  private async fetchRecord(from: RecordRef, into: HTMLElement): Promise<void> {
    const path = `/api/v1/records/${from.load}/${from.line}`;
    this.request?.abort();
    const known = this.texts.get(path);
    if (known !== undefined) {
      into.textContent = known;
      return;
    }
    const request = (this.request = new AbortController());
    await new Promise((done) => setTimeout(done, PAUSE));
    if (request.signal.aborted) return;
    try {
      const record = await get<RawRecord>(path, request.signal);
      this.texts.set(path, record.text);
      into.textContent = record.text;
    } catch (error) {
      if ((error as Error).name !== "AbortError") into.textContent = `The record cannot be shown. ${(error as Error).message}`;
    }
  }
}

type Row = [name: string, value: string | Node | undefined | null | false];

function list(rows: Row[]): HTMLElement {
  const cells = rows.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []));
  return el("dl", {}, ...cells);
}

function facts(e: Entry, subject: Subject, zone: string): HTMLElement {
  const { where, plate, event } = e;
  const { first, last, agency, code, read } = event;
  const [lon, lat] = where.point;
  const heading = read?.heading;
  return list([
    ["Time", timeText(e, zone)],
    ...(last ? spanRows(first, last, where.zone, zone) : whenRows(first)),
    ["Place", whereText(e)],
    ["Known to", locatedText(e)],
    ["", e.located && where.class === "agency" && el("em", {}, "The agency's office, not the place of the encounter.")],
    ["Found by", event.standing !== "mention" && where.basis],
    ["Position", e.located && `${lat.toFixed(5)}, ${lon.toFixed(5)}`],
    ["Around", e.located && where.near],
    ["Agency", agency && [agency.name, agency.ori && `ORI ${agency.ori}`, agency.kind].filter(Boolean).join(" · ")],
    ["Message", code && messageText(e)],
    ["Plate", plate && plateText(plate) + (plate.raw && plate.raw !== plate.number ? ` · read as “${plate.raw}”` : "")],
    ...partyRows(e, subject),
    ["Confidence", read?.confidence !== undefined && `${Math.round(read.confidence * 100)} %`],
    ["Heading", heading !== undefined && `${heading}° clockwise from north`],
    ["Reader", read?.mobile && "mobile"],
    ["Handling", handlingNames(e.handling).join("; ")],
  ]);
}

// partyRows name all whom and what an event is about, each with its part, and say which part puts nobody at the event's place.
function partyRows(e: Entry, subject: Subject): Row[] {
  return (e.event.parties ?? []).map((p, i) => {
    const own = p.subject === subject.id ? ", the subject" : "";
    const nowhere = e.kind.parts?.some((part) => part.name === p.part && part.located) ? "" : " · this part puts nobody anywhere";
    return [i === 0 ? "Parties" : "", `${p.part ? `${p.part}: ` : ""}${partyText(p, subject)}${own}${nowhere}`];
  });
}

function whenRows(when: When): Row[] {
  if (isZero(when)) return [["As written", when.raw || "nothing"]];
  return [
    ["As written", writtenText(when)],
    ["Read in", readInText(when)],
    ["In UTC", `${writeUTC(when.start)} to ${writeUTC(when.end)}`],
    ...mindRows(when),
  ];
}

// spanRows tell both ends of a span, each as it is known.
function spanRows(first: When, last: When, place: string | undefined, zone: string): Row[] {
  const end = (name: string, when: When): Row[] => {
    if (isZero(when)) return [[name, `open${when.raw ? ` · as written “${when.raw}”` : ""}`]];
    return [
      [name, writeWhen(when, place, zone, false)],
      ["", `as written: ${writtenText(when)}`],
      ["", `read in ${readInText(when)}`],
      ["", `${writeUTC(when.start)} to ${writeUTC(when.end)}`],
      ...mindRows(when),
    ];
  };
  const sure = !isZero(first) && !isZero(last) && first.end < last.start;
  return [...end("From", first), ...end("To", last), ["Surely", sure ? `${writeUTC(first.end)} to ${writeUTC(last.start)}` : "no part of it is sure"]];
}

function writtenText(when: When): string {
  return `${when.raw ? `${when.raw} · ` : ""}to the ${when.precision}`;
}

function readInText(when: When): string {
  return `${when.zone || "UTC"}${BASIS[when.basis] && ` · ${BASIS[when.basis]}`}`;
}

function mindRows(when: When): Row[] {
  return (when.flags ?? []).map((flag) => ["Mind", TIME_FLAGS[flag]]);
}

function fields(e: Entry): HTMLElement {
  return el("details", { open: true }, el("summary", {}, "Fields"), list(otherFields(e).map((f): Row => [fieldName(e, f.name), f.value])));
}

function source(record: RecordRef): HTMLElement {
  return list([
    ["File", record.file],
    ["Line", number(record.line)],
    ["Load", String(record.load)],
    ["Loader", record.loader],
    ["SHA-256", record.sha256 && el("code", {}, record.sha256)],
  ]);
}
