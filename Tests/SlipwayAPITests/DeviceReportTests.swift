import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeviceReportTests {
    @Test(arguments: ["1.2.3+build.7", "1.2.3%2Bbuild.7"])
    func `a plus in a version is kept as it is written`(spelling: String) async throws {
        try await withAPI { world in
            let check = "/api/v2/device/dev-001/updates/check?version=\(spelling)"
            let answer = try await world.send(.get, check, token: try await world.deviceToken())
            #expect(try answer.json.text("current_version") == "1.2.3+build.7")
            try await world.fleet.services.reports.flush()
            let list = try await world.send(
                .get, "/api/v2/devices?firmware_version=\(spelling)", token: try await world.token(.devicesRead))
            #expect(try list.json.objects("devices").map { try $0.text("device_uid") } == ["dev-001"])
        }
    }

    @Test func `each report, and its repeat, is one transaction and answers what is stored then`() async throws {
        try await withCountedAPI { world, repository in
            let (_, sessions) = try await world.fleet.startBatch(of: 2)
            let first = try await world.reporter(0, on: sessions[0])
            let second = try await world.reporter(1, on: sessions[1])
            for step in Step.allCases {
                let reporter = step == .failed ? second : first
                for repetition in 1...2 {
                    if step == .progress { _ = try await world.feed(0, sessions[0]) }
                    world.fleet.clock.advance(by: .seconds(7))
                    _ = repository.take()
                    let answer = try await reporter.send(step, checksum: world.fleet.release.checksum)
                    #expect(repository.take() == CountingRepository.Count(writes: 1), "\(step) \(repetition)")
                    #expect(answer.status == 200, "\(step) \(repetition)")
                    let stored = try await world.fleet.session(reporter.session)
                    #expect(answer.text == (try JSONText.compact(stored)) + "\n", "\(step) \(repetition)")
                }
            }
            #expect(try await world.fleet.session(sessions[0]).updateStatus == .completed)
            #expect(try await world.fleet.session(sessions[1]).updateStatus == .failed)
        }
    }

    @Test(arguments: Step.allCases)
    func `a wrong token comes before every other fault, and one transaction tells`(step: Step) async throws {
        try await withCountedAPI { world, repository in
            let (_, sessions) = try await world.fleet.startBatch(of: 2)
            let own = try await world.reporter(0, on: sessions[0])
            let before = try await world.fleet.session(sessions[0])
            let checksum = world.fleet.release.checksum
            for session in [sessions[0].description, sessions[1].description, SessionID.example(99).description, "x"] {
                let wrong = try await own.send(step, checksum: checksum, token: "wrong", session: session)
                #expect(wrong.status == 401 && wrong.code == "AUTH_001", "\(session)")
            }
            let malformed = try await own.send(step, checksum: checksum, token: "wrong", body: "{")
            #expect(malformed.status == 401)
            for session in [sessions[1].description, SessionID.example(99).description, "x"] {
                let other = try await own.send(step, checksum: checksum, session: session)
                #expect(other.status == 404 && other.code == "UPDATE_008", "\(session)")
            }
            _ = repository.take()
            _ = try await own.send(step, checksum: checksum, token: "wrong")
            #expect(repository.take() == CountingRepository.Count(writes: 1))
            #expect(try await world.fleet.session(sessions[0]) == before)
        }
    }

    enum Step: String, CaseIterable, Sendable {
        case ack, progress, flashed, complete, failed

        func body(checksum: String) -> String? {
            switch self {
            case .ack, .flashed: nil
            case .progress: #"{"progress_percent": 40, "bytes_transferred": 400}"#
            case .complete: #"{"checksum": "\#(checksum)"}"#
            case .failed: #"{"reason": "no space left"}"#
            }
        }
    }
}

/// A device with its token, on one of its sessions.
private struct Reporter: Sendable {
    let world: APIWorld
    let uid: String
    let token: String
    let session: SessionID

    func send(
        _ step: DeviceReportTests.Step, checksum: String, token: String? = nil, session: String? = nil,
        body: String? = nil
    ) async throws -> SeenAnswer {
        try await world.send(
            .post, "/api/v2/device/\(uid)/updates/\(session ?? self.session.description)/\(step.rawValue)",
            token: token ?? self.token, body: body ?? step.body(checksum: checksum))
    }
}

extension APIWorld {
    fileprivate func reporter(_ index: Int, on session: SessionID) async throws -> Reporter {
        Reporter(
            world: self, uid: fleet.devices[index].deviceUID, token: try await deviceToken(index), session: session)
    }

    fileprivate func feed(_ index: Int, _ session: SessionID) async throws -> [UInt8] {
        try await fleet.updates.readBytes(session, offset: 0, size: 10, as: fleet.device(index))
    }
}

private func withCountedAPI(_ body: (APIWorld, CountingRepository) async throws -> Void) async throws {
    try await withRepository { repository, clock in
        let counting = CountingRepository(repository)
        let fleet = try await makeFleet(of: 2, in: counting, clock: clock)
        try await body(APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services)), counting)
    }
}
