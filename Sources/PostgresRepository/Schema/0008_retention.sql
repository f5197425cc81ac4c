-- Released: this text never changes. A later change is a migration of its own.

-- Workers say which program they are, and that they stop. One that fell silent without saying so is told as lost once, at
-- missed_at. A program of the release before leaves these columns as they are, and removes its row when it stops.
ALTER TABLE workers
  ADD COLUMN kind text COLLATE "C",
  ADD COLUMN stopped_at timestamptz(3),
  ADD COLUMN missed_at timestamptz(3);

-- By these the rows are found that are old enough to go, and those that still refer to them.
CREATE INDEX rollouts_by_end ON rollouts (updated_at, id) WHERE status IN ('cancelled', 'completed', 'failed');
CREATE INDEX update_sessions_by_end ON update_sessions (completed_at, id) WHERE completed_at IS NOT NULL;
CREATE INDEX events_by_rollout ON events (rollout_id) WHERE rollout_id IS NOT NULL;
CREATE INDEX events_by_single_session ON events (session_id)
WHERE session_id IS NOT NULL AND update_batch_id IS NULL;
