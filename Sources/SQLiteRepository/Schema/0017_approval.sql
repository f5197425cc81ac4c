-- Released: this text never changes. A later change is a migration of its own.

-- Whether a second person has to approve what is rolled out over an organization; none for those that are there.
ALTER TABLE organizations ADD COLUMN approval TEXT NOT NULL DEFAULT 'off'
  CHECK (approval IN ('off', 'rollouts', 'batches'));

-- The name of the principal that made a token; nothing where a program of the release before let it be made.
ALTER TABLE access_tokens ADD COLUMN created_by TEXT;

-- A draft is asked for (`submitted_…`) and approved by its revision, which every edit raises. The plans are those of the
-- latest time that it was asked for, and of the time before; only programs read them.
ALTER TABLE rollouts ADD COLUMN revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1);
ALTER TABLE rollouts ADD COLUMN submitted_by TEXT;
ALTER TABLE rollouts ADD COLUMN submitted_at INTEGER;
ALTER TABLE rollouts ADD COLUMN submitted_count INTEGER CHECK (submitted_count >= 0);
ALTER TABLE rollouts ADD COLUMN submitted_plan TEXT;
ALTER TABLE rollouts ADD COLUMN earlier_plan TEXT;
ALTER TABLE rollouts ADD COLUMN approved_by TEXT;
ALTER TABLE rollouts ADD COLUMN approved_at INTEGER;
ALTER TABLE rollouts ADD COLUMN approved_count INTEGER CHECK (approved_count >= 0);

-- A cause that programs of the release before do not know, which read `paused_by`; that one comes first where it is set.
ALTER TABLE rollouts ADD COLUMN pause_cause TEXT;

-- Who created a draft and who changed it: none of them approves it. Of a token also its description and who made it, since
-- it may be gone by then.
CREATE TABLE rollout_authors (
  rollout_id INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('operator', 'token', 'device', 'worker')),
  name TEXT NOT NULL,
  description TEXT,
  made_by TEXT,
  PRIMARY KEY (rollout_id, kind, name)
) STRICT, WITHOUT ROWID;
