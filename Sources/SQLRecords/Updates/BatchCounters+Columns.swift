import SlipwayCore

extension BatchCounters {
    package static let columnNames = [
        "n_total", "n_pending", "n_initiated", "n_succeeded", "n_failed", "n_acknowledged", "n_downloading",
        "n_flashed", "n_verified", "n_fell_back", "n_silent", "n_silent_flashed",
    ]

    package init(_ row: inout some ColumnReader) throws {
        self.init()
        total = try row.int()
        pending = try row.int()
        initiated = try row.int()
        succeeded = try row.int()
        failed = try row.int()
        acknowledged = try row.int()
        downloading = try row.int()
        flashed = try row.int()
        verified = try row.int()
        fellBack = try row.int()
        silent = try row.int()
        silentFlashed = try row.int()
    }
}
