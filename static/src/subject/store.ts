// The state the three views share, and who wants to know when it changes.

import type { Choice } from "../findings/findings";
import { wordsOf } from "../lib/words";
import { axisSpan, inTime, type Entry } from "./model";
import type { Dossier, Findings, Palette } from "../lib/types";

export type Theme = "light" | "dark";

export type State = {
  zone: string; // "place", "UTC" or an IANA name
  theme: Theme;
  window: [number, number] | null; // chosen span on the time axis, null for all
  hidden: ReadonlySet<string>; // kinds switched off
  aside: boolean; // show what does not count
  candidates: boolean; // show reads that may be of the subject's vehicles
  text: string; // words all of which must occur, in capitals or not
  gapLegs: boolean; // draw legs across gaps
  legs: boolean;
  selected: string | null;
  hovered: string | null;
  rules: Readonly<Record<string, string>>; // parameters of the analysis that are not the usual ones
  findings: Findings | null; // by those rules, null until they are there
  evidence: Choice | null; // the chosen finding, whose events are pointed out
  only: boolean; // show nothing but those
  revision: number; // how often what is known was replaced
};

export type Part = keyof State;
type Listener = (changed: ReadonlySet<Part>) => void;

const FILTERS: Part[] = ["zone", "window", "hidden", "aside", "candidates", "text", "only", "revision"];

export class Store {
  entries: Entry[];
  byID: Map<string, Entry>;
  candidates: Entry[] | null = null; // reads that may be of the subject's vehicles, null until they were asked for
  private listeners: Listener[] = [];
  private shown: Entry[] | null = null;

  constructor(
    public dossier: Dossier,
    entries: Entry[],
    public state: State,
  ) {
    this.entries = entries;
    this.byID = new Map(entries.map((e) => [e.id, e]));
  }

  // addCandidates takes what was asked for; it is shown when the state says so.
  addCandidates(found: Entry[]): void {
    this.candidates = found;
    this.shown = null;
    for (const e of found) this.byID.set(e.id, e);
  }

  // replace takes what is known anew, and lets every view draw it.
  replace(dossier: Dossier, entries: Entry[]): void {
    this.dossier = dossier;
    this.entries = entries;
    this.byID = new Map([...entries, ...(this.candidates ?? [])].map((e) => [e.id, e]));
    const { revision, selected } = this.state;
    this.set({ revision: revision + 1, hovered: null, selected: selected !== null && this.byID.has(selected) ? selected : null });
  }

  get palette(): Palette {
    return this.dossier.palettes[this.state.theme];
  }

  color(kind: string): string {
    return this.palette.kinds[kind] ?? this.palette.other;
  }

  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  // set changes parts of the state and tells every listener which ones really changed.
  set(patch: Partial<State>): void {
    const changed = new Set<Part>();
    for (const part of Object.keys(patch) as Part[]) {
      if (!same(this.state[part], patch[part])) changed.add(part);
    }
    if (changed.size === 0) return;
    if (changed.has("evidence") && ("only" in patch ? patch.only : this.state.only)) changed.add("only"); // another filter
    this.state = { ...this.state, ...patch };
    if (FILTERS.some((part) => changed.has(part))) this.shown = null;
    for (const listener of this.listeners) listener(changed);
  }

  // visible are the entries that pass all filters, in time order. Views must not change the list.
  visible(): Entry[] {
    if (this.shown === null) {
      const words = wordsOf(this.state.text);
      this.shown = this.entries.filter((e) => this.passes(e, words));
      const found = this.state.candidates ? (this.candidates ?? []).filter((e) => this.passes(e, words)) : [];
      if (found.length > 0) this.shown = [...this.shown, ...found].sort(inTime);
    }
    return this.shown;
  }

  private passes(e: Entry, words: string[]): boolean {
    const { hidden, aside, window, zone, only, evidence } = this.state;
    if (only && evidence && !evidence.ids.has(e.id)) return false;
    if (hidden.has(e.kind.name) || (!aside && !e.counts && !e.candidate)) return false;
    if (window) {
      if (!e.timed) return false;
      const [from, to] = axisSpan(e, zone);
      if (to < window[0] || from > window[1]) return false;
    }
    return words.every((word) => e.text.includes(word));
  }

  // focused is the entry to be pointed out: the one under the pointer, else the chosen one.
  focused(): Entry | null {
    const id = this.state.hovered ?? this.state.selected;
    return (id !== null && this.byID.get(id)) || null;
  }
}

// evidenceOf are the entries a choice rests on, in time order.
export function evidenceOf(store: Store, choice: Choice): Entry[] {
  return store.entries.filter((e) => choice.ids.has(e.id));
}

export function filtersChanged(changed: ReadonlySet<Part>): boolean {
  return FILTERS.some((part) => changed.has(part));
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => v === b[i]);
  return a === b;
}
