-- How many reads each load has at each site on each day, in the days of UTC: from these a question learns how far back it
-- has to look before it reads any row. They change in the same transaction as the reads. They are kept by load, so that
-- nobody learns from a sum what he may not see.
--
-- And the heading of a read: which way the vehicle was going.

create table read_counts (
    site_id bigint not null,
    day     date not null,
    load_id bigint not null,
    reads   integer not null check (reads > 0),
    primary key (site_id, day, load_id)
);

-- Whole days are told from instants by arithmetic, which is much quicker than by the calendar.
insert into read_counts (site_id, day, load_id, reads)
select site_id, (day at time zone 'UTC')::date, load_id, reads
from (select site_id, date_bin('1 day', read_at, '2000-01-01 00:00Z') as day, load_id, count(*) as reads from reads group by 1, 2, 3) c
order by 1, 2, 3;

-- Degrees clockwise from north, 0 to 359; null: not known.
alter table read_rows add column heading smallint;
alter table reads add column heading smallint;
alter table read_variants add column heading smallint;

create or replace view visible_reads as
select r.read_at, r.case_id, r.site_id, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw, r.position,
    is_among(r.case_id, (select viewer_cases())) as inside, r.heading
from reads r
where case when is_among(r.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), coalesce(r.position::geography, site_position(r.site_id))))
    then true end is not null;

-- A moving reader's cell that reaches over an area's edge is left out, for only some of its reads may be seen: where there
-- is an area, the counts are of no more reads than can be seen.
create view visible_read_counts as
select c.site_id, c.day, c.load_id, c.reads
from read_counts c
where case when is_among(c.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), (select
        case when s.mobile then st_buffer(s.position, s.radius_m) else s.position end from sites s where s.id = c.site_id)))
    then true end is not null;

-- A reader is seen by whoever sees a read of it, and that the counts tell sooner than the reads.
create or replace view visible_sites as
select s.id, s.case_id, s.key, s.name, s.mobile, s.position, s.class, s.radius_m, s.place
from sites s
where ((select everything from viewer)
        or exists (select from read_counts c where c.site_id = s.id and c.load_id in (select load_id from visible_loads)))
    and ((select area is null from viewer) or st_covers((select area from viewer), s.position)
        or s.mobile and st_dwithin((select area from viewer), s.position, s.radius_m));

-- Counts a load's reads of a month, in a table that holds no others. The counts of all months go into read_counts at once
-- and in order, which is half the work that a month at a time would be.
create function count_reads(source text) returns void language plpgsql as $$
begin
    execute format($q$
        insert into counted_reads (site_id, day, reads)
        select site_id, (day at time zone 'UTC')::date, reads
        from (select site_id, date_bin('1 day', read_at, '2000-01-01 00:00Z') as day, count(*) as reads from %I group by 1, 2) c$q$, source);
end $$;

-- Keeps those of a load's reads of a month that the month holds as offers, with what they say otherwise, and returns how
-- many they are. staged and held are how many reads the load has and about how many the month holds. Unless these are many
-- more, both are sorted and merged, by time first: reads mostly lie in that order, and sorting them is then one pass.
-- Measured: two thirds of the work of a hash join, and none of the copying between processes of a parallel one.
drop function offer_known_reads(bigint, timestamptz);
create function offer_known_reads(load bigint, of_month timestamptz, staged bigint, held double precision) returns bigint
language plpgsql set enable_mergejoin = on set enable_hashjoin = on set enable_nestloop = on set max_parallel_workers_per_gather = 0 as $$
declare
    mine    text := quote_ident(read_stage(load, of_month));
    theirs  text := quote_ident(read_month(of_month));
    sorted  text := '(select * from %s order by read_at, site_id, plate, plate_state)';
    memory  text := current_setting('work_mem');
    offered bigint;
