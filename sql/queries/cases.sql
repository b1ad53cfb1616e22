-- Cases, their subjects and what identifies them.

-- name: CaseByNumber
-- For whoever puts something into the case.
select id, number, title, owning_ori, opened_at from cases where number = @number;

-- name: CaseToChange
select id, number, title, owning_ori, opened_at from cases where number = @number for update;

-- name: AddCase
insert into cases (number, title, owning_ori) values (@number, @title, @owning_ori)
on conflict (number) do nothing;

-- name: UpdateCase
update cases set title = coalesce(nullif(@title::text, ''), title), owning_ori = coalesce(nullif(@owning_ori::text, ''), owning_ori)
where number = @number;

-- name: SubjectByName
select id from subjects where case_id = @case_id and lower(name) = lower(@name) order by name = @name desc limit 1;

-- name: AddSubject
insert into subjects (case_id, name, role) values (@case_id, @name, @role) on conflict (case_id, name) do nothing;

-- name: SubjectToChange
select name, role, aliases, coalesce(to_char(birth_date, 'YYYY-MM-DD'), '') as birth_date, sex from subjects where id = @id
    for no key update; -- a load that refers to the subject goes on

-- name: SubjectToJudge
-- For whoever loads something for the subject.
select id, name, aliases, coalesce(to_char(birth_date, 'YYYY-MM-DD'), '') as birth_date, sex from subjects where id = @id;

-- name: CaseOfSubject
select case_id from subjects where id = @id for update;

-- name: UpdateSubject
update subjects
set role = coalesce(nullif(@role::text, ''), role),
    aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(aliases || @aliases::text[]) a),
    birth_date = coalesce(nullif(@birth_date::text, '')::date, birth_date),
    sex = coalesce(nullif(@sex::text, ''), sex)
where id = @id;

-- name: HoldingToChange
select h.description, coalesce((select string_agg(x.basis, '; ' order by x.load_id nulls first) from holding_sources x
    where x.holding_id = h.id), '') as basis,
    exists (select from holding_sources x where x.holding_id = h.id and x.load_id is null) as stated
from holdings h join identifiers i on i.id = h.identifier_id
where h.subject_id = @subject_id and i.type = @type and i.value = @value and i.region = @region
    and h.held = tstzrange(coalesce(@held_from::timestamptz, '-infinity'), coalesce(@held_to::timestamptz, 'infinity'))
for update of h;

-- name: AddIdentifier
insert into identifiers (type, value, region) values (@type, @value, @region) on conflict do nothing;

-- name: AddHolding
-- What is stated describes it, whatever a load said.
insert into holdings as h (subject_id, identifier_id, held, description)
select @subject_id, i.id, tstzrange(coalesce(@held_from::timestamptz, '-infinity'), coalesce(@held_to::timestamptz, 'infinity')),
    @description
from identifiers i where i.type = @type and i.value = @value and i.region = @region
on conflict (subject_id, identifier_id, held) do update
    set description = case when @load_id::bigint is null then excluded.description else h.description end
returning id;

-- name: AddHoldingSource
insert into holding_sources (holding_id, load_id, basis) values (@holding_id, @load_id, @basis)
on conflict (holding_id, load_id) do update set basis = excluded.basis;

-- name: CasesWithSubjects
select c.id, c.number, c.title, c.owning_ori, c.opened_at,
    s.id as subject_id, s.name, s.role,
    (select count(distinct p.event_id) from visible_own_parties p where p.subject_id = s.id) as events,
    (select count(*)
     from visible_vehicles v
        cross join lateral (select distinct m.month from visible_loads l cross join lateral unnest(l.months) m (month)
            where l.case_id = c.id offset 0) m
        cross join lateral (
            select r.read_at from visible_reads r
            where r.plate = v.plate and r.plate_state = v.plate_state and r.case_id = c.id
                and r.read_at >= m.month and r.read_at < ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC'
            offset 0
        ) r
     where v.subject_id = s.id and v.plate_state <> '' and v.held @> r.read_at) as reads
from visible_cases c left join visible_subjects s on s.case_id = c.id
order by c.number, array_position(array['missing child', 'companion', 'suspect', 'unknown'], s.role), s.name;

-- name: SubjectWithCase
select c.id as case_id, c.number, c.title, c.owning_ori, c.opened_at,
    s.id, s.name, s.role, s.aliases, coalesce(to_char(s.birth_date, 'YYYY-MM-DD'), '') as birth_date, s.sex
from visible_subjects s join visible_cases c on c.id = s.case_id
where s.id = @id;

-- name: HoldingsOfSubjects
select subject_id, id, type, value, region, description, basis,
    case when lower_inf(held) or lower(held) = '-infinity' then null else lower(held) end as held_from,
    case when upper_inf(held) or upper(held) = 'infinity' then null else upper(held) end as held_to
from unnest(@subjects::bigint[]) of (subject)
    cross join lateral (select * from visible_holdings h where h.subject_id = of.subject offset 0) h -- by index, subject by subject
order by subject_id, type, lower(held), value, region;

-- name: SubjectsToMerge
select id, case_id, name, role, aliases, coalesce(to_char(birth_date, 'YYYY-MM-DD'), '') as birth_date, sex from subjects
    where id = any (@ids::bigint[]) for update;

-- name: MergeSubject
select merge_subject(@gone, @stays);
