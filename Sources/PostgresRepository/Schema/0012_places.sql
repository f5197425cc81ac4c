-- Released: this text never changes. A later change is a migration of its own.

-- The places of a rollout lie in shards: a device locks the row of its batch's shard, and takes a place where one is
-- left. Rollouts from before have one shard, and so have those of servers of the release before, which know of none.
ALTER TABLE update_batches ADD COLUMN shard smallint NOT NULL DEFAULT 0 CHECK (shard >= 0);
ALTER TABLE rollouts
  ADD COLUMN shards smallint NOT NULL DEFAULT 1 CHECK (shards BETWEEN 1 AND 16),
  ADD COLUMN per_minute integer CHECK (per_minute >= 0);
CREATE TABLE rollout_places (
  rollout_id bigint NOT NULL REFERENCES rollouts (id),
  shard smallint NOT NULL CHECK (shard >= 0),
  places integer NOT NULL CHECK (places >= 0),
  taken integer NOT NULL DEFAULT 0 CHECK (taken >= 0),
  per_minute integer CHECK (per_minute >= 0),
  -- Since 1970, and how many have begun in it.
  minute bigint NOT NULL DEFAULT 0,
  joined integer NOT NULL DEFAULT 0 CHECK (joined >= 0),
  PRIMARY KEY (rollout_id, shard)
) WITH (fillfactor = 25);

INSERT INTO rollout_places (rollout_id, shard, places, taken)
SELECT r.id, 0, r.max_in_flight, COALESCE(sum(c.n_acknowledged + c.n_downloading + c.n_flashed), 0)
FROM rollouts AS r
LEFT JOIN rollout_counters AS c ON c.rollout_id = r.id
GROUP BY r.id
ORDER BY r.id;

CREATE FUNCTION rollouts_inserted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO rollout_places (rollout_id, shard, places, per_minute)
  SELECT NEW.id, number, NEW.max_in_flight / NEW.shards + (number < NEW.max_in_flight % NEW.shards)::int,
    NEW.per_minute / NEW.shards + (number < NEW.per_minute % NEW.shards)::int
  FROM generate_series(0, NEW.shards - 1) AS number;
  RETURN NULL;
END
$body$;

CREATE TRIGGER rollouts_inserted AFTER INSERT ON rollouts
FOR EACH ROW EXECUTE FUNCTION rollouts_inserted();

-- As it was, but for the places: they come after the batch and before the figures of its rollout, which a trigger of
-- the batch moves at the end of the statement. A device that began by a clock a little ahead has begun in that minute.
CREATE OR REPLACE FUNCTION update_sessions_moved() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  leaves int := (OLD.update_status IN ('acknowledged', 'downloading', 'flashed'))::int;
  joins int := (NEW.update_status IN ('acknowledged', 'downloading', 'flashed'))::int;
  this_minute bigint;
BEGIN
  IF joins = 0 AND leaves = 0 THEN
    RETURN NULL;
  END IF;
  IF joins = leaves THEN
    UPDATE update_batches
    SET n_acknowledged = n_acknowledged
        + (NEW.update_status = 'acknowledged')::int - (OLD.update_status = 'acknowledged')::int,
      n_downloading = n_downloading
        + (NEW.update_status = 'downloading')::int - (OLD.update_status = 'downloading')::int,
      n_flashed = n_flashed + (NEW.update_status = 'flashed')::int - (OLD.update_status = 'flashed')::int
    WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id);
    RETURN NULL;
  END IF;
  this_minute := floor(extract(epoch FROM NEW.state_since) / 60);
  WITH batch AS (
    UPDATE update_batches
    SET n_acknowledged = n_acknowledged
        + (NEW.update_status = 'acknowledged')::int - (OLD.update_status = 'acknowledged')::int,
      n_downloading = n_downloading
        + (NEW.update_status = 'downloading')::int - (OLD.update_status = 'downloading')::int,
      n_flashed = n_flashed + (NEW.update_status = 'flashed')::int - (OLD.update_status = 'flashed')::int
    WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id)
    RETURNING rollout_id, shard)
  UPDATE rollout_places AS p
  SET taken = p.taken + joins - leaves,
    joined = CASE WHEN joins = 0 OR p.minute - this_minute IN (0, 1) THEN p.joined + joins ELSE joins END,
    minute = CASE WHEN joins = 0 OR p.minute - this_minute IN (0, 1) THEN p.minute ELSE this_minute END
  FROM batch
  WHERE p.rollout_id = batch.rollout_id AND p.shard = batch.shard;
  RETURN NULL;
END
$body$;

-- What 0003 gave the function is lost with its old body, and the new one gets the same.
DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['rollouts_inserted', 'update_sessions_moved'] LOOP
    EXECUTE format(
      'ALTER FUNCTION %I.%I() SECURITY DEFINER SET search_path = %I, pg_temp',
      current_schema(), name, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I.%I() FROM PUBLIC', current_schema(), name);
  END LOOP;
END
$do$;
