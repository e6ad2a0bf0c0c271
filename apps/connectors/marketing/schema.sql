-- Marketing: whom we write to, what they agreed to, what we sent and what came of it. Columns of a
-- contact are null only where it had to stay, without its person, for rows that could not go.

create table if not exists contacts (
  id            bigint primary key,
  contact_id    text unique,
  customer_id   text,
  email         text,
  first_name    text,
  last_name     text,
  locale        text,
  source        text,
  created_at    timestamptz not null,
  restricted_at timestamptz
);
-- Since when she is not to be mailed: she objected. Added to stores that are older.
alter table contacts add column if not exists objected_at timestamptz;
-- Since when her reading of mail is not tracked: she took back her consent.
alter table contacts add column if not exists untracked_at timestamptz;
create unique index if not exists contacts_email on contacts (lower(email));
create index if not exists contacts_customer on contacts (customer_id);

-- Who asked that a contact's data be only stored; the flag above is the earliest of these.
create table if not exists restrictions (
  contact_id bigint not null references contacts,
  request    text not null,
  placed_at  timestamptz not null default now(),
  primary key (contact_id, request)
);
-- The uses that ended, by category; null: the data are only stored. Added to stores that are older.
alter table restrictions add column if not exists uses jsonb;

create table if not exists consents (
  id           bigint primary key,
  contact_id   bigint not null references contacts,
  purpose      text not null,
  granted      boolean not null,
  wording      text not null,
  recorded_at  timestamptz not null,
  recorded_via text not null
);
create index if not exists consents_contact on consents (contact_id);

-- The totals count mail, not people: they stand when a contact goes.
create table if not exists campaigns (
  id       bigint primary key,
  name     text not null,
  subject  text not null,
  locale   text not null,
  sent_on  date not null,
  sent     integer not null default 0,
  opened   integer not null default 0,
  clicked  integer not null default 0
);

create table if not exists sends (
  id          bigint primary key,
  campaign_id bigint not null references campaigns,
  contact_id  bigint not null references contacts,
  sent_at     timestamptz not null,
  delivered   boolean not null,
  unique (contact_id, campaign_id)
);

create table if not exists opens (
  id         bigint primary key,
  send_id    bigint not null references sends,
  opened_at  timestamptz not null,
  ip         inet,
  user_agent text
);
create index if not exists opens_send on opens (send_id);

create table if not exists clicks (
  id         bigint primary key,
  send_id    bigint not null references sends,
  clicked_at timestamptz not null,
  url        text not null
);
create index if not exists clicks_send on clicks (send_id);

-- Who objected to marketing, by keyed digest: the list names nobody by itself.
create table if not exists do_not_mail (
  digest text primary key,
  since  timestamptz not null default now()
);

-- Who is not to be tracked, likewise.
create table if not exists do_not_track (
  digest text primary key,
  since  timestamptz not null default now()
);

create table if not exists segments (
  id   bigint primary key,
  name text not null unique,
  rule text not null
);

create table if not exists contact_segments (
  id         bigint primary key,
  contact_id bigint not null references contacts,
  segment_id bigint not null references segments,
  since      date not null,
  unique (contact_id, segment_id)
);
