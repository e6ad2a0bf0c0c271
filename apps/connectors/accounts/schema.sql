-- Accounts: who the customers are, what they bought and registered, what they wrote.
-- `person_id` is null where a row outlives its person: a retained order, a comment with replies.

create table if not exists people (
  id            bigint primary key,
  customer_id   text unique,
  username      text,
  email         text,
  phone         text,
  given_name    text,
  family_name   text,
  full_name     text,
  born_on       date,
  region        text,
  language      text,
  joined_at     timestamptz not null,
  restricted_at timestamptz
);
create unique index if not exists people_email on people (lower(email));
create unique index if not exists people_username on people (lower(username));
create index if not exists people_phone on people (phone);

-- Who asked that a person's data be only stored; the flag above is the earliest of these.
create table if not exists restrictions (
  person_id bigint not null references people,
  request   text not null,
  placed_at timestamptz not null default now(),
  primary key (person_id, request)
);
-- The uses that ended, by category; null: the data are only stored. Added to stores that are older.
alter table restrictions add column if not exists uses jsonb;

create table if not exists credentials (
  id            bigint primary key,
  person_id     bigint not null unique references people,
  algorithm     text not null,
  password_hash text not null,
  changed_at    timestamptz not null,
  last_login_at timestamptz,
  last_login_ip inet
);

create table if not exists addresses (
  id          bigint primary key,
  person_id   bigint not null references people,
  purpose     text not null,
  recipient   text not null,
  street      text not null,
  postal_code text not null,
  city        text not null,
  region      text not null,
  country     char(2) not null
);
create index if not exists addresses_person on addresses (person_id);

create table if not exists orders (
  id               bigint primary key,
  person_id        bigint references people,
  order_no         text,
  ordered_on       date,
  status           text,
  currency         char(3),
  total            numeric(14, 2),
  tax              numeric(14, 2),
  invoice_name     text,
  invoice_address  text,
  delivery_name    text,
  delivery_address text,
  contact_email    text,
  contact_phone    text,
  note             text,
  retained_under   text[],
  retained_until   date
);
create index if not exists orders_person on orders (person_id);

create table if not exists order_items (
  id            bigint primary key,
  order_id      bigint not null references orders,
  product       text,
  model         text,
  serial        text,
  quantity      integer,
  price         numeric(14, 2)
);
create index if not exists order_items_order on order_items (order_id);

-- A household may register one appliance twice, once per person.
create table if not exists devices (
  id            bigint primary key,
  person_id     bigint not null references people,
  serial        text not null,
  product       text not null,
  model         text not null,
  nickname      text,
  registered_at timestamptz not null,
  unique (serial, person_id)
);
create index if not exists devices_person on devices (person_id);

create table if not exists support_messages (
  id         bigint primary key,
  person_id  bigint not null references people,
  ticket_no  text not null,
  author     text not null check (author in ('customer', 'agent')),
  agent_name text,
  channel    text not null,
  body       text not null,
  sent_at    timestamptz not null
);
create index if not exists support_messages_person on support_messages (person_id);

create table if not exists comments (
  id           bigint primary key,
  person_id    bigint references people,
  parent_id    bigint references comments,
  topic        text not null,
  display_name text,
  body         text,
  posted_at    timestamptz not null
);
create index if not exists comments_person on comments (person_id);
create index if not exists comments_parent on comments (parent_id);
