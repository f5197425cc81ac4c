-- Released: this text never changes. A later change is a migration of its own.

-- A rollout with a plan: which devices take part is settled in chunks, after `freeze_cursor`, until `frozen_at`. Only
-- programs read the plan.
ALTER TABLE rollouts ADD COLUMN plan TEXT;
ALTER TABLE rollouts ADD COLUMN plan_version INTEGER;
ALTER TABLE rollouts ADD COLUMN seed INTEGER;
ALTER TABLE rollouts ADD COLUMN freeze_cursor INTEGER;
ALTER TABLE rollouts ADD COLUMN frozen_at INTEGER;
ALTER TABLE rollouts ADD COLUMN n_targets INTEGER NOT NULL DEFAULT 0 CHECK (n_targets >= 0);
ALTER TABLE rollouts ADD COLUMN n_targets_left INTEGER NOT NULL DEFAULT 0 CHECK (n_targets_left BETWEEN 0 AND n_targets);

-- The wave of a batch that was created alone is open from the beginning.
ALTER TABLE rollout_waves ADD COLUMN status TEXT NOT NULL DEFAULT 'open' CHECK (status IN
  ('planned', 'opening', 'open', 'soaking', 'awaiting', 'passed', 'skipped'));
ALTER TABLE rollout_waves ADD COLUMN size_to INTEGER CHECK (size_to >= 0);
ALTER TABLE rollout_waves ADD COLUMN n_formed INTEGER NOT NULL DEFAULT 0 CHECK (n_formed >= 0);
ALTER TABLE rollout_waves ADD COLUMN opened_at INTEGER;
ALTER TABLE rollout_waves ADD COLUMN soak_from INTEGER;
ALTER TABLE rollout_waves ADD COLUMN passed_at INTEGER;
ALTER TABLE rollout_waves ADD COLUMN passed_by TEXT;
ALTER TABLE rollout_waves ADD COLUMN pass_reason TEXT;

-- The devices that wait for their wave, the first to go first; a row leaves when its device enters a batch. A million of
-- them are written at once, by one writer a rollout: references would cost more than the rows.
CREATE TABLE rollout_targets (
  rollout_id INTEGER NOT NULL,
  pool INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  device_id INTEGER NOT NULL,
  PRIMARY KEY (rollout_id, pool, rank, device_id)
) STRICT, WITHOUT ROWID;

-- Devices that match a rollout's filter and cannot take its release.
CREATE TABLE rollout_exclusions (
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  reason_code TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (rollout_id, reason_code)
) STRICT, WITHOUT ROWID;

-- A program of the release before takes a rollout whose batches have all ended for ended.
CREATE TRIGGER rollouts_awaiting AFTER UPDATE OF status ON rollouts
WHEN NEW.plan IS NOT NULL AND NEW.status IN ('cancelled', 'completed', 'failed')
  AND (NEW.frozen_at IS NULL OR NEW.n_targets_left > 0)
BEGIN
  UPDATE rollouts
  SET status = OLD.status
  WHERE id = NEW.id;
END;
