-- Released: this text never changes. A later change is a migration of its own.

-- A failed device is left out where the release is not to blame: for any reason but the three that speak against it. A
-- device that completed is lost once the time is up by which a word should have come of it. What servers of the release
-- before move is counted too.
ALTER TABLE rollout_counters
  ADD COLUMN n_left_out integer NOT NULL DEFAULT 0 CHECK (n_left_out BETWEEN 0 AND n_failed),
  ADD COLUMN n_lost integer NOT NULL DEFAULT 0 CHECK (n_lost BETWEEN 0 AND n_succeeded);
ALTER TABLE update_batches
  ADD COLUMN n_left_out integer NOT NULL DEFAULT 0 CHECK (n_left_out BETWEEN 0 AND n_failed),
  ADD COLUMN n_lost integer NOT NULL DEFAULT 0 CHECK (n_lost BETWEEN 0 AND n_succeeded);
ALTER TABLE update_batch_devices
  ADD COLUMN verify_by timestamptz(3),
  ADD COLUMN lost_at timestamptz(3);
CREATE INDEX update_batch_devices_unverified ON update_batch_devices (verify_by, id) WHERE verify_by IS NOT NULL;

-- How many were left out, fell back and were lost in a minute: what happened then, whatever becomes of the devices.
ALTER TABLE update_batch_minutes
  ADD COLUMN n_left_out integer NOT NULL DEFAULT 0,
  ADD COLUMN n_fell_back integer NOT NULL DEFAULT 0,
  ADD COLUMN n_lost integer NOT NULL DEFAULT 0;

-- They allow what they allowed, and one cause more.
ALTER TABLE update_batch_reasons
  DROP CONSTRAINT update_batch_reasons_cause_check,
  ADD CONSTRAINT update_batch_reasons_cause_check CHECK (cause IN ('failed', 'silent', 'fell_back', 'lost'));
ALTER TABLE update_batch_reason_factors
  DROP CONSTRAINT update_batch_reason_factors_cause_check,
  ADD CONSTRAINT update_batch_reason_factors_cause_check CHECK (cause IN ('failed', 'silent', 'fell_back', 'lost'));

