import SlipwayCore

extension Worker {
    static let columns = "name, kind, last_heartbeat, missed_at"

    init(_ row: inout some ColumnReader) throws {
        self.init(
            name: try row.text(), kind: row.optionalText().flatMap(WorkerKind.init(rawValue:)),
            lastHeartbeat: try row.instant(), missedAt: row.optionalInstant())
    }

    /// Not stopped in order, or heard of since: a program of the release before has begun under the same name.
    package static let isThere = "(stopped_at IS NULL OR stopped_at < last_heartbeat)"

    static let servers = "kind IN (\(WorkerKind.allCases.filter(\.isServer).sqlNames))"

    /// Read once a statement, as is the next.
    package static let latestHeartbeat = "(SELECT max(last_heartbeat) FROM workers WHERE \(isThere))"
    package static let latestServerHeartbeat =
        "(SELECT max(last_heartbeat) FROM workers WHERE \(servers) AND \(isThere))"

    /// `$1`: heard of last before it, `$2`: and not before this.
    static let isLost = """
        last_heartbeat < $1 AND last_heartbeat >= $2 AND \(isThere)
          AND (missed_at IS NULL OR missed_at < last_heartbeat)
        """

    /// `$1`: heard of last before it, `$2`: or after this, which is not plausible.
    static let isRemovable = "(NOT \(isThere) OR last_heartbeat < $1 OR last_heartbeat > $2)"
}
