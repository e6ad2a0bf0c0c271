-- Requests of one person beside each other. `group_digest` is a keyed digest of all that makes two
-- requests equal: rights and their parameters, identifiers, laws, requester, controller.
ALTER TABLE requests
  ADD COLUMN group_digest text,
  ADD COLUMN duplicate_of text REFERENCES requests (id) CHECK (duplicate_of <> id);
CREATE INDEX requests_open_by_group ON requests (group_digest) WHERE closed_at IS NULL;
CREATE INDEX requests_by_active ON requests (duplicate_of) WHERE duplicate_of IS NOT NULL;
