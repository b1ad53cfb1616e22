-- What a case's owner shows to others.

-- name: ShareLoad
insert into shares (load_id, agency, shared_by) values (@load_id, @agency, @shared_by) on conflict do nothing;

-- name: UnshareLoad
delete from shares where load_id = @load_id and agency = @agency;

-- name: RestrictLoad
update loads set restricted = @restricted where id = @load_id and restricted <> @restricted;

-- name: SharesOfLoad
select s.agency, coalesce(a.name, '') as name, s.shared_by, s.at
from shares s left join agencies a on a.ori = s.agency
where s.load_id = @load_id order by s.agency;

-- name: BroughtBefore
-- What a load brought that other loads had brought before, and that therefore is not seen with it: by those of them that
-- are not shared with the agency too. Loads that the viewer may not see have no number.
select coalesce(v.load_id, 0) as load, sum(b.reads)::bigint as reads, sum(b.records)::bigint as records
from (
    select owner_load as load_id, sum(cardinality(lines)) as reads, 0 as records from read_offers where load_id = @load_id group by 1
    union all
    select r.load_id, 0, count(*) from offers o join records r on r.subject_id = o.subject_id and r.key = o.key
    where o.load_id = @load_id and r.load_id <> o.load_id group by 1
) b
    join loads l on l.id = b.load_id
    left join visible_loads v on v.load_id = b.load_id
where l.restricted or not exists (select from shares s where s.load_id = b.load_id and s.agency = any (array['*', @agency::text]))
group by 1 order by 1;
