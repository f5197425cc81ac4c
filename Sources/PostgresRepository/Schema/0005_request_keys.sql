-- Released: this text never changes. A later change is a migration of its own.

-- The keys that callers give creations, each in the scope of those who see what it made: the id of an organization, or
-- 'all'. Programs from before it write rollouts.request_id instead.
CREATE TABLE request_keys (
  scope text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  body_sha256 text COLLATE "C" NOT NULL,
  rollout_id bigint NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (scope, key)
);

CREATE INDEX request_keys_rollout ON request_keys (rollout_id);