begin
    if held < staged * 20 then
        perform set_config('enable_hashjoin', 'off', true), set_config('enable_nestloop', 'off', true),
            set_config('work_mem', current_setting('maintenance_work_mem'), true);
        mine := format(sorted, mine);
        theirs := format(sorted, theirs);
    else
        perform set_config('enable_mergejoin', 'off', true);
    end if;
    execute format($q$
        with pairs as materialized (
            select line, owner_load, owner_line, differs, case when differs then flags end as flags, case when differs then precision end as precision,
                case when differs then confidence end as confidence, case when differs then plate_raw end as plate_raw,
                case when differs then position end as position, case when differs then heading end as heading
            from (select s.*, p.load_id as owner_load, p.line as owner_line,
                    (s.flags, s.precision, s.confidence, s.plate_raw, s.position, s.heading)
                        is distinct from (p.flags, p.precision, p.confidence, p.plate_raw, p.position, p.heading) as differs
                from %1$s s join %2$s p
                    on p.read_at = s.read_at and p.site_id = s.site_id and p.plate = s.plate and p.plate_state = s.plate_state
                offset 0) x -- so that differs is found once
        ), variants as (
            insert into read_variants (load_id, line, flags, precision, confidence, plate_raw, position, heading)
            select %3$s, line, flags, precision, confidence, plate_raw, position, heading from pairs where differs
        ), offers as (
            insert into read_offers (load_id, owner_load, month, lines, owner_lines)
            select %3$s, owner_load, %4$L, array_agg(line), array_agg(owner_line) from pairs group by owner_load, line / 8192
            returning cardinality(lines) as reads
        )
        select coalesce(sum(reads), 0) from offers$q$, mine, theirs, load, of_month) into offered;
    perform set_config('work_mem', memory, true);
    return offered;
end $$;

-- Brings a load's reads of a month together with those the month holds, and counts those that are new. Of equal reads in
-- the file the first stays; those the month holds already are kept as offers. streamed and suspected are how many rows of
-- the month the load has in its table and among read_suspects. Returns how many reads are new, and in exchange whether the
-- load's table is now what the partition shall be.
create or replace function merge_read_month(load bigint, month timestamptz, streamed bigint, suspected bigint,
    out added bigint, out exchange boolean) language plpgsql set enable_mergejoin = off as $$
