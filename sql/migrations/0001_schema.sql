-- The first schema. Words are those of the design: a case holds loads, a load brings records, a record yields
-- sightings, stays or plate reads. Positions are WGS 84; instants are timestamptz; lengths are metres.

create extension if not exists postgis;

create table cases (
    id         bigint generated always as identity primary key,
    number     text not null unique check (number <> ''),
    title      text not null default '',
    owning_ori text not null default '',
    opened_at  timestamptz not null default now()
);

create table subjects (
    id         bigint generated always as identity primary key,
    case_id    bigint not null references cases,
    name       text not null check (name <> ''),
    role       text not null default 'unknown' check (role in ('missing child', 'companion', 'suspect', 'unknown')),
    aliases    text[] not null default '{}',
    birth_date date,
    unique (case_id, name)
);

create table identifiers (
    subject_id bigint not null references subjects on delete cascade,
    kind       text not null check (kind <> ''),
    value      text not null check (value <> ''),
    primary key (subject_id, kind, value)
);

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

-- One file taken in. The row is written in the load's own transaction, so a load that dies leaves nothing. A load that
-- was undone keeps its row, with the counts it had.
create table loads (
    id         bigint generated always as identity primary key,
    case_id    bigint not null references cases,
    subject_id bigint references subjects,
    file       text not null,
    sha256     bytea not null,
    bytes      bigint not null,
    format     text not null,
    loader     text not null,
    zone       text not null default '',
    zone_basis text not null default '',
    at         timestamptz not null,
    actor      text not null default '',
    read       bigint not null,
    accepted   bigint not null,
    duplicates bigint not null,
    rejected   bigint not null,
    notes      jsonb not null default '[]',
    months     timestamptz[] not null default '{}', -- first instants of the months in which it has plate reads
    undone_at  timestamptz,
    undone_by  text,
    undone_why text,
    check (read = accepted + duplicates + rejected),
    check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_why is null))
);
create index loads_case on loads (case_id);

-- A vehicle is a plate held by a subject over a span; an open end is infinite. One that nobody stated, but that follows
-- from a load, goes when the load is undone.
create table vehicles (
    id          bigint generated always as identity primary key,
    subject_id  bigint not null references subjects on delete cascade,
    plate       text collate "C" not null check (plate ~ '^[A-Z0-9]+$'),
    plate_state text collate "C" not null default '' check (plate_state ~ '^([A-Z]{2})?$'),
    held        tstzrange not null default tstzrange('-infinity', 'infinity'),
    description text not null default '',
    basis       text not null default '',
    load_id     bigint references loads, -- null where it was stated
    unique (subject_id, plate, plate_state, held)
);
create index vehicles_plate on vehicles (plate, plate_state);

-- The raw text of everything but plate reads, one row a record.
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

-- Records that a load brought though another had brought them before. Should that one be undone, the earliest of these
-- takes its place, so that undoing a load leaves what the others would have left without it.
create table offers (
    load_id    bigint not null references loads deferrable initially deferred,
    subject_id bigint not null references subjects,
    key        bytea not null,
    line       integer not null,
    text       bytea not null,
    kind       text not null check (kind in ('sighting', 'stay')),
    value      jsonb not null, -- timeline.Sighting or timeline.Stay
    primary key (load_id, subject_id, key)
);
create index offers_key on offers (subject_id, key);

-- The raw text of plate reads, thousands of records to a compressed chunk: a row of text for each of a billion reads
-- would cost more than the reads. A chunk holds the records of lines first_line .. last_line.
create table read_chunks (
    load_id    bigint not null references loads deferrable initially deferred,
    first_line integer not null,
    last_line  integer not null,
    body       bytea not null, -- zstd of (line delta, length, bytes) triples, numbers as unsigned varints
    primary key (load_id, first_line)
);
alter table read_chunks alter column body set storage external;

create table rejects (
    load_id bigint not null references loads deferrable initially deferred,
    line    integer not null,
    field   text not null default '',
    reason  text not null,
    text    bytea not null
);
create index rejects_load on rejects (load_id, line);

-- Case sightings: thousands, rich.
create table sightings (
    id          bigint generated always as identity primary key,
    record_id   bigint not null references records on delete cascade,
    load_id     bigint not null references loads deferrable initially deferred,
    case_id     bigint not null references cases,
    subject_id  bigint not null references subjects,
    source      text not null,
    at          timestamptz not null, -- first instant the time can mean
    until       timestamptz not null, -- end of the span of instants it can mean, exclusive
    time_raw    text not null,
    zone        text not null,
    zone_basis  text not null,
    precision   text not null,
    time_flags  text[] not null default '{}',
    position    geography(point, 4326),
    class       text not null,
    radius_m    double precision not null default 0,
    place       jsonb not null default '{}', -- label, county, state, zone, basis
    plate       text,
    plate_state text,
    ori         text,
    message_key text not null default '',
    category    text not null default '',
    set_aside   text not null default '',
    flags       text[] not null default '{}',
    details     jsonb not null default '[]',
    check (at < until),
    check ((position is null) = (class = 'none'))
);
create index sightings_subject on sightings (subject_id, at);
create index sightings_at on sightings (at desc, id desc);
create index sightings_position on sightings using gist (position);
create index sightings_ori on sightings (ori) where ori is not null;
create index sightings_load on sightings (load_id);
create index sightings_record on sightings (record_id);

