-- Released: this text never changes. A later change is a migration of its own.

-- Whether a second person has to approve what is rolled out over an organization; none for those that are there.
ALTER TABLE organizations ADD COLUMN approval text COLLATE "C" NOT NULL DEFAULT 'off'
  CHECK (approval IN ('off', 'rollouts', 'batches'));

-- The name of the principal that made a token; nothing where a program of the release before let it be made.
ALTER TABLE access_tokens ADD COLUMN created_by text COLLATE "C";

-- A draft is asked for (`submitted_…`) and approved by its revision, which every edit raises. The plans are those of the
-- latest time that it was asked for, and of the time before; only programs read them. `pause_cause` is a cause that
-- programs of the release before do not know, which read `paused_by`; that one comes first where it is set.
ALTER TABLE rollouts
  ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
  ADD COLUMN submitted_by text COLLATE "C",
  ADD COLUMN submitted_at timestamptz(3),
  ADD COLUMN submitted_count integer CHECK (submitted_count >= 0),
  ADD COLUMN submitted_plan text COLLATE "C",
  ADD COLUMN earlier_plan text COLLATE "C",
  ADD COLUMN approved_by text COLLATE "C",
  ADD COLUMN approved_at timestamptz(3),
  ADD COLUMN approved_count integer CHECK (approved_count >= 0),
  ADD COLUMN pause_cause text COLLATE "C";

-- Who created a draft and who changed it: none of them approves it. Of a token also its description and who made it, since
-- it may be gone by then.
CREATE TABLE rollout_authors (
  rollout_id bigint NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('operator', 'token', 'device', 'worker')),
  name text COLLATE "C" NOT NULL,
  description text COLLATE "C",
  made_by text COLLATE "C",
  PRIMARY KEY (rollout_id, kind, name)
);
