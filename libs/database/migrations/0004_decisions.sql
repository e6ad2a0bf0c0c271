-- What people decide in mid-course: dated events that move clocks, questions to the person, tasks
-- that are tried again or left out, and who is in charge.
CREATE TABLE clock_events (
  id           text PRIMARY KEY,
  exercise_id  text NOT NULL REFERENCES exercises (id),
  type         text NOT NULL,
  at           timestamptz NOT NULL,
  reason       text,
  recorded_by  text NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX clock_events_by_exercise ON clock_events (exercise_id, at);
-- An extension is given once.
CREATE UNIQUE INDEX clock_events_extension ON clock_events (exercise_id)
  WHERE type = 'extension_notified';

CREATE TABLE clarifications (
  id           text PRIMARY KEY,
  exercise_id  text NOT NULL REFERENCES exercises (id),
  question     text NOT NULL,
  asked_at     timestamptz NOT NULL,
  asked_by     text NOT NULL REFERENCES principals (id),
  answered_at  timestamptz,
  answered_by  text REFERENCES principals (id),
  answer       jsonb
);
CREATE INDEX clarifications_by_exercise ON clarifications (exercise_id);

-- Where it stood when a person was asked; when the person was asked; whether that is too long ago.
ALTER TABLE exercises ADD COLUMN stopped_in text;
ALTER TABLE exercises ADD COLUMN asked_at timestamptz;
ALTER TABLE exercises ADD COLUMN answer_overdue boolean NOT NULL DEFAULT false;
CREATE INDEX exercises_asked ON exercises (asked_at)
  WHERE closed_at IS NULL AND NOT answer_overdue;

-- A task that was answered is never sent again under its nonce: a new one takes its place. One that
-- was never answered is sent again as it is, with a fresh number of attempts.
ALTER TABLE tasks ADD COLUMN attempts_before integer NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN replaced_by text REFERENCES tasks (id);
ALTER TABLE tasks ADD COLUMN skipped_reason text;
ALTER TABLE tasks ADD COLUMN skipped_by text REFERENCES principals (id);

ALTER TABLE requests ADD COLUMN assigned_to text REFERENCES principals (id);

-- How many plans were sealed: part of each seal, so that a void plan's approvals never come back.
ALTER TABLE exercises ADD COLUMN plans integer NOT NULL DEFAULT 0;
