-- Measures: what stays in force after an answer. A restriction is lifted by a person, who was told
-- before (GDPR Art. 18(3)); a suppression keeps somebody out of mailings, or from coming back.
CREATE TABLE measures (
  id                text PRIMARY KEY,
  request_id        text NOT NULL REFERENCES requests (id),
  exercise_id       text NOT NULL REFERENCES exercises (id),
  kind              text NOT NULL CHECK (kind IN ('restriction', 'suppression')),
  purpose           text CHECK (purpose IN ('marketing', 'recreate')),
  imposed_at        timestamptz NOT NULL,
  notice_sent_at    timestamptz,
  notice_channel    text,
  notice_by         text REFERENCES principals (id),
  release_asked_at  timestamptz,
  release_by        text REFERENCES principals (id),
  released_at       timestamptz,
  UNIQUE (exercise_id, kind),
  CHECK ((kind = 'suppression') = (purpose IS NOT NULL)),
  CHECK (release_asked_at IS NULL OR notice_sent_at IS NOT NULL)
);
CREATE INDEX measures_by_request ON measures (request_id);

-- The suppression list, by keyed digest: it names nobody by itself.
CREATE TABLE suppressions (
  type        text NOT NULL,
  digest      text NOT NULL,
  purpose     text NOT NULL CHECK (purpose IN ('marketing', 'recreate')),
  measure_id  text NOT NULL REFERENCES measures (id),
  since       timestamptz NOT NULL,
  PRIMARY KEY (type, digest, purpose, measure_id)
);
CREATE INDEX suppressions_by_measure ON suppressions (measure_id);
