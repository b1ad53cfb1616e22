-- Who may see what. There is one policy, and it stands here: whatever answers a person selects from the visible_ views
-- below and from no table they stand for. Nobody is anybody until a transaction says for whom it asks, by the setting
-- sightline.viewer; without it the views are empty.

create table users (
    id                   bigint generated always as identity primary key,
    name                 text not null check (name <> ''), -- to log in with; case does not matter
    display_name         text not null default '',
    role                 text not null check (role in ('analyst', 'supervisor', 'agency', 'auditor', 'admin')),
    agency               text not null default '' check (agency ~ '^([A-Z]{2}[A-Z0-9]{7})?$'), -- ORI
    password             text not null default '', -- hash with its parameters; empty: none, cannot log in by it
    totp_secret          text,                     -- null: no second factor yet
    may_restricted       boolean not null default false,
    may_criminal_history boolean not null default false,
    oidc_issuer          text,
    oidc_subject         text,
    disabled_at          timestamptz,
    created_at           timestamptz not null default now(),
    check ((oidc_issuer is null) = (oidc_subject is null)),
    unique (oidc_issuer, oidc_subject)
);
create unique index users_name on users (lower(name));

create table case_members (
    case_id  bigint not null references cases on delete cascade,
    user_id  bigint not null references users on delete cascade,
    added_by text not null default '',
    added_at timestamptz not null default now(),
    primary key (user_id, case_id)
);
create index case_members_case on case_members (case_id);

-- Keys of agencies' programs. The key itself is shown once and not kept.
create table api_keys (
    id          bigint generated always as identity primary key,
    agency      text not null check (agency ~ '^[A-Z]{2}[A-Z0-9]{7}$'),
    name        text not null check (name <> ''),
    hash        bytea not null unique check (length(hash) = 32), -- SHA-256 of the key
    collections text[] not null default '{}',                    -- what it may ask for
    area        geography(multipolygon, 4326),                   -- null: everywhere
    rate        integer not null check (rate > 0),               -- requests a minute
    expires_at  timestamptz not null,
    created_by  text not null default '',
    created_at  timestamptz not null default now(),
    revoked_at  timestamptz,
    replaces    bigint references api_keys
);

-- What a case's owner shows to others.
create table shares (
    load_id   bigint not null references loads on delete cascade,
    agency    text not null check (agency = '*' or agency ~ '^[A-Z]{2}[A-Z0-9]{7}$'), -- '*': all
    shared_by text not null,
    at        timestamptz not null default now(),
    primary key (agency, load_id)
);
create index shares_load on shares (load_id);

alter table loads add column restricted boolean not null default false;
-- Whether flags say that a row is criminal history record information; the words are timeline.FlagCriminalHistory.
create function criminal_history(flags text[]) returns boolean language sql immutable parallel safe as $$
    select 'criminal history record information: for this case only, log whom it is given to' = any (flags)
$$;
alter table loads add column criminal_history boolean not null generated always as (format = 'rapsheet') stored;
create index cases_owner on cases (owning_ori) where owning_ori <> '';
create index sites_radius on sites (radius_m);

-- For whom this transaction asks: one row. A user whose account was closed and a key that was revoked or has expired are
-- nobody. "Everything" is the one user of a machine without accounts.
create view viewer as
select v.everything, v.user_id, v.key_id,
    case when v.user_id is not null and u.id is null or v.key_id is not null and k.id is null then '' else v.role end as role,
    v.agency, v.everything or v.restricted as restricted, v.everything or v.criminal_history as criminal_history, k.area
from (
    select coalesce((s ->> 'everything')::boolean, false) as everything, (s ->> 'user')::bigint as user_id, (s ->> 'key')::bigint as key_id,
        coalesce(s ->> 'role', '') as role, coalesce(s ->> 'agency', '') as agency,
        coalesce((s ->> 'restricted')::boolean, false) as restricted, coalesce((s ->> 'criminal_history')::boolean, false) as criminal_history
    from (select nullif(current_setting('sightline.viewer', true), '')::jsonb) as setting (s)
) v
    left join users u on u.id = v.user_id and u.disabled_at is null
    left join api_keys k on k.id = v.key_id and k.revoked_at is null and k.expires_at > now();

-- The cases inside which the viewer is: those he is a member of, and for a supervisor those his agency owns.
create view own_cases as
select c.id as case_id from viewer v cross join cases c where v.everything
union all
select c.id from viewer v join cases c on c.owning_ori = v.agency and c.owning_ori <> '' where v.role = 'supervisor' and not v.everything
union
select m.case_id from viewer v join case_members m on m.user_id = v.user_id where v.role <> '' and not v.everything;

-- The loads that are shared with the viewer. Auditors and administrators see what they are members of, and no more.
create view shared_loads as
select distinct s.load_id
from viewer v join shares s on s.agency = any (array['*', v.agency])
where v.role in ('analyst', 'supervisor', 'agency') and not v.everything;

