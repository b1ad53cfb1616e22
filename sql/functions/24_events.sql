-- How records and the events that they tell of are added, and taken away.

-- Adds records of a load with what they say of events, and returns how many of them the case did not hold yet for the subject. Of
-- equal records of one file the first stays. told is a list of {record: the record's key in hexadecimal, nth, key: the event's in
-- hexadecimal, kind, at, until, first, last, position: WKB in hexadecimal, class, radius_m, place, ori, code, standing, why, locates, remarks,
-- handling, fields, parties: [{part, type, value, region, raw, subject}]}. Whoever calls it holds the lock of the case's loads.
create function add_records(of_load bigint, of_case bigint, of_subject bigint, lines integer[], keys bytea[], texts bytea[], told jsonb)
returns bigint language plpgsql as $$
declare
    added bigint[];
    fresh bigint;
begin
    insert into identifiers (type, value, region)
    select distinct p ->> 'type', p ->> 'value', coalesce(p ->> 'region', '')
    from jsonb_array_elements(told) t cross join jsonb_array_elements(t -> 'parties') p where p ->> 'type' is not null
    order by 1, 2, 3 -- two loads that add the same wait for each other in one order
    on conflict do nothing;
    insert into events (case_id, kind, key)
    select of_case, t ->> 'kind', decode(t ->> 'key', 'hex') from jsonb_array_elements(told) with ordinality as x (t, nth)
    group by 2, 3 order by min(nth) -- numbered as the file has them
    on conflict do nothing;
    with given as (
        insert into records (load_id, case_id, subject_id, line, key, text, fresh)
        select of_load, of_case, of_subject, n.line, n.key, n.text, not exists (select from records o
            where o.case_id = of_case and o.key = n.key and o.subject_id is not distinct from of_subject and o.load_id <> of_load)
        from unnest(lines, keys, texts) with ordinality n (line, key, text, nth) order by n.nth
        on conflict (load_id, key) do nothing
        returning id, records.fresh
    )
    select array_agg(g.id), count(*) filter (where g.fresh) into added, fresh from given g;
    insert into event_records (event_id, record_id, nth, load_id, case_id, kind, at, until, first_seen, last_seen, position, class, radius_m,
        place, ori, code, standing, why, locates, remarks, handling, fields)
    select distinct on (t.place_in, t.nth) e.id, r.id, t.nth, of_load, of_case, t.kind, t.at, t.until, t.first, t.last, t.position::geography, t.class, t.radius_m,
        t.place, t.ori, t.code, t.standing, t.why, t.locates, t.remarks, t.handling, t.fields
    from (select t.*, min(t.ordinal) over (partition by t.record) as place_in
            from rows from (jsonb_to_recordset(told) as (record text, nth smallint, key text, kind text, at timestamptz, until timestamptz, first jsonb, last jsonb,
                position text, class text, radius_m double precision, place jsonb, ori text, code text, standing text, why text, locates boolean,
                remarks jsonb, handling text[], fields jsonb)) with ordinality as t (record, nth, key, kind, at, until, first, last, position, class, radius_m,
                place, ori, code, standing, why, locates, remarks, handling, fields, ordinal)) t
        join records r on r.load_id = of_load and r.key = decode(t.record, 'hex') and r.id = any (added)
        join events e on e.case_id = of_case and e.kind = t.kind and e.key = decode(t.key, 'hex')
    order by t.place_in, t.nth, t.ordinal;
    insert into event_parties (told_id, nth, part, identifier_id, subject_id, raw)
    select distinct on (x.id, p.nth) x.id, p.nth, p.party ->> 'part', i.id, (p.party ->> 'subject')::bigint, coalesce(p.party ->> 'raw', '')
    from jsonb_array_elements(told) with ordinality as t (told, ordinal)
        cross join jsonb_array_elements(t.told -> 'parties') with ordinality as p (party, nth)
        join records r on r.load_id = of_load and r.key = decode(t.told ->> 'record', 'hex') and r.id = any (added)
        join event_records x on x.record_id = r.id and x.nth = (t.told ->> 'nth')::smallint
        left join identifiers i on i.type = p.party ->> 'type' and i.value = p.party ->> 'value' and i.region = coalesce(p.party ->> 'region', '')
    order by x.id, p.nth, t.ordinal;
    return fresh;
end $$;

-- Takes away the records of a load, and the events of which no other record tells. Records that other loads had brought too are then
-- those loads' own: the first of them no longer counts as a duplicate. What somebody typed in was never a file: its text is kept,
-- tells of no event any more, and is no duplicate of one that is typed in again. Returns how many events went.
create function undo_records(of_load bigint) returns bigint language plpgsql as $$
declare
    told bigint[] := array(select distinct event_id from event_records where load_id = of_load);
    gone bigint;
begin
    if (select format = 'typed' from loads where id = of_load) then
        delete from event_records where load_id = of_load;
        update records set key = sha256(key || convert_to('withdrawn with load ' || of_load, 'UTF8')), fresh = false where load_id = of_load;
    else
        delete from records where load_id = of_load;
    end if;
    delete from events e where e.id = any (told) and not exists (select from event_records t where t.event_id = e.id);
    get diagnostics gone = row_count;
    return gone;
end $$;
