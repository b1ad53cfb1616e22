-- Agencies that ask about the same learn of each other.

-- name: KeepInterest
select keep_interest(@agency, @actor, @case_number, @kind, @value, @center, @radius);

-- name: Notices
-- Newest first.
select n.id, n.at, own.kind, own.value, own.case_number, own.actor, own.at as asked_at,
    other.agency as other_agency, coalesce(a.name, '') as other_name, other.actor as other_actor, other.case_number as other_case,
    other.value as other_value, other.at as other_at, n.seen_at, coalesce(n.seen_by, '') as seen_by
from notices n
    join interests own on own.id = n.own_interest
    join interests other on other.id = n.other_interest
    left join agencies a on a.ori = other.agency
where n.agency = @agency and (not @unseen or n.seen_at is null)
order by n.id desc
limit @most;

-- name: SeeNotices
update notices set seen_at = now(), seen_by = @actor where agency = @agency and id = any (@ids::bigint[]) and seen_at is null
returning id;

-- name: DeconflictionRule
select silent, extract(epoch from span)::bigint as seconds from deconfliction_rule(@agency);

-- name: PutDeconflictionRule
insert into deconfliction_rules (agency, silent, span, set_by) values (@agency, @silent, make_interval(secs => @seconds), @actor)
on conflict (agency) do update set silent = excluded.silent, span = excluded.span, set_by = excluded.set_by, set_at = now();
