-- Released: this text never changes. A later change is a migration of its own.

-- What all downloads of a rollout together may take, over all servers; none where they have no limit. Servers share it by
-- `workers`.
ALTER TABLE rollouts ADD COLUMN bytes_per_second INTEGER CHECK (bytes_per_second > 0);
