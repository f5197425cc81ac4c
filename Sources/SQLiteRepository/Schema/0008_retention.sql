-- Released: this text never changes. A later change is a migration of its own.

-- Workers say which program they are, and that they stop. One that fell silent without saying so is told as lost once, at
-- missed_at.
ALTER TABLE workers ADD COLUMN kind TEXT;
ALTER TABLE workers ADD COLUMN stopped_at INTEGER;
ALTER TABLE workers ADD COLUMN missed_at INTEGER;

-- By these the rows are found that are old enough to go, and those that still refer to them.
CREATE INDEX rollouts_by_end ON rollouts (updated_at, id) WHERE status IN ('cancelled', 'completed', 'failed');
CREATE INDEX update_sessions_by_end ON update_sessions (completed_at, id) WHERE completed_at IS NOT NULL;
CREATE INDEX events_by_rollout ON events (rollout_id) WHERE rollout_id IS NOT NULL;
CREATE INDEX events_by_single_session ON events (session_id)
WHERE session_id IS NOT NULL AND update_batch_id IS NULL;
