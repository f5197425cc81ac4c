-- Released: this text never changes. A later change is a migration of its own.

-- A rollout that brings back the devices of another one, or tries some of them again. Neither is a reference: a program of
-- the release before removes the other one without it. How the journal of the other one is looked through stands in
-- `walk`; where devices may still join, the next time is `next_walk_at`.
--
-- Which devices a rollout leaves out by now stands in `exclusions`, a filter a line, and how far they are taken out in
-- `exclusion_cursor`: NULL where they all are.
ALTER TABLE rollouts
  ADD COLUMN rollback_of bigint,
  ADD COLUMN retry_of_rollout bigint,
  ADD COLUMN walk smallint CHECK (walk BETWEEN 0 AND 2),
  ADD COLUMN next_walk_at timestamptz(3),
  ADD COLUMN exclusions text COLLATE "C",
  ADD COLUMN exclusion_cursor text COLLATE "C";
CREATE INDEX rollouts_by_rollback ON rollouts (rollback_of, id) WHERE rollback_of IS NOT NULL;
