-- Released: this text never changes. A later change is a migration of its own.

-- How many devices joined a rollout that takes those which match later; NULL where it takes none, and until it has looked
-- through the fleet once. It looks again at `next_walk_at`, in chunks after `freeze_cursor`, until `frozen_at`.
ALTER TABLE rollouts ADD COLUMN n_later INTEGER CHECK (n_later >= 0);

-- Devices that never join such a rollout, since they were excluded once.
CREATE TABLE rollout_left_out (
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  device_id INTEGER NOT NULL,
  PRIMARY KEY (rollout_id, device_id)
) STRICT, WITHOUT ROWID;
