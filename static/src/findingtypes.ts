// What the API answers about findings: the Go types of package timeline as JSON, as far as the page shows them. Lengths of
// time are text such as "24h0m0s".

import type { Agency, Contact, Leg } from "./types";

export type Point = [lon: number, lat: number];

export type Statement = { text: string; basis: string; evidence: string[] | null };

export type Visit = { track: string; first: string; last: string; earliest?: string; latest?: string; sightings: string[] | null };

export type Base = Statement & { nights: number; of: number; share: number };

export type Place = Statement & {
  name: string;
  point: Point;
  radius_m: number;
  exact: boolean;
  zone?: string;
  sightings: number;
  visits: Visit[] | null;
  nights: number;
  days: number;
  day_share: number;
  stayed: string;
  time_share: number;
  base?: Base;
};

export type Area = { name: string; point: Point; zone?: string; sightings: number; nights: number };

export type Trip = Statement & { track: string; start: string; end: string; distance_m: number; exact: boolean };

export type RankedGap = Statement & { after: string; before: string; start: string; end: string; moved_m: number; reachable_m: number };

export type Conflict = Statement & {
  kind: string;
  track: string;
  a: string;
  b: string;
  distance_m: number;
  elapsed: string;
  speed_mps: number;
  certain: boolean;
  causes: string[] | null;
};

export type Shift = Statement & { load: number; file?: string; part: string; hours: number; before: number; after: number };

export type Split = Statement & { track: string; first: string[]; second: string[]; before: number; after: number };

export type Round = { start: string; end: string; complete: boolean; sightings: string[] | null };

export type Circuit = Statement & {
  track: string;
  areas: string[];
  indexes: number[];
  rounds: Round[];
  complete: number;
  period: string;
  spread: string;
  next: string;
  chance: number;
};

export type Change = Statement & { at: string; chance: number };

export type AgencyInterest = { agency: Agency; contacts: number; first: string; latest: string; evidence: string[] | null };

export type NamedCount = { name: string; count: number };

export type Burst = Statement & { start: string; end: string; contacts: number; chance: number };

export type Interest = Statement & {
  contacts: (Contact & { agency: Agency & { where?: { zone?: string } } })[];
  agencies: AgencyInterest[];
  states: NamedCount[];
  kinds: NamedCount[];
  months: NamedCount[];
  bursts: Burst[];
};

export type Rule = { name: string; group: string; label: string; unit: string; low: string; high: string; value: string; usual: string };

export type Findings = {
  counts: Statement;
  places: Place[];
  areas: Area[];
  legs: Leg[];
  trips: Trip[];
  gaps: RankedGap[];
  shifts: Shift[];
  conflicts: Conflict[];
  splits: Split[];
  circuits: Circuit[];
  routine: Statement & { timed: number; nights: Statement };
  changes: Change[];
  interest: Interest;
  rules: Rule[];
  why: Record<string, string>;
};

export type Verdict = "possible" | "no" | "unknown";

export type Answer = Statement & { verdict: Verdict; margin_m: number; from?: string; to?: string; point?: Point; at?: string; track: string };

export type Track = { track: string; sightings: number; first: string; last: string };
