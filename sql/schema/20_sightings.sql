-- What records yield beside plate reads: thousands of rows a case, rich.

create table sightings (
    id          bigint generated always as identity primary key,
    record_id   bigint not null references records on delete cascade,
    load_id     bigint not null references loads deferrable initially deferred,
    case_id     bigint not null references cases,
    subject_id  bigint not null references subjects,
    kind        text not null,
    at          timestamptz not null,
    until       timestamptz not null,
    time_raw    text not null,
    zone        text not null,
    zone_basis  text not null,
    precision   text not null,
    time_flags  text[] not null default '{}',
    position    geography(point, 4326),
    class       text not null,
    radius_m    double precision not null default 0,
    place       jsonb not null default '{}',
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
create index sightings_plate on sightings (plate) where plate is not null;
create index sightings_ori on sightings (ori) where ori is not null;
create index sightings_load on sightings (load_id);
create index sightings_record on sightings (record_id);
create index sightings_position on sightings using gist (position);
create index sightings_box on sightings using gist ((position::geometry)) where position is not null;
create index sightings_extent on sightings using gist (public.extent(position, radius_m)) where position is not null;
comment on table sightings is 'Where and when a subject, or their vehicle, was seen or asked about, at an instant.';
comment on column sightings.kind is 'timeline.KindName, kept as it was written';
comment on column sightings.at is 'first instant that the time can mean';
comment on column sightings.until is 'end of the span of instants that the time can mean, exclusive';
comment on column sightings.place is 'label, county, state, zone and basis of the place';

create table stays (
    id         bigint generated always as identity primary key,
    record_id  bigint not null references records on delete cascade,
    load_id    bigint not null references loads deferrable initially deferred,
    case_id    bigint not null references cases,
    subject_id bigint not null references subjects,
    kind       text not null,
    first_seen jsonb not null,
    last_seen  jsonb not null,
    possible   tstzrange not null,
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
comment on table stays is 'A span over which a subject is said to have been somewhere.';
comment on column stays.kind is 'timeline.KindName, kept as it was written';
comment on column stays.first_seen is 'timeline.When, {} when open';
comment on column stays.last_seen is 'timeline.When, {} when open';
comment on column stays.possible is 'the widest span that the two ends allow';
