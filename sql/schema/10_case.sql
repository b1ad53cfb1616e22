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
    sex        text not null default '' check (sex in ('', 'female', 'male')),
    unique (case_id, name)
);
comment on table subjects is 'A person in a case.';

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
    handling     text[] not null default '{}' check (handling::text ~ '^[{]([a-z][a-z_]*(,[a-z][a-z_]*)*)?[}]$'),
    shape        jsonb not null default '{}',
    burst_window integer not null default 0 check (burst_window >= 0),
    check (read = accepted + duplicates + rejected),
    check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_why is null))
);
create index loads_case on loads (case_id);
comment on table loads is 'One file taken in. The row is written in the load''s own transaction, so a load that dies leaves nothing; one that was undone keeps its row, with the counts it had.';
comment on column loads.months is 'first instants of the months in which it has plate reads';
comment on column loads.handling is 'timeline.Handling: seen only by those with the right to every one of these codes';
comment on column loads.shape is 'loaders.Shape: what has to be known of the file to write its rejected rows as a file of the same kind; {} of files without any';
comment on column loads.burst_window is 'seconds within which reads of one plate by one reader are one passing; 0: the usual number';

create table records (
    id         bigint generated always as identity primary key,
    load_id    bigint not null references loads deferrable initially deferred,
    case_id    bigint not null references cases,
    subject_id bigint references subjects,
    line       integer not null,
    key        bytea not null,
    text       bytea not null,
    fresh      boolean not null,
    unique (load_id, key)
);
create index records_line on records (load_id, line);
create index records_key on records (case_id, key);
comment on table records is 'The raw text of everything but plate reads, one row a record, as it came. One that several loads bring is kept for each of them, so that undoing one leaves what the others say.';
comment on column records.subject_id is 'for whom it was loaded; null: for the case alone';
comment on column records.fresh is 'its load was the first to bring it for that subject; the others count it as a duplicate';

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
    target    text not null check (target ~ '^(e[0-9]+|r[0-9]+-[0-9]+)$'),
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
comment on table marks is 'An analyst''s marks on an event: hidden with a reason, confirmed, noted. Never a change to it.';
comment on column marks.target is 'e and the number of an event, or r, the load and the line of a plate read';

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
