-- What would otherwise go on for ever comes to an end.

-- Starts in a row of which nothing was heard again: the worker died, or lost touch. After a few of
-- them the task is taken for what kills its worker, and is parked for a person.
ALTER TABLE tasks ADD COLUMN starts_lost integer NOT NULL DEFAULT 0;

-- Why a restriction is in force: a person asked for it, an erasure or objection is pending, or the
-- rest is kept by law and for nothing else.
ALTER TABLE measures ADD COLUMN cause text
  CHECK (cause IN ('requested', 'erasure_pending', 'objection_pending', 'retained_by_law'));
UPDATE measures SET cause = 'requested' WHERE kind = 'restriction';
ALTER TABLE measures ADD CHECK ((kind = 'restriction') = (cause IS NOT NULL));

-- A restriction is lifted by a person only after a notice. What its person gave up is lifted without
-- anybody's word, and a suppression owes no notice.
ALTER TABLE measures DROP CONSTRAINT measures_check1;
ALTER TABLE measures ADD CONSTRAINT measures_noticed
  CHECK (release_by IS NULL OR kind = 'suppression' OR notice_sent_at IS NOT NULL);

-- A suppression outlives the chain of its request; its release begins a chain under its own id.
ALTER TABLE evidence_chains DROP CONSTRAINT evidence_chains_request_id_fkey;
ALTER TABLE evidence_entries DROP CONSTRAINT evidence_entries_request_id_fkey;
