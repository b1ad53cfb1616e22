-- Reads are counted in one row for a site, a month and a load, which holds the counts of its days: a row for each day cost a
-- load more time than the reads themselves. The sums over months, which had a table of their own, are columns of it.

drop view visible_read_counts, visible_read_month_counts;
drop table read_month_counts;
alter table read_counts rename to read_day_counts;
alter index read_counts_pkey rename to read_day_counts_pkey;
drop index read_counts_day;

-- Months and days are those of UTC. days are the days of the month that have reads, from 1, rising; counts are how many each has.
create table read_counts (
    site_id bigint not null,
    month   date not null check (extract(day from month) = 1),
    load_id bigint not null,
    reads   bigint not null check (reads > 0),
    days    smallint[] not null,
    counts  integer[] not null,
    primary key (site_id, month, load_id),
    check (cardinality(days) > 0 and cardinality(days) = cardinality(counts))
);

insert into read_counts (site_id, month, load_id, reads, days, counts)
select site_id, month, load_id, sum(reads), array_agg((day - month + 1)::smallint), array_agg(reads)
from (select date_trunc('month', day)::date as month, * from read_day_counts order by site_id, 1, load_id, day) d
group by site_id, month, load_id order by 1, 2, 3;
drop table read_day_counts; -- and its triggers
drop function add_read_months(), take_read_months(), change_read_months();

create index read_counts_month on read_counts (month);
create trigger note_site_loads after insert on read_counts
    referencing new table as counted for each statement execute function note_site_loads();
create trigger forget_site_loads after delete on read_counts
    referencing old table as discounted for each statement execute function forget_site_loads();

create view visible_read_counts as
select c.site_id, c.month, c.load_id, c.reads, c.days, c.counts
from read_counts c
where case when is_among(c.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), (select
        case when s.mobile then st_buffer(s.position, s.radius_m) else s.position end from sites s where s.id = c.site_id)))
    then true end is not null;
select grant_server_rights();

-- The first day of an instant's month, and of a day's.
create function month_of(at timestamptz) returns date language sql immutable parallel safe as $$
    select date_trunc('month', at at time zone 'UTC')::date
$$;
create function month_of(day date) returns date language sql immutable parallel safe as $$
    select date_trunc('month', day::timestamp)::date
$$;

-- How many of the reads that a row of counts tells of were on days from first on and before next.
create function reads_within(month date, reads bigint, days smallint[], counts integer[], first date, next date) returns bigint
language plpgsql immutable parallel safe as $$
begin
    if first <= month and next >= month + 31 then
        return reads;
    end if;
    return coalesce((select sum(n) from unnest(days, counts) c (d, n) where month + d - 1 >= first and month + d - 1 < next), 0);
end $$;

-- Counts a load's reads of a month, in a table that holds no others.
drop function count_reads(text);
create function count_reads(load bigint, of_month timestamptz, source text) returns void language plpgsql as $$
begin
    execute format($q$
        insert into read_counts (site_id, month, load_id, reads, days, counts)
        select site_id, %2$L, %3$s, sum(n), array_agg(d), array_agg(n)
        from (
            select site_id, extract(day from day at time zone 'UTC')::smallint as d, n
            from (select site_id, date_bin('1 day', read_at, '2000-01-01 00:00Z') as day, count(*)::integer as n from %1$I group by 1, 2) c
            order by 1, 2
        ) c
        group by site_id order by site_id$q$, source, month_of(of_month), load);
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
        perform count_reads(load, month, stage);
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
        perform count_reads(load, month, stage);
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

-- Makes the tables that undoing a load works with, a month at a time, and takes the load's counts away.
create or replace function begin_read_undo(load bigint) returns void language plpgsql as $$
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
    create temporary table undone_counts (site_id bigint not null, month date not null, reads bigint not null) on commit drop;
    create temporary table heir_counts (site_id bigint not null, day date not null, load_id bigint not null, reads integer not null) on commit drop;
    with undone as (delete from read_counts where load_id = load returning site_id, month, reads)
    insert into undone_counts select * from undone;
end $$;

-- Takes a load's reads out of a month, but for those that other loads offered: they are left to the earliest of these.
-- Returns how many went, and in exchange whether a table was made that the partition shall be replaced by.
create or replace function undo_read_month(load bigint, of_case bigint, of_month timestamptz, out removed bigint, out exchange boolean)
language plpgsql set enable_mergejoin = off as $$
declare
    part      text := read_month(of_month);
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
    select coalesce(sum(reads), 0) into mine from undone_counts where month = month_of(of_month);
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

-- The newest reads at the sites of a question, newest first. It goes back in steps: the counts tell the newest day with reads,
-- and from how many they are how far back there should be enough; what is missing then comes from the next, longer step. Of
-- very many sites, as where readers move, it first tries only those that have reads on the day.
create or replace function search_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    integer := (ask ->> 'most')::integer;
    oldest  timestamptz := f.from_at - interval '26 hours'; -- the longest span of a read and more
    until   timestamptz := least(f.to_at, f.after_at + interval '1 microsecond');
    since   timestamptz;
    step    interval;
    last    interval := interval '1 minute' / 8;
    ids     bigint[]; -- sites
    zones   text[];
    busy    bigint[]; -- those of a step
    local   text[];
    last_day date; -- that until reaches into
    in_month date;
    newest  date;
    held    bigint;
    got     integer;
    apart   boolean := viewer_area() is not null; -- then the counts leave out moving readers at its edge
    days    integer := 0; -- that may still be looked at by themselves
