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