-- As they were, but for the new figures.
CREATE OR REPLACE FUNCTION update_batch_devices_inserted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
WITH changes AS (
SELECT update_batch_id, count(*) AS total,
  count(*) FILTER (WHERE status = 'pending') AS pending,
  count(*) FILTER (WHERE status = 'initiated') AS initiated,
  count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
  count(*) FILTER (WHERE status = 'failed') AS failed,
  count(*) FILTER (WHERE status = 'failed' AND reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report'))
    AS left_out
FROM new_rows
GROUP BY update_batch_id),
locked AS (
  SELECT id FROM update_batches WHERE id IN (SELECT update_batch_id FROM changes) ORDER BY id FOR NO KEY UPDATE)
UPDATE update_batches AS b
SET n_total = b.n_total + c.total,
  n_pending = b.n_pending + c.pending,
  n_initiated = b.n_initiated + c.initiated,
  n_succeeded = b.n_succeeded + c.succeeded,
  n_failed = b.n_failed + c.failed,
  n_left_out = b.n_left_out + c.left_out
FROM changes AS c
JOIN locked AS l ON l.id = c.update_batch_id
WHERE b.id = l.id;
INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
SELECT r.update_batch_id, a.attribute, a.value, count(*)
FROM new_rows AS r
JOIN devices AS d ON d.id = r.device_id
CROSS JOIN LATERAL (VALUES
  ('hardware_version', r.hardware_version), ('from_version', r.from_version),
  ('organization', d.organization_name)) AS a (attribute, value)
GROUP BY r.update_batch_id, a.attribute, a.value
ORDER BY r.update_batch_id, a.attribute, a.value
ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = update_batch_attributes.n + excluded.n;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION update_batch_devices_moved() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
WITH changes AS (
SELECT n.update_batch_id, 0 AS total,
  sum((n.status = 'pending')::int - (o.status = 'pending')::int) AS pending,
  sum((n.status = 'initiated')::int - (o.status = 'initiated')::int) AS initiated,
  sum((n.status = 'succeeded')::int - (o.status = 'succeeded')::int) AS succeeded,
  sum((n.status = 'failed')::int - (o.status = 'failed')::int) AS failed,
  sum((n.verified_at IS NOT NULL)::int - (o.verified_at IS NOT NULL)::int) AS verified,
  sum((n.fell_back_at IS NOT NULL)::int - (o.fell_back_at IS NOT NULL)::int) AS fell_back,
  sum((n.silent_in IS NOT NULL)::int - (o.silent_in IS NOT NULL)::int) AS silent,
  sum((n.silent_in IS NOT DISTINCT FROM 'flashed')::int - (o.silent_in IS NOT DISTINCT FROM 'flashed')::int) AS silent_flashed,
  sum(((n.status = 'failed' AND n.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report')) IS TRUE)::int
    - ((o.status = 'failed' AND o.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report')) IS TRUE)::int)
    AS left_out,
  sum((n.lost_at IS NOT NULL)::int - (o.lost_at IS NOT NULL)::int) AS lost
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE n.status <> o.status
  OR (n.verified_at IS NULL) <> (o.verified_at IS NULL)
  OR (n.fell_back_at IS NULL) <> (o.fell_back_at IS NULL)
  OR (n.lost_at IS NULL) <> (o.lost_at IS NULL)
  OR n.silent_in IS DISTINCT FROM o.silent_in
GROUP BY n.update_batch_id),
locked AS (
  SELECT id FROM update_batches WHERE id IN (SELECT update_batch_id FROM changes) ORDER BY id FOR NO KEY UPDATE)
UPDATE update_batches AS b
SET n_total = b.n_total + c.total,
  n_pending = b.n_pending + c.pending,
  n_initiated = b.n_initiated + c.initiated,
  n_succeeded = b.n_succeeded + c.succeeded,
  n_failed = b.n_failed + c.failed,
  n_verified = b.n_verified + c.verified,
  n_fell_back = b.n_fell_back + c.fell_back,
  n_silent = b.n_silent + c.silent,
  n_silent_flashed = b.n_silent_flashed + c.silent_flashed,
  n_left_out = b.n_left_out + c.left_out,
  n_lost = b.n_lost + c.lost
FROM changes AS c
JOIN locked AS l ON l.id = c.update_batch_id
WHERE b.id = l.id;
IF NOT FOUND THEN
  RETURN NULL;
END IF;
INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad, n_left_out, n_fell_back, n_lost)
SELECT update_batch_id, floor(extract(epoch FROM at) / 60)::bigint, sum(finished), sum(bad), sum(left_out),
  sum(fell_back), sum(lost)
FROM (
  SELECT n.update_batch_id, n.updated_at AS at, 1 AS finished, (n.status = 'failed')::int AS bad,
    ((n.status = 'failed' AND n.reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report')) IS TRUE)::int
      AS left_out,
    0 AS fell_back, 0 AS lost
  FROM new_rows AS n
  JOIN old_rows AS o ON o.id = n.id
  WHERE n.status IN ('succeeded', 'failed') AND o.status NOT IN ('succeeded', 'failed')
  UNION ALL
  SELECT n.update_batch_id, n.fell_back_at, 0, 0, 0, 1, 0
  FROM new_rows AS n
  JOIN old_rows AS o ON o.id = n.id
  WHERE n.fell_back_at IS NOT NULL AND o.fell_back_at IS NULL
  UNION ALL
  SELECT n.update_batch_id, n.lost_at, 0, 0, 0, 0, 1
  FROM new_rows AS n
  JOIN old_rows AS o ON o.id = n.id
  WHERE n.lost_at IS NOT NULL AND o.lost_at IS NULL) AS happened
GROUP BY 1, 2
ORDER BY 1, 2
ON CONFLICT (update_batch_id, minute)
DO UPDATE SET n_finished = update_batch_minutes.n_finished + excluded.n_finished,
  n_bad = update_batch_minutes.n_bad + excluded.n_bad,
  n_left_out = update_batch_minutes.n_left_out + excluded.n_left_out,
  n_fell_back = update_batch_minutes.n_fell_back + excluded.n_fell_back,
  n_lost = update_batch_minutes.n_lost + excluded.n_lost;

WITH added AS (
  SELECT n.id, n.device_id, n.update_batch_id, 'failed' AS cause, COALESCE(n.reason_key, n.reason_code, '') AS reason_key, n.reason_code,
  n.updated_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE n.status = 'failed' AND o.status <> 'failed'
  UNION ALL
  SELECT n.id, n.device_id, n.update_batch_id, 'silent' AS cause, '' AS reason_key, n.reason_code,
  n.silent_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE n.silent_in = 'flashed' AND o.silent_in IS DISTINCT FROM 'flashed'
  UNION ALL
  SELECT n.id, n.device_id, n.update_batch_id, 'fell_back' AS cause, '' AS reason_key, n.reason_code,
  n.fell_back_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE n.fell_back_at IS NOT NULL AND o.fell_back_at IS NULL
  UNION ALL
  SELECT n.id, n.device_id, n.update_batch_id, 'lost' AS cause, '' AS reason_key, n.reason_code,
  n.lost_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE n.lost_at IS NOT NULL AND o.lost_at IS NULL),
factors AS (
  INSERT INTO update_batch_reason_factors (update_batch_id, cause, reason_key, attribute, value, n)
  SELECT r.update_batch_id, r.cause, r.reason_key, a.attribute, a.value, count(*)
  FROM added AS r
  JOIN devices AS d ON d.id = r.device_id
CROSS JOIN LATERAL (VALUES
  ('hardware_version', r.hardware_version), ('from_version', r.from_version),
  ('organization', d.organization_name)) AS a (attribute, value)
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (update_batch_id, cause, reason_key, attribute, value)
  DO UPDATE SET n = update_batch_reason_factors.n + excluded.n)
INSERT INTO update_batch_reasons (update_batch_id, cause, reason_key, reason_code, n, first_at, last_at)
SELECT update_batch_id, cause, reason_key, (array_agg(reason_code ORDER BY id))[1], count(*), min(at), max(at)
FROM added
GROUP BY 1, 2, 3
ORDER BY min(id)
ON CONFLICT (update_batch_id, cause, reason_key)
DO UPDATE SET n = update_batch_reasons.n + excluded.n,
  first_at = least(update_batch_reasons.first_at, excluded.first_at),
  last_at = greatest(update_batch_reasons.last_at, excluded.last_at);

WITH removed AS (
  SELECT n.id, n.device_id, n.update_batch_id, 'silent' AS cause, '' AS reason_key, n.reason_code,
  n.updated_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE o.silent_in = 'flashed' AND n.silent_in IS DISTINCT FROM 'flashed'
  UNION ALL
  SELECT n.id, n.device_id, n.update_batch_id, 'fell_back' AS cause, '' AS reason_key, n.reason_code,
  n.updated_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE o.fell_back_at IS NOT NULL AND n.fell_back_at IS NULL
  UNION ALL
  SELECT n.id, n.device_id, n.update_batch_id, 'lost' AS cause, '' AS reason_key, n.reason_code,
  n.updated_at AS at, n.hardware_version, n.from_version
FROM new_rows AS n
JOIN old_rows AS o ON o.id = n.id
WHERE o.lost_at IS NOT NULL AND n.lost_at IS NULL),
factors AS (
  UPDATE update_batch_reason_factors AS f
  SET n = f.n - gone.n
  FROM (
    SELECT r.update_batch_id, r.cause, a.attribute, a.value, count(*) AS n
    FROM removed AS r
    JOIN devices AS d ON d.id = r.device_id
CROSS JOIN LATERAL (VALUES
  ('hardware_version', r.hardware_version), ('from_version', r.from_version),
  ('organization', d.organization_name)) AS a (attribute, value)
    GROUP BY 1, 2, 3, 4) AS gone
  WHERE f.update_batch_id = gone.update_batch_id AND f.cause = gone.cause AND f.reason_key = ''
    AND f.attribute = gone.attribute AND f.value = gone.value)
UPDATE update_batch_reasons AS x
SET n = x.n - gone.n
FROM (SELECT update_batch_id, cause, count(*) AS n FROM removed GROUP BY 1, 2) AS gone
WHERE x.update_batch_id = gone.update_batch_id AND x.cause = gone.cause AND x.reason_key = '';
IF FOUND THEN
  DELETE FROM update_batch_reasons
  WHERE update_batch_id IN (SELECT update_batch_id FROM new_rows) AND reason_key = '' AND n = 0;
  DELETE FROM update_batch_reason_factors
  WHERE update_batch_id IN (SELECT update_batch_id FROM new_rows) AND reason_key = '' AND n = 0;
END IF;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION update_batches_counted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
UPDATE rollout_counters
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
WHERE rollout_id = NEW.rollout_id AND shard = NEW.id % 16;
  RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER update_batches_counted AFTER UPDATE OF n_total, n_pending, n_initiated, n_succeeded, n_failed, n_acknowledged, n_downloading, n_flashed, n_verified, n_fell_back, n_silent, n_silent_flashed, n_left_out, n_lost ON update_batches
FOR EACH ROW WHEN ((OLD.n_total, OLD.n_pending, OLD.n_initiated, OLD.n_succeeded, OLD.n_failed, OLD.n_acknowledged, OLD.n_downloading, OLD.n_flashed, OLD.n_verified, OLD.n_fell_back, OLD.n_silent, OLD.n_silent_flashed, OLD.n_left_out, OLD.n_lost) IS DISTINCT FROM (NEW.n_total, NEW.n_pending, NEW.n_initiated, NEW.n_succeeded, NEW.n_failed, NEW.n_acknowledged, NEW.n_downloading, NEW.n_flashed, NEW.n_verified, NEW.n_fell_back, NEW.n_silent, NEW.n_silent_flashed, NEW.n_left_out, NEW.n_lost))
EXECUTE FUNCTION update_batches_counted();

-- What 0003 gave the functions is lost with their old bodies.
DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'update_batch_devices_inserted', 'update_batch_devices_moved', 'update_batches_counted']
  LOOP
    EXECUTE format(
      'ALTER FUNCTION %I.%I() SECURITY DEFINER SET search_path = %I, pg_temp',
      current_schema(), name, current_schema());
  END LOOP;
END
$do$;

-- What was left out so far, as the causes of each batch count it: reading every device would take long. The rollouts
-- follow.
UPDATE update_batches AS b
SET n_left_out = least(b.n_failed, x.n)
FROM (
  SELECT update_batch_id, sum(n)::integer AS n
  FROM update_batch_reasons
  WHERE cause = 'failed' AND reason_code NOT IN ('device_reported', 'checksum_mismatch', 'no_report')
  GROUP BY update_batch_id) AS x
WHERE b.id = x.update_batch_id;
