import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct HeldSessionTests {
    @Test(arguments: Closing.allCases) func `a closed gate offers nothing and refuses acknowledging and bytes`(
        closing: Closing
    ) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.take(sessions[1], of: 1, to: .downloading)
            try await closing.close(fleet, batch)
            let offer = try await fleet.updates.check(uid: "dev-001", reportedVersion: nil, as: fleet.device(0))
            #expect(offer == .none(pollAfter: .seconds(300)))
            let events = try await fleet.events()
            let device = fleet.device(0)
            #expect(await code { try await fleet.updates.acknowledge(sessions[0], as: device) } == "UPDATE_014")
            for (index, session) in sessions.enumerated() {
                #expect(
                    await code {
                        try await fleet.updates.readBytes(session, offset: 0, size: 1, as: fleet.device(index))
                    } == "UPDATE_014")
            }
            #expect(try await fleet.events() == events)
            #expect(try await fleet.session(sessions[0]).updateStatus == .initiated)
        }
    }

    @Test(arguments: Closing.allCases) func `what is true is accepted although it is held`(
        closing: Closing
    ) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .downloading) }
            try await closing.close(fleet, batch)
            let device = fleet.device(0)
            #expect(
                try await fleet.updates.progress(sessions[0], percent: 50, bytes: 5, as: device).progressPercent == 50)
            #expect(try await fleet.updates.flashed(sessions[0], as: device).updateStatus == .flashed)
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: device)
            _ = try await fleet.updates.fail(sessions[1], reason: "x", as: fleet.device(1))
            #expect(try await fleet.batch(batch).status.isFinal)
        }
    }

    @Test func `only so many devices are in flight at a time`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch(of: 3, maximumInFlight: 1)
            try await fleet.take(sessions[0], of: 0, to: .acknowledged)
            #expect(
                await code { try await fleet.updates.acknowledge(sessions[1], as: fleet.device(1)) } == "UPDATE_014")
            #expect(
                await code {
                    try await fleet.updates.readBytes(sessions[2], offset: 0, size: 1, as: fleet.device(2))
                } == "UPDATE_014")
            let offer = try await fleet.updates.check(uid: "dev-002", reportedVersion: nil, as: fleet.device(1))
            #expect(offer == .none(pollAfter: .seconds(300)))
            // Whoever is under way goes on, and its place comes free in the end.
            _ = try await fleet.updates.fail(sessions[0], reason: "x", as: fleet.device(0))
            try await fleet.take(sessions[1], of: 1, to: .acknowledged)
        }
    }

    @Test func `an open session is offered, and a flashed one named`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            func offer() async throws -> UpdateOffer {
                try await fleet.updates.check(uid: "dev-001", reportedVersion: "1.0.0", as: fleet.device(0))
            }
            #expect(
                try await offer() == .available(session: fleet.session(sessions[0]), firmware: fleet.release))
            try await fleet.take(sessions[0], to: .downloading)
            #expect(
                try await offer() == .available(session: fleet.session(sessions[0]), firmware: fleet.release))
            _ = try await fleet.updates.flashed(sessions[0], as: fleet.device(0))
            #expect(
                try await offer() == .finishing(session: fleet.session(sessions[0]), firmware: fleet.release))
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await offer() == .none(pollAfter: .seconds(300)))
        }
    }

    enum Closing: String, CaseIterable, Sendable {
        case pause, cancelling, organizationHalt, systemHalt, inactiveOrganization

        func close(_ fleet: StockedFleet, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .pause: try await fleet.setState(of: batch, to: .paused)
            case .cancelling: try await fleet.setState(of: batch, to: .cancelling)
            case .systemHalt: try await fleet.setHalted(true)
            case .organizationHalt:
                try await fleet.services.repository.write { [acme = fleet.acme] transaction in
                    var organization = acme
                    organization.halted = true
                    try transaction.update(organization)
                }
            case .inactiveOrganization:
                _ = try await fleet.services.organizations.update(
                    "acme", OrganizationChange(active: false), as: fleet.ada)
            }
        }
    }
}
