-- How many reads there are where and when, told from the counts that the triggers here keep.

-- The first day of an instant's month, and of a day's.
create function month_of(at timestamptz) returns date language sql immutable parallel safe as $$
    select date_trunc('month', at at time zone 'UTC')::date
$$;

create function month_of(day date) returns date language sql immutable parallel safe as $$
    select date_trunc('month', day::timestamp)::date
$$;

-- How many of the reads that a row of counts tells of were on days from first on and before next. The days
-- are found by halving, without a query a row.
create function reads_within(month date, reads bigint, days smallint[], counts integer[], first date, next date) returns bigint
language plpgsql immutable parallel safe as $$
declare
    from_day integer := least(greatest(first, month), month + 31) - month + 1;
    to_day   integer := least(greatest(next, month), month + 31) - month;
    total    bigint := 0;
    n        integer;
begin
    if from_day = 1 and to_day = 31 then
        return reads;
    end if;
    foreach n in array counts[width_bucket((from_day - 1)::smallint, days) + 1 : width_bucket(to_day::smallint, days)] loop
        total := total + n;
    end loop;
    return total;
end $$;

-- As reads_within, which is asked only where the days from first on and before next hold some of a row's days and not others.
create function reads_between(month date, reads bigint, days smallint[], counts integer[], first date, next date) returns bigint
language sql immutable parallel safe as $$
    select case when month + days[1] > first and month + days[cardinality(days)] <= next then reads
        when month + days[cardinality(days)] <= first or month + days[1] > next then 0
        else reads_within(month, reads, days, counts, first, next) end
$$;

-- Counts a load's reads of a month, in a table that holds no others. The counts of all months go into read_counts at once
-- and in order, which is half the work that a month at a time would be. They are
-- grouped by one number, of site and day, which takes two thirds of the time that two do.
create function count_reads(load bigint, of_month timestamptz, source text) returns void language plpgsql as $$
begin
    execute format($q$
        insert into read_counts (site_id, month, load_id, reads, days, counts)
        select slot >> 5, %2$L, %3$s, sum(n), array_agg((slot & 31)::smallint), array_agg(n)
        from (
            select (site_id << 5) | date_part('day', read_at at time zone 'UTC')::integer as slot,
                count(*)::integer as n from %1$I group by 1 order by 1
        ) c
        group by slot >> 5 order by slot >> 5$q$, source, month_of(of_month), load);
end $$;

create function note_site_loads() returns trigger language plpgsql as $$
begin
    insert into site_loads select distinct site_id, load_id from counted on conflict do nothing;
    return null;
end $$;

create trigger note_site_loads after insert on read_counts
    referencing new table as counted for each statement execute function note_site_loads();

create function forget_site_loads() returns trigger language plpgsql as $$
begin
    delete from site_loads s using (select distinct site_id, load_id from discounted) d
    where s.site_id = d.site_id and s.load_id = d.load_id
        and not exists (select from read_counts c where c.site_id = d.site_id and c.load_id = d.load_id);
    return null;
end $$;

create trigger forget_site_loads after delete on read_counts
    referencing old table as discounted for each statement execute function forget_site_loads();

-- The statement that sums up a load's counts of a month, which are in a table like read_counts. A slot is a day in a cell:
-- the cell's number and five bits for the day, for one number is grouped and sorted by in half the time of two.
create function sum_cells(load bigint, of_month date, source text) returns text language sql immutable as $sql$
    select format($q$
        with placed as materialized (
            select s.map_cell >> 28 as cell, c.reads, c.days, c.counts, s.id, s.map_x, s.map_y, s.class collate "C" as class,
                s.radius_m, s.mobile
            from %1$I c join sites s on s.id = c.site_id
            where c.load_id = %2$s and c.month = %3$L and s.map_cell is not null
        ), finest as (
            select cell, sum(reads) as reads, sum(reads * map_x) as x, sum(reads * map_y) as y, min(id) as first_site, max(id) as last_site,
                min(class) as first_class, max(class) as last_class, max(radius_m) as radius_m, bool_or(mobile) as mobile
            from placed group by 1
        ), sums as (
            select cell >> coarser as cell, sum(reads) as reads, sum(x) as x, sum(y) as y, min(first_site) as first_site,
                max(last_site) as last_site,
                case when min(first_class) = max(last_class) then min(first_class) end as class, max(radius_m) as radius_m,
                    bool_or(mobile) as mobile
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
