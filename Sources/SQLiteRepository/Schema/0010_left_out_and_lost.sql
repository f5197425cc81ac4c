-- Released: this text never changes. A later change is a migration of its own.

-- A failed device is left out where the release is not to blame: for any reason but the three that speak against it. A
-- device that completed is lost once the time is up by which a word should have come of it.
ALTER TABLE rollouts ADD COLUMN n_left_out INTEGER NOT NULL DEFAULT 0 CHECK (n_left_out BETWEEN 0 AND n_failed);
ALTER TABLE rollouts ADD COLUMN n_lost INTEGER NOT NULL DEFAULT 0 CHECK (n_lost BETWEEN 0 AND n_succeeded);
ALTER TABLE update_batches ADD COLUMN n_left_out INTEGER NOT NULL DEFAULT 0 CHECK (n_left_out BETWEEN 0 AND n_failed);
ALTER TABLE update_batches ADD COLUMN n_lost INTEGER NOT NULL DEFAULT 0 CHECK (n_lost BETWEEN 0 AND n_succeeded);
ALTER TABLE counted_sets ADD COLUMN n_left_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE update_batch_devices ADD COLUMN verify_by INTEGER;
ALTER TABLE update_batch_devices ADD COLUMN lost_at INTEGER;
CREATE INDEX update_batch_devices_unverified ON update_batch_devices (verify_by, id) WHERE verify_by IS NOT NULL;

-- How many were left out, fell back and were lost in a minute: what happened then, whatever becomes of the devices.
ALTER TABLE update_batch_minutes ADD COLUMN n_left_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE update_batch_minutes ADD COLUMN n_fell_back INTEGER NOT NULL DEFAULT 0;
ALTER TABLE update_batch_minutes ADD COLUMN n_lost INTEGER NOT NULL DEFAULT 0;

-- Their lists of causes grow, which SQLite can do in new tables only. What counts in the old ones goes first, and is
-- made again below as it was.
DROP TRIGGER update_batch_devices_failed;
DROP TRIGGER update_batch_devices_silent_since_flash;
DROP TRIGGER update_batch_devices_heard_since_flash;
DROP TRIGGER update_batch_devices_fell_back;
DROP TRIGGER update_batch_devices_came_back;

CREATE TABLE new_batch_reasons (
  id INTEGER PRIMARY KEY,
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  cause TEXT NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back', 'lost')),
  reason_key TEXT NOT NULL,
  reason_code TEXT,
  n INTEGER NOT NULL CHECK (n >= 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  UNIQUE (update_batch_id, cause, reason_key)
) STRICT;
INSERT INTO new_batch_reasons SELECT * FROM update_batch_reasons;
DROP TABLE update_batch_reasons;
ALTER TABLE new_batch_reasons RENAME TO update_batch_reasons;
CREATE INDEX update_batch_reasons_by_count ON update_batch_reasons (update_batch_id, n DESC);

CREATE TABLE new_batch_reason_factors (
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  cause TEXT NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back', 'lost')),
  reason_key TEXT NOT NULL,
  attribute TEXT NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
  value TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (update_batch_id, cause, reason_key, attribute, value)
) STRICT, WITHOUT ROWID;
INSERT INTO new_batch_reason_factors SELECT * FROM update_batch_reason_factors;
DROP TABLE update_batch_reason_factors;
ALTER TABLE new_batch_reason_factors RENAME TO update_batch_reason_factors;

CREATE TRIGGER update_batch_devices_failed AFTER UPDATE OF status ON update_batch_devices
WHEN NEW.status = 'failed' AND OLD.status <> 'failed'
BEGIN
  INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
  VALUES (NEW.update_batch_id, 'failed', COALESCE(NEW.reason_key, NEW.reason_code, ''), NEW.reason_code, 1, NEW.updated_at, NEW.updated_at)
  ON CONFLICT (update_batch_id, cause, reason_key)
  DO UPDATE SET n = n + 1,
    first_at = MIN(first_at, excluded.first_at),
    last_at = MAX(last_at, excluded.last_at);
  INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
  SELECT NEW.update_batch_id, 'failed', COALESCE(NEW.reason_key, NEW.reason_code, ''), 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'failed', COALESCE(NEW.reason_key, NEW.reason_code, ''), 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'failed', COALESCE(NEW.reason_key, NEW.reason_code, ''), 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, cause, reason_key, attribute, value) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER update_batch_devices_silent_since_flash AFTER UPDATE OF silent_in ON update_batch_devices
