-- Vector tiles (Mapbox Vector Tile 2.1) of what lies in a square of the map, gathered in cells so that a tile stays small.

-- name: PlanEachTile
-- Which tables a tile needs depends on what is asked: without days, the sums of months are enough.
set local plan_cache_mode = force_custom_plan;

-- name: ReadsTile
-- A point stands where the middle of the cell's reads is. Of very many sites all counts there are are added up, which is
-- quicker than to look for those of each site.
with area as materialized (
    select env, st_xmin(env) as x0, st_ymin(env) as y0, (st_xmax(env) - st_xmin(env)) / @cells::integer as step, st_transform(env, 4326) as box
    from st_tileenvelope(@z, @x, @y) env
), here as materialized (
    select s.id, s.name, s.class, s.radius_m, s.mobile, st_x(g) as x, st_y(g) as y, floor((st_x(g) - x0) / step)::integer as col, floor((st_y(g) - y0) / step)::integer as line
    from area cross join visible_sites s cross join lateral st_transform(s.position::geometry, 3857) g
    where s.position::geometry && box and (@case_id::bigint is null or s.case_id = @case_id)
), counted as materialized (
    select c.site_id, sum(case when @from_day::date is null and @to_day::date is null then c.reads
        else reads_within(c.month, c.reads, c.days, c.counts, coalesce(@from_day::date, '-infinity'), coalesce(@to_day::date, 'infinity')) end) as reads
    from visible_read_counts c
    where (select count(*) from here) > 6000
        and (@from_day::date is null or c.month >= month_of(@from_day::date)) and (@to_day::date is null or c.month < @to_day::date)
    group by c.site_id
    union all
    select c.site_id, sum(case when @from_day::date is null and @to_day::date is null then c.reads
        else reads_within(c.month, c.reads, c.days, c.counts, coalesce(@from_day::date, '-infinity'), coalesce(@to_day::date, 'infinity')) end) as reads
    from visible_read_counts c
    where (select count(*) from here) <= 6000 and c.site_id in (select id from here)
        and (@from_day::date is null or c.month >= month_of(@from_day::date)) and (@to_day::date is null or c.month < @to_day::date)
    group by c.site_id
), cells as materialized (
    select h.col, h.line, sum(c.reads)::bigint as reads, count(*) as sites, sum(h.x * c.reads) / sum(c.reads) as x, sum(h.y * c.reads) / sum(c.reads) as y,
        case when count(*) = 1 then min(h.name) end as name, case when min(h.class) = max(h.class) then min(h.class) end as class,
        max(h.radius_m) as radius_m, bool_or(h.mobile) as mobile
    from here h join counted c on c.site_id = h.id
    where c.reads > 0
    group by h.col, h.line
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, reads, sites, name, class, radius_m, mobile
    from cells cross join area
    where col between 0 and @cells::integer - 1 and line between 0 and @cells::integer - 1
)
select coalesce(st_asmvt(f, 'reads', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.reads), 0)::bigint as rows from features f;

-- name: PlateTile
-- The reads of one plate; without a state, those of any.
with area as materialized (
    select env, st_xmin(env) as x0, st_ymin(env) as y0, (st_xmax(env) - st_xmin(env)) / @cells::integer as step
    from st_tileenvelope(@z, @x, @y) env
), here as (
    select r.site_id, s.name, s.class, s.radius_m, s.mobile, st_x(g) as x, st_y(g) as y, floor((st_x(g) - x0) / step) as col, floor((st_y(g) - y0) / step) as line
    from area cross join visible_reads r join visible_sites s on s.id = r.site_id
        cross join lateral st_transform(coalesce(r.position, s.position::geometry), 3857) g
    where r.plate = @plate and (@plate_state::text = '' or r.plate_state = @plate_state) and (@case_id::bigint is null or s.case_id = @case_id)
        and (@from_day::date is null or r.read_at >= @from_day::date::timestamp at time zone 'UTC')
        and (@to_day::date is null or r.read_at < @to_day::date::timestamp at time zone 'UTC')
        and abs(st_y(coalesce(r.position, s.position::geometry))) < 85.06
), cells as (
    select count(*) as reads, count(distinct site_id) as sites, avg(x) as x, avg(y) as y, case when count(distinct site_id) = 1 then min(name) end as name,
        case when count(distinct class) = 1 then min(class) end as class, max(radius_m) as radius_m, bool_or(mobile) as mobile
    from here where col between 0 and @cells::integer - 1 and line between 0 and @cells::integer - 1 group by col, line
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, reads, sites, name, class, radius_m, mobile
    from cells cross join area
)
select coalesce(st_asmvt(f, 'reads', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.reads), 0)::bigint as rows from features f;

-- name: SightingsTile
-- Those set aside are no sightings. A cell says how imprecise its best and its worst position are.
with area as materialized (
    select env, st_xmin(env) as x0, st_ymin(env) as y0, (st_xmax(env) - st_xmin(env)) / @cells::integer as step, st_transform(env, 4326) as box
    from st_tileenvelope(@z, @x, @y) env
), here as (
    select s.source, s.class, s.radius_m, s.position, st_x(g) as x, st_y(g) as y, floor((st_x(g) - x0) / step) as col, floor((st_y(g) - y0) / step) as line
    from area cross join visible_sightings s cross join lateral st_transform(s.position::geometry, 3857) g
    where s.position is not null and s.position::geometry && box and s.set_aside = '' and (@case_id::bigint is null or s.case_id = @case_id)
        and (@from_day::date is null or s.until > @from_day::date::timestamp at time zone 'UTC')
        and (@to_day::date is null or s.at < @to_day::date::timestamp at time zone 'UTC')
), cells as (
    select count(*) as sightings, count(distinct position::geometry) as places, avg(x) as x, avg(y) as y, string_agg(distinct source, ' ' order by source) as sources,
        case when count(distinct class) = 1 then min(class) end as class, min(radius_m) as radius_min_m, max(radius_m) as radius_max_m
    from here where col between 0 and @cells::integer - 1 and line between 0 and @cells::integer - 1 group by col, line
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, sightings, places, sources, class, radius_min_m, radius_max_m
    from cells cross join area
)
select coalesce(st_asmvt(f, 'sightings', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.sightings), 0)::bigint as rows from features f;

-- name: VisibleCase
-- One that is not there and one that may not be seen are the same.
select id from visible_cases where number = @number;
