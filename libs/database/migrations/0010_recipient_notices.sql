-- Who has had the data from us is told of what was rectified, erased or restricted (GDPR Art. 19).
-- Written per exercise and recipient when its systems have acted; what is done later joins the row
-- while that is owed, and is owed by a further row afterwards. It holds up neither the
-- answer nor the end of the request: no law has a number for it.
CREATE TABLE recipient_notices (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  exercise_id  text NOT NULL REFERENCES exercises (id),
  -- The register's id.
  recipient    text NOT NULL,
  categories   text[] NOT NULL CHECK (categories <> '{}'),
  -- The register does not say what this recipient gets, so any category is assumed.
  assumed      boolean NOT NULL,
  status       text NOT NULL DEFAULT 'owed' CHECK (status IN ('owed', 'told', 'excused')),
  -- Why nobody told it.
  reason       text CHECK (reason IN ('impossible', 'disproportionate', 'never_received')),
  owed_at      timestamptz NOT NULL,
  settled_at   timestamptz,
  -- How it was told; `connector`: by a task of its own system.
  channel      text,
  settled_by   text REFERENCES principals (id),
  task_id      text REFERENCES tasks (id),
  CHECK ((status = 'owed') = (settled_at IS NULL)),
  CHECK ((status = 'told') = (channel IS NOT NULL)),
  CHECK ((status = 'excused') = (reason IS NOT NULL)),
  CHECK ((status = 'owed') = (settled_by IS NULL AND task_id IS NULL))
);
CREATE INDEX recipient_notices_by_request ON recipient_notices (request_id);
CREATE INDEX recipient_notices_owed ON recipient_notices (id) WHERE status = 'owed';
CREATE UNIQUE INDEX recipient_notices_owed_once ON recipient_notices (exercise_id, recipient)
  WHERE status = 'owed';
CREATE INDEX recipient_notices_by_exercise ON recipient_notices (exercise_id);
