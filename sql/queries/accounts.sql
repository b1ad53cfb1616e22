-- People's accounts, their sessions and agencies' keys.

-- name: AnyUser
select exists (select from users);

-- name: AnyAdmin
select exists (select from users where role = 'admin' and disabled_at is null and (password <> '' or oidc_subject is not null));

-- name: UserByName
select id, name, display_name, role, agency, password, totp_secret, totp_step, may,
    oidc_subject is not null as provided, disabled_at is not null as disabled, locked_at, active_at
from users where lower(name) = lower(@name);

-- name: UserByIdentity
-- Who was vouched for before goes by the provider's own number; else by name, if there is no password to go by.
select id, name, display_name, role, agency, password, totp_secret, totp_step, may,
    oidc_subject is not null as provided, disabled_at is not null as disabled, locked_at, active_at
from users
where oidc_issuer = @issuer and oidc_subject = @subject
    or oidc_subject is null and password = '' and lower(name) = lower(@name)
order by oidc_subject nulls last limit 1;

-- name: Users
select u.id, u.name, u.display_name, u.role, u.agency, u.password, u.totp_secret, u.totp_step, u.may,
    u.oidc_subject is not null as provided, u.disabled_at is not null as disabled, u.locked_at, u.active_at,
    array(select c.number from case_members m join cases c on c.id = m.case_id where m.user_id = u.id order by c.number) as cases
from users u where @id::bigint is null or u.id = @id order by lower(u.name);

-- name: AccountToChange
select id, name, display_name, role, agency, password, totp_secret, totp_step, may,
    oidc_subject is not null as provided, disabled_at is not null as disabled, locked_at, active_at
from users where id = @id for update;

-- name: AddUser
insert into users (name, display_name, role, agency, may, password, active_at)
values (@name, @display_name, @role, @agency, @may, @password, @at)
on conflict do nothing returning id;

-- name: UpdateUser
update users set display_name = @display_name, role = @role, agency = @agency, may = @may where id = @id;

-- name: DisableUser
update users set disabled_at = @at where id = @id and disabled_at is null;

-- name: EnableUser
update users set disabled_at = null, locked_at = null, active_at = @at where id = @id;

-- name: ResetUser
update users set password = '', totp_secret = null, totp_step = 0, oidc_issuer = null, oidc_subject = null, locked_at = null,
    active_at = @at
where id = @id;

-- name: SetPassword
update users set password = @password, active_at = @at where id = @id and disabled_at is null;

-- name: RefreshPassword
update users set password = @password where id = @id and password = @was;

-- name: SetIdentity
update users set oidc_issuer = @issuer, oidc_subject = @subject, active_at = @at where id = @id;

-- name: SetSecond
update users set totp_secret = @secret, totp_step = @step where id = @id;

-- name: UseStep
-- Of two that use the same code at once, one comes too late.
update users set totp_step = @step, active_at = @at where id = @id and totp_step < @step;

-- name: TouchUser
update users set active_at = @at where id = @id;

-- name: LockUser
update users set locked_at = @at where id = @id and locked_at is null;

-- name: AddMember
insert into case_members (case_id, user_id, added_by) values (@case_id, @user_id, @added_by) on conflict do nothing;

-- name: RemoveMember
delete from case_members where case_id = @case_id and user_id = @user_id;

-- name: MembersOfCase
select u.name, u.display_name, u.role, m.added_by, m.added_at
from case_members m join users u on u.id = m.user_id where m.case_id = @case_id order by lower(u.name);

-- name: LockAttempts
-- One attempt is counted at a time.
select pg_advisory_xact_lock(hashtextextended('sightline log-ins', 0));

-- name: CountAttempts
select (select count(*) from login_attempts where name = @name and at > @since) as of_name,
    (select count(*) from login_attempts where address = @address and at > @since) as of_address;

-- name: AddAttempt
insert into login_attempts (name, address, at) values (@name, @address, @at) returning id;

-- name: DropAttempt
delete from login_attempts where id = @id;

-- name: DropAttemptsOfName
delete from login_attempts where name = @name;

-- name: SweepAttempts
delete from login_attempts where at < @before;

-- name: AddSession
insert into sessions (hash, user_id, stage, began_at, seen_at, ends_at, address, agent)
values (@hash, @user_id, @stage, @at, @at, @ends_at, @address, @agent);

-- name: SessionByHash
select s.id as session_id, s.stage, s.began_at, s.seen_at, s.ends_at, s.address, s.agent, s.pending,
    u.id, u.name, u.display_name, u.role, u.agency, u.password, u.totp_secret, u.totp_step, u.may,
    u.oidc_subject is not null as provided, u.disabled_at is not null as disabled, u.locked_at, u.active_at
from sessions s join users u on u.id = s.user_id where s.hash = @hash;

-- name: SessionsOfUser
select id as session_id, stage, began_at, seen_at, ends_at, address, agent
from sessions where user_id = @user_id and ends_at > @at order by began_at desc, id desc;

-- name: TouchSession
update sessions set seen_at = @at where id = @id and seen_at < @at;

-- name: SetPending
update sessions set pending = @pending where id = @id;

-- name: AdvanceSession
update sessions set stage = @stage, hash = @hash, seen_at = @at, pending = null where id = @id;

-- name: EndSession
delete from sessions where id = @id and user_id = @user_id;

-- name: EndSessionsOfUser
delete from sessions where user_id = @user_id and id <> @but;

-- name: SweepSessions
delete from sessions where ends_at < @before;

-- name: DropLinks
-- A new link makes the earlier ones of the same user useless.
delete from setup_links where user_id is not distinct from @user_id::bigint and used_at is null;

-- name: AddLink
insert into setup_links (hash, user_id, made_at, expires_at) values (@hash, @user_id, @made_at, @expires_at);

-- name: LinkByHash
select l.user_id, l.expires_at, u.name, u.disabled_at is not null as disabled
from setup_links l left join users u on u.id = l.user_id
where l.hash = @hash and l.used_at is null and l.expires_at > @at;

-- name: UseLink
update setup_links set used_at = @at where hash = @hash and used_at is null and expires_at > @at;

-- name: AddKey
insert into api_keys (agency, name, hash, hint, collections, area, may, rate, expires_at, created_by, created_at, replaces)
values (@agency, @name, @hash, @hint, @collections, st_multi(st_geomfromgeojson(nullif(@area, '')))::geography, @may, @rate, @expires_at,
    @created_by, @at, @replaces)
returning id;

-- name: KeyByHash
select id, agency, name, hint, hash, collections, coalesce(st_asgeojson(area), '') as area, may, rate, expires_at, created_by, created_at,
    revoked_at, used_at, replaces
from api_keys where hash = @hash;

-- name: Keys
select id, agency, name, hint, hash, collections, coalesce(st_asgeojson(area), '') as area, may, rate, expires_at, created_by, created_at,
    revoked_at, used_at, replaces
from api_keys order by lower(name), id;

-- name: KeyByID
select id, agency, name, hint, hash, collections, coalesce(st_asgeojson(area), '') as area, may, rate, expires_at, created_by, created_at,
    revoked_at, used_at, replaces
from api_keys where id = @id;

-- name: TouchKey
update api_keys set used_at = @at where id = @id;

-- name: ShortenKey
-- The key ends at a time, if it does not end before.
update api_keys set expires_at = least(expires_at, @at) where id = @id and revoked_at is null;

-- name: RevokeKey
update api_keys set revoked_at = @at where id = @id and revoked_at is null;
