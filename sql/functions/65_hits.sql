-- What a load brings is held against what is known of other subjects, as far as whoever loads may see it.

-- Adds a hit for each vehicle of another subject that the load read while the subject held it. The reads of a month stand in the
-- load's own table until that becomes the month's.
create function add_read_hits(of_load bigint, of_subject bigint, months timestamptz[]) returns bigint language plpgsql
set enable_mergejoin = off set enable_hashjoin = off set enable_seqscan = off as $$
declare
    month timestamptz;
    added bigint := 0;
    n     bigint;
begin
    foreach month in array months loop
        execute format($q$
            insert into hits (load_id, subject_id, identifier_id, how, events, line)
            select %1$s, v.subject_id, v.identifier_id, 'held', count(*), min(r.line)
            from (select * from visible_vehicles offset 0) v
                cross join lateral (select r.line from %2$I r
                    where r.plate = v.plate and r.read_at >= %3$L and r.read_at < %4$L and r.load_id = %1$s and v.held @> r.read_at
                        and (r.plate_state = v.plate_state or r.plate_state = '' or v.plate_state = '') offset 0) r
            where v.subject_id is distinct from $1
            group by v.subject_id, v.identifier_id
            on conflict (load_id, subject_id, identifier_id, how)
                do update set events = hits.events + excluded.events, line = least(hits.line, excluded.line)$q$,
            of_load, coalesce(to_regclass(read_stage(of_load, month))::text, read_month(month)), month,
            ((month at time zone 'UTC') + interval '1 month') at time zone 'UTC') using of_subject;
        get diagnostics n = row_count;
        added := added + n;
    end loop;
    return added;
end $$;