-- inside: the viewer is inside the load's case, and may know who it is about. Outside, what could tell is left out.
create view visible_loads as
select l.id as load_id, l.case_id, l.inside, l.restricted, l.criminal_history,
    case when l.inside then l.subject_id end as subject_id, case when l.inside then l.file else '' end as file,
    case when l.inside then l.sha256 else '' end as sha256, l.bytes, l.format, l.loader, l.zone, l.zone_basis, l.at,
    case when l.inside then l.actor else '' end as actor, l.read, l.accepted, l.duplicates, l.rejected,
    case when l.inside then l.notes else '[]' end as notes, l.months, l.undone_at,
    case when l.inside or l.undone_at is null then l.undone_by else '' end as undone_by,
    case when l.inside or l.undone_at is null then l.undone_why else '' end as undone_why
from (
    select l.*, true as inside from own_cases o join loads l on l.case_id = o.case_id
    union all
    select l.*, false from shared_loads s join loads l on l.id = s.load_id
    where l.case_id <> all (array(select case_id from own_cases))
) l cross join viewer v
where (v.restricted or not l.restricted) and (v.criminal_history or not l.criminal_history);

-- The views of rows. The predicate on loads is decided once for a query, not once for a row: for everything by a constant,
-- else by a hashed list. So the plans stay those of the bare tables. A migration that gives a table a column that people
-- may see gives it to the view as well.

create view visible_cases as
select c.id, c.number, case when c.inside then c.title else '' end as title, c.owning_ori, c.opened_at, c.inside
from (select c.*, (select everything from viewer) or c.id in (select case_id from own_cases) as inside from cases c) c
where c.inside or c.id in (select case_id from visible_loads);

-- Who it is about is known inside the case only.
create view visible_subjects as
select id, case_id, name, role, aliases, birth_date from subjects
where (select everything from viewer) or case_id in (select case_id from own_cases);

create view visible_identifiers as
select i.subject_id, i.kind, i.value from identifiers i join visible_subjects s on s.id = i.subject_id;

create view visible_vehicles as
select v.id, v.subject_id, v.plate, v.plate_state, v.held, v.description, v.basis, v.load_id
from vehicles v join visible_subjects s on s.id = v.subject_id
where v.load_id is null or (select everything from viewer) or v.load_id in (select load_id from visible_loads);

create view visible_sightings as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.source, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class, s.radius_m, s.place,
    s.plate, s.plate_state, s.ori, s.message_key, s.category, s.set_aside, s.flags,
    case when s.inside then s.details else '[]' end as details, s.inside
from (select s.*, (select everything from viewer) or s.case_id in (select case_id from own_cases) as inside from sightings s) s
where ((select everything from viewer) or s.load_id in (select load_id from visible_loads))
    and ((select criminal_history from viewer) or not criminal_history(s.flags))
    and ((select area is null from viewer) or st_covers((select area from viewer), s.position));

create view visible_stays as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.source, s.kind, s.first_seen, s.last_seen, s.possible, s.position, s.class, s.radius_m, s.place, s.flags,
    case when s.inside then s.details else '[]' end as details, s.inside
from (select s.*, (select everything from viewer) or s.case_id in (select case_id from own_cases) as inside from stays s) s
where ((select everything from viewer) or s.load_id in (select load_id from visible_loads))
    and ((select criminal_history from viewer) or not criminal_history(s.flags))
    and ((select area is null from viewer) or st_covers((select area from viewer), s.position));

-- A reader is seen by whoever sees a read of it. A moving reader's site is a cell, which may reach over an area's edge.
create view visible_sites as
select s.id, s.case_id, s.key, s.name, s.mobile, s.position, s.class, s.radius_m, s.place
from sites s
where ((select everything from viewer)
        or exists (select from reads r where r.site_id = s.id and r.load_id in (select load_id from visible_loads)))
    and ((select area is null from viewer) or st_covers((select area from viewer), s.position)
        or s.mobile and st_dwithin((select area from viewer), s.position, s.radius_m));

create view visible_reads as
select r.read_at, r.case_id, r.site_id, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw, r.position,
    (select everything from viewer) or r.case_id in (select case_id from own_cases) as inside
from reads r
where ((select everything from viewer) or r.load_id in (select load_id from visible_loads))
    and ((select area is null from viewer)
        or st_covers((select area from viewer), coalesce(r.position::geography, (select s.position from sites s where s.id = r.site_id))));

-- Raw texts are for those inside the case.

create view visible_records as
select r.id, r.load_id, r.case_id, r.subject_id, r.line, r.key, r.text from records r
where ((select everything from viewer) or r.load_id in (select load_id from visible_loads where inside))
    and ((select criminal_history from viewer)
        or not exists (select from sightings s where s.record_id = r.id and criminal_history(s.flags))
            and not exists (select from stays s where s.record_id = r.id and criminal_history(s.flags)));

create view visible_read_chunks as
select load_id, first_line, last_line, body from read_chunks
where (select everything from viewer) or load_id in (select load_id from visible_loads where inside);

create view visible_rejects as
select load_id, line, field, reason, text from rejects
where (select everything from viewer) or load_id in (select load_id from visible_loads where inside);

-- A mark is seen by whoever is inside the case and sees what it is about.
create view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at from marks m
where (select everything from viewer)
    or m.case_id in (select case_id from own_cases)
        and case left(m.target, 1)
            when 's' then exists (select from visible_sightings s where s.id = substr(m.target, 2)::bigint)
            when 'a' then exists (select from visible_stays s where s.id = substr(m.target, 2)::bigint)
            else split_part(substr(m.target, 2), '-', 1)::bigint in (select load_id from visible_loads)
        end;
