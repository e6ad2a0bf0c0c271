-- Versions of the policy: one is in force, and every process follows it. A version is activated,
-- never edited; its digest is over all its files.
CREATE TABLE policy_versions (
  digest         text PRIMARY KEY,
  -- Name below the policy's folder -> text of the file.
  files          jsonb NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     text NOT NULL,
  activated_at   timestamptz,
  activated_by   text,
  superseded_at  timestamptz,
  CHECK ((activated_at IS NULL) = (activated_by IS NULL)),
  CHECK (superseded_at IS NULL OR activated_at IS NOT NULL)
);
CREATE UNIQUE INDEX policy_versions_in_force ON policy_versions ((true))
  WHERE activated_at IS NOT NULL AND superseded_at IS NULL;

-- The version under which an exercise's clocks were looked at last: whoever bears another one than
-- the version in force is left over from it.
ALTER TABLE exercises ADD COLUMN policy_digest text NOT NULL DEFAULT '';
CREATE INDEX exercises_open_by_policy ON exercises (policy_digest) WHERE closed_at IS NULL;

-- The calendar that a clock was computed with; null for one that was computed before this column.
ALTER TABLE clocks ADD COLUMN calendar_id text;
ALTER TABLE clocks ADD COLUMN calendar_version text;
ALTER TABLE clocks ADD COLUMN calendar_digest text;
-- The latest start at which the slowest systems can still be done by the safe date.
ALTER TABLE clocks ADD COLUMN latest_start timestamptz;
-- Alarms are listed by what must start first.
CREATE INDEX clocks_by_latest_start ON clocks (latest_start);

-- Alarms are scheduled with the clock that they belong to, and raised once. A clock that moves
-- schedules them anew.
CREATE TABLE alarms (
  id               text PRIMARY KEY,
  exercise_id      text NOT NULL REFERENCES exercises (id),
  law              text NOT NULL,
  kind             text NOT NULL,
  raise_at         timestamptz NOT NULL,
  -- The instant that it warns of.
  limit_at         timestamptz NOT NULL,
  raised_at        timestamptz,
  acknowledged_at  timestamptz,
  acknowledged_by  text REFERENCES principals (id),
  UNIQUE (exercise_id, law, kind)
);
CREATE INDEX alarms_to_raise ON alarms (raise_at) WHERE raised_at IS NULL;
CREATE INDEX alarms_raised ON alarms (limit_at) WHERE raised_at IS NOT NULL;

-- What concerns the whole installation, such as a change of policy, has a chain of its own beside
-- those of the requests; it has no row in `requests`.
ALTER TABLE evidence_chains DROP CONSTRAINT IF EXISTS evidence_chains_request_id_fkey;
ALTER TABLE evidence_entries DROP CONSTRAINT IF EXISTS evidence_entries_request_id_fkey;
