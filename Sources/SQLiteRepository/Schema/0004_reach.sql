-- Released: this text never changes. A later change is a migration of its own.

-- A release may belong to one organization, and the halt of an organization keeps whose it is. Where nothing is kept,
-- as in every row from before, the release is for all, and only principals of all organizations end the halt.
ALTER TABLE firmware_releases ADD COLUMN organization_id INTEGER REFERENCES organizations (id);
ALTER TABLE organizations ADD COLUMN halt_reach TEXT CHECK (halt_reach IN ('organization', 'all'));
