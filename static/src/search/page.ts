// The page of a search: the form and the list are the server's; this draws the map between them.

import { byID, el } from "../lib/dom";
import { shapeOf } from "../subject/model";
import { loadOutlines } from "../map/outlines";
import { SearchMap, type Circle, type Found } from "./map";
import { bindThemeSwitch, currentTheme } from "../lib/theme";
import type { Class, Palettes } from "../lib/types";

// What a test of the page may look at.
declare global {
  interface Window {
    searched?: Readonly<{ drawn(): string[]; pixel(number: number): { x: number; y: number } | null }>;
  }
}

// USUAL_RADIUS is put into the form with a chosen centre when nothing stands there, metres.
const USUAL_RADIUS = 500;

const field = (name: string) => document.querySelector<HTMLInputElement>(`.filters [name="${name}"]`)!;
const rows = () => [...document.querySelectorAll<HTMLTableRowElement>("tr[data-number]")];
const rowOf = (number: number) => document.querySelector<HTMLTableRowElement>(`tr[data-number="${number}"]`);

function foundOf(row: HTMLTableRowElement): Found[] {
  const { number, lon, lat, radius, class: c, kind } = row.dataset;
  if (lon === undefined) return [];
  return [{ number: Number(number), point: [Number(lon), Number(lat)], radius: Number(radius), shape: shapeOf(c as Class), kind: kind! }];
}

// askedFor is the circle that stands in the form; null where it is none.
function askedFor(): Circle | null {
  const [lat, lon] = [field("lat").value.trim(), field("lon").value.trim()];
  if (lat === "" || lon === "" || !(Math.abs(Number(lat)) <= 90) || !(Math.abs(Number(lon)) <= 180)) return null;
  const radius = Number(field("radius_m").value);
  return { centre: [Number(lon), Number(lat)], radius: radius > 0 ? Math.min(radius, 500_000) : 0 };
}

function choose(number: number, scroll: boolean): void {
  for (const row of rows()) row.classList.toggle("chosen", row.dataset.number === String(number));
  if (scroll) rowOf(number)?.scrollIntoView({ block: "center" });
}

async function main(): Promise<void> {
  const container = byID("search-map");
  const palettes = JSON.parse(container.dataset.palettes!) as Palettes;
  const say = (text: string) => (byID("map-said").textContent = text);
  let last = 0; // the row that was chosen on the map
  const map = new SearchMap(container, await loadOutlines(), palettes[currentTheme()], rows().flatMap(foundOf), askedFor(), {
    choose(numbers) {
      last = numbers[(numbers.indexOf(last) + 1) % numbers.length]!; // several at one place: each click takes the next
      choose(last, true);
      map.show(last);
      say(`Number ${last} of the list is chosen.`);
    },
    centre(lat, lon) {
      field("lat").value = lat.toFixed(5);
      field("lon").value = lon.toFixed(5);
      if (field("radius_m").value.trim() === "") field("radius_m").value = String(USUAL_RADIUS);
      map.ask(askedFor());
      say(`The centre is ${lat.toFixed(5)}, ${lon.toFixed(5)}. Press Search to ask what was sighted there.`);
    },
  });
  for (const name of ["lat", "lon", "radius_m"]) field(name).addEventListener("input", () => map.ask(askedFor()));
  byID("middle").addEventListener("click", () => map.takeMiddle());
  for (const row of rows()) {
    if (row.dataset.lon === undefined) continue;
    const cell = row.cells[0]!;
    const number = Number(row.dataset.number);
    const show = () => {
      choose(number, false);
      map.show(number);
      say(`Number ${number} is ringed on the map.`);
    };
    cell.replaceChildren(el("button", { type: "button", class: "link", "aria-label": `Show number ${number} on the map`, click: show }, number));
  }
  bindThemeSwitch(byID("theme"), (theme) => map.dress(palettes[theme]));
  await map.whenReady();
  window.searched = { drawn: () => map.drawn(), pixel: (number) => map.pixel(number) };
  document.documentElement.dataset.ready = "true";
}

main().catch((error: unknown) => {
  byID("map-said").textContent = `The map cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
  console.error(error);
});
