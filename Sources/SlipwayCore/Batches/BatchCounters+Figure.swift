extension BatchCounters {
    /// Every figure, in the order in which records and answers give them; the raw value is its column and its name in
    /// JSON.
    package enum Figure: String, CaseIterable, CodingKey, Hashable, Sendable {
        case total = "n_total"
        case pending = "n_pending"
        case initiated = "n_initiated"
        case succeeded = "n_succeeded"
        case failed = "n_failed"
        case leftOut = "n_left_out"
        case acknowledged = "n_acknowledged"
        case downloading = "n_downloading"
        case flashed = "n_flashed"
        case verified = "n_verified"
        case fellBack = "n_fell_back"
        case lost = "n_lost"
        case silent = "n_silent"
        case silentFlashed = "n_silent_flashed"

        package var column: String { rawValue }

        package var keyPath: WritableKeyPath<BatchCounters, Int> {
            switch self {
            case .total: \.total
            case .pending: \.pending
            case .initiated: \.initiated
            case .succeeded: \.succeeded
            case .failed: \.failed
            case .leftOut: \.leftOut
            case .acknowledged: \.acknowledged
            case .downloading: \.downloading
            case .flashed: \.flashed
            case .verified: \.verified
            case .fellBack: \.fellBack
            case .lost: \.lost
            case .silent: \.silent
            case .silentFlashed: \.silentFlashed
            }
        }

        package var counted: Counted {
            switch self {
            case .total: .all
            case .pending: .devices(.pending)
            case .initiated: .devices(.initiated)
            case .succeeded: .devices(.succeeded)
            case .failed: .devices(.failed)
            case .leftOut: .leftOut
            case .acknowledged: .sessions(.acknowledged)
            case .downloading: .sessions(.downloading)
            case .flashed: .sessions(.flashed)
            case .verified: .verified
            case .fellBack: .fellBack
            case .lost: .lost
            case .silent: .silent
            case .silentFlashed: .silentAfterFlash
            }
        }
    }

    /// Which devices a figure counts.
    package enum Counted: Hashable, Sendable {
        case all
        case devices(UpdateBatchDeviceState)
        case sessions(UpdateSessionState)
        case leftOut
        case verified
        case fellBack
        case lost
        case silent
        case silentAfterFlash
    }
}

extension UpdateSessionState {
    /// The figure that counts sessions in it; none for what waits, and for what the state of the batch device says.
    package var figure: BatchCounters.Figure? {
        switch self {
        case .acknowledged: .acknowledged
        case .downloading: .downloading
        case .flashed: .flashed
        case .initiated, .completed, .failed, .cancelled: nil
        }
    }
}
