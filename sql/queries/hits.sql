-- What loads brought that is known of other subjects. Identifiers come as lists, each with how often and where first it stands in the
-- load and under what handling codes, with commas between them.

-- name: HeldTypes
-- What types of identifiers subjects hold beside plates and names.
select distinct lower(type) from visible_holdings where type not in ('plate', 'person') order by 1;

-- name: AddHeldHits
insert into hits (load_id, subject_id, identifier_id, how, events, line, handling)
select @load_id, h.subject_id, h.identifier_id, 'held', sum(b.events), min(b.line),
    string_to_array(min(b.handling), ',')
from unnest(@types::text[], @values::text[], @regions::text[], @events::bigint[], @lines::integer[], @handling::text[])
        as b (type, value, region, events, line, handling)
    cross join lateral (select i.id from identifiers i where i.type = b.type and i.value = b.value
        and (i.region = b.region or i.region = '' or b.region = '') offset 0) i
    cross join lateral (select h.subject_id, h.identifier_id from visible_holdings h where h.identifier_id = i.id offset 0) h
where h.subject_id is distinct from @subject_id::bigint
group by h.subject_id, h.identifier_id
on conflict do nothing;

-- name: AddNumberHits
-- Of numbers of other types, written in whatever way.
insert into hits (load_id, subject_id, identifier_id, how, events, line, handling)
select @load_id, h.subject_id, h.identifier_id, 'held', sum(b.events), min(b.line), string_to_array(min(b.handling), ',')
from unnest(@types::text[], @values::text[], @regions::text[], @events::bigint[], @lines::integer[], @handling::text[])
        as b (type, value, region, events, line, handling)
    join visible_holdings h on lower(h.type) = b.type and upper(regexp_replace(h.value, '[^[:alnum:]]', '', 'g')) = b.value
where h.type not in ('plate', 'person') and h.subject_id is distinct from @subject_id::bigint
group by h.subject_id, h.identifier_id
on conflict do nothing;

-- name: AddReadHits
select add_read_hits(@load_id, @subject_id, @months);

-- name: SubjectsToMatch
select id, name, aliases, coalesce(to_char(birth_date, 'YYYY-MM-DD'), '') as birth_date, sex from visible_subjects
    where id is distinct from @subject_id::bigint order by id;

-- name: AddNameHits
insert into hits (load_id, subject_id, identifier_id, how, events, line, handling)
select @load_id, b.subject_id, i.id, 'named', b.events, b.line, string_to_array(b.handling, ',')
from unnest(@subjects::bigint[], @values::text[], @regions::text[], @events::bigint[], @lines::integer[], @handling::text[])
        as b (subject_id, value, region, events, line, handling)
    join identifiers i on i.type = 'person' and i.value = b.value and i.region = b.region
on conflict do nothing;

-- name: AddSeenHits
-- What records of subjects of other cases have too.
insert into hits (load_id, subject_id, identifier_id, how, events, line, handling)
select @load_id, o.subject_id, i.id, 'seen', min(b.events), min(b.line), string_to_array(min(b.handling), ',')
from unnest(@types::text[], @values::text[], @regions::text[], @events::bigint[], @lines::integer[], @handling::text[])
        as b (type, value, region, events, line, handling)
    cross join lateral (select i.id from identifiers i where i.type = b.type and i.value = b.value and i.region = b.region offset 0) i
    cross join lateral (select p.told_id from visible_own_parties p where p.identifier_id = i.id and p.case_id <> @case_id offset 0) p
    join event_parties o on o.told_id = p.told_id and o.subject_id is not null
where not exists (select from hits h where h.load_id = @load_id and h.subject_id = o.subject_id and h.identifier_id = i.id)
group by o.subject_id, i.id
on conflict do nothing;

-- name: Hits
-- Newest first.
select h.id, h.at, h.load_id, l.file, l.format, lc.number as load_case, coalesce(ls.name, '') as load_subject, h.line, h.events, h.how,
    h.type, h.value, h.region, c.number as case_number, s.id as subject_id, s.name as subject_name, h.seen_at,
    coalesce(h.seen_by, '') as seen_by
from visible_hits h
    join visible_loads l on l.load_id = h.load_id
    join visible_cases lc on lc.id = l.case_id
    left join visible_subjects ls on ls.id = l.subject_id
    join visible_subjects s on s.id = h.subject_id
    join visible_cases c on c.id = s.case_id
where (@number::text = '' or c.number = @number or lc.number = @number) and (@load_id::bigint = 0 or h.load_id = @load_id)
    and (not @unseen::boolean or h.seen_at is null)
order by h.id desc
limit @most;

-- name: SeeHits
update hits set seen_at = now(), seen_by = @actor
where id = any (@ids::bigint[]) and seen_at is null and id in (select v.id from visible_hits v where v.id = any (@ids::bigint[]))
returning id;

-- name: CaseOfLoad
select number, owning_ori from cases where id = @id;
