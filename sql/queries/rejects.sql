-- Rejected rows as files of their own, and what else is known of a load's file.

-- name: SetLoadShape
update loads set shape = @shape, burst_window = @burst_window where id = @id;

-- name: LoadShape
select shape from visible_load_shapes where load_id = @id;

-- name: BurstWindows
select load_id, burst_window from visible_load_shapes where load_id = any (@ids::bigint[]) and burst_window > 0;
