import SlipwayCore

extension PostgresTransaction {
    /// The first minute whose finished devices count as recent: with the running one, ten.
    var firstCountedMinute: Int64 {
        now.milliseconds / 60_000 - Int64(CompletionRate.window / .seconds(60)) + 1
    }

    /// The most frequent causes of each batch, in at most three statements.
    ///
    /// - Parameter limit: of the causes of one batch.
    func reasons(
        of batches: [(id: UpdateBatch.ID, total: Int)], limit: Int
    ) throws -> [UpdateBatch.ID: [ReasonSummary]] {
        guard !batches.isEmpty else { return [:] }
        let totals = Dictionary(batches.map { ($0.id, $0.total) }) { first, _ in first }
        let found = try rows(
            """
            SELECT x.update_batch_id, x.cause, x.reason_key, x.reason_code, x.n, x.first_at, x.last_at
            FROM unnest($1::bigint[]) WITH ORDINALITY AS batch (id, place)
            CROSS JOIN LATERAL (
              SELECT *
              FROM update_batch_reasons AS top
              WHERE top.update_batch_id = batch.id
              ORDER BY top.n DESC, top.id
              LIMIT $2) AS x
            ORDER BY batch.place, x.n DESC, x.id
            """, [SQLArray(batches.map(\.id)), limit], decode: FoundReason.init)
        let grouped = found.filter { $0.count >= CommonFactor.minimumCount }
        let factors = grouped.isEmpty ? [:] : try factors(of: grouped.map(\.key))
        let attributes = grouped.isEmpty ? [:] : try attributes(of: Set(grouped.map(\.key.batch)))
        return Dictionary(grouping: found) { $0.key.batch }.mapValues { reasons in
            reasons.map { reason in
                ReasonSummary(
                    cause: reason.cause, count: reason.count, firstAt: reason.firstAt, lastAt: reason.lastAt,
                    commonFactor: CommonFactor.strongest(
                        amongReason: factors[reason.key] ?? [], count: reason.count,
                        batch: attributes[reason.key.batch] ?? [], total: totals[reason.key.batch] ?? 0))
            }
        }
    }

    /// The frequent values first.
    func attributes(of batches: Set<UpdateBatch.ID>) throws -> [UpdateBatch.ID: [AttributeCount]] {
        let found = try rows(
            """
            SELECT a.update_batch_id, a.attribute, a.value, a.n
            FROM update_batch_attributes AS a
            WHERE a.update_batch_id = ANY ($1::bigint[])
            ORDER BY a.update_batch_id, a.n DESC, a.attribute, a.value
            """, [SQLArray(batches)]
        ) { row -> (batch: UpdateBatch.ID, count: AttributeCount) in (try row.id(), try AttributeCount(&row)) }
        return Dictionary(grouping: found) { $0.batch }.mapValues { $0.map(\.count) }
    }

    private func factors(of keys: [ReasonPlace]) throws -> [ReasonPlace: [AttributeCount]] {
        let fields: [(ReasonPlace) -> (any SQLParameter)?] = [{ $0.batch }, { $0.cause }, { $0.reasonKey }]
        let found = try rows(
            """
            SELECT x.update_batch_id, x.cause, x.reason_key, x.attribute, x.value, x.n
            FROM unnest($1::bigint[], $2::text[], $3::text[])
              WITH ORDINALITY AS entry (batch, cause, reason_key, place)
            JOIN update_batch_reason_factors AS x
              ON x.update_batch_id = entry.batch
              AND x.cause = entry.cause
              AND x.reason_key = entry.reason_key
            ORDER BY entry.place, x.n DESC, x.attribute, x.value
            """, SQLArray.columns(of: keys, fields)
        ) { row -> (place: ReasonPlace, count: AttributeCount) in (try ReasonPlace(&row), try AttributeCount(&row)) }
        return Dictionary(grouping: found) { $0.place }.mapValues { $0.map(\.count) }
    }
}

/// Which row of the reasons it is.
private struct ReasonPlace: Hashable {
    let batch: UpdateBatch.ID
    let cause: String
    let reasonKey: String

    init(_ row: inout ColumnReader) throws {
        batch = try row.id()
        cause = try row.text()
        reasonKey = try row.text()
    }
}

private struct FoundReason {
    let key: ReasonPlace
    let cause: ReasonSummary.Cause
    let count: Int
    let firstAt: Timestamp
    let lastAt: Timestamp

    init(_ row: inout ColumnReader) throws {
        key = try ReasonPlace(&row)
        let code: ReasonCode? = try row.optionalName()
        switch key.cause {
        case "failed": cause = .failed(key.reasonKey == code?.rawValue ? code?.words ?? "" : key.reasonKey)
        case "silent": cause = .silentSinceFlash
        case "fell_back": cause = .fellBack
        default: throw SlipwayError.unknownValue
        }
        count = try row.int()
        firstAt = try row.instant()
        lastAt = try row.instant()
    }
}

extension AttributeCount {
    init(_ row: inout ColumnReader) throws {
        self.init(attribute: try row.name(), value: try row.text(), count: try row.int())
    }
}
