extension FirstSchema {
    /// What the live screen shows of a batch, kept on write, so that a poll reads no devices.
    static let bucketTables = [
        """
        CREATE TABLE update_batch_reasons (
          id \(key),
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          cause \(text) NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back')),
          reason_key \(text) NOT NULL,
          reason_code \(text),
          n integer NOT NULL CHECK (n >= 0),
          first_at \(instant) NOT NULL,
          last_at \(instant) NOT NULL,
          UNIQUE (update_batch_id, cause, reason_key)
        ) WITH (fillfactor = 70)
        """,
        """
        CREATE TABLE update_batch_reason_factors (
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          cause \(text) NOT NULL CHECK (cause IN ('failed', 'silent', 'fell_back')),
          reason_key \(text) NOT NULL,
          attribute \(text) NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
          value \(text) NOT NULL,
          n integer NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, cause, reason_key, attribute, value)
        ) WITH (fillfactor = 70)
        """,
        """
        CREATE TABLE update_batch_attributes (
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          attribute \(text) NOT NULL CHECK (attribute IN ('hardware_version', 'from_version', 'organization')),
          value \(text) NOT NULL,
          n integer NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, attribute, value)
        )
        """,
        """
        CREATE TABLE update_batch_minutes (
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          minute bigint NOT NULL,
          n_finished integer NOT NULL CHECK (n_finished >= 0),
          n_bad integer NOT NULL CHECK (n_bad BETWEEN 0 AND n_finished),
          PRIMARY KEY (update_batch_id, minute)
        ) WITH (fillfactor = 50)
        """,
        """
        CREATE TABLE update_batch_phases (
          update_batch_id bigint NOT NULL REFERENCES update_batches (id),
          phase \(text) NOT NULL CHECK (phase IN (\(inFlightSessionStates))),
          bucket integer NOT NULL CHECK (bucket >= 0),
          n integer NOT NULL CHECK (n >= 0),
          PRIMARY KEY (update_batch_id, phase, bucket)
        ) WITH (fillfactor = 50)
        """,
    ]
}
