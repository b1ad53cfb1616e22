-- Taking a load back. What other loads offered as well is left to the earliest of them.

-- name: RecordHeirs
select distinct on (o.subject_id, o.key) o.load_id, o.subject_id, o.key, o.line, o.text, o.kind, o.value
from records r join offers o on o.subject_id = r.subject_id and o.key = r.key and o.load_id <> r.load_id
where r.load_id = @load_id
order by o.subject_id, o.key, o.load_id;

-- name: DeleteRecords
delete from records where load_id = @load_id;

-- name: DeleteSightings
delete from sightings where load_id = @load_id;

-- name: DeleteStays
delete from stays where load_id = @load_id;

-- name: DeleteOffers
delete from offers where load_id = @load_id;

-- name: DeleteOffer
delete from offers where load_id = @load_id and subject_id = @subject_id and key = @key;

-- name: DeleteRejects
delete from rejects where load_id = @load_id;

-- name: DeleteReadChunks
delete from read_chunks where load_id = @load_id;

-- name: BeginReadUndo
select begin_read_undo(@load_id);

-- name: UndoReadMonth
select removed, exchange from undo_read_month(@load_id, @case_id, @month);

-- name: AddHeirCounts
-- An heir may have counts of the month already; its inherited reads may be of the same days.
insert into read_counts as c (site_id, month, load_id, reads, days, counts)
select site_id, month_of(day), load_id, sum(reads), array_agg((day - month_of(day) + 1)::smallint order by day), array_agg(reads order by day)
from heir_counts group by 1, 2, 3 order by 1, 2, 3
on conflict (site_id, month, load_id) do update set reads = c.reads + excluded.reads, (days, counts) = (
    select array_agg(day order by day), array_agg(n order by day)
    from (select day, sum(n)::integer as n
        from (select * from unnest(c.days, c.counts) union all select * from unnest(excluded.days, excluded.counts)) b (day, n) group by day) b);

-- name: Inheritances
select heir_load as load, sum(count)::bigint as count from inheritances group by 1 order by 1;

-- name: DeleteReadOffers
delete from read_offers where load_id = @load_id or owner_load = @load_id;

-- name: DeleteReadVariants
delete from read_variants where load_id = @load_id;

-- name: DeleteIdleSites
select delete_idle_sites();

-- name: InheritCounts
update loads set accepted = accepted + @count, duplicates = duplicates - @count where id = @load_id;

-- name: InheritVehicles
update vehicles v set load_id = h.id, basis = @basis
from loads h
where v.load_id = @load_id and h.id = @heir and h.subject_id = v.subject_id;

-- name: DeleteVehicles
delete from vehicles where load_id = @load_id;

-- name: MarkUndone
update loads set undone_at = now(), undone_by = @actor, undone_why = @why where id = @load_id;
