import SlipwayCore
import Synchronization

/// What a proxy has seen on the wire, where its server is, and where it cuts next.
final class WireLedger: Sendable {
    struct Record: Hashable, Sendable {
        var connections = 0
        var cuts = 0
        var downloads = 0
        /// Requests for byte 0 of a session of which bytes had reached the device already.
        var begunAgain = 0
    }

    private struct State {
        var serverPort = 0
        var random: SeededGenerator
        var record = Record()
        /// Bytes of the release that reached the device, by session.
        var delivered: [String: Int] = [:]
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededGenerator(seed: seed))) }

    var record: Record { state.withLock { $0.record } }

    var serverPort: Int { state.withLock { $0.serverPort } }

    func setServerPort(_ port: Int) { state.withLock { $0.serverPort = port } }

    /// - Returns: after how many bytes from the server a new connection is cut: within its first answer, or later.
    func beginConnection() -> Int {
        state.withLock { state in
            state.record.connections += 1
            let isEarly = Int.random(in: 0..<4, using: &state.random) == 0
            return Int.random(in: isEarly ? 1...600 : 600...100_000, using: &state.random)
        }
    }

    func countCut() { state.withLock { $0.record.cuts += 1 } }

    func beginDownload(of session: String, at offset: Int) {
        state.withLock { state in
            state.record.downloads += 1
            if offset == 0, state.delivered[session, default: 0] > 0 { state.record.begunAgain += 1 }
        }
    }

    func deliver(_ count: Int, of session: String) {
        state.withLock { $0.delivered[session, default: 0] += count }
    }
}
