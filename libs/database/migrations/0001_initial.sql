-- The first schema. Identifiers and everything gathered for a person are ciphertext (bytea) under
-- the request's own key; what must be found again is a keyed digest (text, base64url).

-- Access: who may do what. Two keys of one principal are one principal.
CREATE TABLE principals (
  id          text PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  kind        text NOT NULL CHECK (kind IN ('person', 'service')),
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id            text PRIMARY KEY,
  principal_id  text NOT NULL REFERENCES principals (id),
  sha256        bytea NOT NULL UNIQUE,
  scopes        text[] NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz,
  revoked_at    timestamptz
);
CREATE INDEX api_keys_by_principal ON api_keys (principal_id);

-- Reads of personal data and denied calls: an audit stream of their own, apart from the evidence.
CREATE TABLE access_records (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL DEFAULT now(),
  principal_id  text,
  act           text NOT NULL,
  subject_id    text,
  allowed       boolean NOT NULL
);
CREATE INDEX access_records_by_subject ON access_records (subject_id, at);

-- The answer to a write, kept with its key so that a repeat gets the same answer.
CREATE TABLE idempotency_keys (
  principal_id  text NOT NULL,
  key           text NOT NULL,
  fingerprint   text NOT NULL,
  status        integer NOT NULL,
  body          jsonb NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Vault: one data key per request, wrapped by the key-encryption key that lives elsewhere.
CREATE TABLE request_keys (
  request_id    text PRIMARY KEY,
  wrapped       bytea,
  kek_id        text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  destroyed_at  timestamptz
);

CREATE TABLE blobs (
  id          text PRIMARY KEY,
  request_id  text NOT NULL,
  kind        text NOT NULL,
  sha256      text NOT NULL,
  size        bigint NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX blobs_by_request ON blobs (request_id);

-- Registry.
CREATE TABLE connectors (
  id               text PRIMARY KEY,
  slug             text NOT NULL UNIQUE,
  name             text NOT NULL,
  base_url         text NOT NULL,
  status           text NOT NULL CHECK (status IN ('active', 'paused', 'retired')),
  owner_id         text NOT NULL REFERENCES principals (id),
  manifest         jsonb NOT NULL,
  manifest_digest  text NOT NULL,
  public_key       jsonb NOT NULL,
  failures_in_row  integer NOT NULL DEFAULT 0,
  open_until       timestamptz,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);

-- Nonces of connectors' callbacks, kept while a replayed signature would still be fresh.
CREATE TABLE callback_nonces (
  connector_id  text NOT NULL REFERENCES connectors (id),
  nonce         text NOT NULL,
  expires_at    timestamptz NOT NULL,
  PRIMARY KEY (connector_id, nonce)
);
CREATE INDEX callback_nonces_by_expiry ON callback_nonces (expires_at);

-- Requests: what one person asked, once.
CREATE TABLE requests (
  id           text PRIMARY KEY,
  controller   text NOT NULL,
  channel      text NOT NULL,
  received_at  timestamptz NOT NULL,
  residence    text NOT NULL,
  locale       text NOT NULL,
  requester    text NOT NULL CHECK (requester IN ('subject', 'parent', 'agent')),
  laws         text[] NOT NULL,
  laws_because jsonb NOT NULL,
  opened_by    text NOT NULL REFERENCES principals (id),
  opened_at    timestamptz NOT NULL DEFAULT now(),
  closed_at    timestamptz
);
CREATE INDEX requests_open_by_receipt ON requests (received_at) WHERE closed_at IS NULL;

CREATE TABLE identifiers (
  id            text PRIMARY KEY,
  request_id    text NOT NULL REFERENCES requests (id),
  type          text NOT NULL,
  value         bytea NOT NULL,
  digest        text NOT NULL,
  level         text NOT NULL CHECK (level IN ('unverified', 'low', 'substantial', 'high')),
  verified_by   text REFERENCES principals (id),
  verified_at   timestamptz,
  method        text,
  derived_from  text REFERENCES identifiers (id),
  derived_by    text REFERENCES connectors (id),
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (request_id, type, digest)
);
CREATE INDEX identifiers_by_digest ON identifiers (type, digest);

CREATE TABLE exercises (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  "right"      text NOT NULL,
  parameters   jsonb NOT NULL,
  status       text NOT NULL,
  reason       text NOT NULL,
  outcome      text,
  plan         jsonb,
  seal         text,
  sealed_at    timestamptz,
  sent_at      timestamptz,
  sent_via     text,
  sent_by      text REFERENCES principals (id),
  opened_at    timestamptz NOT NULL DEFAULT now(),
  changed_at   timestamptz NOT NULL DEFAULT now(),
  closed_at    timestamptz,
  UNIQUE (request_id, "right")
);
CREATE INDEX exercises_open_by_status ON exercises (status) WHERE closed_at IS NULL;

-- One clock per law and exercise; dates never move silently: events say what moved them.
CREATE TABLE clocks (
  exercise_id  text NOT NULL REFERENCES exercises (id),
  law          text NOT NULL,
  pack_digest  text NOT NULL,
  started_at   timestamptz NOT NULL,
  legal_due    timestamptz,
  safe_due     timestamptz,
  milestones   jsonb NOT NULL,
  explanation  jsonb NOT NULL,
  PRIMARY KEY (exercise_id, law)
);
CREATE INDEX clocks_by_safe_due ON clocks (safe_due);

-- Tasks: the row is its own outbox. waiting -> ready -> queued -> running -> (accepted) -> done.
CREATE TABLE tasks (
  id             text PRIMARY KEY,
  request_id     text NOT NULL REFERENCES requests (id),
  exercise_id    text NOT NULL REFERENCES exercises (id),
  connector_id   text NOT NULL REFERENCES connectors (id),
  action         text NOT NULL,
  key            text NOT NULL,
  after          text[] NOT NULL DEFAULT '{}',
  scope          jsonb NOT NULL DEFAULT '[]',
  identifier_ids text[] NOT NULL DEFAULT '{}',
  nonce          text NOT NULL,
  status         text NOT NULL
    CHECK (status IN ('waiting', 'ready', 'queued', 'running', 'accepted', 'done', 'cancelled')),
  outcome        text,
  result         jsonb,
  blob_id        text REFERENCES blobs (id),
  attempts       integer NOT NULL DEFAULT 0,
  attempt_token  text,
  run_at         timestamptz NOT NULL DEFAULT now(),
  lease_until    timestamptz,
  last_error     text,
  safe_start     timestamptz NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  finished_at    timestamptz,
  UNIQUE (exercise_id, key)
);
CREATE INDEX tasks_by_request ON tasks (request_id);
CREATE INDEX tasks_to_feed ON tasks (connector_id, safe_start) WHERE status = 'ready';
CREATE INDEX tasks_in_flight ON tasks (connector_id, status)
  WHERE status IN ('queued', 'running', 'accepted');
CREATE INDEX tasks_leased ON tasks (lease_until) WHERE status IN ('queued', 'running', 'accepted');

CREATE TABLE receipts (
  task_id       text PRIMARY KEY REFERENCES tasks (id),
  connector_id  text NOT NULL REFERENCES connectors (id),
  sha256        text NOT NULL UNIQUE,
  jws           text NOT NULL,
  received_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE approvals (
  id            text PRIMARY KEY,
  exercise_id   text NOT NULL REFERENCES exercises (id),
  seal          text NOT NULL,
  decision      text NOT NULL CHECK (decision IN ('approved', 'rejected')),
  principal_id  text NOT NULL REFERENCES principals (id),
  decided_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (exercise_id, seal, principal_id)
);

CREATE TABLE holds (
  id            text PRIMARY KEY,
  matter        text NOT NULL,
  owner_id      text NOT NULL REFERENCES principals (id),
  type          text,
  digest        text,
  categories    text[] NOT NULL DEFAULT '{}',
  review_on     date NOT NULL,
  placed_at     timestamptz NOT NULL DEFAULT now(),
  released_at   timestamptz,
  released_by   text REFERENCES principals (id),
  CHECK (digest IS NOT NULL OR categories <> '{}')
);
CREATE INDEX holds_in_force ON holds (type, digest) WHERE released_at IS NULL;

CREATE TABLE disclosures (
  id            text PRIMARY KEY,
  exercise_id   text NOT NULL UNIQUE REFERENCES exercises (id),
  request_id    text NOT NULL REFERENCES requests (id),
  status        text NOT NULL CHECK (status IN ('building', 'ready', 'failed')),
  blob_id       text REFERENCES blobs (id),
  file_name     text,
  records       bigint NOT NULL DEFAULT 0,
  last_error    text,
  lease_until   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  ready_at      timestamptz
);

-- Messages. A row stays until the handler that it rings for has drained it in its own transaction,
-- so a lost, doubled or late job changes nothing: whoever polls next rings again.
CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic        text NOT NULL,
  subject_id   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  hand_at      timestamptz NOT NULL DEFAULT now(),
  handed       integer NOT NULL DEFAULT 0
);
CREATE INDEX outbox_due ON outbox (hand_at);
CREATE INDEX outbox_by_subject ON outbox (topic, subject_id);

-- Evidence: rows in their final form (payload, salt, tag, commitment, chain). Insert only.
CREATE TABLE evidence_chains (
  request_id  text PRIMARY KEY REFERENCES requests (id),
  tag_key     bytea NOT NULL,
  n           integer NOT NULL,
  commitment  text NOT NULL,
  -- Nothing follows the entry that closes a request.
  closed      boolean NOT NULL DEFAULT false
);

CREATE TABLE evidence_entries (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id  text NOT NULL REFERENCES requests (id),
  n           integer NOT NULL,
  type        text NOT NULL,
  payload     bytea NOT NULL,
  salt        bytea NOT NULL,
  tag         bytea NOT NULL,
  commitment  bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (request_id, n)
);

CREATE FUNCTION refuse_evidence_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'evidence_entries is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER evidence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_evidence_change();
