-- Who may log in, and as whom. Of tokens, links and keys only hashes are kept.

create table users (
    id           bigint generated always as identity primary key,
    name         text not null check (name <> ''),
    display_name text not null default '',
    role         text not null check (role in ('analyst', 'supervisor', 'agency', 'auditor', 'admin')),
    agency       text not null default '' check (agency ~ '^([A-Z]{2}[A-Z0-9]{7})?$'),
    password     text not null default '',
    totp_secret  text,
    may          text[] not null default '{}' check (may::text ~ '^[{]([a-z][a-z_]*(,[a-z][a-z_]*)*)?[}]$'),
    oidc_issuer  text,
    oidc_subject text,
    disabled_at  timestamptz,
    created_at   timestamptz not null default now(),
    active_at    timestamptz not null default now(),
    locked_at    timestamptz,
    totp_step    bigint not null default 0,
    check ((oidc_issuer is null) = (oidc_subject is null)),
    unique (oidc_issuer, oidc_subject)
);
create unique index users_name on users (lower(name));
comment on table users is 'Accounts of people.';
comment on column users.name is 'to log in with; case does not matter';
comment on column users.agency is 'ORI, or empty';
comment on column users.password is 'hash with its parameters; empty: none, cannot log in by it';
comment on column users.totp_secret is 'sealed with the server''s own secret, base64; null: no second factor yet';
comment on column users.may is 'handling codes of what the user may see, beside what is under none';
comment on column users.totp_step is 'step of the last one-time password that was used';
comment on column users.active_at is 'last used, made or enabled';
comment on column users.locked_at is 'after too many failures, until an administrator releases it';

create table case_members (
    case_id  bigint not null references cases on delete cascade,
    user_id  bigint not null references users on delete cascade,
    added_by text not null default '',
    added_at timestamptz not null default now(),
    primary key (user_id, case_id)
);
create index case_members_case on case_members (case_id);
comment on table case_members is 'Who is inside a case.';

create table api_keys (
    id          bigint generated always as identity primary key,
    agency      text not null check (agency ~ '^[A-Z]{2}[A-Z0-9]{7}$'),
    name        text not null check (name <> ''),
    hash        bytea not null unique check (length(hash) = 32),
    collections text[] not null default '{}',
    area        geography(multipolygon, 4326),
    may         text[] not null default '{}' check (may::text ~ '^[{]([a-z][a-z_]*(,[a-z][a-z_]*)*)?[}]$'),
    rate        integer not null check (rate > 0),
    expires_at  timestamptz not null,
    created_by  text not null default '',
    created_at  timestamptz not null default now(),
    revoked_at  timestamptz,
    replaces    bigint references api_keys,
    hint        text not null default '',
    used_at     timestamptz
);
comment on table api_keys is 'Keys of agencies'' programs. A key itself is shown once and not kept.';
comment on column api_keys.hash is 'SHA-256 of the key';
comment on column api_keys.collections is 'what it may ask for';
comment on column api_keys.area is 'where it may ask; null: everywhere';
comment on column api_keys.may is 'handling codes of what it may see, beside what is under none';
comment on column api_keys.rate is 'requests a minute';
comment on column api_keys.hint is 'the key''s first characters';

create table sessions (
    id       bigint generated always as identity primary key,
    hash     bytea not null unique check (length(hash) = 32),
    user_id  bigint not null references users on delete cascade,
    stage    text not null check (stage in ('second', 'enrol', 'banner', 'open')),
    began_at timestamptz not null,
    seen_at  timestamptz not null,
    ends_at  timestamptz not null,
    address  text not null,
    agent    text not null,
    pending  text
);
create index sessions_user on sessions (user_id);
comment on table sessions is 'People who are logged in, or on their way.';
comment on column sessions.hash is 'SHA-256 of the token';
comment on column sessions.pending is 'sealed secret of a second factor that is being set up, base64';

create table setup_links (
    hash       bytea primary key check (length(hash) = 32),
    user_id    bigint references users on delete cascade,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
comment on table setup_links is 'A link lets its user set a password, once. Without a user it makes the first administrator.';

create table login_attempts (
    id      bigint generated always as identity primary key,
    name    bytea not null check (length(name) = 32),
    address text not null,
    at      timestamptz not null
);
create index login_attempts_name on login_attempts (name, at);
create index login_attempts_address on login_attempts (address, at);
comment on table login_attempts is 'Tries to log in that have not succeeded.';
comment on column login_attempts.name is 'only a hash: people type passwords there';

create table secrets (name text primary key, value bytea not null);
comment on table secrets is 'Keys that the server signs with, made once: ''cursor'' signs places in answers.';
insert into secrets values ('cursor', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
