import SlipwayCore

/// How far a session is after a report; nothing of it ever goes down.
struct SessionProgress: Hashable, Sendable {
    let percent: Int
    let bytes: Int64
    /// Bytes a second between the last two reports that brought some.
    let rate: Double?

    /// A mere sign of life.
    init(unchanged session: UpdateSession) {
        percent = session.progressPercent
        bytes = session.bytesTransferred
        rate = session.transferRate
    }

    init(of session: UpdateSession, percent: Int, bytes: Int64, at now: Timestamp) {
        self.percent = max(session.progressPercent, percent)
        self.bytes = max(session.bytesTransferred, bytes)
        let elapsed = now - session.lastHeardAt
        if self.bytes > session.bytesTransferred, elapsed > .zero {
            rate = Double(self.bytes - session.bytesTransferred) / (elapsed / .seconds(1))
        } else {
            rate = session.transferRate
        }
    }

    /// - Returns: the session as it is then.
    func record(of session: UpdateSession, in transaction: any RepositoryTransaction) throws -> UpdateSession {
        try transaction.recordReport(
            of: session.id, progressPercent: percent, bytesTransferred: bytes, transferRate: rate)
        var heard = session
        heard.progressPercent = percent
        heard.bytesTransferred = bytes
        heard.transferRate = rate
        heard.lastReportAt = transaction.now
        heard.updatedAt = transaction.now
        return heard
    }
}
