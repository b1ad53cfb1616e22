-- Cases, who and what they are about, and what was loaded into them. Instants are timestamptz, lengths are metres.

create table cases (
    id         bigint generated always as identity primary key,
    number     text not null unique check (number <> ''),
    title      text not null default '',
    owning_ori text not null default '',
    opened_at  timestamptz not null default now()
);
create index cases_owner on cases (owning_ori) where owning_ori <> '';
comment on table cases is 'A numbered inquiry. What is loaded, searched and exported belongs to one.';
comment on column cases.owning_ori is 'the agency whose case it is; its supervisors are inside it';

create table subjects (
    id         bigint generated always as identity primary key,
    case_id    bigint not null references cases,
    name       text not null check (name <> ''),
    role       text not null default 'unknown' check (role in ('missing child', 'companion', 'suspect', 'unknown')),
    aliases    text[] not null default '{}',
    birth_date date,
    unique (case_id, name)
);
comment on table subjects is 'A person in a case.';

create table identifiers (
    subject_id bigint not null references subjects on delete cascade,
    kind       text not null check (kind <> ''),
    value      text not null check (value <> ''),
    primary key (subject_id, kind, value)
);
comment on table identifiers is 'What singles a subject out beside the name: a driver''s licence, an FBI number.';

create table agencies (
    ori      text primary key check (ori ~ '^[A-Z]{2}[A-Z0-9]{7}$'),
    name     text not null,
    kind     text not null default '',
    county   text not null default '',
    state    text not null default '',
    zip      text not null default '',
    position geography(point, 4326),
    class    text not null default 'none',
    radius_m double precision not null default 0,
    details  jsonb not null default '{}'
);
create index agencies_prefix on agencies (substr(ori, 1, 5));
comment on table agencies is 'Law-enforcement agencies by their ORI, with where their offices are.';

create table loads (
    id           bigint generated always as identity primary key,
    case_id      bigint not null references cases,
    subject_id   bigint references subjects,
    file         text not null,
    sha256       bytea not null,
    bytes        bigint not null,
    format       text not null,
    loader       text not null,
    zone         text not null default '',
    zone_basis   text not null default '',
    at           timestamptz not null,
    actor        text not null default '',
    read         bigint not null,
    accepted     bigint not null,
    duplicates   bigint not null,
    rejected     bigint not null,
    notes        jsonb not null default '[]',
    months       timestamptz[] not null default '{}',
    undone_at    timestamptz,
    undone_by    text,
    undone_why   text,
    restricted   boolean not null default false,
    criminal_history boolean not null generated always as (format = 'rapsheet') stored,
    shape        jsonb not null default '{}',
    burst_window integer not null default 0 check (burst_window >= 0),
    check (read = accepted + duplicates + rejected),
    check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_why is null))
);
create index loads_case on loads (case_id);
comment on table loads is 'One file taken in. The row is written in the load''s own transaction, so a load that dies leaves nothing; one that was undone keeps its row, with the counts it had.';
comment on column loads.months is 'first instants of the months in which it has plate reads';
comment on column loads.restricted is 'seen only by those with the right to restricted loads';
comment on column loads.shape is 'loaders.Shape: what has to be known of the file to write its rejected rows as a file of the same kind; {} of files without any';
comment on column loads.burst_window is 'seconds within which reads of one plate by one reader are one passing; 0: the usual number';

create table vehicles (
    id          bigint generated always as identity primary key,
    subject_id  bigint not null references subjects on delete cascade,
    plate       text collate "C" not null check (plate ~ '^[A-Z0-9]+$'),
    plate_state text collate "C" not null default '' check (plate_state ~ '^([A-Z]{2})?$'),
    held        tstzrange not null default tstzrange('-infinity', 'infinity'),
    description text not null default '',
    basis       text not null default '',
    load_id     bigint references loads,
    unique (subject_id, plate, plate_state, held)
);
create index vehicles_plate on vehicles (plate, plate_state);
comment on table vehicles is 'A plate held by a subject over a span, whose open ends are infinite.';
comment on column vehicles.load_id is 'the load from which it follows, with which it goes when that is undone; null where it was stated';

create table records (
    id         bigint generated always as identity primary key,
    load_id    bigint not null references loads deferrable initially deferred,
    case_id    bigint not null references cases,
    subject_id bigint not null references subjects,
    line       integer not null,
    key        bytea not null,
    text       bytea not null,
    unique (subject_id, key)
);
create index records_load on records (load_id, line);
comment on table records is 'The raw text of everything but plate reads, one row a record, as it came.';

create table offers (
    load_id    bigint not null references loads deferrable initially deferred,
    subject_id bigint not null references subjects,
    key        bytea not null,
    line       integer not null,
    text       bytea not null,
    kind       text not null check (kind in ('sighting', 'stay')),
    value      jsonb not null,
    primary key (load_id, subject_id, key)
);
create index offers_key on offers (subject_id, key);
comment on table offers is 'Records that a load brought though another had brought them before. Should that one be undone, the earliest of these takes its place: so undoing a load leaves what the others would have left without it.';
comment on column offers.value is 'timeline.Sighting or timeline.Stay';

create table rejects (
    load_id bigint not null references loads deferrable initially deferred,
    line    integer not null,
    field   text not null default '',
    reason  text not null,
    text    bytea not null,
    context text not null default ''
);
create index rejects_load on rejects (load_id, line);
comment on table rejects is 'Rows that a load could not take, with line and reason.';
comment on column rejects.context is 'what a loader has to know of a row beside its text to take it again';

create table marks (
    id        bigint generated always as identity primary key,
    case_id   bigint not null references cases,
    target    text not null check (target ~ '^([sa][0-9]+|r[0-9]+-[0-9]+)$'),
    kind      text not null check (kind in ('hidden', 'confirmed', 'note')),
    text      text not null default '',
    actor     text not null,
    at        timestamptz not null default now(),
    undone_at timestamptz,
    undone_by text,
    check ((undone_at is null) = (undone_by is null)),
    check (kind = 'confirmed' or btrim(text) <> '')
);
create index marks_target on marks (target) where undone_at is null;
create unique index marks_hidden on marks (case_id, target) where kind = 'hidden' and undone_at is null;
create index marks_case on marks (case_id);
comment on table marks is 'An analyst''s marks on a sighting or stay: hidden with a reason, confirmed, noted. Never a change to it.';
comment on column marks.target is 's and the number of a sighting, a and that of a stay, or r, the load and the line of a plate read';

create table shares (
    load_id   bigint not null references loads on delete cascade,
    agency    text not null check (agency = '*' or agency ~ '^[A-Z]{2}[A-Z0-9]{7}$'),
    shared_by text not null,
    at        timestamptz not null default now(),
    primary key (agency, load_id)
);
create index shares_load on shares (load_id);
comment on table shares is 'What a case''s owner shows to other agencies.';
comment on column shares.agency is 'an ORI, or * for all';

create table geocodes (
    address  text not null check (address <> ''),
    geocoder text not null check (geocoder <> ''),
    asked_at timestamptz not null,
    position geography(point, 4326),
    radius_m double precision not null default 0,
    basis    text not null default '',
    primary key (address, geocoder)
);
comment on table geocodes is 'What geocoders said of street addresses, kept so that none is asked for, or sent, twice.';
comment on column geocodes.address is 'on one line, standardised where that was possible, in capital letters';
comment on column geocodes.position is 'null: the geocoder did not find it';
