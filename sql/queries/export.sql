-- The raw records behind what is given away.

-- name: RecordsOfLines
select line, text from visible_records where load_id = @load_id and line = any(@lines::integer[]) order by line, id;

-- name: ReadChunksOfLines
select first_line, body from visible_read_chunks c
where load_id = @load_id and exists (select from unnest(@lines::integer[]) l where l between c.first_line and c.last_line)
order by first_line;
