-- What agencies ask about is compared, so that two of them that look for the same plate, person or place learn of each
-- other instead of getting in each other's way.

create table interests (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default now(),
    day         date not null default (now() at time zone 'UTC')::date,
    agency      text not null check (agency <> ''),
    actor       text not null,
    case_number text not null default '',
    kind        text not null check (kind in ('plate', 'person', 'place')),
    value       text not null check (value <> ''), -- in the words and capitals of store: equal values are the same thing
    center      geography(point, 4326),            -- of a place
    radius_m    double precision,
    silent      boolean not null,                  -- under the agency's rule of that time: it is never told of
    check ((kind = 'place') = (center is not null) and (center is null) = (radius_m is null)),
    unique (agency, kind, value, case_number, day)
);
create index interests_value on interests (kind, value, at) where kind <> 'place';
create index interests_place on interests using gist (center) where kind = 'place';

-- An agency that has no rule takes part, with the usual window.
create table deconfliction_rules (
    agency text primary key,
    silent boolean not null,
    span   interval not null check (span between interval '1 hour' and interval '5 years'),
    set_by text not null,
    set_at timestamptz not null default now()
);

create table notices (
    id             bigint generated always as identity primary key,
    at             timestamptz not null default now(),
    agency         text not null,  -- that is told
    own_interest   bigint not null references interests,
    other_interest bigint not null references interests,
    seen_at        timestamptz,
    seen_by        text,
    unique (own_interest, other_interest)
);
create index notices_agency on notices (agency, id);

create function deconfliction_rule(of_agency text, out silent boolean, out span interval) language sql stable as $$
    select coalesce(bool_or(r.silent), false), coalesce(max(r.span), interval '90 days') from deconfliction_rules r where r.agency = of_agency
$$;

-- Keeps what an agency asks about, once a day for each case, and tells it and every other agency that asked about the same
-- within the shorter of the two agencies' spans, unless either is silent. Two plates are the same when their numbers are, and
-- their states where both are known. Two places are the same when the centre of one lies within the other; a circle wider
-- than 5 km is a survey, not a place. Returns how many notices are new.
create function keep_interest(asking text, by_actor text, for_case text, of_kind text, of_value text, at_center geography, within_m double precision)
returns bigint language plpgsql as $$
declare
    own   bigint;
    mine  record;
    plate text := split_part(of_value, ' ', 1); -- without its state
    added bigint;
begin
    select * into mine from deconfliction_rule(asking);
    insert into interests (agency, actor, case_number, kind, value, center, radius_m, silent)
    values (asking, by_actor, for_case, of_kind, of_value, at_center, within_m, mine.silent)
    on conflict do nothing returning id into own;
    if own is null or mine.silent or within_m > 5000 then
        return 0;
    end if;
    with same as (
        select i.id, i.agency, i.at from interests i
        where of_kind <> 'place' and i.kind <> 'place' and i.kind = of_kind
            and (i.value = of_value or of_kind = 'plate' and (i.value = plate or i.value ^@ (of_value || ' ')))
        union all
        select i.id, i.agency, i.at from interests i
        where of_kind = 'place' and i.kind = 'place' and st_dwithin(i.center, at_center, 5000) and i.radius_m <= 5000
            and st_distance(i.center, at_center) <= greatest(i.radius_m, within_m)
    ), others as (
        select distinct on (s.agency) s.id, s.agency
        from same s join interests i using (id) cross join lateral deconfliction_rule(s.agency) r
        where s.agency <> asking and not i.silent and not r.silent and s.at >= now() - least(r.span, mine.span)
        order by s.agency, s.at desc
    ), told as (
        insert into notices (agency, own_interest, other_interest)
        select asking, own, id from others
        union all
        select agency, id, own from others
        on conflict do nothing returning 1
    )
    select count(*) into added from told;
    return added;
end $$;
