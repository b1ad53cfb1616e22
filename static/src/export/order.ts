// What is asked of the server when a file is made: the same words as the server's own (internal/web/view.go).

import type { ChartKind } from "../chart/functions";
import type { State } from "../subject/store";

export type FileKind = "report" | "map" | "chart" | "data" | "bundle";

export type Order = {
  kind: FileKind;
  format: string;
  chart: ChartKind;
  index: number; // of a circuit
  width: number; // px
  height: number; // px of a map
  dpi: number; // of a PNG
  theme: "light" | "dark";
  paper: "letter" | "a4";
  draft: boolean;
  shown: boolean; // only what passes the filters
  recipient: string;
  agency: string;
  purpose: string;
  handling: string;
  release: string[]; // handling codes of what goes out only by right
};

// FORMATS are the formats of each kind of file, the usual one first.
export const FORMATS: Record<FileKind, [format: string, name: string][]> = {
  report: [["pdf", "PDF"], ["docx", "Word document"], ["html", "Web page, one file"]],
  map: [["png", "PNG picture"], ["svg", "SVG drawing"], ["pdf", "PDF"]],
  chart: [["png", "PNG picture"], ["svg", "SVG drawing"], ["pdf", "PDF"]],
  data: [
    ["csv", "CSV table"],
    ["xlsx", "Excel workbook"],
    ["geojson", "GeoJSON"],
    ["kmz", "KMZ for Google Earth"],
    ["gpx", "GPX"],
    ["ics", "Calendar (ICS)"],
    ["timeline-csv", "Timeline Maker, CSV"],
    ["timeline-xlsx", "Timeline Maker, Excel"],
  ],
  bundle: [["zip", "Zip with everything"]],
};

// WHOLE are the charts of what is inferred from everything, whatever is filtered.
export const WHOLE: ReadonlySet<ChartKind> = new Set<ChartKind>(["nights", "circuit"]);

// pathOf is the address of a file.
export function pathOf(subject: number, o: Order): string {
  const base = `/subjects/${subject}`;
  switch (o.kind) {
    case "report":
      return `${base}/report.${o.format}`;
    case "map":
      return `${base}/picture/map.${o.format}`;
    case "chart":
      return `${base}/picture/${o.chart}.${o.format}`;
    case "data":
      return `${base}/export/${o.format}`;
    case "bundle":
      return `${base}/bundle.${o.format}`;
  }
}

// formOf are the parameters of a file.
export function formOf(state: State, o: Order): URLSearchParams {
  const form = new URLSearchParams({ zone: state.zone });
  const put = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== "") form.set(name, String(value));
  };
  if (o.kind !== "data") for (const [name, value] of Object.entries(state.rules)) put(name, value);
  if (o.kind === "map" || o.kind === "chart") {
    put("theme", o.theme);
    put("width", o.width);
    if (o.kind === "map") put("height", o.height);
    if (o.format === "png") put("dpi", o.dpi);
    if (o.kind === "chart" && o.chart === "circuit") put("index", o.index);
  }
  if (o.kind === "report") put("paper", o.paper);
  if (state.candidates && (o.kind === "report" || o.kind === "map" || (o.kind === "chart" && o.chart === "timeline"))) put("candidates", 1);
  if (o.kind !== "data" && o.draft) put("draft", 1);
  if (o.shown) for (const [name, value] of Object.entries(partOf(state))) put(name, value);
  if (o.shown && state.only && state.evidence) form.set("ids", [...state.evidence.ids].join(",")); // none is not all
  for (const name of ["recipient", "agency", "purpose", "handling"] as const) put(name, o[name].trim());
  put("release", o.release.join(","));
  return form;
}

// partOf are the filters in force.
function partOf({ window: span, hidden, aside, text, only, evidence }: State): Record<string, string | undefined> {
  const iso = (axis: number | undefined) => (axis === undefined ? undefined : new Date(axis).toISOString());
  return {
    from: iso(span?.[0]),
    to: iso(span?.[1]),
    without: [...hidden].sort().join(","),
    counting: aside ? undefined : "1",
    search: text.slice(0, 500),
    chosen: only && evidence ? evidence.text.slice(0, 500) : undefined,
  };
}

// filtered reports whether the filters leave anything out.
export function filtered(state: State): boolean {
  return (state.only && state.evidence !== null) || Object.values(partOf(state)).some(Boolean);
}

// reportLink is where the report lies as a page: in the same zone, by the same rules.
export function reportLink(subject: number, { zone, rules }: Pick<State, "zone" | "rules">): string {
  return `/subjects/${subject}/report.html?${new URLSearchParams({ zone, ...rules })}`;
}
