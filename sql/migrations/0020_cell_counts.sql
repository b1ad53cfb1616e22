-- Reads are summed by the cells of a map's grids, so that a tile of a whole country is made from some thousand rows, not from
-- the counts of every site. Grid g has 2^g by 2^g cells, each a tile of zoom g in the numbering of web maps; a tile of zoom z
-- shows its cells of grid z + 6 or, where that would be too much, of a coarser one.

-- The number of a cell: a 1, and then the bits of its line and column in turns. So a number tells its grid, the cells inside
-- of another cell are one range of numbers, and without its last two bits it is the number of the cell around it.
create function cell_number(grid integer, col bigint, line bigint) returns bigint language plpgsql immutable parallel safe as $$
begin
    col := (col | (col << 16)) & x'0000ffff0000ffff'::bigint; line := (line | (line << 16)) & x'0000ffff0000ffff'::bigint;
    col := (col | (col << 8)) & x'00ff00ff00ff00ff'::bigint; line := (line | (line << 8)) & x'00ff00ff00ff00ff'::bigint;
    col := (col | (col << 4)) & x'0f0f0f0f0f0f0f0f'::bigint; line := (line | (line << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
    col := (col | (col << 2)) & x'3333333333333333'::bigint; line := (line | (line << 2)) & x'3333333333333333'::bigint;
    col := (col | (col << 1)) & x'5555555555555555'::bigint; line := (line | (line << 1)) & x'5555555555555555'::bigint;
    return (1::bigint << 2 * grid) | (line << 1) | col;
end $$;

-- Web Mercator, metres to the east and to the north, as st_transform(…, 3857) has it, but without an error at the poles.
create function map_x(at geography) returns double precision language sql immutable parallel safe as $$
    select st_x(at::geometry) * 111319.49079327358
$$;
create function map_y(at geography) returns double precision language sql immutable parallel safe as $$
    select asinh(tan(radians(st_y(at::geometry)))) * 6378137
$$;

-- The cell of a position in grid 26, which are those of tiles of the closest zoom; null beyond the edges of the map, at 85.05
-- degrees.
create function map_cell(at geography) returns bigint language plpgsql immutable parallel safe as $$
declare
    across double precision := st_x(at::geometry) / 360 + 0.5;
    down   double precision := 0.5 - asinh(tan(radians(st_y(at::geometry)))) / (2 * pi());
begin
    return case when down >= 0 and down < 1 then
        cell_number(26, least(floor(across * 67108864), 67108863)::bigint, floor(down * 67108864)::bigint) end;
end $$;

alter table sites
    add column map_x double precision not null generated always as (map_x(position)) stored,
    add column map_y double precision not null generated always as (map_y(position)) stored,
    add column map_cell bigint generated always as (map_cell(position)) stored;
create index sites_map_cell on sites (map_cell);

-- Counts with their sites, as visible_read_counts shows them. The area is held against sites, which are fewer than their
-- counts; and the circle in which a moving reader reads is drawn only near the area's edge, for that takes many times as long as
-- finding that the edge is far.
create view visible_site_counts as
select c.site_id, c.month, c.load_id, c.reads, c.days, c.counts, s.case_id, s.name, s.mobile, s.class, s.radius_m, s.map_x, s.map_y, s.map_cell
from sites s join read_counts c on c.site_id = s.id
where case when is_among(c.load_id, (select viewer_loads())) then true end is not null
    and case when (select viewer_area()) is null or s.position && (select viewer_area()) and st_covers((select viewer_area()), s.position)
        and (not s.mobile or not st_dwithin((select st_boundary(viewer_area()::geometry)::geography), s.position, s.radius_m * 1.02)
            or st_covers((select viewer_area()), st_buffer(s.position, s.radius_m))) then true end is not null;

-- As reads_within, which is asked only where the days from first on and before next hold some of a row's days and not others.
create function reads_between(month date, reads bigint, days smallint[], counts integer[], first date, next date) returns bigint
language sql immutable parallel safe as $$
    select case when month + days[1] > first and month + days[cardinality(days)] <= next then reads
        when month + days[cardinality(days)] <= first or month + days[1] > next then 0
        else reads_within(month, reads, days, counts, first, next) end
$$;

-- The sums of read_counts over the sites of a cell, of the grids 12, 10, 8 and 6. x and y are sums too: of where each read's
-- site is, in Web Mercator. A site that is alone in its cell is told with its name, a class where all sites agree.
create table cell_counts (
    cell       bigint not null,
    month      date not null,
    load_id    bigint not null,
    reads      bigint not null,
    x          double precision not null,
    y          double precision not null,
    first_site bigint not null,
    last_site  bigint not null,
    name       text,
    class      text,
    radius_m   double precision not null, -- the largest
    mobile     boolean not null, -- whether any site is
    days       smallint[] not null,
    counts     integer[] not null,
    primary key (cell, month, load_id)
);
create index cell_counts_load on cell_counts (load_id, month);

-- The statement that sums up a load's counts of a month, which are in a table like read_counts. A slot is a day in a cell:
-- the cell's number and five bits for the day, for one number is grouped and sorted by in half the time of two.
create function sum_cells(load bigint, of_month date, source text) returns text language sql immutable as $sql$
    select format($q$
        with placed as materialized (
            select s.map_cell >> 28 as cell, c.reads, c.days, c.counts, s.id, s.map_x, s.map_y, s.class collate "C" as class, s.radius_m, s.mobile
            from %1$I c join sites s on s.id = c.site_id
            where c.load_id = %2$s and c.month = %3$L and s.map_cell is not null
        ), finest as (
            select cell, sum(reads) as reads, sum(reads * map_x) as x, sum(reads * map_y) as y, min(id) as first_site, max(id) as last_site,
                min(class) as first_class, max(class) as last_class, max(radius_m) as radius_m, bool_or(mobile) as mobile
            from placed group by 1
        ), sums as (
            select cell >> coarser as cell, sum(reads) as reads, sum(x) as x, sum(y) as y, min(first_site) as first_site, max(last_site) as last_site,
                case when min(first_class) = max(last_class) then min(first_class) end as class, max(radius_m) as radius_m, bool_or(mobile) as mobile
            from finest cross join (values (0), (4), (8), (12)) as g (coarser) group by 1
        ), slots12 as materialized (
            select (cell << 5) | day as slot, sum(n)::integer as n
            from (select cell, unnest(days) as day, unnest(counts) as n from placed) d group by 1
        ), slots10 as (select ((slot >> 9) << 5) | (slot & 31) as slot, sum(n)::integer as n from slots12 group by 1
        ), slots8 as (select ((slot >> 9) << 5) | (slot & 31) as slot, sum(n)::integer as n from slots10 group by 1
        ), slots6 as (select ((slot >> 9) << 5) | (slot & 31) as slot, sum(n)::integer as n from slots8 group by 1
        ), days as (
            select slot >> 5 as cell, array_agg((slot & 31)::smallint) as days, array_agg(n) as counts
            from (table slots12 union all table slots10 union all table slots8 union all table slots6 order by slot) s group by 1
        )
        insert into cell_counts (cell, month, load_id, reads, x, y, first_site, last_site, name, class, radius_m, mobile, days, counts)
        select c.cell, %3$L, %2$s, c.reads, c.x, c.y, c.first_site, c.last_site, s.name, c.class, c.radius_m, c.mobile, d.days, d.counts
        from sums c join days d on d.cell = c.cell left join sites s on s.id = c.first_site and s.id = c.last_site
        order by c.cell$q$, source, load, of_month)
$sql$;

-- Keeps the sums as the counts are: of what is new from the new rows alone, of what changes from all there are then.
create function keep_cell_counts() returns trigger language plpgsql as $$
declare
    load     bigint;
    in_month date;
begin
    for load, in_month in select distinct load_id, month from changed loop
        if tg_op = 'INSERT' and not exists (select from cell_counts c where c.load_id = load and c.month = in_month) then
            execute sum_cells(load, in_month, 'changed');
        else
            delete from cell_counts c where c.load_id = load and c.month = in_month;
            execute sum_cells(load, in_month, 'read_counts');
        end if;
    end loop;
    return null;
end $$;
create trigger add_cell_counts after insert on read_counts
    referencing new table as changed for each statement execute function keep_cell_counts();
create trigger change_cell_counts after update on read_counts
    referencing new table as changed for each statement execute function keep_cell_counts();
create trigger take_cell_counts after delete on read_counts
    referencing old table as changed for each statement execute function keep_cell_counts();

do $$
declare
    load     bigint;
    in_month date;
begin
    for load, in_month in select distinct load_id, month from read_counts loop
        execute sum_cells(load, in_month, 'read_counts');
    end loop;
end $$;
analyze sites, cell_counts;

-- Whoever sees no more than an area sees no sums: a cell may lie across its edge.
create view visible_cell_counts as
select c.cell, c.month, c.load_id, c.reads, c.x, c.y, c.first_site, c.last_site, c.name, c.class, c.radius_m, c.mobile, c.days, c.counts
from cell_counts c
where case when is_among(c.load_id, (select viewer_loads())) and (select viewer_area()) is null then true end is not null;
select grant_server_rights();

-- As before, but reads are grouped by one number, which takes two thirds of the time.
create or replace function count_reads(load bigint, of_month timestamptz, source text) returns void language plpgsql as $$
begin
    execute format($q$
        insert into read_counts (site_id, month, load_id, reads, days, counts)
        select slot >> 5, %2$L, %3$s, sum(n), array_agg((slot & 31)::smallint), array_agg(n)
        from (
            select (site_id << 5) | date_part('day', read_at at time zone 'UTC')::integer as slot, count(*)::integer as n from %1$I group by 1 order by 1
        ) c
        group by slot >> 5 order by slot >> 5$q$, source, month_of(of_month), load);
end $$;
