extension FirstSchema {
    /// What the live screen shows of a batch, kept on write, so that a poll reads no devices.
    static let bucketTables = [
        """
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
        ) STRICT
        """,
        """
        CREATE TABLE update_batch_reason_factors (
          update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
          cause TEXT NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back')),
          reason_key TEXT NOT NULL,
          attribute TEXT NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
          value TEXT NOT NULL,
          n INTEGER NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, cause, reason_key, attribute, value)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE update_batch_attributes (
          update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
          attribute TEXT NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
          value TEXT NOT NULL,
          n INTEGER NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, attribute, value)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE update_batch_minutes (
          update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
          minute INTEGER NOT NULL,
          n_finished INTEGER NOT NULL CHECK (n_finished >= 0),
          n_bad INTEGER NOT NULL CHECK (n_bad BETWEEN 0 AND n_finished),
          PRIMARY KEY (update_batch_id, minute)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE update_batch_phases (
          update_batch_id INTEGER NOT NULL REFERENCES update_batches (id),
          phase TEXT NOT NULL CHECK (phase IN (\(inFlightSessionStates))),
          bucket INTEGER NOT NULL CHECK (bucket >= 0),
          n INTEGER NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, phase, bucket)
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
