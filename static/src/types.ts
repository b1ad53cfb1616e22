// What the API answers: the Go types of package timeline as JSON. Times are RFC 3339 UTC; "0001-01-01T00:00:00Z" is none.

export type Class = "gps" | "site" | "street" | "zip" | "city" | "agency" | "county" | "state" | "none" | "";
export type Precision = "second" | "minute" | "hour" | "day" | "month" | "year";

export type Where = {
  point: [lon: number, lat: number];
  class: Class;
  radius_m: number;
  label?: string;
  county?: string;
  state?: string;
  zone?: string;
  basis?: string;
};

export type When = {
  raw: string;
  zone: string;
  basis: string;
  start: string;
  end: string; // exclusive
  precision: Precision;
  flags?: string[];
};

export type Plate = { number: string; state?: string; raw?: string };
export type Agency = { ori: string; name?: string; kind?: string; county?: string; state?: string; zip?: string };
export type RecordRef = { load: number; line: number; file?: string; sha256?: string; loader?: string };
export type Field = { name: string; value: string };
export type Note = { text: string; count: number };

export type Sighting = {
  id: string;
  source: string;
  when: When;
  where: Where;
  plate?: Plate;
  agency?: Agency;
  key?: string;
  category?: string;
  set_aside?: string;
  flags?: string[];
  fields?: Field[];
  record: RecordRef;
  confidence?: number;
  mobile?: boolean;
  burst?: Sighting[]; // the reads that are shown as this one
};

export type Stay = {
  id: string;
  source: string;
  kind: string;
  first: When;
  last: When;
  where: Where;
  flags?: string[];
  fields?: Field[];
  record: RecordRef;
};

export type Case = { id: number; number: string; title?: string; owning_ori?: string; opened: string };

export type Vehicle = { id: number; plate: Plate; description?: string; from?: string; to?: string; basis?: string };

export type Subject = {
  id: number;
  name: string;
  role: string;
  aliases?: string[];
  birth_date?: string;
  identifiers?: Field[];
  vehicles?: Vehicle[];
};

export type Load = {
  id: number;
  file: string;
  sha256: string;
  bytes: number;
  format: string;
  loader: string;
  zone?: string;
  zone_basis?: string;
  at: string;
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  notes?: Note[];
  restricted?: boolean;
};

export type Leg = {
  track?: string;
  from: string;
  to: string;
  start: string;
  end: string;
  distance_m: number;
  speed_mps: number;
  exact: boolean;
  gap: boolean;
};

export type Gap = { after: string; before: string; start: string; end: string; moved_m: number };
export type Contact = { agency: Agency; start: string; end: string; sightings: string[]; keys: string[] };

export type Palette = {
  ground: string;
  text: string;
  muted: string;
  rule: string;
  gap: string;
  encounter: string;
  leg: string;
  conflict: string;
  selected: string;
  other: string;
  kinds: Record<string, string>;
};

// Kind is what is said of one kind of record; see timeline/kind.go.
export type Kind = { name: string; one: string; many: string; source: string; key?: string; category?: string };

export type MarkKind = "hidden" | "confirmed" | "note";
export type Mark = { id: number; target: string; kind: MarkKind; text?: string; actor: string; at: string };
export type Excluded = { mark: Mark; sighting?: Sighting; stay?: Stay };

export type Dossier = {
  marks?: Mark[] | null;
  excluded?: Excluded[] | null;
  case: Case;
  subject: Subject;
  loads: Load[] | null;
  sightings: Sighting[] | null;
  stays: Stay[] | null;
  withheld?: Note[] | null;
  folded?: string; // how many plate reads are shown as how many sightings
  legs?: Leg[] | null;
  gaps?: Gap[] | null;
  contacts?: Contact[] | null;
  caveats?: string[] | null;
  kinds?: Kind[] | null; // in their order
  palettes: { light: Palette; dark: Palette };
};

// Candidate is a read that may be of a subject's vehicle and is none of the sightings.
export type Candidate = { sighting: Sighting; vehicle: Plate; level: string; state: string; reason: string };
export type CandidatePage = { candidates: Candidate[]; total: number; links: { rel: string; href: string }[] };

export type Counts = { sightings: number; stays: number; reads: number };
export type CaseList = { cases: { case: Case; subjects: (Subject & { counts?: Counts })[] | null }[] | null };
export type RawRecord = { load: Load; line: number; text: string };
