import DeviceSimulator
import SlipwayCore
import Synchronization

/// Carries the calls of devices to the servers in turn, and notes what they were given, and when.
final class TrialLink: DeviceLink {
    struct Notes: Sendable {
        /// Devices to which an update was offered.
        var offered: Set<String> = []
        /// The sessions in which the service has taken that a device flashed, by device.
        var flashed: [String: Set<SessionID>] = [:]
        /// Devices that have completed, and of which no word was taken since.
        var quiet: Set<String> = []
        /// When the first word after its latest completion was taken of a device.
        var words: [String: Timestamp] = [:]
        /// What each device said last that it runs.
        var said: [String: String] = [:]
        /// Bytes of the release, by the millisecond in which the last of an answer's bytes was there.
        var bytes: [Int64: Int] = [:]
        var calls = 0

        func bytes(in times: Range<Timestamp>) -> Int {
            bytes.reduce(0) { times.contains(Timestamp(milliseconds: $1.key)) ? $0 + $1.value : $0 }
        }
    }

    private let servers: [ServerLink]
    private let kept = Mutex(Notes())

    init(to servers: [LocalServer], of fleet: TrialFleet) {
        let tokens = fleet.members.mapValues(\.token)
        self.servers = servers.map { server in
            ServerLink(ServerAddress(host: "127.0.0.1", port: server.port), tokens: tokens, seed: 1, cutRate: 0)
        }
    }

    var notes: Notes { kept.withLock { $0 } }

    func quietDevices(among members: [FleetMember]) -> Int {
        kept.withLock { notes in members.count { notes.quiet.contains($0.deviceUID) } }
    }

    func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer {
        let turn = kept.withLock { notes in
            notes.calls += 1
            return notes.calls
        }
        let answer = try await servers[turn % servers.count].answer(to: call, of: deviceUID)
        let now = BenchWorld.now
        kept.withLock { notes in
            if case .check(let version) = call, !version.isEmpty, answer != .lost { notes.said[deviceUID] = version }
            switch (answer, call) {
            case (.offered, _): notes.offered.insert(deviceUID)
            case (.accepted, .flashed(let session)): notes.flashed[deviceUID, default: []].insert(session)
            case (.accepted, .complete): notes.quiet.insert(deviceUID)
            case (.noUpdate, .check) where notes.quiet.remove(deviceUID) != nil: notes.words[deviceUID] = now
            case (.bytes(let bytes), _): notes.bytes[now.milliseconds, default: 0] += bytes.count
            case _: break
            }
        }
        return answer
    }
}
