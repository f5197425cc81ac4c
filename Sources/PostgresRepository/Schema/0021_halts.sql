-- Released: this text never changes. A later change is a migration of its own.

-- Who halted an organization, why and since when; nothing where a program of the release before did. That one leaves them
-- behind where it ends the halt, so that they count only while halted_at is not before halt_released_at.
ALTER TABLE organizations
  ADD COLUMN halted_at timestamptz(3),
  ADD COLUMN halted_by text COLLATE "C",
  ADD COLUMN halt_reason text COLLATE "C";

CREATE INDEX organizations_halted ON organizations (name) WHERE halted;
