// Questions of whereabouts: where could they have been at a time, could they have been at a place, could they have met
// another. The answer names the records that bind it; the region or place is drawn on the map.

import type { Feature } from "geojson";
import { get, query } from "../lib/api";
import { byID, el, plural, swap } from "../lib/dom";
import { AREA, disc } from "./shapes";
import { plateText, radiusText } from "../subject/model";
import type { Store } from "../subject/store";
import { instantAt, offsetAt, PLACE } from "../lib/time";
import type { CaseList, Meeting, Reach, Region, Verdict } from "../lib/types";

const VERDICTS: Record<Verdict, string> = { possible: "Possible", no: "No", unknown: "Unknown" };

const QUESTIONS: [id: string, text: string][] = [
  ["at", "Where could they have been at …"],
  ["place", "Could they have been at a place?"],
  ["meet", "Could they have met another subject?"],
];

export class AskView {
  readonly element = el("details", { class: "ask", "data-section": "ask" });
  private readonly question = el("select", { "aria-label": "Question" }, ...QUESTIONS.map(([id, text]) => el("option", { value: id }, text)));
  private readonly track = el("select", {});
  private readonly other = el("select", {});
  private readonly at = this.time();
  private readonly from = this.time();
  private readonly to = this.time();
  private readonly lat = el("input", { type: "number", min: -90, max: 90, step: "any", "aria-label": "Latitude", placeholder: "latitude" });
  private readonly lon = el("input", { type: "number", min: -180, max: 180, step: "any", "aria-label": "Longitude", placeholder: "longitude" });
  private readonly radius = el("input", { type: "number", min: 1, max: 500000, value: 1000, "aria-label": "Radius in metres" });
  private readonly zone = el("p", { class: "hint" });
  private readonly answer = el("div", { class: "answer", role: "status" });
  private readonly body = el("div", { class: "ask-fields" });

  constructor(
    private readonly subject: number,
    private readonly store: Store,
    private readonly pick: (done: (lat: number, lon: number) => void) => void,
    private readonly fail: (error: unknown) => void,
  ) {
    const form = el("form", { submit: (event: Event) => void this.submit(event) }, this.question, this.body, this.zone, el("p", { class: "form-buttons" }, el("button", { type: "submit", class: "button" }, "Ask")), this.answer);
    this.element.append(el("summary", {}, "Where could they have been?"), form);
    this.question.addEventListener("change", () => this.draw());
    this.element.addEventListener("toggle", () => this.element.open && this.draw(), { once: true });
    store.onChange((changed) => changed.has("zone") && this.tellZone());
    this.fillTracks();
    this.fillTimes();
  }

  // draw shows the fields of the chosen question.
  private draw(): void {
    const field = (name: string, ...inputs: Node[]) => el("label", { class: "field" }, name, ...inputs);
    const pick = el("button", { type: "button", click: () => this.pickPlace() }, "Pick on map");
    const span = () => [field("From", this.from), field("to", this.to)];
    const fields: Record<string, () => Node[]> = {
      at: () => [field("Time", this.at)],
      place: () => [el("div", { class: "field" }, "Within", this.radius, "m of", this.lat, this.lon, pick), ...span()],
      meet: () => [field("and", this.other), ...span()],
    };
    swap(this.body, field("Who", this.track), ...fields[this.question.value]!());
    swap(this.answer);
    this.tellZone();
    if (this.question.value === "meet" && this.other.options.length === 0) void this.fillOthers();
  }

  private time(): HTMLInputElement {
    return el("input", { type: "datetime-local", step: 60 });
  }

  private pickPlace(): void {
    this.pick((lat, lon) => {
      this.lat.value = lat.toFixed(5);
      this.lon.value = lon.toFixed(5);
      const shapes = disc([lon, lat], Number(this.radius.value) || 1000, "asked about");
      this.store.set({ evidence: { key: "asked place", text: "The place asked about", basis: "", group: "Where could they have been", ids: new Set(), shapes }, only: false });
    });
  }