create table stays (
    id         bigint generated always as identity primary key,
    record_id  bigint not null references records on delete cascade,
    load_id    bigint not null references loads deferrable initially deferred,
    case_id    bigint not null references cases,
    subject_id bigint not null references subjects,
    source     text not null,
    kind       text not null,
    first_seen jsonb not null, -- timeline.When, {} when open
    last_seen  jsonb not null,
    possible   tstzrange not null, -- the widest span the two ends allow
    position   geography(point, 4326),
    class      text not null,
    radius_m   double precision not null default 0,
    place      jsonb not null default '{}',
    flags      text[] not null default '{}',
    details    jsonb not null default '[]',
    check ((position is null) = (class = 'none'))
);
create index stays_subject on stays (subject_id);
create index stays_load on stays (load_id);
create index stays_record on stays (record_id);
create index stays_position on stays using gist (position);

-- Sites observe: a reader's position, or the grid cell a mobile reader stood in. Few, so a spatial index on them is
-- cheap, and reads carry only the site's number.
create table sites (
    id       bigint generated always as identity primary key,
    case_id  bigint not null references cases,
    key      text not null,
    name     text not null default '',
    mobile   boolean not null default false,
    position geography(point, 4326) not null,
    class    text not null,
    radius_m double precision not null default 0,
    place    jsonb not null default '{}',
    unique (case_id, key, position)
);
create index sites_position on sites using gist (position);

-- Plate reads: billions, lean, one partition a month; read_months.sql makes them. The unique key is also the (plate, time)
-- index; it holds the plate (the distribution key should one machine be outgrown) and the partition key. Plates are
-- compared byte by byte, which sorts them several times faster than a language's rules would.
--
-- read_rows holds nothing: the tables of months are made like it, for making them like the partitioned table would lock that.
create table read_rows (
    read_at     timestamptz not null,
    case_id     bigint not null,
    site_id     bigint not null,
    load_id     bigint not null,
    line        integer not null,
    flags       smallint not null default 0, -- bits of timeline.TimeFlag; see store
    precision   smallint not null default 0, -- 0 second, 1 minute, 2 hour, 3 day
    confidence  real,                        -- 0 to 1
    plate       text collate "C" not null,
    plate_state text collate "C" not null default '',
    plate_raw   text,                        -- only where it differs from plate
    position    geometry(point, 4326)        -- only where it differs from the site's: mobile readers
);
create table reads (like read_rows including defaults) partition by range (read_at);
create unique index reads_plate on reads (plate, read_at, site_id, plate_state);
create index reads_site on reads (site_id, read_at);

-- Reads that a load brought though another, the owner, had brought them before; what offers are for records. The lines of
-- some thousand reads to a row: lines[i] of the load says the same as owner_lines[i] of the owner.
create table read_offers (
    load_id     bigint not null references loads deferrable initially deferred,
    owner_load  bigint not null,
    month       timestamptz not null,
    lines       integer[] not null,
    owner_lines integer[] not null
);
create index read_offers_load on read_offers (load_id);
create index read_offers_owner on read_offers (owner_load, month);

-- What an offered read says otherwise than the owner's.
create table read_variants (
    load_id    bigint not null references loads deferrable initially deferred,
    line       integer not null,
    flags      smallint not null,
    precision  smallint not null,
    confidence real,
    plate_raw  text,
    position   geometry(point, 4326),
    primary key (load_id, line)
);

-- An analyst's marks on a sighting or stay: hidden with a reason, confirmed, noted. Never a change to it.
create table marks (
    id      bigint generated always as identity primary key,
    case_id bigint not null references cases,
    target  text not null check (target ~ '^([sa][0-9]+|r[0-9]+-[0-9]+)$'),
    kind    text not null check (kind in ('hidden', 'confirmed', 'note')),
    text    text not null default '',
    actor   text not null,
    at      timestamptz not null default now(),
    undone_at timestamptz
);
create index marks_target on marks (target) where undone_at is null;

-- Every look at a sighting: who, when, which case, why, what, how many.
create table audit (
    id      bigint generated always as identity primary key,
    at      timestamptz not null default clock_timestamp(),
    actor   text not null,
    case_id bigint references cases,
    purpose text not null default '',
    action  text not null,
    asked   jsonb not null default '{}',
    rows    bigint not null default 0
);
create index audit_at on audit (at);
