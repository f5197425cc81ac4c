-- Released: this text never changes. A later change is a migration of its own.

-- A batch of which a transaction adds or moves many devices: while it is here, its devices are not counted one by one; when
-- it goes, what has changed since it came is counted at once. It refers to a row that is never there, so that no
-- transaction can be committed that has forgotten to count.
CREATE TABLE counted_sets (
  update_batch_id INTEGER PRIMARY KEY REFERENCES update_batches (id),
  -- What there was before: the last device, and how many were in each state.
  last_id INTEGER NOT NULL,
  n_total INTEGER NOT NULL,
  n_pending INTEGER NOT NULL,
  n_initiated INTEGER NOT NULL,
  n_succeeded INTEGER NOT NULL,
  n_failed INTEGER NOT NULL,
  uncounted INTEGER NOT NULL DEFAULT -1 CHECK (uncounted = -1)
    REFERENCES counted_sets (update_batch_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX counted_sets_uncounted ON counted_sets (uncounted);

CREATE TRIGGER counted_sets_counted AFTER DELETE ON counted_sets
BEGIN
  UPDATE update_batches
  SET n_total = update_batches.n_total + counted.n_total - OLD.n_total,
    n_pending = update_batches.n_pending + counted.n_pending - OLD.n_pending,
    n_initiated = update_batches.n_initiated + counted.n_initiated - OLD.n_initiated,
    n_succeeded = update_batches.n_succeeded + counted.n_succeeded - OLD.n_succeeded,
    n_failed = update_batches.n_failed + counted.n_failed - OLD.n_failed
  FROM (
    SELECT COUNT(*) AS n_total,
      COUNT(*) FILTER (WHERE status = 'pending') AS n_pending,
      COUNT(*) FILTER (WHERE status = 'initiated') AS n_initiated,
      COUNT(*) FILTER (WHERE status = 'succeeded') AS n_succeeded,
      COUNT(*) FILTER (WHERE status = 'failed') AS n_failed
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

-- As they were, but for that.
DROP TRIGGER update_batch_devices_inserted;
CREATE TRIGGER update_batch_devices_inserted AFTER INSERT ON update_batch_devices
WHEN NOT EXISTS (SELECT 1 FROM counted_sets WHERE update_batch_id = NEW.update_batch_id)
BEGIN
  UPDATE update_batches
  SET n_total = n_total + 1,
    n_pending = n_pending + (NEW.status = 'pending'),
    n_initiated = n_initiated + (NEW.status = 'initiated'),
    n_succeeded = n_succeeded + (NEW.status = 'succeeded'),
    n_failed = n_failed + (NEW.status = 'failed')
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
    n_failed = n_failed + (NEW.status = 'failed') - (OLD.status = 'failed')
  WHERE id = NEW.update_batch_id;
END;

DROP TRIGGER update_batch_devices_attributed;
CREATE TRIGGER update_batch_devices_attributed AFTER INSERT ON update_batch_devices
WHEN NOT EXISTS (SELECT 1 FROM counted_sets WHERE update_batch_id = NEW.update_batch_id)
BEGIN
  INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
  SELECT NEW.update_batch_id, 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = n + 1;
END;
