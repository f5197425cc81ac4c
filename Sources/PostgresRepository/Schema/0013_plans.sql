-- Released: this text never changes. A later change is a migration of its own.

-- A rollout with a plan: which devices take part is settled in chunks, after `freeze_cursor`, until `frozen_at`. Only
-- programs read the plan.
ALTER TABLE rollouts
  ADD COLUMN plan text COLLATE "C",
  ADD COLUMN plan_version integer,
  ADD COLUMN seed bigint,
  ADD COLUMN freeze_cursor bigint,
  ADD COLUMN frozen_at timestamptz(3),
  ADD COLUMN n_targets integer NOT NULL DEFAULT 0 CHECK (n_targets >= 0),
  ADD COLUMN n_targets_left integer NOT NULL DEFAULT 0 CHECK (n_targets_left BETWEEN 0 AND n_targets);

-- The wave of a batch that was created alone is open from the beginning.
ALTER TABLE rollout_waves
  ADD COLUMN status text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (status IN
    ('planned', 'opening', 'open', 'soaking', 'awaiting', 'passed', 'skipped')),
  ADD COLUMN size_to integer CHECK (size_to >= 0),
  ADD COLUMN n_formed integer NOT NULL DEFAULT 0 CHECK (n_formed >= 0),
  ADD COLUMN opened_at timestamptz(3),
  ADD COLUMN soak_from timestamptz(3),
  ADD COLUMN passed_at timestamptz(3),
  ADD COLUMN passed_by text COLLATE "C",
  ADD COLUMN pass_reason text COLLATE "C";

-- The devices that wait for their wave, the first to go first; a row leaves when its device enters a batch. A million of
-- them are written at once, by one writer a rollout: references would cost more than the rows.
CREATE TABLE rollout_targets (
  rollout_id bigint NOT NULL,
  pool smallint NOT NULL,
  rank bigint NOT NULL,
  device_id bigint NOT NULL,
  PRIMARY KEY (rollout_id, pool, rank, device_id)
);

-- Devices that match a rollout's filter and cannot take its release.
CREATE TABLE rollout_exclusions (
  rollout_id bigint NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  reason_code text COLLATE "C" NOT NULL,
  n integer NOT NULL CHECK (n > 0),
  PRIMARY KEY (rollout_id, reason_code)
);

-- A program of the release before takes a rollout whose batches have all ended for ended.
CREATE FUNCTION rollouts_awaiting() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.status := OLD.status;
  RETURN NEW;
END
$body$;

CREATE TRIGGER rollouts_awaiting BEFORE UPDATE OF status ON rollouts
FOR EACH ROW WHEN (
  NEW.plan IS NOT NULL AND NEW.status IN ('cancelled', 'completed', 'failed')
  AND (NEW.frozen_at IS NULL OR NEW.n_targets_left > 0))
EXECUTE FUNCTION rollouts_awaiting();
