-- Vector tiles (Mapbox Vector Tile 2.1) of what lies in a square of the map, gathered in cells so that a tile stays small.

-- name: PlanTile
-- Each tile is planned: without days, the sums of months are enough, and how many sites it has is seen from its number. Groups
-- are gathered by hashing, which the planner takes for dearer than it is.
select set_config('enable_sort', 'off', true);

-- name: ReadsTile
-- A point stands where the middle of the cell's reads is. A tile has 2^depth by 2^depth cells.
with area as materialized (
    select st_tileenvelope(@z, @x, @y) as env
), here as (
    select c.site_id as id, min(c.map_cell) >> 2 * (26 - @z::integer - @depth::integer) as cell, min(c.map_x) as x, min(c.map_y) as y,
        min(c.name collate "C") as name,
        min(c.class collate "C") as class, min(c.radius_m) as radius_m, bool_or(c.mobile) as mobile,
        sum(case when @from_day::date is null and @to_day::date is null then c.reads
            else reads_between(c.month, c.reads, c.days, c.counts, coalesce(@from_day::date, '-infinity'),
                coalesce(@to_day::date, 'infinity')) end) as reads
    from visible_site_counts c
    where c.map_cell >= cell_number(@z, @x, @y) << 2 * (26 - @z::integer)
        and c.map_cell < (cell_number(@z, @x, @y) + 1) << 2 * (26 - @z::integer)
        and (@case_id::bigint is null or c.case_id = @case_id)
        and (@from_day::date is null or c.month >= month_of(@from_day::date)) and (@to_day::date is null or c.month < @to_day::date)
    group by c.site_id
), cells as materialized (
    select sum(reads)::bigint as reads, count(*) as sites, sum(x * reads) / sum(reads) as x, sum(y * reads) / sum(reads) as y,
        case when count(*) = 1 then min(name) end as name, case when min(class) = max(class) then min(class) end as class,
        max(radius_m) as radius_m, bool_or(mobile) as mobile
    from here where reads > 0 group by cell
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, reads, sites, name, class, radius_m, mobile
    from cells cross join area
)
select coalesce(st_asmvt(f, 'reads', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.reads), 0)::bigint as rows
    from features f;

-- name: SummedReadsTile
-- As ReadsTile, of zooms up to 6, from the sums of the coarsest grid that is as fine as the tile's cells. Without them, for whoever
-- sees only an area, there is no tile. How many sites a cell has is known only of one: loads and months may share theirs. Of a
-- month of which not all days are asked for, the middle of its reads, class, radius and mobile are those of the whole month.
with area as materialized (
    select st_tileenvelope(@z, @x, @y) as env
), here as (
    select c.cell >> 2 * (grid - @z::integer - @depth::integer) as cell, c.x / c.reads as x, c.y / c.reads as y, c.first_site, c.last_site,
        c.name, c.class, c.radius_m, c.mobile,
        case when @from_day::date is null and @to_day::date is null then c.reads
            else reads_between(c.month, c.reads, c.days, c.counts, coalesce(@from_day::date, '-infinity'),
                coalesce(@to_day::date, 'infinity')) end as reads
    from visible_cell_counts c cross join (select greatest(6, (@z::integer + @depth::integer + 1) / 2 * 2) as grid) g
    where c.cell >= cell_number(@z, @x, @y) << 2 * (grid - @z::integer)
        and c.cell < (cell_number(@z, @x, @y) + 1) << 2 * (grid - @z::integer)
        and (@case_id::bigint is null or c.load_id in (select load_id from visible_loads where case_id = @case_id))
        and (@from_day::date is null or c.month >= month_of(@from_day::date)) and (@to_day::date is null or c.month < @to_day::date)
), cells as materialized (
    select sum(reads)::bigint as reads, case when min(first_site) = max(last_site) then 1 end as sites, sum(x * reads) / sum(reads) as x,
        sum(y * reads) / sum(reads) as y,
        case when min(first_site) = max(last_site) then min(name) end as name, case when count(class) = count(*)
            and min(class) = max(class) then min(class) end as class,
        max(radius_m) as radius_m, bool_or(mobile) as mobile
    from here where reads > 0 group by cell
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, reads, sites, name, class, radius_m, mobile
    from cells cross join area
)
select case when (select viewer_area()) is null then coalesce(st_asmvt(f, 'reads', 4096, 'geom'), '') end as tile, count(*) as features,
    coalesce(sum(f.reads), 0)::bigint as rows from features f;

