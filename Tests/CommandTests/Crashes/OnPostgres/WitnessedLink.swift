import DeviceSimulator
import SlipwayCore

/// Carries each call of a device to any of several servers, and keeps what was accepted.
struct WitnessedLink: DeviceLink {
    let servers: [ServerLink]
    let answered: AnsweredRequests

    init(to addresses: [ServerAddress], tokens: [String: String], seed: UInt64, answered: AnsweredRequests) {
        servers = addresses.map { ServerLink($0, tokens: tokens, seed: seed, cutRate: 0.02) }
        self.answered = answered
    }

    func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer {
        guard let server = servers.randomElement() else { return .lost }
        let answer = try await server.answer(to: call, of: deviceUID)
        switch (answer, call) {
        case (.accepted, .acknowledge(let session)): answered.keep(.sessionAcknowledged, of: session)
        case (.bytes, .readBytes(let session, _, _)): answered.keep(.sessionDownloading, of: session)
        case (.accepted, .flashed(let session)): answered.keep(.sessionFlashed, of: session)
        case (.accepted, .complete(let session, _)): answered.keep(.sessionCompleted, of: session)
        case (.accepted, .fail(let session, _)): answered.keep(.sessionFailed, of: session)
        case (.lost, _): answered.countFailure()
        case _: break
        }
        return answer
    }
}
