-- How the months of plate reads come about and change. A load streams its reads into tables of its own, one a month,
-- without indexes. When its file was read to the end, each of them becomes the month's partition, alone or together with
-- what the month held; or, where that is less work, its rows are added to the partition. Whoever changes months holds
-- reads in share update exclusive mode, so that one does at a time; readers do not notice before partitions are exchanged.

create function read_month(month timestamptz) returns text language sql stable as $$
    select 'reads_' || to_char(month at time zone 'UTC', 'YYYY_MM')
$$;

create function read_stage(load bigint, month timestamptz) returns text language sql stable as $$
    select 'reads_load' || load || '_' || to_char(month at time zone 'UTC', 'YYYY_MM')
$$;

-- Makes the table for a load's reads of the month that begins at an instant, and returns its name. The check spares the
-- server a look at every row when the table becomes a partition.
create function create_read_stage(load bigint, of_case bigint, month timestamptz) returns text language plpgsql as $$
declare
    stage text := read_stage(load, month);
begin
    execute format('create table %I (like read_rows including defaults, constraint in_month check (read_at >= %L and read_at < %L))',
        stage, month, ((month at time zone 'UTC') + interval '1 month') at time zone 'UTC');
    execute format('alter table %I alter case_id set default %s, alter load_id set default %s', stage, of_case, load);
    return stage;
end $$;

-- The statistics are a first sketch from few rows: how often values repeat is learnt later, by autovacuum.
create function index_read_stage(stage text) returns void language plpgsql set default_statistics_target = 10 as $$
begin
    execute format('create unique index on %I (plate, read_at, site_id, plate_state)', stage);
    execute format('create index on %I (site_id, read_at)', stage);
    execute format('create index on %I using brin (read_at) with (pages_per_range = 16, autosummarize = on)', stage);
    execute format('analyze %I', stage);
end $$;

-- Whether a month of held rows is better rebuilt than changed in place when so many of its rows change. Measured: adding to
-- indexes costs three to four times as much a row as copying the row and building its indexes.
create function worth_rebuilding(changed bigint, held double precision) returns boolean language sql immutable as $$
    select changed >= 20000 and changed * 3 >= held
$$;

-- Puts a load's table in the place of the month's partition; an empty one only takes the partition away. Where there is a
-- partition the caller holds reads in access exclusive mode.
create function exchange_read_month(load bigint, month timestamptz) returns void language plpgsql as $$
declare
    stage text := read_stage(load, month);
    part  text := read_month(month);
    bare  boolean;
begin
    if to_regclass(part) is not null then
        execute format('alter table reads detach partition %I', part);
        execute format('drop table %I', part);
    end if;
    execute format('select not exists (select from %I)', stage) into bare;
    if bare then
        execute format('drop table %I', stage);
        return;
    end if;
    execute format('alter table %I alter case_id drop default, alter load_id drop default', stage);
    execute format('alter table %I rename to %I', stage, part);
    execute format('alter table reads attach partition %I for values from (%L) to (%L)',
        part, month, ((month at time zone 'UTC') + interval '1 month') at time zone 'UTC');
    execute format('alter table %I drop constraint in_month', part);
    perform demand_audit_rows(part::regclass); -- it is changed by its own name too, which the trigger of reads does not notice
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
