extension Application {
    /// Whether a frame made now may differ from the last one: since something has happened, or time that is shown has
    /// passed.
    package func needsFrame(at now: ClockReading) -> Bool {
        hasNews || countsSeconds(at: now) || Self.minute(of: now) != framedMinute
    }

    mutating func noteFrame(at now: ClockReading) {
        hasNews = false
        framedMinute = Self.minute(of: now)
    }

    private func countsSeconds(at now: ClockReading) -> Bool {
        timeStyle == .relative || frozenSince != nil || header.countsSeconds(at: now)
    }

    /// Where nothing counts seconds, times are told to the minute.
    private static func minute(of now: ClockReading) -> Int64 { now.wall.milliseconds / 60_000 }
}

extension HeaderState {
    fileprivate func countsSeconds(at now: ClockReading) -> Bool {
        connection.isLost || lastAnswer.map { isOld($0, at: now) } ?? false
    }
}

extension ScreenCommand {
    /// False for what shows nothing before its message arrives.
    var isSeen: Bool {
        if case .load = self { false } else { true }
    }
}
