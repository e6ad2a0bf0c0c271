-- What people are told, and what is on record of refusals, representatives and complaints.
-- A message is written when it becomes owed, and counts from when it is recorded as sent. Its text
-- is encrypted under the request's key; `template` is the digest of the file it was written from.
CREATE TABLE messages (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  exercise_id  text REFERENCES exercises (id),
  kind         text NOT NULL,
  -- What it is about, besides the exercise: a measure, a question, a complaint.
  about        text,
  reason       text,
  locale       text NOT NULL,
  template     text NOT NULL,
  body         bytea NOT NULL,
  status       text NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'sent', 'void')),
  -- Null where no law and no policy has a number.
  due_at       timestamptz,
  created_at   timestamptz NOT NULL,
  sent_at      timestamptz,
  channel      text,
  sent_by      text REFERENCES principals (id),
  CHECK ((status = 'sent') = (sent_at IS NOT NULL AND channel IS NOT NULL AND sent_by IS NOT NULL))
);
CREATE INDEX messages_by_request ON messages (request_id);
-- In the order in which they are listed: the most urgent first, what has no date after them.
CREATE INDEX messages_due ON messages ((coalesce(due_at, 'infinity')), id) WHERE status = 'due';
CREATE INDEX messages_by_due ON messages ((coalesce(due_at, 'infinity')), id);
-- The same is not owed twice at a time.
CREATE UNIQUE INDEX messages_owed_once
  ON messages (request_id, coalesce(exercise_id, ''), kind, coalesce(about, ''))
  WHERE status = 'due';

-- A question that was written and has not been sent yet has been asked at no time.
ALTER TABLE clarifications ALTER COLUMN asked_at DROP NOT NULL;

-- Where a law keeps a record of every rejection (Thai PDPA s. 39(7)); nothing about the person.
CREATE TABLE rejection_records (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  exercise_id  text NOT NULL REFERENCES exercises (id),
  law          text NOT NULL,
  "right"      text NOT NULL,
  ground       text NOT NULL,
  -- The provision that knows the ground, and the one that asks for this record.
  citation     text NOT NULL,
  recorded_for text NOT NULL,
  rejected_at  timestamptz NOT NULL,
  rejected_by  text NOT NULL,
  UNIQUE (exercise_id, law, ground)
);

-- Completed years at the receipt, where somebody had to ask; never a date of birth.
ALTER TABLE requests ADD COLUMN subject_age smallint CHECK (subject_age BETWEEN 0 AND 150);
-- Who may act for the person, or together with her: that it was shown, never the paper itself.
CREATE TABLE authorities (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  kind         text NOT NULL,
  method       text NOT NULL,
  shown_at     timestamptz NOT NULL,
  recorded_by  text NOT NULL REFERENCES principals (id)
);
CREATE INDEX authorities_by_request ON authorities (request_id);

-- A complaint to the controller is a case of its own, which may come long after the request was
-- closed: its evidence is a chain under its own id.
CREATE TABLE complaints (
  id               text PRIMARY KEY,
  request_id       text NOT NULL REFERENCES requests (id),
  exercise_id      text REFERENCES exercises (id),
  about            text NOT NULL,
  channel          text NOT NULL,
  received_at      timestamptz NOT NULL,
  -- Null where no law has a number.
  acknowledge_by   timestamptz,
  recorded_by      text NOT NULL REFERENCES principals (id),
  outcome          text CHECK (outcome IN ('upheld', 'partly_upheld', 'not_upheld', 'withdrawn')),
  decided_at       timestamptz,
  decided_by       text REFERENCES principals (id),
  CHECK ((outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL))
);
CREATE INDEX complaints_by_request ON complaints (request_id);
