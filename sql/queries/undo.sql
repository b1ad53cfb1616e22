-- Taking a load back. What other loads offered as well is left to the earliest of them.

-- name: PassRecords
-- What another load brought too no longer counts as that one's duplicate.
with heirs as (
    select distinct on (o.key, o.subject_id) o.id, o.load_id
    from records r join records o on o.case_id = r.case_id and o.key = r.key and o.subject_id is not distinct from r.subject_id
        and o.load_id <> r.load_id
    where r.load_id = @load_id and r.fresh
    order by o.key, o.subject_id, o.load_id
), passed as (
    update records r set fresh = true from heirs h where r.id = h.id
)
select load_id as load, count(*) from heirs group by 1 order by 1;

-- name: UndoRecords
select undo_records(@load_id);

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
select site_id, month_of(day), load_id, sum(reads), array_agg((day - month_of(day) + 1)::smallint order by day),
    array_agg(reads order by day)
from heir_counts group by 1, 2, 3 order by 1, 2, 3
on conflict (site_id, month, load_id) do update set reads = c.reads + excluded.reads, (days, counts) = (
    select array_agg(day order by day), array_agg(n order by day)
    from (select day, sum(n)::integer as n
        from (select * from unnest(c.days, c.counts) union all select * from unnest(excluded.days, excluded.counts)) b (day, n)
            group by day) b);

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

-- name: InheritHoldings
update holding_sources x set load_id = h.id, basis = @basis
from holdings held, loads h
where x.load_id = @load_id and held.id = x.holding_id and h.id = @heir and h.subject_id = held.subject_id
    and not exists (select from holding_sources o where o.holding_id = x.holding_id and o.load_id = @heir);

-- name: DeleteHoldings
with gone as (delete from holding_sources where load_id = @load_id returning holding_id)
delete from holdings h using gone g
where h.id = g.holding_id and not exists (select from holding_sources o where o.holding_id = h.id and o.load_id is distinct from @load_id);

-- name: MarkUndone
update loads set undone_at = now(), undone_by = @actor, undone_why = @why where id = @load_id;
