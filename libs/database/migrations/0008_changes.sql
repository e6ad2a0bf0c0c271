-- What a person wants corrected, and to what: encrypted under the request's own key. `parameters`
-- names the places alone.
ALTER TABLE exercises ADD COLUMN changes bytea;