WHEN NEW.silent_in IS 'flashed' AND OLD.silent_in IS NOT 'flashed'
BEGIN
  INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
  VALUES (NEW.update_batch_id, 'silent', '', NEW.reason_code, 1, NEW.silent_at, NEW.silent_at)
  ON CONFLICT (update_batch_id, cause, reason_key)
  DO UPDATE SET n = n + 1,
    first_at = MIN(first_at, excluded.first_at),
    last_at = MAX(last_at, excluded.last_at);
  INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
  SELECT NEW.update_batch_id, 'silent', '', 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'silent', '', 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'silent', '', 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, cause, reason_key, attribute, value) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER update_batch_devices_heard_since_flash AFTER UPDATE OF silent_in ON update_batch_devices
WHEN OLD.silent_in IS 'flashed' AND NEW.silent_in IS NOT 'flashed'
BEGIN
  UPDATE update_batch_reasons
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'silent' AND reason_key = '';
  DELETE FROM update_batch_reasons
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'silent' AND reason_key = '' AND n = 0;
  UPDATE update_batch_reason_factors
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'silent' AND reason_key = ''
    AND (attribute = 'hardware_version' AND value = OLD.hardware_version
      OR attribute = 'from_version' AND value = OLD.from_version
      OR attribute = 'organization'
        AND value = (SELECT organization_name FROM devices WHERE id = OLD.device_id));
  DELETE FROM update_batch_reason_factors
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'silent' AND reason_key = '' AND n = 0;
END;

CREATE TRIGGER update_batch_devices_fell_back AFTER UPDATE OF fell_back_at ON update_batch_devices
WHEN NEW.fell_back_at IS NOT NULL AND OLD.fell_back_at IS NULL
BEGIN
  INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
  VALUES (NEW.update_batch_id, 'fell_back', '', NEW.reason_code, 1, NEW.fell_back_at, NEW.fell_back_at)
  ON CONFLICT (update_batch_id, cause, reason_key)
  DO UPDATE SET n = n + 1,
    first_at = MIN(first_at, excluded.first_at),
    last_at = MAX(last_at, excluded.last_at);
  INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
  SELECT NEW.update_batch_id, 'fell_back', '', 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'fell_back', '', 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'fell_back', '', 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, cause, reason_key, attribute, value) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER update_batch_devices_came_back AFTER UPDATE OF fell_back_at ON update_batch_devices
WHEN OLD.fell_back_at IS NOT NULL AND NEW.fell_back_at IS NULL
BEGIN
  UPDATE update_batch_reasons
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'fell_back' AND reason_key = '';
  DELETE FROM update_batch_reasons
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'fell_back' AND reason_key = '' AND n = 0;
  UPDATE update_batch_reason_factors
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'fell_back' AND reason_key = ''
    AND (attribute = 'hardware_version' AND value = OLD.hardware_version
      OR attribute = 'from_version' AND value = OLD.from_version
      OR attribute = 'organization'
        AND value = (SELECT organization_name FROM devices WHERE id = OLD.device_id));
  DELETE FROM update_batch_reason_factors
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'fell_back' AND reason_key = '' AND n = 0;
END;

-- The same of lost devices.
CREATE TRIGGER update_batch_devices_lost AFTER UPDATE OF lost_at ON update_batch_devices
WHEN NEW.lost_at IS NOT NULL AND OLD.lost_at IS NULL
BEGIN
  INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
  VALUES (NEW.update_batch_id, 'lost', '', NEW.reason_code, 1, NEW.lost_at, NEW.lost_at)
  ON CONFLICT (update_batch_id, cause, reason_key)
  DO UPDATE SET n = n + 1,
    first_at = MIN(first_at, excluded.first_at),
    last_at = MAX(last_at, excluded.last_at);
  INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
  SELECT NEW.update_batch_id, 'lost', '', 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'lost', '', 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'lost', '', 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, cause, reason_key, attribute, value) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER update_batch_devices_found AFTER UPDATE OF lost_at ON update_batch_devices
WHEN OLD.lost_at IS NOT NULL AND NEW.lost_at IS NULL
BEGIN
  UPDATE update_batch_reasons
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'lost' AND reason_key = '';
  DELETE FROM update_batch_reasons
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'lost' AND reason_key = '' AND n = 0;
  UPDATE update_batch_reason_factors
  SET n = n - 1
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'lost' AND reason_key = ''
    AND (attribute = 'hardware_version' AND value = OLD.hardware_version
      OR attribute = 'from_version' AND value = OLD.from_version
      OR attribute = 'organization'
        AND value = (SELECT organization_name FROM devices WHERE id = OLD.device_id));
  DELETE FROM update_batch_reason_factors
  WHERE update_batch_id = OLD.update_batch_id AND cause = 'lost' AND reason_key = '' AND n = 0;
