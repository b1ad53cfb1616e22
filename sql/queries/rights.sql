-- What the role may do as which the program speaks to the database.

-- name: MayChangeAudit
select has_table_privilege('audit', 'update') or has_table_privilege('audit', 'delete') or has_table_privilege('audit', 'truncate');
