-- What records tell beside plate reads, thousands of events a case: of whom and what, and who held what.

create table identifiers (
    id     bigint generated always as identity primary key,
    type   text not null check (type <> ''),
    value  text collate "C" not null check (value <> ''),
    region text collate "C" not null default '',
    unique (type, value, region),
    check (type <> 'plate' or value ~ '^[A-Z0-9]+$' and region ~ '^([A-Z]{2})?$')
);
comment on table identifiers is 'What singles out a person, a vehicle, a device or an account, once for all cases: a plate, a phone number, a licence.';
comment on column identifiers.type is 'timeline.IdentifierType, kept as it was written';
comment on column identifiers.region is 'within which the value is one, such as a plate''s state; empty where it is not known or not needed';

create table holdings (
    id            bigint generated always as identity primary key,
    subject_id    bigint not null references subjects on delete cascade,
    identifier_id bigint not null references identifiers,
    held          tstzrange not null default tstzrange('-infinity', 'infinity'),
    description   text not null default '',
    unique (subject_id, identifier_id, held)
);
create index holdings_identifier on holdings (identifier_id);
comment on table holdings is 'A subject held an identifier over a span, whose open ends are infinite.';

create table holding_sources (
    holding_id bigint not null references holdings on delete cascade,
    load_id    bigint references loads deferrable initially deferred,
    basis      text not null default '',
    unique nulls not distinct (holding_id, load_id)
);
create index holding_sources_load on holding_sources (load_id) where load_id is not null;
comment on table holding_sources is 'Who says that a subject held an identifier. A holding of which nobody says so any more goes.';
comment on column holding_sources.load_id is 'the load from which it follows; null where a person stated it';

create table hits (
    id            bigint generated always as identity primary key,
    load_id       bigint not null references loads deferrable initially deferred,
    subject_id    bigint not null references subjects on delete cascade,
    identifier_id bigint not null references identifiers,
    how           text not null check (how in ('held', 'named', 'seen')),
    events        bigint not null,
    line          integer not null,
    handling      text[] not null default '{}',
    at            timestamptz not null default now(),
    seen_at       timestamptz,
    seen_by       text,
    unique (load_id, subject_id, identifier_id, how),
    check ((seen_at is null) = (seen_by is null))
);
create index hits_subject on hits (subject_id);
comment on table hits is 'What a load brought that was known of another subject when it came.';
comment on column hits.how is 'held: the subject held the identifier; named: it is the subject''s name; seen: records of the subject have it too';
comment on column hits.events is 'events or reads of the load with the identifier, the first of them at line';
comment on column hits.handling is 'timeline.Handling: seen only by those with the right to every one of these codes';

create table events (
    id      bigint generated always as identity primary key,
    case_id bigint not null references cases,
    kind    text not null check (kind <> ''),
    key     bytea not null,
    unique (case_id, kind, key)
);
comment on table events is 'One thing that happened, or was so for a while, of which one record or several tell.';
comment on column events.kind is 'timeline.KindName, kept as it was written';
comment on column events.key is 'timeline.Kind.EventKey: what makes it the same as what another record tells of';

create table event_records (
    id         bigint generated always as identity primary key,
    event_id   bigint not null references events on delete cascade,
    record_id  bigint not null references records on delete cascade,
    nth        smallint not null,
    load_id    bigint not null references loads deferrable initially deferred,
    case_id    bigint not null references cases,
    kind       text not null,
    at         timestamptz not null,
    until      timestamptz not null,
    first_seen jsonb not null,
    last_seen  jsonb,
    position   geography(point, 4326),
    class      text not null,
    radius_m   double precision not null default 0,
    place      jsonb not null default '{}',
    ori        text,
    code       text not null default '',
    standing   text not null default '',
    why        text not null default '',
    misnamed   boolean not null default false,
    locates    boolean not null,
    remarks    jsonb not null default '[]',
    handling   text[] not null default '{}',
    fields     jsonb not null default '[]',
    unique (record_id, nth),
    check (at < until),
    check ((position is null) = (class = 'none'))
);
create index event_records_event on event_records (event_id, id);
create index event_records_at on event_records (at desc, event_id desc);
create index event_records_ori on event_records (ori) where ori is not null;
create index event_records_load on event_records (load_id);
create index event_records_position on event_records using gist (position);
create index event_records_box on event_records using gist ((position::public.geometry)) where position is not null;
create index event_records_extent on event_records using gist (public.extent(position, radius_m)) where position is not null;
comment on table event_records is 'What a record says of an event. The event that somebody sees is put together from what those of its records say that he may see, so that none tells of what is kept from him.';
comment on column event_records.nth is 'which of the events of its record, from 0';
comment on column event_records.at is 'first instant at which it can have been or begun; -infinity where that is open';
comment on column event_records.until is 'end of the instants at which it can have been or ended, exclusive; infinity where that is open';
comment on column event_records.first_seen is 'timeline.When, {} when open';
comment on column event_records.last_seen is 'timeline.When, {} when open; null for an instant';
comment on column event_records.place is 'label, county, state, zone and basis of the place';
comment on column event_records.code is 'message key, offence';
comment on column event_records.standing is 'timeline.Standing: empty where it may tell of presence';
comment on column event_records.misnamed is 'it is set aside only because it names another person than the subject for whom it was loaded';
comment on column event_records.locates is 'one of its parties has a part that puts it there';
comment on column event_records.remarks is 'timeline.Remark';
comment on column event_records.handling is 'timeline.Handling: codes beside those of the load';

create table event_parties (
    told_id       bigint not null references event_records on delete cascade,
    nth           smallint not null,
    part          text not null,
    identifier_id bigint references identifiers,
    subject_id    bigint references subjects,
    raw           text not null default '',
    primary key (told_id, nth),
    check (num_nonnulls(identifier_id, subject_id) > 0)
);
create index event_parties_identifier on event_parties (identifier_id, told_id) where identifier_id is not null;
create index event_parties_subject on event_parties (subject_id, told_id) where subject_id is not null;
comment on table event_parties is 'Whom and what an event is about, by a record of it, and in what part.';
comment on column event_parties.raw is 'the identifier as the record has it';
