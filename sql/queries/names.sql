-- Whom the records of a subject name. What is said of a name is said in Go; see person.Judge.

-- name: NamesToldOf
-- Whom the records that were loaded for a subject name in the part in which they are about the subject, each once, with the records.
with told as (
    select t.id, array_agg(i.value order by p.nth) as names, array_agg(i.region order by p.nth) as births,
        coalesce((select f ->> 'value' from jsonb_array_elements(t.fields) f where lower(f ->> 'name') = any (@birth) limit 1), '') as birth,
        coalesce((select f ->> 'value' from jsonb_array_elements(t.fields) f where lower(f ->> 'name') = any (@sex) limit 1), '') as sex
    from event_parties own
        cross join lateral (select * from event_records t where t.id = own.told_id offset 0) t
        join event_parties p on p.told_id = own.told_id and p.part = own.part and (p.subject_id is null or p.subject_id = own.subject_id)
        join identifiers i on i.id = p.identifier_id and i.type = 'person'
    where own.subject_id = @subject_id
    group by t.id, t.fields
)
select names, births, birth, sex, array_agg(id) as told from told group by names, births, birth, sex;

-- name: JudgeTold
-- Says anew of records what follows from whom they name: remarks of these codes give way to the one that holds now.
update event_records t
set misnamed = @another and (t.misnamed or t.standing = ''),
    standing = case when @another and t.standing = '' then 'set aside' when t.misnamed and not @another then '' else t.standing end,
    why = case when @another and t.standing = '' then @why::text when t.misnamed and not @another then '' else t.why end,
    remarks = (select coalesce(jsonb_agg(r order by n), '[]') from jsonb_array_elements(t.remarks) with ordinality as x (r, n)
        where r ->> 'code' <> all (@codes)) || @remarks::jsonb
where t.id = any (@told::bigint[]);
