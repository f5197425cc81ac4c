extension FeedPosition {
    /// Goes past what was found.
    ///
    /// - Parameters:
    ///   - found: what it lacked, in its order and as far as the page goes.
    ///   - boundary: the last row that the page goes past; none where it goes to the end.
    mutating func advance(past found: [Row], upTo boundary: Row?, at moment: FeedMoment) {
        for row in found {
            parts[row.transaction] = row.id
            last = last.map { max($0, row) } ?? row
        }
        let known = Knowledge(of: self, at: moment)
        // The transaction of the boundary itself may have more.
        let read = boundary.map { $0.transaction - 1 } ?? .max
        let reached = max(settled, min(read, known.through))
        let listed = parts.filter { transaction, _ in
            transaction > min(reached, read) || !known.hasEnded(transaction)
        }
        let running = known.running.filter { $0 > settled && $0 <= reached }
        parts = listed.merging(running.map { ($0, 0) }) { first, _ in first }
        settled = reached
        outlook = nil
    }

    /// Which transactions had ended by the time of a snapshot.
    private struct Knowledge {
        /// Up to here all had, but for those that run.
        let through: Int64
        let running: Set<Int64>
        /// All below it had.
        let oldest: Int64

        init(of position: FeedPosition, at moment: FeedMoment) {
            oldest = moment.oldest
            if !moment.isStandby {
                (through, running) = (moment.end - 1, moment.running)
            } else if let outlook = position.outlook, outlook.through >= moment.oldest {
                (through, running) = (outlook.through, outlook.running.filter { $0 >= moment.oldest })
            } else {
                (through, running) = (moment.oldest - 1, [])
            }
        }

        func hasEnded(_ transaction: Int64) -> Bool {
            transaction < oldest || transaction <= through && !running.contains(transaction)
        }
    }
}
