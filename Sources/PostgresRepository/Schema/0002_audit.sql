-- Released: this text never changes. A later change is a migration of its own.

-- The figures that were found to be wrong, until they are right again.
CREATE TABLE counter_differences (
  subject_kind text COLLATE "C" NOT NULL CHECK (subject_kind IN ('organization', 'rollout', 'batch')),
  subject_id bigint NOT NULL,
  figure text COLLATE "C" NOT NULL,
  figure_key text COLLATE "C" NOT NULL,
  kept bigint NOT NULL,
  counted bigint NOT NULL,
  found_at timestamptz(3) NOT NULL,
  PRIMARY KEY (subject_kind, subject_id, figure, figure_key)
);