declare
    stage   text := read_stage(load, month);
    part    text := read_month(month);
    next    timestamptz := ((month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
    unlike  bigint := 0;
    staged  bigint;
    offered bigint := 0;
    held    double precision;
begin
    if to_regclass(part) is null then
        perform index_read_stage(stage);
        if suspected > 0 then
            execute format('insert into %I select * from read_suspects where read_at >= %L and read_at < %L order by line on conflict do nothing',
                stage, month, next);
            get diagnostics unlike = row_count;
        end if;
        perform count_reads(stage);
        added := streamed + unlike;
        exchange := true;
        return;
    end if;
    if suspected > 0 then
        execute format('delete from read_suspects q using %I s
            where q.plate = s.plate and q.read_at = s.read_at and q.site_id = s.site_id and q.plate_state = s.plate_state', stage);
        execute format('insert into %I select distinct on (plate, read_at, site_id, plate_state) * from read_suspects
            where read_at >= %L and read_at < %L order by plate, read_at, site_id, plate_state, line', stage, month, next);
        get diagnostics unlike = row_count;
    end if;
    staged := streamed + unlike;
    execute format('lock table %I in share update exclusive mode', part); -- from autovacuum, which would be in the way later
    held := staged * (pg_relation_size(part) / greatest(pg_relation_size(stage), 1)::double precision);
    offered := offer_known_reads(load, month, staged, held);
    added := staged - offered;
    exchange := false;
    if added > 0 then
        if offered > 0 then
            execute format('delete from %I s using %I p
                where p.plate = s.plate and p.read_at = s.read_at and p.site_id = s.site_id and p.plate_state = s.plate_state', stage, part);
        end if;
        perform count_reads(stage);
        exchange := worth_rebuilding(added, held);
        if exchange then
            execute format('insert into %I select * from %I', stage, part);
        else -- in the order of the unique index
            execute format('insert into %I select * from %I order by plate, read_at, site_id, plate_state', part, stage);
        end if;
    end if;
    if exchange then
        perform index_read_stage(stage);
    else
        execute format('drop table %I', stage);
    end if;
end $$;

-- Copies a load's table of a month, which has frozen rows, into one whose rows older snapshots do not see.
create function thaw_read_stage(load bigint, month timestamptz) returns void language plpgsql as $$
declare
    stage  text := read_stage(load, month);
    frozen text := stage || '_frozen';
begin
    execute format('alter table %I rename to %I', stage, frozen);
    execute format('create table %I (like %I including defaults including constraints)', stage, frozen);
    execute format('insert into %I select * from %I', stage, frozen);
    execute format('drop table %I', frozen);
    perform index_read_stage(stage);
end $$;

-- Makes the tables that undoing a load works with, a month at a time, and takes the load's counts away.
drop function begin_read_undo();
create function begin_read_undo(load bigint) returns void language plpgsql as $$
begin
    -- Who inherits the load's reads of the month, and what the heir says otherwise.
    create temporary table read_heirs (
        owner_line integer not null,
        heir_load  bigint not null,
        heir_line  integer not null,
        varies     boolean not null,
        flags      smallint,
        precision  smallint,
        confidence real,
        plate_raw  text,
        position   geometry(point, 4326),
        heading    smallint
    ) on commit drop;
    create temporary table inheritances (heir_load bigint not null, count bigint not null) on commit drop;
    create temporary table undone_counts (site_id bigint not null, day date not null, reads integer not null) on commit drop;
    create temporary table heir_counts (site_id bigint not null, day date not null, load_id bigint not null, reads integer not null) on commit drop;
    with undone as (delete from read_counts where load_id = load returning site_id, day, reads)
    insert into undone_counts select * from undone;
end $$;

-- Takes a load's reads out of a month, but for those that other loads offered: they are left to the earliest of these.
-- Returns how many went, and in exchange whether a table was made that the partition shall be replaced by.
create or replace function undo_read_month(load bigint, of_case bigint, of_month timestamptz, out removed bigint, out exchange boolean)
language plpgsql set enable_mergejoin = off as $$
declare
    part      text := read_month(of_month);
    first     date := (of_month at time zone 'UTC')::date;
    stage     text;
    held      double precision;
    mine      bigint;
    inherited bigint;
begin
    removed := 0; exchange := false;
    if to_regclass(part) is null then
        return;
    end if;
    execute format('lock table %I in share update exclusive mode', part);
    select coalesce(sum(reads), 0) into mine from undone_counts where day >= first and day < first + interval '1 month';
    select greatest(reltuples, 0) / greatest(relpages, 1) * (pg_relation_size(oid) / current_setting('block_size')::integer)
        into held from pg_class where oid = to_regclass(part);
    truncate read_heirs;
    insert into read_heirs
    select distinct on (x.owner_line) x.owner_line, o.load_id, x.line, v.line is not null, v.flags, v.precision, v.confidence,
        v.plate_raw, v.position, v.heading
    from read_offers o
        cross join lateral unnest(o.lines, o.owner_lines) as x (line, owner_line)
        left join read_variants v on v.load_id = o.load_id and v.line = x.line
    where o.owner_load = load and o.month = of_month
    order by x.owner_line, o.load_id;
    get diagnostics inherited = row_count;
    removed := mine - inherited;
    if inherited > 0 then
        execute format($q$
            insert into heir_counts (site_id, day, load_id, reads)
            select site_id, (day at time zone 'UTC')::date, heir_load, reads
            from (select p.site_id, date_bin('1 day', p.read_at, '2000-01-01 00:00Z') as day, h.heir_load, count(*) as reads
                from read_heirs h join %1$I p on p.load_id = %2$s and p.line = h.owner_line group by 1, 2, 3) n$q$, part, load);
    end if;
    perform pass_read_offers(load, of_month, part);
    exchange := worth_rebuilding(mine, held);
    if exchange then
        stage := create_read_stage(load, of_case, of_month);
        execute format($q$
            insert into %1$I (read_at, case_id, site_id, load_id, line, flags, precision, confidence, plate, plate_state, plate_raw, position, heading)
            select p.read_at, p.case_id, p.site_id, coalesce(h.heir_load, p.load_id), coalesce(h.heir_line, p.line),
                case when h.varies then h.flags else p.flags end, case when h.varies then h.precision else p.precision end,
                case when h.varies then h.confidence else p.confidence end, p.plate, p.plate_state,
                case when h.varies then h.plate_raw else p.plate_raw end, case when h.varies then h.position else p.position end,
                case when h.varies then h.heading else p.heading end
            from %2$I p left join read_heirs h on h.owner_line = p.line and p.load_id = %3$s
            where p.load_id <> %3$s or h.owner_line is not null$q$, stage, part, load);
        perform index_read_stage(stage);
        return;
    end if;
    execute format($q$
        update %1$I p set load_id = h.heir_load, line = h.heir_line,
            flags = case when h.varies then h.flags else p.flags end, precision = case when h.varies then h.precision else p.precision end,
            confidence = case when h.varies then h.confidence else p.confidence end,
            plate_raw = case when h.varies then h.plate_raw else p.plate_raw end, position = case when h.varies then h.position else p.position end,
            heading = case when h.varies then h.heading else p.heading end
        from read_heirs h where p.load_id = %2$s and h.owner_line = p.line$q$, part, load);
    execute format('delete from %I where load_id = %s', part, load);
end $$;

-- Makes the heirs of a load's reads of a month their owners: what still other loads offered is now an offer of the heirs'
-- reads, and varies from what those say. part is the month's partition before the change.
create or replace function pass_read_offers(load bigint, of_month timestamptz, part text) returns void language plpgsql set enable_mergejoin = off as $$
declare
    several boolean := (select count(distinct load_id) > 1 from read_offers where owner_load = load and month = of_month);
begin
    insert into inheritances select heir_load, count(*) from read_heirs group by heir_load;
    if several and exists (select from read_heirs where varies) then
        -- Offers that agreed with the owner.
        execute format($q$
            insert into read_variants (load_id, line, flags, precision, confidence, plate_raw, position, heading)
            select o.load_id, x.line, p.flags, p.precision, p.confidence, p.plate_raw, p.position, p.heading
            from read_heirs h
                join %1$I p on p.load_id = %2$s and p.line = h.owner_line
                join (read_offers o cross join lateral unnest(o.lines, o.owner_lines) as x (line, owner_line))
                    on o.owner_load = %2$s and o.month = %3$L and x.owner_line = h.owner_line and o.load_id <> h.heir_load
            where h.varies
            on conflict do nothing$q$, part, load, of_month);
    end if;
    delete from read_variants v using read_heirs h where h.varies and v.load_id = h.heir_load and v.line = h.heir_line;
    if several then
        insert into read_offers (load_id, owner_load, month, lines, owner_lines)
        select o.load_id, h.heir_load, of_month, array_agg(x.line), array_agg(h.heir_line)
        from read_offers o
            cross join lateral unnest(o.lines, o.owner_lines) as x (line, owner_line)
            join read_heirs h on h.owner_line = x.owner_line
        where o.owner_load = load and o.month = of_month and o.load_id <> h.heir_load
        group by o.load_id, h.heir_load, x.line / 8192;
    end if;
end $$;

-- Removes the sites at which an undone load read and nobody else did.
create or replace function delete_idle_sites() returns bigint language plpgsql as $$
declare
    gone bigint;
begin
    delete from sites s
    where s.id in (select site_id from undone_counts) and not exists (select from read_counts c where c.site_id = s.id);
    get diagnostics gone = row_count;
    return gone;
end $$;
