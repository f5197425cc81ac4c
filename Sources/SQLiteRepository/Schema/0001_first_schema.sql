-- Released: this text never changes. A later change is a migration of its own.

-- Instants are milliseconds since 1970 in UTC. Every list of states and every figure has its CHECK, since SQLite cannot
-- add one later.
CREATE TABLE organizations (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  display_name TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (environment IN ('staging', 'production')),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  device_limit INTEGER NOT NULL DEFAULT 100 CHECK (device_limit >= 0),
  device_count INTEGER NOT NULL DEFAULT 0 CHECK (device_count >= 0),
  halted INTEGER NOT NULL DEFAULT 0 CHECK (halted IN (0, 1)),
  halt_released_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE devices (
  id INTEGER PRIMARY KEY,
  device_uid TEXT NOT NULL UNIQUE CHECK (device_uid <> ''),
  serial_number TEXT NOT NULL UNIQUE CHECK (serial_number <> ''),
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  organization_name TEXT NOT NULL,
  firmware_version TEXT NOT NULL DEFAULT '',
  hardware_version TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  updates_enabled INTEGER NOT NULL DEFAULT 1 CHECK (updates_enabled IN (0, 1)),
  last_heartbeat INTEGER,
  token_hash TEXT,
  reported_version TEXT,
  reported_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((reported_version IS NULL) = (reported_at IS NULL))
) STRICT;

CREATE TABLE firmware_releases (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  version_key TEXT NOT NULL,
  release_channel TEXT NOT NULL CHECK (release_channel IN ('alpha', 'beta', 'production')),
  storage_path TEXT NOT NULL,
  checksum TEXT NOT NULL CHECK (checksum <> ''),
  sha1 TEXT NOT NULL,
  md5 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  digital_signature TEXT,
  release_status TEXT NOT NULL CHECK (release_status IN ('draft', 'testing', 'approved', 'deprecated')),
  release_notes TEXT,
  minimum_version TEXT,
  file_name TEXT NOT NULL,
  hardware_versions TEXT NOT NULL DEFAULT '[]'
    CHECK (json_valid(hardware_versions) AND json_type(hardware_versions) = 'array'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE firmware_chunks (
  sha256 TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 0),
  bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  UNIQUE (sha256, number)
) STRICT;

CREATE TABLE firmware_uploads (
  sha256 TEXT PRIMARY KEY NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rollouts (
  id INTEGER PRIMARY KEY,
  organization_id INTEGER REFERENCES organizations (id),
  name TEXT NOT NULL,
  firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
  status TEXT NOT NULL CHECK (status IN ('draft', 'scheduled', 'pending', 'in_progress', 'paused', 'cancelling', 'cancelled', 'completed', 'failed')),
  max_in_flight INTEGER NOT NULL DEFAULT 100 CHECK (max_in_flight >= 0),
  released_at INTEGER,
  created_by TEXT NOT NULL,
  request_id TEXT UNIQUE,
  n_total INTEGER NOT NULL DEFAULT 0 CHECK (n_total >= 0),
  n_pending INTEGER NOT NULL DEFAULT 0 CHECK (n_pending >= 0),
  n_initiated INTEGER NOT NULL DEFAULT 0 CHECK (n_initiated >= 0),
  n_succeeded INTEGER NOT NULL DEFAULT 0 CHECK (n_succeeded >= 0),
  n_failed INTEGER NOT NULL DEFAULT 0 CHECK (n_failed >= 0),
  n_acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (n_acknowledged >= 0),
  n_downloading INTEGER NOT NULL DEFAULT 0 CHECK (n_downloading >= 0),
  n_flashed INTEGER NOT NULL DEFAULT 0 CHECK (n_flashed >= 0),
  n_verified INTEGER NOT NULL DEFAULT 0 CHECK (n_verified >= 0),
  n_fell_back INTEGER NOT NULL DEFAULT 0 CHECK (n_fell_back >= 0),
  n_silent INTEGER NOT NULL DEFAULT 0 CHECK (n_silent >= 0),
  n_silent_flashed INTEGER NOT NULL DEFAULT 0 CHECK (n_silent_flashed >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (n_total = n_pending + n_initiated + n_succeeded + n_failed),
  CHECK (n_acknowledged + n_downloading + n_flashed <= n_initiated),
  CHECK (n_silent <= n_initiated),
  CHECK (n_silent_flashed <= n_silent)
) STRICT;

CREATE TABLE update_batches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
  status TEXT NOT NULL CHECK (status IN
    ('pending', 'in_progress', 'paused', 'cancelling', 'cancelled', 'completed', 'failed')),
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id),
  organization_id INTEGER REFERENCES organizations (id),
  wave INTEGER NOT NULL CHECK (wave >= 1),
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  run_after INTEGER NOT NULL,
  lease_owner TEXT,
  lease_epoch INTEGER NOT NULL DEFAULT 0 CHECK (lease_epoch >= 0),
  lease_expires_at INTEGER,
  failure_reason TEXT,
  retry_of INTEGER UNIQUE REFERENCES update_batches (id),
  created_by TEXT NOT NULL,
  n_total INTEGER NOT NULL DEFAULT 0 CHECK (n_total >= 0),
  n_pending INTEGER NOT NULL DEFAULT 0 CHECK (n_pending >= 0),
  n_initiated INTEGER NOT NULL DEFAULT 0 CHECK (n_initiated >= 0),
  n_succeeded INTEGER NOT NULL DEFAULT 0 CHECK (n_succeeded >= 0),
  n_failed INTEGER NOT NULL DEFAULT 0 CHECK (n_failed >= 0),
  n_acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (n_acknowledged >= 0),
  n_downloading INTEGER NOT NULL DEFAULT 0 CHECK (n_downloading >= 0),
  n_flashed INTEGER NOT NULL DEFAULT 0 CHECK (n_flashed >= 0),
  n_verified INTEGER NOT NULL DEFAULT 0 CHECK (n_verified >= 0),
  n_fell_back INTEGER NOT NULL DEFAULT 0 CHECK (n_fell_back >= 0),
  n_silent INTEGER NOT NULL DEFAULT 0 CHECK (n_silent >= 0),
  n_silent_flashed INTEGER NOT NULL DEFAULT 0 CHECK (n_silent_flashed >= 0),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL)),
  UNIQUE (rollout_id, sequence),
  CHECK (n_total = n_pending + n_initiated + n_succeeded + n_failed),
  CHECK (n_acknowledged + n_downloading + n_flashed <= n_initiated),
  CHECK (n_silent <= n_initiated),
  CHECK (n_silent_flashed <= n_silent)
) STRICT;

