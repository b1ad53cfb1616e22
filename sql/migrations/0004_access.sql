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

-- Which loads read at a site: the few rows that say who may know of it.
create table site_loads (
    site_id bigint not null,
    load_id bigint not null,
    primary key (site_id, load_id)
);
insert into site_loads select distinct site_id, load_id from reads;
create index sites_radius on sites (radius_m); -- the largest is asked for with every question

create function viewer_setting() returns jsonb language sql stable as $$
    select nullif(current_setting('sightline.viewer', true), '')::jsonb
$$;

-- For whom this transaction asks: one row. A user whose account was closed and a key that was revoked or has expired are
-- nobody. A key is its agency, and never inside a case. "Everything" is the one user of a machine without accounts.
create view viewer as
select v.everything, case when v.key_id is null then v.user_id end as user_id, v.key_id,
    case when v.key_id is not null then case when k.id is null then '' else 'agency' end
        when v.user_id is not null and u.id is null then ''
        else v.role end as role,
    case when v.key_id is null then v.agency else coalesce(k.agency, '') end as agency, v.everything or v.restricted as restricted, v.everything or v.criminal_history as criminal_history, k.area
from (
    select coalesce((s ->> 'everything')::boolean, false) as everything, (s ->> 'user')::bigint as user_id, (s ->> 'key')::bigint as key_id,
        coalesce(s ->> 'role', '') as role, coalesce(s ->> 'agency', '') as agency,
        coalesce((s ->> 'restricted')::boolean, false) as restricted, coalesce((s ->> 'criminal_history')::boolean, false) as criminal_history
    from (select viewer_setting()) as setting (s)
) v
    left join users u on u.id = v.user_id and u.disabled_at is null
    left join api_keys k on k.id = v.key_id and k.revoked_at is null and k.expires_at > now();

-- What the policy says of this transaction's viewer. These are functions, so that a query that uses the views is planned
-- nearly as fast as one on the bare tables, and they run as their owner, so that whoever has the views needs no right to the
-- tables. Sets of numbers are multiranges: most are runs, "all" is one without ends, and a look-up is a binary search.

create function viewer_sees_everything() returns boolean language sql stable as $$
    select coalesce((viewer_setting() ->> 'everything')::boolean, false)
$$;

create function viewer_sees_criminal_history() returns boolean language sql stable as $$
    select coalesce((viewer_setting() ->> 'everything')::boolean, false) or coalesce((viewer_setting() ->> 'criminal_history')::boolean, false)
$$;

-- The area that a key is for; null: no bound.
create function viewer_area() returns geography language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return case when viewer_setting() ? 'key' then (select area from viewer) end;
end $$;

-- The cases inside which the viewer is: those he is a member of, and for a supervisor those his agency owns.
create function viewer_cases() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v record;
begin
    if viewer_sees_everything() then
        return '{(,)}';
    end if;
    select * into v from viewer;
    return coalesce((select range_agg(int8range(id, id, '[]')) from (
        select case_id from case_members where user_id = v.user_id and v.role <> ''
        union all
        select id from cases where v.role = 'supervisor' and owning_ori = v.agency and owning_ori <> '') own (id)), '{}');
end $$;

-- The loads of which the viewer may see something: those of his cases, and those shared with his agency or with all.
-- Auditors and administrators see what they are members of, and no more.
create function viewer_loads() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v record;
begin
    if viewer_sees_everything() then
        return '{(,)}';
    end if;
    select * into v from viewer;
    return coalesce((select range_agg(int8range(l.id, l.id, '[]')) from loads l
        where (v.restricted or not l.restricted) and (v.criminal_history or not l.criminal_history) and l.id in (
            select o.id from case_members m join loads o on o.case_id = m.case_id where m.user_id = v.user_id and v.role <> ''
            union all
            select o.id from cases c join loads o on o.case_id = c.id
            where v.role = 'supervisor' and c.owning_ori = v.agency and c.owning_ori <> ''
            union all
            select load_id from shares where agency = any (array['*', v.agency]) and v.role in ('analyst', 'supervisor', 'agency'))), '{}');
end $$;

-- The cases of which the viewer may see something.
create function viewer_known_cases() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    seen int8multirange := viewer_loads();
begin
    return viewer_cases() + coalesce((select range_agg(int8range(case_id, case_id, '[]')) from loads where id <@ seen), '{}');
end $$;

create function is_among(id bigint, ids int8multirange) returns boolean language sql immutable parallel safe as $$
    select ids @> id
$$;

-- Where a reader stands.
create function site_position(site bigint) returns geography language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return (select position from sites where id = site);
end $$;

-- The views. What is decided of the viewer is decided once for a query, not once for a row. "case … then true end is not
-- null" says no more than its condition, but the planner takes it to hold for nearly all rows, where it takes the condition
-- to hold for hardly any: so the plans stay those of the bare tables. inside: the viewer is inside the case, and may know who it is about; outside, what could tell is left out.
-- A migration that gives a table a column that people may see gives it to the view as well.

