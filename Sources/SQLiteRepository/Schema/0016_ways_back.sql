-- Released: this text never changes. A later change is a migration of its own.

-- A rollout that brings back the devices of another one, or tries some of them again. Neither is a reference: a program of
-- the release before removes the other one without it. How the journal of the other one is looked through stands in
-- `walk`; where devices may still join, the next time is `next_walk_at`.
ALTER TABLE rollouts ADD COLUMN rollback_of INTEGER;
ALTER TABLE rollouts ADD COLUMN retry_of_rollout INTEGER;
ALTER TABLE rollouts ADD COLUMN walk INTEGER CHECK (walk BETWEEN 0 AND 2);
ALTER TABLE rollouts ADD COLUMN next_walk_at INTEGER;
CREATE INDEX rollouts_by_rollback ON rollouts (rollback_of, id) WHERE rollback_of IS NOT NULL;

-- Which devices it leaves out by now, a filter a line, and how far they are taken out: NULL where they all are.
ALTER TABLE rollouts ADD COLUMN exclusions TEXT;
ALTER TABLE rollouts ADD COLUMN exclusion_cursor TEXT;
