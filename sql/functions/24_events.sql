-- How records and the events that they tell of are added, and taken away.

-- Adds the records that stand in told_records, with what they say of events, and returns how many of them the case did not hold yet
-- for the subject. Of equal records of one file the first stays. Whoever calls it holds the lock of the case's loads.
create function add_records(of_load bigint, of_case bigint, of_subject bigint) returns bigint language plpgsql
set enable_mergejoin = off set enable_seqscan = on as $$
declare
    fresh bigint;
begin
    insert into identifiers (type, value, region)
    select distinct p.type, p.value, p.region from told_parties p where p.type is not null
        and not exists (select from identifiers i where i.type = p.type and i.value = p.value and i.region = p.region)
    order by 1, 2, 3 -- two loads that add the same wait for each other in one order
    on conflict do nothing;
    insert into events (case_id, kind, key)
    select of_case, t.kind, t.key from told_events t group by t.kind, t.key order by min(t.nth_told) -- numbered as the file has them
    on conflict do nothing;
    with given as (
        insert into records (id, load_id, case_id, subject_id, line, key, text, fresh)
        overriding system value
        select n.id, of_load, of_case, of_subject, n.line, n.key, n.text, not exists (select from records o
            where o.case_id = of_case and o.key = n.key and o.subject_id is not distinct from of_subject and o.load_id <> of_load)
        from told_records n order by n.id
        on conflict (load_id, key) do nothing
        returning id, records.fresh
    ), others as (
        delete from told_records n where not exists (select from given g where g.id = n.id)
    )
    select count(*) filter (where g.fresh) into fresh from given g;
    insert into event_records (id, event_id, record_id, nth, load_id, case_id, kind, at, until, first_seen, last_seen, position, class,
        radius_m,
        place, ori, code, standing, why, misnamed, locates, remarks, handling, fields)
    overriding system value
    select t.id, e.id, r.id, t.nth, of_load, of_case, t.kind, t.at, t.until, t.first_seen, t.last_seen, t.position, t.class, t.radius_m,
        t.place, t.ori, t.code, t.standing, t.why, t.misnamed, t.locates, t.remarks, t.handling, t.fields
    from told_events t
        join told_records r on r.nth_told = t.record
        cross join lateral (select e.id from events e where e.case_id = of_case and e.kind = t.kind and e.key = t.key offset 0) e
    order by t.id;
    insert into event_parties (told_id, nth, part, identifier_id, subject_id, raw)
    select t.id, p.nth, p.part, i.id, p.subject_id, p.raw
    from told_parties p
        join told_events t on t.nth_told = p.told
        join told_records r on r.nth_told = t.record
        left join lateral (select i.id from identifiers i where i.type = p.type and i.value = p.value
            and i.region = p.region offset 0) i on true
    order by t.id, p.nth;
    truncate told_records, told_events, told_parties;
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
        update records set key = sha256(key || convert_to('withdrawn with load ' || of_load, 'UTF8')),
            fresh = false where load_id = of_load;
    else
        delete from records where load_id = of_load;
    end if;
    delete from events e where e.id = any (told) and not exists (select from event_records t where t.event_id = e.id);
    get diagnostics gone = row_count;
    return gone;
end $$;

-- The key of an event that one record tells of by itself: timeline.Kind.EventKey.
create function record_event_key(kind text, record bytea, nth integer, subject bigint) returns bytea language sql immutable as $$
    select sha256(convert_to('record' || chr(10) || kind || chr(10), 'UTF8') || record || int8send(subject) || int8send(nth))
$$;

-- Makes one subject of two of a case, the one into which the other goes, and returns how many events were told of both: those are now
-- one each, with what is marked on either, and the later of two equal records counts as a duplicate.
create function merge_subject(gone bigint, stays bigint) returns bigint language plpgsql as $$
declare
    met bigint;
begin
    update event_parties p set subject_id = stays where p.subject_id = gone
        and not exists (select from event_parties o where o.told_id = p.told_id and o.part = p.part and o.subject_id = stays);
    delete from event_parties p where p.subject_id = gone;
    update holdings h set subject_id = stays where h.subject_id = gone
        and not exists (select from holdings o where o.subject_id = stays and o.identifier_id = h.identifier_id and o.held = h.held);
    insert into holding_sources (holding_id, load_id, basis)
    select o.id, x.load_id, x.basis
    from holdings h join holdings o on o.subject_id = stays and o.identifier_id = h.identifier_id and o.held = h.held
        join holding_sources x on x.holding_id = h.id
    where h.subject_id = gone
    on conflict do nothing;
    delete from holdings h where h.subject_id = gone;

    create temporary table merged_events on commit drop as
    select distinct e.id, e.case_id, e.kind, record_event_key(e.kind, r.key, t.nth, stays) as key
    from records r join event_records t on t.record_id = r.id join events e on e.id = t.event_id
    where r.subject_id = gone and e.key = record_event_key(e.kind, r.key, t.nth, gone);
    create temporary table met_events on commit drop as
    select m.id, o.id as into_id from merged_events m join events o on o.case_id = m.case_id and o.kind = m.kind and o.key = m.key;
    get diagnostics met = row_count;
    update event_records t set event_id = m.into_id from met_events m where t.event_id = m.id;
    insert into marks (case_id, target, kind, text, actor, at) -- a mark is never changed; those on what is gone stay told
    select k.case_id, 'e' || m.into_id, k.kind, k.text, k.actor, k.at
    from met_events m join marks k on k.target = 'e' || m.id and k.undone_at is null
    where not exists (select from marks o where o.target = 'e' || m.into_id and o.undone_at is null and o.kind = k.kind
        and (k.kind = 'hidden' or o.text = k.text));
    delete from events e using met_events m where e.id = m.id;
    update events e set key = m.key from merged_events m where e.id = m.id;

    update hits h set subject_id = stays where h.subject_id = gone and not exists (select from hits o where o.load_id = h.load_id
        and o.subject_id = stays and o.identifier_id = h.identifier_id and o.how = h.how);
    update loads set subject_id = stays where subject_id = gone;
    update records set subject_id = stays where subject_id = gone;
    with again as (
        update records r set fresh = false
        where r.fresh and r.subject_id = stays and exists (select from records o
            where o.case_id = r.case_id and o.key = r.key and o.subject_id = stays and o.fresh and o.id < r.id)
        returning r.load_id
    )
    update loads l set accepted = l.accepted - a.n, duplicates = l.duplicates + a.n
    from (select load_id, count(*) as n from again group by 1) a where a.load_id = l.id;
    delete from subjects where id = gone;
    drop table merged_events, met_events;
    return met;
end $$;