begin
    select array_agg(s.site_id), array_agg(s.zone) into ids, zones from search_sites(ask) s;
    if ids is null then
        return;
    end if;
    if cardinality(ids) > 1000 and not apart then
        days := 4;
    end if;
    loop
        busy := ids; local := zones;
        if days > 0 then
            days := days - 1;
            last_day := ((until - interval '1 microsecond') at time zone 'UTC')::date;
            in_month := (select max(c.month) from visible_read_counts c where c.month <= month_of(last_day));
            exit when in_month is null;
            select array_agg(s.site_id), array_agg(s.zone), sum(s.reads), in_month + max(s.newest) - 1 into busy, local, held, newest
            from (
                select c.site_id, c.zone, c.newest, sum(c.counts[array_position(c.days, c.newest)]) as reads
                from (
                    select s.site_id, s.zone, c.days, c.counts, max(d.newest) over () as newest
                    from unnest(ids, zones) as s (site_id, zone)
                        cross join lateral (select c.days, c.counts from visible_read_counts c where c.site_id = s.site_id and c.month = in_month offset 0) c
                        cross join lateral (select case when in_month + c.days[cardinality(c.days)] - 1 <= last_day then c.days[cardinality(c.days)]
                            else (select max(d) from unnest(c.days) d where in_month + d - 1 <= last_day) end as newest) d
                ) c
                group by c.site_id, c.zone, c.newest
            ) s
            where s.reads is not null;
            if newest is null then -- nowhere here in this month
                until := in_month::timestamp at time zone 'UTC';
                exit when until <= oldest;
                continue;
            end if;
            until := least(until, (newest + 1)::timestamp at time zone 'UTC');
            step := interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / coalesce(held, 1));
            since := greatest(until - step, oldest, newest::timestamp at time zone 'UTC');
        else
            if step is null then -- at the beginning, and where a step found nothing
                if apart then
                    select max(r.read_at at time zone 'UTC')::date, 100 into newest, held
                    from unnest(ids) as s (site_id)
                        cross join lateral (
                            select r.read_at from visible_reads r
                            where r.site_id = s.site_id and r.read_at >= oldest and r.read_at < until order by r.read_at desc limit 1
                        ) r;
                else
                    -- Of each site the newest day of the month that is looked back from, and of the newest month before it.
                    in_month := month_of(until);
                    select c.day, sum(c.reads) into newest, held
                    from unnest(ids) as s (site_id)
                        cross join lateral (
                            select c.month + d.day - 1 as day, sum(d.reads) as reads
                            from (
                                (select * from visible_read_counts c where c.site_id = s.site_id and c.month = in_month)
                                union all
                                (select * from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(oldest) and c.month < in_month
                                    order by c.month desc fetch first row with ties)
                            ) c
                                cross join lateral unnest(c.days, c.counts) as d (day, reads)
                            where c.month + d.day - 1 >= (oldest at time zone 'UTC')::date and c.month + d.day - 1 <= (until at time zone 'UTC')::date
                            group by 1 order by 1 desc limit 1
                        ) c
                    group by c.day order by c.day desc limit 1;
                end if;
                exit when newest is null;
                until := least(until, (newest + 1)::timestamp at time zone 'UTC');
                step := greatest(least(interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / held), interval '32 days'), last * 8);
            end if;
            since := greatest(until - step, oldest);
        end if;
        return query
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
        from unnest(busy, local) as s (site_id, zone)
            cross join lateral (
                select * from visible_reads r
                where r.site_id = s.site_id and r.read_at >= since and r.read_at < until
                    and (f.after_at is null or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                    and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
                    and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
                order by r.read_at desc fetch first most rows with ties
            ) r
        order by r.read_at desc, r.load_id desc, r.line desc limit most;
        get diagnostics got = row_count;
        most := most - got;
        exit when most <= 0 or since <= oldest;
        until := since;
        last := greatest(step, last);
        step := case when got > 0 and days = 0 then last * least(greatest(1.5 * most / got, 1), 8) end;
    end loop;
end $$;

-- How many reads a question asks for; when they are more than enough, enough + 1 or more. Whole days at fixed sites are known
-- from the counts.
create or replace function count_found_reads(ask jsonb, enough bigint) returns bigint language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f      read_filter := read_filter(ask);
    x      record := search_areas(ask);
    ids    bigint[];
    zones  text[];
    moves  boolean[];
    oldest timestamptz := f.from_at - interval '26 hours';
    first  timestamptz := oldest; -- of the whole days
    next   timestamptz := oldest; -- after them
    total  bigint := 0;
begin
    if ask -> 'plates' is not null or ask -> 'prefixes' is not null then
        return (select count(*) from search_plate_reads((ask - 'after' - 'nearest') || jsonb_build_object('most', least(enough + 1, 2147483647))));
    end if;
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.mobile) into ids, zones, moves from search_sites(ask) s;
    if not picky(f) and viewer_area() is null then
        first := date_trunc('day', f.from_at + interval '1 day' - interval '1 microsecond', 'UTC');
        next := date_trunc('day', f.to_at, 'UTC');
        if first >= next then
            first := oldest; next := oldest;
        else
            for part in 1 .. 2 loop -- a part may be enough already
                total := coalesce((select sum(n.reads) from (
                    select c.reads from unnest(ids, moves) as s (site_id, moves)
                        cross join lateral (
                            select reads_within(c.month, c.reads, c.days, c.counts, (first at time zone 'UTC')::date, (next at time zone 'UTC')::date) as reads
                            from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(first) and c.month < next at time zone 'UTC' offset 0
                        ) c
                    where not s.moves limit case part when 1 then enough end) n), 0);
                if total > enough then
                    return total;
                end if;
            end loop;
        end if;
    end if;
    return total + (select count(*) from (
        select from (values (oldest, first, false), (first, next, true), (next, f.to_at, false)) as w (since, until, counted)
            cross join unnest(ids, zones, moves) as s (site_id, zone, moves)
            cross join lateral (select * from visible_reads r where r.site_id = s.site_id and r.read_at >= w.since and r.read_at < w.until offset 0) r
        where (s.moves or not w.counted)
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
            and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
        limit enough + 1 - total) n);
