-- Released: this text never changes. A later change is a migration of its own.

-- Where the times of an organization's rollouts count, unless a plan names another zone. Only programs read it.
ALTER TABLE organizations ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC' CHECK (time_zone <> '');

-- The window that is open, or opens next; rollouts whose devices may update at any time have none. It closes by itself,
-- and a worker stores the one after it.
ALTER TABLE rollouts ADD COLUMN start_at INTEGER;
ALTER TABLE rollouts ADD COLUMN end_at INTEGER CHECK (end_at > start_at);
ALTER TABLE rollouts ADD COLUMN started_at INTEGER;
ALTER TABLE rollouts ADD COLUMN window_opens_at INTEGER;
ALTER TABLE rollouts ADD COLUMN window_closes_at INTEGER CHECK (
  (window_opens_at IS NULL) = (window_closes_at IS NULL)
  AND (window_closes_at IS NULL OR window_closes_at > window_opens_at));
