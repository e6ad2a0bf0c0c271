-- Objections that a person weighs, consent that is withdrawn, decisions that a person looks at again.

-- What a person decided about an exercise, under the plan that she saw. Her statement of reasons goes
-- to whom it is about; it is encrypted under the request's key.
CREATE TABLE judgements (
  id           text PRIMARY KEY,
  request_id   text NOT NULL REFERENCES requests (id),
  exercise_id  text NOT NULL REFERENCES exercises (id),
  kind         text NOT NULL CHECK (kind IN ('balance', 'review')),
  outcome      text NOT NULL CHECK (outcome IN ('upheld', 'refused', 'confirmed', 'changed')),
  ground       text,
  seal         text NOT NULL,
  statement    bytea NOT NULL,
  decided_at   timestamptz NOT NULL,
  decided_by   text NOT NULL REFERENCES principals (id),
  UNIQUE (exercise_id, seal),
  CHECK ((outcome IN ('upheld', 'refused')) = (kind = 'balance')),
  CHECK ((ground IS NOT NULL) = (outcome = 'refused'))
);
CREATE INDEX judgements_by_request ON judgements (request_id);

-- A restriction stands for good where the objection was upheld; a suppression may end collection.
ALTER TABLE measures DROP CONSTRAINT measures_cause_check;
ALTER TABLE measures ADD CONSTRAINT measures_cause_check CHECK (cause IN ('requested',
  'erasure_pending', 'objection_pending', 'objection_upheld', 'retained_by_law'));
ALTER TABLE measures DROP CONSTRAINT measures_purpose_check;
ALTER TABLE measures ADD CONSTRAINT measures_purpose_check
  CHECK (purpose IN ('marketing', 'recreate', 'collection'));
ALTER TABLE suppressions DROP CONSTRAINT suppressions_purpose_check;
ALTER TABLE suppressions ADD CONSTRAINT suppressions_purpose_check
  CHECK (purpose IN ('marketing', 'recreate', 'collection'));

-- What a suppress task ends.
ALTER TABLE tasks ADD COLUMN purpose text CHECK (purpose IN ('marketing', 'collection'));