END;

-- As they were, but for the new figures.
DROP TRIGGER counted_sets_counted;
CREATE TRIGGER counted_sets_counted AFTER DELETE ON counted_sets
BEGIN
  UPDATE update_batches
  SET n_total = update_batches.n_total + counted.n_total - OLD.n_total,
    n_pending = update_batches.n_pending + counted.n_pending - OLD.n_pending,
    n_initiated = update_batches.n_initiated + counted.n_initiated - OLD.n_initiated,
    n_succeeded = update_batches.n_succeeded + counted.n_succeeded - OLD.n_succeeded,
    n_failed = update_batches.n_failed + counted.n_failed - OLD.n_failed,
    n_left_out = update_batches.n_left_out + counted.n_left_out - OLD.n_left_out
  FROM (
    SELECT COUNT(*) AS n_total,
      COUNT(*) FILTER (WHERE status = 'pending') AS n_pending,
      COUNT(*) FILTER (WHERE status = 'initiated') AS n_initiated,
      COUNT(*) FILTER (WHERE status = 'succeeded') AS n_succeeded,
      COUNT(*) FILTER (WHERE status = 'failed') AS n_failed,
      COUNT(*) FILTER (WHERE status = 'failed' AND reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'))
        AS n_left_out
    FROM update_batch_devices
    WHERE update_batch_id = OLD.update_batch_id) AS counted
  WHERE update_batches.id = OLD.update_batch_id;
  INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
  SELECT OLD.update_batch_id, 'hardware_version', hardware_version, COUNT(*)
  FROM update_batch_devices
  WHERE update_batch_id = OLD.update_batch_id AND id > OLD.last_id
  GROUP BY hardware_version
  UNION ALL
  SELECT OLD.update_batch_id, 'from_version', from_version, COUNT(*)
  FROM update_batch_devices
  WHERE update_batch_id = OLD.update_batch_id AND id > OLD.last_id
  GROUP BY from_version
  UNION ALL
  SELECT OLD.update_batch_id, 'organization', d.organization_name, COUNT(*)
  FROM update_batch_devices AS bd
  JOIN devices AS d ON d.id = bd.device_id
  WHERE bd.update_batch_id = OLD.update_batch_id AND bd.id > OLD.last_id
  GROUP BY d.organization_name
  ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = n + excluded.n;
END;

DROP TRIGGER update_batch_devices_inserted;
CREATE TRIGGER update_batch_devices_inserted AFTER INSERT ON update_batch_devices
WHEN NOT EXISTS (SELECT 1 FROM counted_sets WHERE update_batch_id = NEW.update_batch_id)
BEGIN
  UPDATE update_batches
  SET n_total = n_total + 1,
    n_pending = n_pending + (NEW.status = 'pending'),
    n_initiated = n_initiated + (NEW.status = 'initiated'),
    n_succeeded = n_succeeded + (NEW.status = 'succeeded'),
    n_failed = n_failed + (NEW.status = 'failed'),
    n_left_out = n_left_out
      + IFNULL(NEW.status = 'failed' AND NEW.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'), 0)
  WHERE id = NEW.update_batch_id;
END;

DROP TRIGGER update_batch_devices_moved;
CREATE TRIGGER update_batch_devices_moved AFTER UPDATE OF status ON update_batch_devices
WHEN OLD.status <> NEW.status AND NOT EXISTS (SELECT 1 FROM counted_sets WHERE update_batch_id = NEW.update_batch_id)
BEGIN
  UPDATE update_batches
  SET n_pending = n_pending + (NEW.status = 'pending') - (OLD.status = 'pending'),
    n_initiated = n_initiated + (NEW.status = 'initiated') - (OLD.status = 'initiated'),
    n_succeeded = n_succeeded + (NEW.status = 'succeeded') - (OLD.status = 'succeeded'),
    n_failed = n_failed + (NEW.status = 'failed') - (OLD.status = 'failed'),
    n_left_out = n_left_out
      + IFNULL(NEW.status = 'failed' AND NEW.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'), 0)
      - IFNULL(OLD.status = 'failed' AND OLD.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'), 0)
  WHERE id = NEW.update_batch_id;
END;

DROP TRIGGER update_batch_devices_judged;
CREATE TRIGGER update_batch_devices_judged AFTER UPDATE OF verified_at, fell_back_at, lost_at ON update_batch_devices
WHEN (OLD.verified_at IS NULL) <> (NEW.verified_at IS NULL)
  OR (OLD.fell_back_at IS NULL) <> (NEW.fell_back_at IS NULL)
  OR (OLD.lost_at IS NULL) <> (NEW.lost_at IS NULL)
BEGIN
  UPDATE update_batches
  SET n_verified = n_verified + (NEW.verified_at IS NOT NULL) - (OLD.verified_at IS NOT NULL),
    n_fell_back = n_fell_back + (NEW.fell_back_at IS NOT NULL) - (OLD.fell_back_at IS NOT NULL),
    n_lost = n_lost + (NEW.lost_at IS NOT NULL) - (OLD.lost_at IS NOT NULL)
  WHERE id = NEW.update_batch_id;
END;

DROP TRIGGER update_batches_counted;
CREATE TRIGGER update_batches_counted AFTER UPDATE OF n_total, n_pending, n_initiated, n_succeeded, n_failed, n_acknowledged, n_downloading, n_flashed, n_verified, n_fell_back, n_silent, n_silent_flashed, n_left_out, n_lost
ON update_batches
BEGIN
  UPDATE rollouts
  SET n_total = n_total + NEW.n_total - OLD.n_total,
    n_pending = n_pending + NEW.n_pending - OLD.n_pending,
    n_initiated = n_initiated + NEW.n_initiated - OLD.n_initiated,
    n_succeeded = n_succeeded + NEW.n_succeeded - OLD.n_succeeded,
    n_failed = n_failed + NEW.n_failed - OLD.n_failed,
    n_acknowledged = n_acknowledged + NEW.n_acknowledged - OLD.n_acknowledged,
    n_downloading = n_downloading + NEW.n_downloading - OLD.n_downloading,
    n_flashed = n_flashed + NEW.n_flashed - OLD.n_flashed,
    n_verified = n_verified + NEW.n_verified - OLD.n_verified,
    n_fell_back = n_fell_back + NEW.n_fell_back - OLD.n_fell_back,
    n_silent = n_silent + NEW.n_silent - OLD.n_silent,
    n_silent_flashed = n_silent_flashed + NEW.n_silent_flashed - OLD.n_silent_flashed,
    n_left_out = n_left_out + NEW.n_left_out - OLD.n_left_out,
    n_lost = n_lost + NEW.n_lost - OLD.n_lost
  WHERE id = NEW.rollout_id;
END;

DROP TRIGGER update_batch_devices_finished;
CREATE TRIGGER update_batch_devices_finished AFTER UPDATE OF status ON update_batch_devices
WHEN NEW.status IN ('succeeded', 'failed') AND OLD.status NOT IN ('succeeded', 'failed')
BEGIN
  INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad, n_left_out)
  VALUES (NEW.update_batch_id, NEW.updated_at / 60000, 1, NEW.status = 'failed',
    IFNULL(NEW.status = 'failed' AND NEW.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'), 0))
  ON CONFLICT (update_batch_id, minute)
  DO UPDATE SET n_finished = n_finished + 1, n_bad = n_bad + excluded.n_bad,
    n_left_out = n_left_out + excluded.n_left_out;
END;

CREATE TRIGGER update_batch_devices_fell_back_in_minute AFTER UPDATE OF fell_back_at ON update_batch_devices
WHEN NEW.fell_back_at IS NOT NULL AND OLD.fell_back_at IS NULL
BEGIN
  INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad, n_fell_back)
  VALUES (NEW.update_batch_id, NEW.fell_back_at / 60000, 0, 0, 1)
  ON CONFLICT (update_batch_id, minute) DO UPDATE SET n_fell_back = n_fell_back + 1;
END;

CREATE TRIGGER update_batch_devices_lost_in_minute AFTER UPDATE OF lost_at ON update_batch_devices
WHEN NEW.lost_at IS NOT NULL AND OLD.lost_at IS NULL
BEGIN
  INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad, n_lost)
  VALUES (NEW.update_batch_id, NEW.lost_at / 60000, 0, 0, 1)
  ON CONFLICT (update_batch_id, minute) DO UPDATE SET n_lost = n_lost + 1;
END;

-- What was left out so far, as the causes of each batch count it: reading every device would take long. The rollouts
-- follow.
UPDATE update_batches
SET n_left_out = MIN(n_failed, (
    SELECT SUM(x.n)
    FROM update_batch_reasons AS x
    WHERE x.update_batch_id = update_batches.id
      AND x.cause = 'failed'
      AND x.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report')))
WHERE id IN (
  SELECT update_batch_id
  FROM update_batch_reasons
  WHERE cause = 'failed' AND reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'));
