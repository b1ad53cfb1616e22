-- How a load's reads come together with those of earlier loads.

-- Gives the sites of a load's reads of a month the numbers they have in the case.
create function renumber_read_sites(load bigint, month timestamptz) returns void language plpgsql as $$
begin
    execute format('update %I r set site_id = m.site_id from site_moves m where m.staged_id = r.site_id', read_stage(load, month));
end $$;

-- Keeps those of a load's reads of a month that the month holds as offers, with what they say otherwise, and returns how
-- many they are. staged and held are how many reads the load has and about how many the month holds. Unless these are many
-- more, both are sorted and merged, by time first: reads mostly lie in that order, and sorting them is then one pass.
-- Measured: two thirds of the work of a hash join, and none of the copying between processes of a parallel one.
create function offer_known_reads(load bigint, of_month timestamptz, staged bigint, held double precision) returns bigint
language plpgsql set enable_mergejoin = on set enable_hashjoin = on set enable_nestloop = on set max_parallel_workers_per_gather = 0 as $$
declare
    stage   text := read_stage(load, of_month);
    mine    text := quote_ident(stage);
    theirs  text := quote_ident(read_month(of_month));
    sorted  text := '(select * from %s order by read_at, site_id, plate, plate_state)';
    memory  text := current_setting('work_mem');
    differs integer[];
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
        with found as materialized (
            select p.load_id as owner_load, array_agg(s.line) as lines, array_agg(p.line) as owner_lines,
                array_agg(s.line) filter (where (s.flags, s.precision, s.confidence, s.plate_raw, s.position, s.heading)
                    is distinct from (p.flags, p.precision, p.confidence, p.plate_raw, p.position, p.heading)) as differs
            from %1$s s join %2$s p on p.read_at = s.read_at and p.site_id = s.site_id and p.plate = s.plate
                and p.plate_state = s.plate_state
            group by p.load_id, s.line / 8192
        ), offers as (
            insert into read_offers (load_id, owner_load, month, lines, owner_lines)
            select %3$s, owner_load, %4$L, lines, owner_lines from found
        )
        select coalesce(sum(cardinality(lines)), 0), (select array_agg(line) from found cross join unnest(differs) line) from found$q$,
        mine, theirs, load, of_month) into offered, differs;
    perform set_config('work_mem', memory, true);
    if differs is not null then
        execute format($q$
            insert into read_variants (load_id, line, flags, precision, confidence, plate_raw, position, heading)
            select %2$s, line, flags, precision, confidence, plate_raw, position, heading from %1$I where line = any ($1)$q$, stage, load)
                using differs;
    end if;
    return offered;
end $$;

-- Brings a load's reads of a month together with those the month holds, and counts those that are new. Of equal reads in
-- the file the first stays; those the month holds already are kept as offers. streamed and suspected are how many rows of
-- the month the load has in its table and among read_suspects. Returns how many reads are new, and in exchange whether the
-- load's table is now what the partition shall be.
create function merge_read_month(load bigint, month timestamptz, streamed bigint, suspected bigint,
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
                where p.plate = s.plate and p.read_at = s.read_at and p.site_id = s.site_id
                    and p.plate_state = s.plate_state', stage, part);
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
