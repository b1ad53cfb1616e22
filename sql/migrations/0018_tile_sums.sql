-- What the tiles of a large area add up, without the counts of each day beside it.
create index read_counts_sums on read_counts (site_id, load_id) include (reads);

-- As before, but the days are found by halving, and no query is run for a row.
create or replace function reads_within(month date, reads bigint, days smallint[], counts integer[], first date, next date) returns bigint
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