create view visible_loads as
select l.id as load_id, l.case_id, l.inside, l.restricted, l.criminal_history,
    case when l.inside then l.subject_id end as subject_id, case when l.inside then l.file else '' end as file,
    case when l.inside then l.sha256 else '' end as sha256, l.bytes, l.format, l.loader, l.zone, l.zone_basis, l.at,
    case when l.inside then l.actor else '' end as actor, l.read, l.accepted, l.duplicates, l.rejected,
    case when l.inside then l.notes else '[]' end as notes, l.months, l.undone_at,
    case when l.inside or l.undone_at is null then l.undone_by else '' end as undone_by,
    case when l.inside or l.undone_at is null then l.undone_why else '' end as undone_why
from (select l.*, is_among(l.case_id, (select viewer_cases())) as inside from loads l) l
where is_among(l.id, (select viewer_loads()));

create view visible_cases as
select c.id, c.number, case when c.inside then c.title else '' end as title, c.owning_ori, c.opened_at, c.inside
from (select c.*, is_among(c.id, (select viewer_cases())) as inside from cases c) c
where is_among(c.id, (select viewer_known_cases()));

-- Who it is about is known inside the case only.
create view visible_subjects as
select id, case_id, name, role, aliases, birth_date from subjects where is_among(case_id, (select viewer_cases()));

create view visible_identifiers as
select i.subject_id, i.kind, i.value from identifiers i join visible_subjects s on s.id = i.subject_id;

create view visible_vehicles as
select v.id, v.subject_id, v.plate, v.plate_state, v.held, v.description, v.basis, v.load_id
from vehicles v join visible_subjects s on s.id = v.subject_id
where v.load_id is null or is_among(v.load_id, (select viewer_loads()));

-- line is where the record begins in its file; it is fetched only where it is asked for.
create view visible_sightings as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.source, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class, s.radius_m, s.place,
    s.plate, s.plate_state, s.ori, s.message_key, s.category, s.set_aside, s.flags,
    case when s.inside then s.details else '[]' end as details,
    case when s.inside then (select r.line from records r where r.id = s.record_id) else 0 end as line, s.inside
from (select s.*, is_among(s.case_id, (select viewer_cases())) as inside from sightings s) s
where case when is_among(s.load_id, (select viewer_loads()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)) then true end is not null;

create view visible_stays as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.source, s.kind, s.first_seen, s.last_seen, s.possible, s.position, s.class, s.radius_m, s.place, s.flags,
    case when s.inside then s.details else '[]' end as details,
    case when s.inside then (select r.line from records r where r.id = s.record_id) else 0 end as line, s.inside
from (select s.*, is_among(s.case_id, (select viewer_cases())) as inside from stays s) s
where case when is_among(s.load_id, (select viewer_loads()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)) then true end is not null;

-- A reader is seen by whoever sees a load that read there. A moving reader's site is a cell, which may reach over an
-- area's edge.
create view visible_sites as
select s.id, s.case_id, s.key, s.name, s.mobile, s.position, s.class, s.radius_m, s.place
from sites s
where case when ((select viewer_sees_everything())
        or exists (select from site_loads l where l.site_id = s.id and is_among(l.load_id, (select viewer_loads()))))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)
        or s.mobile and st_dwithin((select viewer_area()), s.position, s.radius_m)) then true end is not null;

create view visible_reads as
select r.read_at, r.case_id, r.site_id, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw, r.position,
    is_among(r.case_id, (select viewer_cases())) as inside
from reads r
where case when is_among(r.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), coalesce(r.position::geography, site_position(r.site_id))))
    then true end is not null;

-- Raw texts are for those inside the case.

create view visible_records as
select r.id, r.load_id, r.case_id, r.subject_id, r.line, r.key, r.text from records r
where is_among(r.load_id, (select viewer_loads())) and is_among(r.case_id, (select viewer_cases()))
    and ((select viewer_sees_criminal_history())
        or not exists (select from sightings s where s.record_id = r.id and criminal_history(s.flags))
            and not exists (select from stays s where s.record_id = r.id and criminal_history(s.flags)));

create view visible_read_chunks as
select c.load_id, c.first_line, c.last_line, c.body from read_chunks c
where is_among(c.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = c.load_id), (select viewer_cases()));

create view visible_rejects as
select j.load_id, j.line, j.field, j.reason, j.text from rejects j
where is_among(j.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = j.load_id), (select viewer_cases()));

-- A mark is seen by whoever is inside the case and sees what it is about.
create view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at from marks m
where is_among(m.case_id, (select viewer_cases()))
    and case left(m.target, 1)
        when 's' then exists (select from visible_sightings s where s.id = substr(m.target, 2)::bigint)
        when 'a' then exists (select from visible_stays s where s.id = substr(m.target, 2)::bigint)
        else is_among(split_part(substr(m.target, 2), '-', 1)::bigint, (select viewer_loads()))
    end;
