import Synchronization

/// How many downloads may be open at a time: each holds a piece of its release in memory, for as long as its device takes.
final class DownloadPlaces: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Free again with the last who knows of it, however a download ends.
    ///
    /// - Throws: REQUEST_007 where all are taken.
    func take() throws(HTTPRefusal) -> Place {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw .overloaded(retryAfter: 10) }
        return Place(of: self)
    }

    private func giveBack() { taken.withLock { $0 -= 1 } }

    final class Place: Sendable {
        private let places: DownloadPlaces

        fileprivate init(of places: DownloadPlaces) { self.places = places }

        deinit { places.giveBack() }
    }
}
