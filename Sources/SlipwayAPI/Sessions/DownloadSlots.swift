import Synchronization

/// How many downloads may be open at a time, and only the newest of each device: each holds a piece of its release in
/// memory, for as long as its device takes.
final class DownloadSlots: Sendable {
    private struct State {
        var taken = 0
        var latest = 0
        /// By device.
        var newest: [String: (number: Int, connection: Connection)] = [:]
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Free again with the last who knows of it, however a download ends. An older download of the same device is cut: a
    /// device that begins again has lost it, whether or not the network has noticed.
    ///
    /// - Throws: REQUEST_007 where all are taken.
    func take(for device: String, on connection: Connection) async throws -> Slot {
        let (number, older) = try state.withLock { state in
            let older = state.newest[device]
            guard older != nil || state.taken < limit else { throw HTTPRefusal.overloaded(retryAfter: 10) }
            state.taken += 1
            state.latest += 1
            state.newest[device] = (state.latest, connection)
            return (state.latest, older?.connection)
        }
        // On the same connection the older one has ended: answers come in the order of their requests.
        if let older, !older.isSame(as: connection) { await older.cut() }
        return Slot(of: self, device: device, number: number)
    }

    private func giveBack(_ number: Int, of device: String) {
        state.withLock { state in
            state.taken -= 1
            if state.newest[device]?.number == number { state.newest[device] = nil }
        }
    }

    final class Slot: Sendable {
        private let slots: DownloadSlots
        private let device: String
        private let number: Int

        fileprivate init(of slots: DownloadSlots, device: String, number: Int) {
            self.slots = slots
            self.device = device
            self.number = number
        }

        deinit { slots.giveBack(number, of: device) }
    }
}
