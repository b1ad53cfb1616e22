-- Analysts' marks on events.

-- name: MarksOfCase
select id, target, kind, text, actor, at, undone_at, coalesce(undone_by, '') as undone_by
from visible_marks where case_id = @case_id and (@undone::boolean or undone_at is null)
order by id;

-- name: AddMark
insert into marks (case_id, target, kind, text, actor) values (@case_id, @target, @kind, @text, @actor)
returning id, target, kind, text, actor, at, undone_at, '' as undone_by;

-- name: UndoMark
update marks set undone_at = now(), undone_by = @actor where id = @id and case_id = @case_id and undone_at is null
returning id, target, kind, text, actor, at, undone_at, coalesce(undone_by, '') as undone_by;

-- name: EventsToldByLoad
select distinct event_id from event_records where load_id = @load_id order by 1;

-- name: MarkWhatComes
-- A mark is never changed: those on events that are gone stay told, and stand on the event of a load once more, where it is one.
insert into marks (case_id, target, kind, text, actor, at)
select k.case_id, 'e' || n.id, k.kind, k.text, k.actor, k.at
from (select min(event_id) as id from event_records where load_id = @load_id having count(distinct event_id) = 1) n
    cross join unnest(@told::bigint[]) old (id)
    join marks k on k.target = 'e' || old.id and k.undone_at is null
where old.id <> n.id and not exists (select from events e where e.id = old.id)
    and not exists (select from marks o where o.target = 'e' || n.id and o.undone_at is null and o.kind = k.kind
        and (k.kind = 'hidden' or o.text = k.text));
