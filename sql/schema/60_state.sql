-- What of this folder and of functions/ the database was made from.

create table schema_state (
    part       text primary key check (part in ('schema', 'functions')),
    sha256     text not null,
    applied_at timestamptz not null default now()
);
comment on table schema_state is 'The hash of the files that the tables, and the functions on them, were made from.';

create table schema_objects (
    type     text not null,
    identity text not null,
    primary key (type, identity)
);
comment on table schema_objects is 'The views, functions, triggers and types that functions/ made, to be dropped when that changes.';
comment on column schema_objects.identity is 'as pg_identify_object tells it';
