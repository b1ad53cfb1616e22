-- Logging in: sessions, one-time links and failures. Of tokens, links and keys only hashes are kept.

alter table users
    add column active_at timestamptz not null default now(), -- last used, made or enabled
    add column locked_at timestamptz,                        -- after too many failures, until an administrator releases it
    add column totp_step bigint not null default 0;          -- step of the last one-time password that was used
comment on column users.totp_secret is 'sealed with the server''s own secret, base64';

alter table api_keys
    add column hint    text not null default '', -- the key's first characters
    add column used_at timestamptz;

create table sessions (
    id       bigint generated always as identity primary key,
    hash     bytea not null unique check (length(hash) = 32), -- SHA-256 of the token
    user_id  bigint not null references users on delete cascade,
    stage    text not null check (stage in ('second', 'enrol', 'banner', 'open')),
    began_at timestamptz not null,
    seen_at  timestamptz not null,
    ends_at  timestamptz not null,
    address  text not null,
    agent    text not null,
    pending  text -- sealed secret of a second factor that is being set up, base64
);
create index sessions_user on sessions (user_id);

-- A link lets its user set a password, once. Without a user it makes the first administrator.
create table setup_links (
    hash       bytea primary key check (length(hash) = 32),
    user_id    bigint references users on delete cascade,
    made_at    timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);

-- Tries to log in that have not succeeded. Of names only hashes are kept: people type passwords there.
create table login_attempts (
    id      bigint generated always as identity primary key,
    name    bytea not null check (length(name) = 32),
    address text not null,
    at      timestamptz not null
);
create index login_attempts_name on login_attempts (name, at);
create index login_attempts_address on login_attempts (address, at);
