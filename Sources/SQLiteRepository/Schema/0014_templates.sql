-- Released: this text never changes. A later change is a migration of its own.

-- Plans that were saved under a name, for rollouts to come: of one organization, or for all. Only programs read the plan.
CREATE TABLE rollout_templates (
  id INTEGER PRIMARY KEY,
  organization_id INTEGER REFERENCES organizations (id),
  name TEXT NOT NULL CHECK (name <> ''),
  plan TEXT NOT NULL,
  plan_version INTEGER NOT NULL,
  max_in_flight INTEGER CHECK (max_in_flight > 0),
  saved_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX rollout_templates_name ON rollout_templates (COALESCE(organization_id, 0), name);