  // The zone of the times typed here: the display zone, or where the local time of each place is shown, that in which the
  // subject was seen most.
  private zoneOf(): string {
    const { zone } = this.store.state;
    if (zone !== PLACE) return zone;
    const counts = new Map<string, number>();
    for (const e of this.store.entries) if (e.located && e.where.zone) counts.set(e.where.zone, (counts.get(e.where.zone) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "UTC";
  }

  private tellZone(): void {
    this.zone.textContent = `Times in ${this.zoneOf().replaceAll("_", " ")}.`;
  }

  private fillTracks(): void {
    const counts = new Map<string, number>();
    for (const e of this.store.entries) {
      if (e.spans || !e.counts || !e.located) continue;
      const key = !e.plate ? "person" : e.plate.state ? plateText(e.plate) : "";
      if (key !== "") counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const options = [...counts].sort((a, b) => b[1] - a[1]).map(([key, n]) => el("option", { value: key }, `${key === "person" ? "The person, by inquiries" : `Vehicle ${key}`}: ${plural(n, "sighting")}`));
    swap(this.track, ...options);
  }

  // fillTimes begins with the middle of what is known.
  private fillTimes(): void {
    const timed = this.store.entries.filter((e) => !e.spans && e.counts);
    const middle = timed[Math.floor(timed.length / 2)];
    if (!middle) return;
    const zone = this.zoneOf();
    const write = (t: number) => new Date(t + offsetAt(zone, t)).toISOString().slice(0, 16);
    const hour = 3_600_000;
    this.at.value = write(middle.from + hour);
    this.from.value = write(middle.from);
    this.to.value = write(middle.from + 6 * hour);
  }

  private async fillOthers(): Promise<void> {
    const cases = (await get<CaseList>("/api/v1/cases")).cases;
    const options = cases.flatMap(({ case: c, subjects }) => subjects.filter((s) => s.id !== this.subject).map((s) => el("option", { value: s.id }, `${s.name}, case ${c.number}`)));
    swap(this.other, ...options);
    if (options.length === 0) swap(this.answer, el("p", { class: "empty" }, "There is no other subject."));
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    swap(this.answer, el("p", { class: "hint" }, "…"));
    try {
      await this.ask();
    } catch (error) {
      swap(this.answer, el("p", { class: "warn" }, error instanceof Error ? error.message : String(error)));
      if (!(error instanceof Error)) this.fail(error);
    }
  }

  private async ask(): Promise<void> {
    const instant = (input: HTMLInputElement) => {
      const axis = Date.parse(`${input.value}Z`);
      return Number.isFinite(axis) ? new Date(instantAt(this.zoneOf(), axis)).toISOString() : undefined;
    };
    const common = { ...this.store.state.rules, track: this.track.value };
    const base = `/api/v1/subjects/${this.subject}`;
    switch (this.question.value) {
      case "at": {
        const region = await get<Region>(query(`${base}/reach`, { ...common, at: instant(this.at) }));
        const [found] = region.features;
        return this.show({ ...found.properties, margin_m: NaN }, found.geometry ? [{ type: "Feature", properties: { kind: AREA, label: "" }, geometry: found.geometry }] : []);
      }
      case "place": {
        const [lat, lon, radius] = [Number(this.lat.value), Number(this.lon.value), Number(this.radius.value)];
        if (this.lat.value === "" || this.lon.value === "") throw new Error("Pick a place on the map, or type its latitude and longitude.");
        const answer = await get<Reach>(query(`${base}/reach`, { ...common, lat, lon, radius_m: radius, from: instant(this.from), to: instant(this.to) }));
        return this.show(answer, disc([lon, lat], radius, "asked about"));
      }
      default: {
        if (this.other.value === "") throw new Error("There is no other subject to ask about.");
        const answer = await get<Meeting>(query(`${base}/meet`, { ...common, other: this.other.value, from: instant(this.from), to: instant(this.to) }));
        return this.show(answer, answer.point ? disc(answer.point, 100, "a possible place") : []);
      }
    }
  }

  // show tells the answer and points out the records that bind it.
  private show(a: Region["features"][0]["properties"] | Reach | Meeting, shapes: Feature[]): void {
    const ids = new Set(a.evidence.filter((id) => this.store.byID.has(id)));
    const margin = Number.isNaN(a.margin_m) ? "" : a.margin_m < 0 ? ` · ${radiusText(-a.margin_m)} lacking` : ` · ${radiusText(a.margin_m)} of room`;
    swap(
      this.answer,
      el("p", { class: `verdict ${a.verdict}` }, VERDICTS[a.verdict], el("small", {}, `${plural(ids.size, "binding record")}${ids.size > 0 ? margin : ""}`)),
      el("p", {}, a.text),
      el("p", { class: "basis" }, `Rule: ${a.basis}.`),
    );
    this.store.set({ evidence: { key: `asked ${Date.now()}`, text: a.text, basis: a.basis, group: "Where could they have been", ids, shapes }, only: false, selected: null });
    byID("map").scrollIntoView({ block: "nearest" });
  }
}
