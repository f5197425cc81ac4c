-- Released: this text never changes. A later change is a migration of its own.

-- Whether the way back is prepared when a gate stops the rollout, when that was done since it stands still, and what was
-- found: NULL once it is started. Only programs read it.
ALTER TABLE rollouts
  ADD COLUMN prepares_rollback boolean NOT NULL DEFAULT false,
  ADD COLUMN rollback_prepared_at timestamptz(3),
  ADD COLUMN rollback_draft text COLLATE "C";
