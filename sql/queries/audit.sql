-- Who looked at what, and why.

-- name: SetViewer
-- For whom the transaction asks; the visible_ views answer by it.
select set_config('sightline.viewer', @viewer::jsonb::text, true);

-- name: AddAudit
insert into audit (actor, case_id, purpose, action, asked, rows)
values (@actor, @case_id, @purpose, @action, @asked, @rows);

-- name: LastAudit
select at, actor, coalesce((select number from cases c where c.id = audit.case_id), '') as case_number, purpose, action, asked, rows
from audit order by id desc limit @most;
