-- Released: this text never changes. A later change is a migration of its own.

-- What stops a wave by itself, and what was accepted since. A wave without a gate has no row. A writer that has recorded a
-- bad device locks the row after all others but that of the rollout.
CREATE TABLE rollout_waves (
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id),
  wave INTEGER NOT NULL CHECK (wave >= 1),
  max_bad INTEGER NOT NULL CHECK (max_bad >= 1),
  max_bad_share REAL NOT NULL CHECK (max_bad_share > 0 AND max_bad_share <= 1),
  minimum_judged INTEGER NOT NULL CHECK (minimum_judged >= 1),
  tripped_at INTEGER,
  tripped_bad INTEGER,
  tripped_judged INTEGER,
  accepted_bad INTEGER NOT NULL DEFAULT 0 CHECK (accepted_bad >= 0),
  accepted_judged INTEGER NOT NULL DEFAULT 0 CHECK (accepted_judged >= 0),
  PRIMARY KEY (rollout_id, wave)
) STRICT, WITHOUT ROWID;

-- What paused a rollout: an operator or its gate; nothing where a program of the release before did.
ALTER TABLE rollouts ADD COLUMN paused_by TEXT;
ALTER TABLE rollouts ADD COLUMN pause_reason TEXT;
