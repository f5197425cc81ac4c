import SlipwayCore

/// The first lost device with whose limit a gate had to break, counted from the rows alone.
struct GateHold: Hashable, Sendable {
    /// From 1 on, in the order in which they completed.
    let number: Int
    /// When its time was up.
    let limitAt: Timestamp

    /// None where the rule never holds.
    ///
    /// - Parameters:
    ///   - rows: of a wave, in which nothing is bad but what is lost.
    ///   - limit: how long a device has for a word after it completed.
    ///   - delay: how much later it can be known that there was none; what completes until then is judged as well.
    init?(in rows: [BatchDeviceRow], under rule: GateRule, limit: Duration, delay: Duration = .zero) {
        var completed: [(at: Timestamp, isVerified: Bool)] = []
        for row in rows where row.batchDevice.status == .succeeded {
            guard let at = row.session?.completedAt else { continue }
            completed.append((at, row.batchDevice.verifiedAt != nil))
        }
        completed.sort { $0.at < $1.at }
        var (judged, bad) = (0, 0)
        for candidate in completed where !candidate.isVerified {
            bad += 1
            let limitAt = candidate.at + limit
            while judged < completed.count, completed[judged].at <= limitAt + delay { judged += 1 }
            if rule.isBroken(bad: bad, judged: judged) {
                (number, self.limitAt) = (bad, limitAt)
                return
            }
        }
        return nil
    }
}
