-- What a case's owner shows to others.

-- name: ShareLoad
insert into shares (load_id, agency, shared_by) values (@load_id, @agency, @shared_by) on conflict do nothing;

-- name: UnshareLoad
delete from shares where load_id = @load_id and agency = @agency;

-- name: ChangeHandling
-- Puts a load under handling codes and takes it from under others. Gives the codes before and after, or no row where they are
-- the same.
update loads l set handling = n.codes
from (
    select was.id, was.handling,
        array(select code from unnest(was.handling || @added::text[]) as a (code) where code <> all (@removed::text[]) group by code
            order by code) as codes
    from (select id, handling from loads where id = @load_id for update) was
) n
where l.id = n.id and l.handling <> n.codes
returning n.handling as before, l.handling as after;

-- name: SharesOfLoad
select s.agency, coalesce(a.name, '') as name, s.shared_by, s.at
from shares s left join agencies a on a.ori = s.agency
where s.load_id = @load_id order by s.agency;

-- name: BroughtBefore
-- Reads that a load brought and other loads had brought before, and that therefore are not seen with it: by those of them that are
-- not shared with the agency too. Loads that the viewer may not see have no number.
select coalesce(v.load_id, 0) as load, sum(b.reads)::bigint as reads
from (select owner_load as load_id, sum(cardinality(lines)) as reads from read_offers where load_id = @load_id group by 1) b
    join loads l on l.id = b.load_id
    left join visible_loads v on v.load_id = b.load_id
where l.handling <> '{}' or not exists (select from shares s where s.load_id = b.load_id and s.agency = any (array['*', @agency::text]))
group by 1 order by 1;
