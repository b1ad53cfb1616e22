-- Who looked at what, and why.

-- name: SetViewer
-- For whom the transaction asks; the visible_ views answer by it.
select set_viewer(@viewer);

-- name: PlanByIndex
-- What a person is answered is found by index, row by row, and planned each time, for months come and tables grow: so it costs what
-- its rows cost, whatever the statistics say. Other joins and scans may be faster where all of a table is wanted, which nobody
-- is given; where the statistics are behind, they read all of it for a few rows.
select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true);

-- name: PlanFreely
-- The opposite, for what changes a large part of the tables.
select set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true),
    set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true);

-- name: LockAudit
-- Only one row is added to the chain at a time; the lock goes with the transaction.
select pg_advisory_xact_lock(hashtextextended('sightline audit', 0));

-- name: AuditEnd
-- The end of the chain as it is committed.
select seq, encode(hash, 'hex') as hash from audit order by seq desc limit 1;

-- name: AddAudit
-- After what is the end of the chain once LockAudit has been waited for.
insert into audit (actor, agency, key_id, address, case_id, case_number, purpose, action, asked, rows, outcome, seq, prev_hash)
values (@actor, @agency, @key_id, @address, @case_id, @case_number, @purpose, @action, @asked, @rows, @outcome,
    coalesce((select seq from audit order by seq desc limit 1), 0) + 1,
    coalesce((select hash from audit order by seq desc limit 1), decode(repeat('00', 32), 'hex')));

-- name: AuditChain
-- Rows in the order of the chain.
select seq, at, actor, agency, coalesce(key_id, 0) as key_id, address, coalesce(case_id, 0) as case_id, case_number, purpose, action,
    asked::text as asked, rows, outcome, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
from audit where seq > @after order by seq limit @most;

-- name: SearchAudit
-- Newest first. An empty text and a null time ask nothing.
select seq, at, actor, agency, coalesce(key_id, 0) as key_id, address, coalesce(case_id, 0) as case_id, case_number, purpose, action,
    asked::text as asked, rows, outcome, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
from audit
where (@before::bigint is null or seq < @before)
    and (@actor::text = '' or actor = @actor)
    and (@agency::text = '' or agency = @agency)
    and (@case_number::text = '' or case_number = @case_number)
    and (@action::text = '' or action = @action)
    and (@outcome::text = '' or outcome = @outcome)
    and (@recipient::text = '' or asked ->> 'recipient' = @recipient)
    and (@text::text = '' or position(lower(@text) in lower(asked::text || ' ' || purpose)) > 0)
    and (@from_at::timestamptz is null or at >= @from_at)
    and (@to_at::timestamptz is null or at < @to_at)
order by seq desc
limit @most;
