import DeviceSimulator
import SlipwayCore

/// Carries each call of a device to any of several servers, and keeps what it was given, and when.
struct DayLink: DeviceLink {
    let servers: [ServerLink]
    let ledger: DayLedger

    init(to addresses: [ServerAddress], of members: [FleetMember], keeping ledger: DayLedger) {
        let tokens = Dictionary(uniqueKeysWithValues: members.map { ($0.deviceUID, $0.token) })
        servers = addresses.map { ServerLink($0, tokens: tokens, seed: DayFleet.profile.seed, cutRate: 0) }
        self.ledger = ledger
    }

    func answer(to call: DeviceCall, of deviceUID: String) async throws -> DeviceAnswer {
        guard let server = servers.randomElement() else { return .lost }
        switch call {
        case .flashed, .complete: ledger.note { $0.said[deviceUID] = nil }
        case .check, .acknowledge, .readBytes, .progress, .fail: break
        }
        let sentAt = CrashedFleet.wallClock()
        let answer = try await server.answer(to: call, of: deviceUID)
        let answeredAt = CrashedFleet.wallClock()
        let given: (kind: DayLedger.Call.Kind, session: SessionID)? =
            switch (answer, call) {
            case (.offered(let update), _): (.offered, update.session)
            case (.accepted, .acknowledge(let session)): (.acknowledged, session)
            case (.bytes, .readBytes(let session, _, _)): (.fed, session)
            case _: nil
            }
        ledger.note { record in
            if answer == .lost { record.failures += 1 }
            if case .check(let version) = call, !version.isEmpty, answer != .lost { record.said[deviceUID] = version }
            guard let given else { return }
            record.calls.append(
                DayLedger.Call(
                    kind: given.kind, deviceUID: deviceUID, session: given.session, sentAt: sentAt,
                    answeredAt: answeredAt))
        }
        return answer
    }
}
