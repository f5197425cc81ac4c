-- Released: this text never changes. A later change is a migration of its own.

-- The figures that were found to be wrong, until they are right again.
CREATE TABLE counter_differences (
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('organization', 'rollout', 'batch')),
  subject_id INTEGER NOT NULL,
  figure TEXT NOT NULL,
  figure_key TEXT NOT NULL,
  kept INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (subject_kind, subject_id, figure, figure_key)
) STRICT, WITHOUT ROWID;