-- name: PlateTile
-- The reads of one plate; without a state, those of any.
with area as materialized (
    select env, st_xmin(env) as x0, st_ymin(env) as y0, (st_xmax(env) - st_xmin(env)) / (1 << @depth::integer) as step
    from st_tileenvelope(@z, @x, @y) env
), here as (
    select r.site_id, s.name, s.class, s.radius_m, s.mobile, st_x(g) as x, st_y(g) as y, floor((st_x(g) - x0) / step) as col,
        floor((st_y(g) - y0) / step) as line
    from area cross join visible_reads r cross join lateral (select * from visible_sites s where s.id = r.site_id offset 0) s
        cross join lateral st_transform(coalesce(r.position, s.position::geometry), 3857) g
    where r.plate = @plate and (@plate_state::text = '' or r.plate_state = @plate_state)
        and (@case_id::bigint is null or s.case_id = @case_id)
        and (@from_day::date is null or r.read_at >= @from_day::date::timestamp at time zone 'UTC')
        and (@to_day::date is null or r.read_at < @to_day::date::timestamp at time zone 'UTC')
        and abs(st_y(coalesce(r.position, s.position::geometry))) < 85.06
), cells as (
    select count(*) as reads, count(distinct site_id) as sites, avg(x) as x, avg(y) as y,
        case when count(distinct site_id) = 1 then min(name) end as name,
        case when count(distinct class) = 1 then min(class) end as class, max(radius_m) as radius_m, bool_or(mobile) as mobile
    from here where col between 0 and (1 << @depth::integer) - 1 and line between 0 and (1 << @depth::integer) - 1 group by col, line
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, reads, sites, name, class, radius_m, mobile
    from cells cross join area
)
select coalesce(st_asmvt(f, 'reads', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.reads), 0)::bigint as rows
    from features f;

-- name: SightingsTile
-- Only what counts as a sighting, and is no span, has a dot. A cell says how imprecise its best and its worst position are.
with area as materialized (
    select env, st_xmin(env) as x0, st_ymin(env) as y0, (st_xmax(env) - st_xmin(env)) / (1 << @depth::integer) as step,
        st_transform(env, 4326) as box
    from st_tileenvelope(@z, @x, @y) env
), here as (
    select s.kind, s.class, s.radius_m, s.position, st_x(g) as x, st_y(g) as y, floor((st_x(g) - x0) / step) as col,
        floor((st_y(g) - y0) / step) as line
    from area cross join visible_events s cross join lateral st_transform(s.position::geometry, 3857) g
    where s.position is not null and s.position::geometry && box and s.standing = '' and s.locates and s.last_seen is null
        and (@case_id::bigint is null or s.case_id = @case_id)
        and (@from_day::date is null or s.until > @from_day::date::timestamp at time zone 'UTC')
        and (@to_day::date is null or s.at < @to_day::date::timestamp at time zone 'UTC')
), cells as (
    select count(*) as sightings, count(distinct position::geometry) as places, avg(x) as x, avg(y) as y,
        string_agg(distinct kind, ' ' order by kind) as kinds,
        case when count(distinct class) = 1 then min(class) end as class, min(radius_m) as radius_min_m, max(radius_m) as radius_max_m
    from here where col between 0 and (1 << @depth::integer) - 1 and line between 0 and (1 << @depth::integer) - 1 group by col, line
), features as (
    select st_asmvtgeom(st_setsrid(st_makepoint(x, y), 3857), env, 4096, 0, true) as geom, sightings, places, kinds, class, radius_min_m,
        radius_max_m
    from cells cross join area
)
select coalesce(st_asmvt(f, 'sightings', 4096, 'geom'), '') as tile, count(*) as features, coalesce(sum(f.sightings), 0)::bigint as rows
    from features f;

-- name: VisibleCase
-- One that is not there and one that may not be seen are the same.
select id from visible_cases where number = @number;
