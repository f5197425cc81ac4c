/// What the second migration makes: the figures that were found to be wrong, until they are right again.
enum AuditSchema {
    static let tables = [
        """
        CREATE TABLE counter_differences (
          subject_kind \(FirstSchema.text) NOT NULL CHECK (subject_kind IN ('organization', 'rollout', 'batch')),
          subject_id bigint NOT NULL,
          figure \(FirstSchema.text) NOT NULL,
          figure_key \(FirstSchema.text) NOT NULL,
          kept bigint NOT NULL,
          counted bigint NOT NULL,
          found_at \(FirstSchema.instant) NOT NULL,
          PRIMARY KEY (subject_kind, subject_id, figure, figure_key)
        )
        """
    ]
}
