-- Released: this text never changes. A later change is a migration of its own.

-- Who halted an organization, why and since when; nothing where a program of the release before did. That one leaves them
-- behind where it ends the halt, so that they count only while halted_at is not before halt_released_at.
ALTER TABLE organizations ADD COLUMN halted_at INTEGER;
ALTER TABLE organizations ADD COLUMN halted_by TEXT;
ALTER TABLE organizations ADD COLUMN halt_reason TEXT;

CREATE INDEX organizations_halted ON organizations (name) WHERE halted;
