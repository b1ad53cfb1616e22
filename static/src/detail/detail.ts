// The panel about one sighting or stay: everything known, how it is known, and the record it comes from.

import { get } from "../lib/api";
import { burstList } from "./bursts";
import { el, number, plural, swap } from "../lib/dom";
import { classText, messageText, otherFields, plateText, radiusText, saidText, timeText, whereText, type Entry } from "../subject/model";
import type { Marks } from "./marks";
import type { Part, Store } from "../subject/store";
import { isZero, writeUTC, writeWhen } from "../lib/time";
import type { RawRecord, RecordRef, Sighting, TimeFlag, When } from "../lib/types";

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
  private readonly records = new Map<string, string>();

  constructor(
    private readonly panel: HTMLElement,
    private readonly store: Store,
    private readonly marks: Marks,
  ) {
    store.onChange((changed) => this.changed(changed));
    this.draw();
  }

  private changed(changed: ReadonlySet<Part>): void {
    if (changed.has("selected") || changed.has("hovered") || changed.has("zone") || changed.has("theme") || changed.has("revision")) this.draw();
  }

  // The chosen sighting stays; only while none is chosen does the one under the pointer show.
  private draw(): void {
    const { selected, hovered, zone, revision } = this.store.state;
    const id = selected ?? hovered;
    const e = id === null ? undefined : this.store.byID.get(id);
    const key = `${e?.id ?? ""} ${zone} ${selected === null} ${revision}`;
    if (key === this.shown) return;
    this.shown = key;
    if (!e) {
      swap(this.panel, el("p", { class: "hint" }, "Choose a sighting on the map, the timeline or in the table to see its record."));
      return;
    }
    const raw = el("pre", { class: "raw", tabindex: 0, "aria-label": "Record as the file has it" }, "…");
    const close = el("button", { type: "button", class: "quiet", "aria-label": "Close", click: () => this.store.set({ selected: null }) }, "×");
    swap(
      this.panel,
      el("header", {}, el("h3", {}, saidText(e, " · ")), selected !== null && close),
      e.sighting?.set_aside && el("p", { class: "warn" }, `Set aside: ${e.sighting.set_aside}`),
      e.flags.length > 0 && el("p", { class: "warn" }, e.flags.join(" · ")),
      facts(e, zone),
      otherFields(e).length > 0 && fields(e),
      ...this.burst(e, zone, raw),
      !e.candidate && this.marks.panel(e, selected !== null),
      el("h4", {}, "Record"),
      raw,
      source(e.record),
    );
    this.panel.scrollTop = 0;
    void this.fetchRecord(e.record, raw);
  }

  // burst lists the reads that an entry stands for; choosing one shows its record in the place of the first's.
  private burst(e: Entry, zone: string, raw: HTMLElement): Node[] {
    const reads = e.sighting?.burst;
    if (!reads) return [];
    const show = (read: Sighting) => {
      raw.textContent = "…";
      raw.nextElementSibling?.replaceWith(source(read.record));
      void this.fetchRecord(read.record, raw);
      raw.scrollIntoView({ block: "nearest" });
    };
    return [el("h4", {}, plural(reads.length, "read")), burstList(reads, zone, show)];
  }

  // fetchRecord waits a moment: passing over rows should not ask for, and have on the audit log, what nobody looks at.
  private async fetchRecord(from: RecordRef, into: HTMLElement): Promise<void> {
    const path = `/api/v1/records/${from.load}/${from.line}`;
    this.request?.abort();
    const known = this.records.get(path);
    if (known !== undefined) {
      into.textContent = known;
      return;
    }
    const request = (this.request = new AbortController());
    await new Promise((done) => setTimeout(done, PAUSE));
    if (request.signal.aborted) return;
    try {
      const record = await get<RawRecord>(path, request.signal);
      this.records.set(path, record.text);
      into.textContent = record.text;
    } catch (error) {
      if ((error as Error).name !== "AbortError") into.textContent = `The record cannot be shown. ${(error as Error).message}`;
    }
  }
}

type Row = [name: string, value: string | Node | undefined | false];

function list(rows: Row[]): HTMLElement {
  const cells = rows.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []));
  return el("dl", {}, ...cells);
}

function facts(e: Entry, zone: string): HTMLElement {
  const { where } = e;
  const s = e.sighting;
  const rows: Row[] = [["Time", timeText(e, zone)]];
  if (s) rows.push(...whenRows(s.when));
  else rows.push(...stayRows(e, zone));
  const [lon, lat] = where.point;
  rows.push(
    ["Place", whereText(e)],
    ["Known to", e.located ? `${classText(where.class)}, within ${radiusText(where.radius_m)}` : "no position known: not on the map"],
    ["", where.class === "agency" && el("em", {}, "The agency's office, not the place of the encounter.")],
    ["Found by", where.basis],
    ["Position", e.located && `${lat.toFixed(5)}, ${lon.toFixed(5)}`],
    ["Around", where.near],
    ["Agency", s?.agency && [s.agency.name, s.agency.ori && `ORI ${s.agency.ori}`, s.agency.kind].filter(Boolean).join(" · ")],
    ["Message", s?.key && `${messageText(e)}${s.category ? ` · ${s.category}` : ""}`],
    ["Plate", s?.plate && plateText(s.plate) + (s.plate.raw && s.plate.raw !== s.plate.number ? ` · read as “${s.plate.raw}”` : "")],
    ["Confidence", s?.confidence !== undefined && `${Math.round(s.confidence * 100)} %`],
    ["Reader", s?.mobile && "mobile"],
  );
  return list(rows);
}

function whenRows(when: When): Row[] {
  if (isZero(when)) return [["As written", when.raw || "nothing"]];
  return [
    ["As written", `${when.raw ? `${when.raw} · ` : ""}to the ${when.precision}`],
    ["Read in", `${when.zone || "UTC"} · ${BASIS[when.basis]}`],
    ["In UTC", `${writeUTC(when.start)} to ${writeUTC(when.end)}`],
    ...(when.flags ?? []).map((flag): Row => ["Mind", TIME_FLAGS[flag]]),
  ];
}

function stayRows(e: Entry, zone: string): Row[] {
  const { first, last } = e.stay!;
  const end = (when: When) => (isZero(when) ? "not stated" : `${writeWhen(when, e.where.zone, zone, false)} · as written “${when.raw}”`);
  const sure = !isZero(first) && !isZero(last) && first.end < last.start;
  return [
    ["First seen", end(first)],
    ["Last seen", end(last)],
    ["Surely", sure ? `${writeUTC(first.end)} to ${writeUTC(last.start)}` : "no part of it is sure"],
    ["Read in", `${first.zone || last.zone} · ${BASIS[first.basis || last.basis]}`],
  ];
}

function fields(e: Entry): HTMLElement {
  return el("details", { open: true }, el("summary", {}, "Fields"), list(otherFields(e).map((f): Row => [f.name, f.value])));
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
