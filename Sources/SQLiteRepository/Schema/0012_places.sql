-- Released: this text never changes. A later change is a migration of its own.

-- The places of a rollout lie in shards: a device takes a place of its batch's shard, where one is left. Rollouts from
-- before have one shard, and so have those of programs of the release before, which know of none.
ALTER TABLE update_batches ADD COLUMN shard INTEGER NOT NULL DEFAULT 0 CHECK (shard >= 0);
ALTER TABLE rollouts ADD COLUMN shards INTEGER NOT NULL DEFAULT 1 CHECK (shards BETWEEN 1 AND 16);
ALTER TABLE rollouts ADD COLUMN per_minute INTEGER CHECK (per_minute >= 0);
CREATE TABLE rollout_places (
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id),
  shard INTEGER NOT NULL CHECK (shard >= 0),
  places INTEGER NOT NULL CHECK (places >= 0),
  taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
  per_minute INTEGER CHECK (per_minute >= 0),
  -- Since 1970, and how many have begun in it.
  minute INTEGER NOT NULL DEFAULT 0,
  joined INTEGER NOT NULL DEFAULT 0 CHECK (joined >= 0),
  PRIMARY KEY (rollout_id, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO rollout_places (rollout_id, shard, places, taken)
SELECT id, 0, max_in_flight, n_acknowledged + n_downloading + n_flashed
FROM rollouts;

CREATE TRIGGER rollouts_inserted AFTER INSERT ON rollouts
BEGIN
  INSERT INTO rollout_places (rollout_id, shard, places, per_minute)
  SELECT NEW.id, column1, NEW.max_in_flight / NEW.shards + (column1 < NEW.max_in_flight % NEW.shards),
    NEW.per_minute / NEW.shards + (column1 < NEW.per_minute % NEW.shards)
  FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15))
  WHERE column1 < NEW.shards;
END;

-- A device that began by a clock a little ahead has begun in that minute.
CREATE TRIGGER update_sessions_joined AFTER UPDATE OF update_status ON update_sessions
WHEN OLD.update_status NOT IN ('acknowledged', 'downloading', 'flashed')
  AND NEW.update_status IN ('acknowledged', 'downloading', 'flashed')
BEGIN
  UPDATE rollout_places
  SET taken = taken + 1,
    joined = IIF(minute - NEW.state_since / 60000 IN (0, 1), joined + 1, 1),
    minute = IIF(minute - NEW.state_since / 60000 IN (0, 1), minute, NEW.state_since / 60000)
  WHERE (rollout_id, shard) = (
    SELECT b.rollout_id, b.shard
    FROM update_batch_devices AS bd
    CROSS JOIN update_batches AS b ON b.id = bd.update_batch_id
    WHERE bd.update_session_id = NEW.session_id);
END;

CREATE TRIGGER update_sessions_left AFTER UPDATE OF update_status ON update_sessions
WHEN NEW.update_status NOT IN ('acknowledged', 'downloading', 'flashed')
  AND OLD.update_status IN ('acknowledged', 'downloading', 'flashed')
BEGIN
  UPDATE rollout_places
  SET taken = taken - 1
  WHERE (rollout_id, shard) = (
    SELECT b.rollout_id, b.shard
    FROM update_batch_devices AS bd
    CROSS JOIN update_batches AS b ON b.id = bd.update_batch_id
    WHERE bd.update_session_id = NEW.session_id);
END;