end $$;

-- What there is where nothing was found: fixed readers, places where moving readers were, reads on the days asked about and
-- on the day before and after them, and the first and last day with reads.
create or replace function search_why(ask jsonb, out readers bigint, out spots bigint, out reads bigint, out around bigint, out first date, out last date,
    out anything boolean) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
    f    read_filter := read_filter(ask);
    ids  bigint[];
begin
    anything := exists (select from visible_read_counts) or exists (select from visible_sightings);
    if ask -> 'areas' is null then
        return;
    end if;
    select count(*) filter (where not s.mobile), count(*) filter (where s.mobile), array_agg(s.site_id) into readers, spots, ids from search_sites(ask) s;
    select sum(reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date, (f.to_at at time zone 'UTC')::date + 1)),
        sum(reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date - 1, (f.to_at at time zone 'UTC')::date + 2)),
        min(c.month + c.days[1] - 1), max(c.month + c.days[cardinality(c.days)] - 1)
    into reads, around, first, last
    from unnest(ids) as s (site_id) cross join lateral (select * from visible_read_counts c where c.site_id = s.site_id offset 0) c;
end $$;

-- The plates, by number, and the subjects that were seen in every area of a question. A read of a subject's vehicle while it
-- had that is a sighting of the subject. It refuses to look at more than five million reads.
create or replace function seen_in_all(ask jsonb, out plates text[], out subjects bigint[]) language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f        read_filter := read_filter(ask);
    x        record := search_areas(ask);
    every    bigint := (1::bigint << jsonb_array_length(ask -> 'areas')) - 1;
    ids      bigint[];
    zones    text[];
    bits     bigint[];
    held     bigint;
begin
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.reached) into ids, zones, bits from search_sites(ask) s;
    held := (select sum(c.reads) from unnest(ids) as s (site_id) cross join lateral (
        select reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date, (f.to_at at time zone 'UTC')::date + 1) as reads
        from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(f.from_at) and c.month <= f.to_at at time zone 'UTC' offset 0) c);
    if held > 5000000 then
        raise 'these areas hold % reads in this time', held using errcode = 'SLTM1';
    end if;
    with hit as materialized (
        select r.plate, r.plate_state, r.read_at, case when r.position is null then s.reached
            else (select a.reached from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a) end as reached
        from unnest(ids, zones, bits) as s (site_id, zone, reached)
            cross join lateral (
                select * from visible_reads r
                where r.site_id = s.site_id and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at offset 0
            ) r
        where coalesce(ask ->> 'source', 'plate') = 'plate'
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
    ), other as materialized (
        select s.plate, s.subject_id, g.reached from found_sightings((ask - 'nearest' - 'after') || '{"most": 1000000000}') g join visible_sightings s on s.id = g.id
        where ask -> 'reads_only' is null
    ), plate as (
        select h.plate, bit_or(h.reached) as reached from (select h.plate, h.reached from hit h union all select o.plate, o.reached from other o where o.plate is not null) h
        group by h.plate
    ), subject as (
        select s.subject_id, bit_or(s.reached) as reached
        from (
            select o.subject_id, o.reached from other o where o.subject_id is not null
            union all
            select v.subject_id, h.reached from visible_vehicles v
                join hit h on h.plate = v.plate and h.plate_state = v.plate_state and v.held @> h.read_at
            where v.plate_state <> ''
        ) s
        group by s.subject_id having bit_or(s.reached) = every
    )
    select (select array_agg(p) from (select p.plate from plate p where p.reached = every
            union select v.plate from visible_vehicles v where v.subject_id in (select s.subject_id from subject s)) as p (p)),
        (select array_agg(s.subject_id) from subject s)
    into plates, subjects;
end $$;