CREATE TABLE update_sessions (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL UNIQUE CHECK (length(session_id) = 36),
  device_id INTEGER NOT NULL REFERENCES devices (id),
  firmware_id INTEGER NOT NULL REFERENCES firmware_releases (id),
  update_status TEXT NOT NULL CHECK (update_status IN ('initiated', 'acknowledged', 'downloading', 'flashed', 'completed', 'failed', 'cancelled')),
  progress_percent INTEGER NOT NULL DEFAULT 0 CHECK (progress_percent BETWEEN 0 AND 100),
  bytes_transferred INTEGER NOT NULL DEFAULT 0 CHECK (bytes_transferred >= 0),
  transfer_rate REAL CHECK (transfer_rate >= 0),
  started_at INTEGER NOT NULL,
  completed_at INTEGER,
  reason_code TEXT,
  failure_reason TEXT,
  state_since INTEGER NOT NULL,
  last_report_at INTEGER,
  deadline_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((completed_at IS NOT NULL) = (update_status IN ('completed', 'failed', 'cancelled'))),
  CHECK (deadline_at IS NULL OR update_status IN ('initiated', 'acknowledged', 'downloading', 'flashed'))
) STRICT;

CREATE TABLE update_batch_devices (
  id INTEGER PRIMARY KEY,
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  device_id INTEGER NOT NULL REFERENCES devices (id),
  status TEXT NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'initiated', 'succeeded', 'failed')),
  update_session_id TEXT REFERENCES update_sessions (session_id),
  from_version TEXT NOT NULL,
  hardware_version TEXT NOT NULL,
  reason_code TEXT,
  failure_reason TEXT,
  reason_key TEXT,
  verified_at INTEGER,
  fell_back_at INTEGER,
  silent_at INTEGER,
  silent_in TEXT CHECK (silent_in IN ('acknowledged', 'downloading', 'flashed')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((silent_at IS NULL) = (silent_in IS NULL)),
  CHECK (silent_at IS NULL OR status = 'initiated'),
  CHECK (verified_at IS NULL OR fell_back_at IS NULL),
  CHECK (status <> 'pending' OR update_session_id IS NULL),
  CHECK (status NOT IN ('initiated', 'succeeded') OR update_session_id IS NOT NULL)
) STRICT;

