-- How a load's reads are taken away, and left to the loads that brought them too.

-- Makes the tables that undoing a load works with, a month at a time, and takes the load's counts away.
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
    create temporary table undone_counts (site_id bigint not null, month date not null, reads bigint not null) on commit drop;
    create temporary table heir_counts (site_id bigint not null, day date not null, load_id bigint not null,
        reads integer not null) on commit drop;
    with undone as (delete from read_counts where load_id = load returning site_id, month, reads)
    insert into undone_counts select * from undone;
end $$;

-- Takes a load's reads out of a month, but for those that other loads offered: they are left to the earliest of these.
-- Returns how many went, and in exchange whether a table was made that the partition shall be replaced by.
create function undo_read_month(load bigint, of_case bigint, of_month timestamptz, out removed bigint, out exchange boolean)
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
            insert into %1$I (read_at, case_id, site_id, load_id, line, flags, precision, confidence, plate, plate_state, plate_raw,
                position, heading)
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
            plate_raw = case when h.varies then h.plate_raw else p.plate_raw end,
                position = case when h.varies then h.position else p.position end,
            heading = case when h.varies then h.heading else p.heading end
        from read_heirs h where p.load_id = %2$s and h.owner_line = p.line$q$, part, load);
    execute format('delete from %I where load_id = %s', part, load);
end $$;

-- Makes the heirs of a load's reads of a month their owners: what still other loads offered is now an offer of the heirs'
-- reads, and varies from what those say. part is the month's partition before the change.
create function pass_read_offers(load bigint, of_month timestamptz, part text) returns void language plpgsql
    set enable_mergejoin = off as $$
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
create function delete_idle_sites() returns bigint language plpgsql as $$
declare
    gone bigint;
begin
    delete from sites s
    where s.id in (select site_id from undone_counts) and not exists (select from read_counts c where c.site_id = s.id);
    get diagnostics gone = row_count;
    return gone;
end $$;
