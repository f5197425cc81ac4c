-- Released: this text never changes. A later change is a migration of its own.

-- The keys that callers give creations, each in the scope of those who see what it made: the id of an organization, or
-- 'all'. Programs from before it wrote rollouts.request_id instead.
CREATE TABLE request_keys (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  body_sha256 TEXT NOT NULL,
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_keys_rollout ON request_keys (rollout_id);
