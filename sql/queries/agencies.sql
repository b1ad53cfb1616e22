-- Agencies known by their ORI, and the events placed by them.

-- name: LockAgencies
lock table agencies in share row exclusive mode;

-- name: PutAgency
insert into agencies (ori, name, kind, county, state, zip, position, class, radius_m, details)
values (@ori, @name, @kind, @county, @state, @zip, @position, @class, @radius_m, @details)
on conflict (ori) do update set name = excluded.name, kind = excluded.kind, county = excluded.county, state = excluded.state,
    zip = excluded.zip, position = excluded.position, class = excluded.class, radius_m = excluded.radius_m, details = excluded.details
where (agencies.name, agencies.kind, agencies.county, agencies.state, agencies.zip, agencies.class, agencies.radius_m, agencies.details)
    is distinct from (excluded.name, excluded.kind, excluded.county, excluded.state, excluded.zip, excluded.class, excluded.radius_m,
        excluded.details)
    or agencies.position is distinct from excluded.position;

-- name: AllAgencies
select ori, name, kind, county, state, zip, position, class, radius_m, details from agencies order by ori;

-- name: ToldORIs
select distinct ori from event_records where ori is not null order by ori;

-- name: PlaceByORI
-- Places everything of an agency anew, where that changes anything. Returns how the first was placed, and how many they are.
with was as (
    select id, position, class, radius_m, place from event_records
    where ori = @ori and ((class, radius_m, place) is distinct from (@class::text, @radius_m::double precision, @place::jsonb)
        or position is distinct from @position::geography)
    for update
), moved as (
    update event_records s set position = @position, class = @class, radius_m = @radius_m, place = @place from was where s.id = was.id
)
select position, class, radius_m, place, count(*) over () as events from was order by id limit 1;
