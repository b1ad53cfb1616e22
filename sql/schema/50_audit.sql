-- What was looked at and changed, by whom; and what agencies ask about.

create table audit (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default clock_timestamp(),
    actor       text not null,
    case_id     bigint references cases,
    purpose     text not null default '',
    action      text not null,
    asked       jsonb not null default '{}',
    rows        bigint not null default 0,
    seq         bigint not null unique,
    agency      text not null default '',
    key_id      bigint,
    address     text not null default '',
    case_number text not null default '',
    outcome     text not null default 'answered' check (outcome in ('answered', 'refused', 'failed')),
    prev_hash   bytea not null,
    hash        bytea not null,
    written_in  xid8 not null default pg_catalog.pg_current_xact_id()
);
create index audit_at on audit (at);
create index audit_actor on audit (actor, seq);
create index audit_case on audit (case_number, seq);
comment on table audit is 'Every look at a sighting and every change, as a chain: each row carries the hash of the row before it and one of itself with that. Who changes, takes away or puts in a row breaks the chain there; who cuts off its end is found by whoever kept an earlier end.';
comment on column audit.agency is 'of who looked';
comment on column audit.key_id is 'the API key that was used';
comment on column audit.address is 'network address of who looked';
comment on column audit.case_number is 'as the one who looked named it; it may be another agency''s';

comment on column audit.written_in is 'the transaction that wrote the row; not hashed, for it means something on the server on which it was written only';

-- A table, because only the trigger of a row can wait for the end of its transaction.
create table audit_demands (
    transaction   xid8 primary key,
    changed_table text not null
);
comment on table audit_demands is 'Transactions that changed something and have not committed yet, one row each, which goes with its check: so it is empty to whoever looks.';
comment on column audit_demands.changed_table is 'the first that was changed';

create table interests (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default now(),
    day         date not null default (now() at time zone 'UTC')::date,
    agency      text not null check (agency <> ''),
    actor       text not null,
    case_number text not null default '',
    kind        text not null check (kind in ('plate', 'person', 'place')),
    value       text not null check (value <> ''),
    center      geography(point, 4326),
    radius_m    double precision,
    silent      boolean not null,
    check ((kind = 'place') = (center is not null) and (center is null) = (radius_m is null)),
    unique (agency, kind, value, case_number, day)
);
create index interests_value on interests (kind, value, at) where kind <> 'place';
create index interests_place on interests using gist (center) where kind = 'place';
comment on table interests is 'What agencies ask about, so that two that look for the same plate, person or place learn of each other instead of getting in each other''s way.';
comment on column interests.value is 'in the words and capitals of the store: equal values are the same thing';
comment on column interests.center is 'of a place';
comment on column interests.silent is 'under the agency''s rule of that time: it is never told of';

create table deconfliction_rules (
    agency text primary key,
    silent boolean not null,
    span   interval not null check (span between interval '1 hour' and interval '5 years'),
    set_by text not null,
    set_at timestamptz not null default now()
);
comment on table deconfliction_rules is 'Whether and over what span an agency takes part. One that has no rule does, over the usual span.';

create table notices (
    id             bigint generated always as identity primary key,
    at             timestamptz not null default now(),
    agency         text not null,
    own_interest   bigint not null references interests,
    other_interest bigint not null references interests,
    seen_at        timestamptz,
    seen_by        text,
    unique (own_interest, other_interest)
);
create index notices_agency on notices (agency, id);
comment on table notices is 'Who is told of whom.';
comment on column notices.agency is 'that is told';