CREATE TABLE telemetry (
  id TEXT PRIMARY KEY NOT NULL,
  device_id INTEGER NOT NULL REFERENCES devices (id),
  telemetry_type TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  received_at INTEGER NOT NULL
) STRICT;

CREATE TABLE access_tokens (
  id INTEGER PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_valid(scopes) AND json_type(scopes) = 'array'),
  organization_id INTEGER REFERENCES organizations (id),
  last_accessed_at INTEGER,
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('operator', 'token', 'device', 'worker')),
  actor_name TEXT NOT NULL,
  organization_id INTEGER REFERENCES organizations (id),
  device_id INTEGER REFERENCES devices (id),
  firmware_id INTEGER REFERENCES firmware_releases (id),
  rollout_id INTEGER REFERENCES rollouts (id),
  update_batch_id INTEGER REFERENCES update_batches (id),
  session_id TEXT,
  detail TEXT NOT NULL
) STRICT;

CREATE TABLE workers (
  name TEXT PRIMARY KEY NOT NULL,
  last_heartbeat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the live screen shows of a batch, kept on write, so that a poll reads no devices.
CREATE TABLE update_batch_reasons (
  id INTEGER PRIMARY KEY,
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  cause TEXT NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back')),
  reason_key TEXT NOT NULL,
  reason_code TEXT,
  n INTEGER NOT NULL CHECK (n >= 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  UNIQUE (update_batch_id, cause, reason_key)
) STRICT;

CREATE TABLE update_batch_reason_factors (
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  cause TEXT NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back')),
  reason_key TEXT NOT NULL,
  attribute TEXT NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
  value TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (update_batch_id, cause, reason_key, attribute, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_batch_attributes (
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  attribute TEXT NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
  value TEXT NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (update_batch_id, attribute, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_batch_minutes (
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  minute INTEGER NOT NULL,
  n_finished INTEGER NOT NULL CHECK (n_finished >= 0),
  n_bad INTEGER NOT NULL CHECK (n_bad BETWEEN 0 AND n_finished),
  PRIMARY KEY (update_batch_id, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE update_batch_phases (
  update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
  phase TEXT NOT NULL CHECK (phase IN ('acknowledged', 'downloading', 'flashed')),
  bucket INTEGER NOT NULL CHECK (bucket >= 0),
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (update_batch_id, phase, bucket)
) STRICT, WITHOUT ROWID;

-- No index on updated_at, last_report_at or progress: those change with every report.
CREATE INDEX devices_by_organization ON devices (organization_id, device_uid);
CREATE INDEX devices_by_heartbeat ON devices (last_heartbeat, id);
CREATE INDEX devices_by_firmware ON devices (firmware_version, id);

CREATE INDEX firmware_releases_by_version ON firmware_releases (version_key, version);
CREATE INDEX firmware_releases_by_channel ON firmware_releases (release_channel, version_key, version);
CREATE INDEX firmware_releases_by_checksum ON firmware_releases (checksum);

CREATE INDEX firmware_uploads_by_update ON firmware_uploads (updated_at);

CREATE INDEX rollouts_open ON rollouts (id) WHERE status IN ('draft', 'scheduled', 'pending', 'in_progress', 'paused', 'cancelling');
CREATE INDEX rollouts_ended ON rollouts (id) WHERE status IN ('cancelled', 'completed', 'failed');

CREATE INDEX rollouts_open_by_organization ON rollouts (organization_id, id)
WHERE status IN ('draft', 'scheduled', 'pending', 'in_progress', 'paused', 'cancelling');

CREATE INDEX rollouts_ended_by_organization ON rollouts (organization_id, id)
WHERE status IN ('cancelled', 'completed', 'failed');

CREATE INDEX update_batches_by_organization ON update_batches (organization_id, id);

CREATE INDEX update_batches_to_start ON update_batches (run_after, id)
WHERE status IN ('pending', 'in_progress') AND n_pending > 0;

CREATE UNIQUE INDEX update_batch_devices_once ON update_batch_devices (update_batch_id, device_id);
CREATE INDEX update_batch_devices_by_batch ON update_batch_devices (update_batch_id, id);
CREATE INDEX update_batch_devices_by_device ON update_batch_devices (device_id);

CREATE UNIQUE INDEX update_batch_devices_by_session ON update_batch_devices (update_session_id)
WHERE update_session_id IS NOT NULL;

CREATE INDEX update_batch_devices_open ON update_batch_devices (update_batch_id, id)
WHERE status IN ('pending', 'initiated');

CREATE INDEX update_batch_devices_silent ON update_batch_devices (update_batch_id, silent_at)
WHERE silent_at IS NOT NULL;

CREATE INDEX update_batch_reasons_by_count ON update_batch_reasons (update_batch_id, n DESC);

CREATE UNIQUE INDEX update_sessions_one_active ON update_sessions (device_id)
WHERE update_status IN ('initiated', 'acknowledged', 'downloading', 'flashed');

CREATE INDEX update_sessions_by_device ON update_sessions (device_id, id);
CREATE INDEX update_sessions_due ON update_sessions (deadline_at, id) WHERE deadline_at IS NOT NULL;

CREATE INDEX update_sessions_in_flight ON update_sessions (id)
WHERE update_status IN ('acknowledged', 'downloading', 'flashed');

CREATE INDEX telemetry_by_device ON telemetry (device_id, received_at);
CREATE INDEX telemetry_by_age ON telemetry (received_at);

CREATE INDEX events_by_batch ON events (update_batch_id, id) WHERE update_batch_id IS NOT NULL;
CREATE INDEX events_by_device ON events (device_id, id) WHERE device_id IS NOT NULL;
CREATE INDEX events_by_organization ON events (organization_id, id) WHERE organization_id IS NOT NULL;

CREATE INDEX workers_by_heartbeat ON workers (last_heartbeat);

-- Triggers count in the statement that moves the rows, decide nothing and read no clock. They run once a row, so each
-- leaves figures that satisfy every CHECK.
CREATE TRIGGER devices_inserted AFTER INSERT ON devices
BEGIN
  UPDATE organizations SET device_count = device_count + 1 WHERE id = NEW.organization_id;
END;

CREATE TRIGGER devices_deleted AFTER DELETE ON devices
BEGIN
  UPDATE organizations SET device_count = device_count - 1 WHERE id = OLD.organization_id;
END;

CREATE TRIGGER devices_moved AFTER UPDATE OF organization_id ON devices
WHEN OLD.organization_id <> NEW.organization_id
BEGIN
  UPDATE organizations SET device_count = device_count - 1 WHERE id = OLD.organization_id;
  UPDATE organizations SET device_count = device_count + 1 WHERE id = NEW.organization_id;
END;

CREATE TRIGGER update_batch_devices_inserted AFTER INSERT ON update_batch_devices
BEGIN
  UPDATE update_batches
  SET n_total = n_total + 1,
    n_pending = n_pending + (NEW.status = 'pending'),
    n_initiated = n_initiated + (NEW.status = 'initiated'),
    n_succeeded = n_succeeded + (NEW.status = 'succeeded'),
    n_failed = n_failed + (NEW.status = 'failed')
  WHERE id = NEW.update_batch_id;
END;

CREATE TRIGGER update_batch_devices_moved AFTER UPDATE OF status ON update_batch_devices
WHEN OLD.status <> NEW.status
BEGIN
  UPDATE update_batches
  SET n_pending = n_pending + (NEW.status = 'pending') - (OLD.status = 'pending'),
    n_initiated = n_initiated + (NEW.status = 'initiated') - (OLD.status = 'initiated'),
    n_succeeded = n_succeeded + (NEW.status = 'succeeded') - (OLD.status = 'succeeded'),
    n_failed = n_failed + (NEW.status = 'failed') - (OLD.status = 'failed')
  WHERE id = NEW.update_batch_id;
END;

CREATE TRIGGER update_batch_devices_judged AFTER UPDATE OF verified_at, fell_back_at ON update_batch_devices
WHEN (OLD.verified_at IS NULL) <> (NEW.verified_at IS NULL)
  OR (OLD.fell_back_at IS NULL) <> (NEW.fell_back_at IS NULL)
BEGIN
  UPDATE update_batches
  SET n_verified = n_verified + (NEW.verified_at IS NOT NULL) - (OLD.verified_at IS NOT NULL),
    n_fell_back = n_fell_back + (NEW.fell_back_at IS NOT NULL) - (OLD.fell_back_at IS NOT NULL)
  WHERE id = NEW.update_batch_id;
END;

CREATE TRIGGER update_batch_devices_silenced AFTER UPDATE OF silent_in ON update_batch_devices
WHEN OLD.silent_in IS NOT NEW.silent_in
BEGIN
  UPDATE update_batches
  SET n_silent = n_silent + (NEW.silent_in IS NOT NULL) - (OLD.silent_in IS NOT NULL),
    n_silent_flashed = n_silent_flashed + (NEW.silent_in IS 'flashed') - (OLD.silent_in IS 'flashed')
  WHERE id = NEW.update_batch_id;
END;

CREATE TRIGGER update_sessions_moved AFTER UPDATE OF update_status ON update_sessions
WHEN OLD.update_status <> NEW.update_status
BEGIN
  UPDATE update_batches
  SET n_acknowledged = n_acknowledged
      + (NEW.update_status = 'acknowledged') - (OLD.update_status = 'acknowledged'),
    n_downloading = n_downloading
      + (NEW.update_status = 'downloading') - (OLD.update_status = 'downloading'),
    n_flashed = n_flashed + (NEW.update_status = 'flashed') - (OLD.update_status = 'flashed')
  WHERE id = (SELECT update_batch_id FROM update_batch_devices WHERE update_session_id = NEW.session_id);
END;

CREATE TRIGGER update_batches_counted AFTER UPDATE OF n_total, n_pending, n_initiated, n_succeeded, n_failed, n_acknowledged, n_downloading, n_flashed, n_verified, n_fell_back, n_silent, n_silent_flashed
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
    n_silent_flashed = n_silent_flashed + NEW.n_silent_flashed - OLD.n_silent_flashed
  WHERE id = NEW.rollout_id;
END;

-- Reasons, what their devices have in common, and the pace of a batch.
CREATE TRIGGER update_batch_devices_attributed AFTER INSERT ON update_batch_devices
BEGIN
  INSERT INTO update_batch_attributes (update_batch_id, attribute, value, n)
  SELECT NEW.update_batch_id, 'hardware_version', NEW.hardware_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'from_version', NEW.from_version, 1 WHERE true
  UNION ALL
  SELECT NEW.update_batch_id, 'organization', organization_name, 1 FROM devices WHERE id = NEW.device_id
  ON CONFLICT (update_batch_id, attribute, value) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER update_batch_devices_finished AFTER UPDATE OF status ON update_batch_devices
WHEN NEW.status IN ('succeeded', 'failed') AND OLD.status NOT IN ('succeeded', 'failed')
BEGIN
  INSERT INTO update_batch_minutes (update_batch_id, minute, n_finished, n_bad)
  VALUES (NEW.update_batch_id, NEW.updated_at / 60000, 1, NEW.status = 'failed')
  ON CONFLICT (update_batch_id, minute)
  DO UPDATE SET n_finished = n_finished + 1, n_bad = n_bad + excluded.n_bad;
END;

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

-- A device is no longer bad for that cause; only a cause without a text can end.
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
