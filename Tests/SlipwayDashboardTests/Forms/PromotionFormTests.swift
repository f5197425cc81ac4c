import Foundation
import SlipwayCore
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Promoting a release by form, over a real database.
struct PromotionFormTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `the next status is proposed, and what it means is said`(database: ConformingDatabase) async throws {
        try await withPromotion(on: database) { robot, fleet in
            #expect(robot.text().contains("It may be tried, but no rollout can be made of it."))
            await robot.press("s")
            #expect(robot.frame().line(23) == " 3.0.0 is testing now")
            try await fleet.expectRelease("3.0.0", .testing)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an approval wants the version typed again`(database: ConformingDatabase) async throws {
        try await withPromotion(on: database, from: .testing) { robot, fleet in
            #expect(robot.text().contains("Rollouts can be made of it."))
            await robot.press("s")
            #expect(robot.frame().line(23).contains("1 thing is wrong: n goes there"))
            await robot.press("n", .enter)
            await robot.type("3.0.1")
            await robot.press(.escape, "s")
            #expect(robot.text().contains("is another version than 3.0.0"))
            try await fleet.expectRelease("3.0.0", .testing)
            await robot.press("n", .enter, .control("u"))
            await robot.type("3.0.0")
            await robot.press(.escape, "s")
            try await fleet.expectRelease("3.0.0", .approved)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release that is tested can be sent back`(database: ConformingDatabase) async throws {
        try await withPromotion(on: database, from: .testing) { robot, fleet in
            await robot.press(.enter)
            await robot.type("draft")
            await robot.press(.enter, "s")
            try await fleet.expectRelease("3.0.0", .draft)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a status out of order is refused with the reason`(database: ConformingDatabase) async throws {
        try await withPromotion(on: database) { robot, _ in
            await robot.press(.enter)
            await robot.type("appr")
            await robot.press(.enter)
            #expect(robot.frame().line(23) == " ! from draft it cannot become approved")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release that somebody else promoted meanwhile is refused by the service`(database: ConformingDatabase)
        async throws
    {
        try await withPromotion(on: database) { robot, fleet in
            _ = try await fleet.services.firmware.promote("3.0.0", to: .testing, by: fleet.operator)
            await robot.press("s")
            #expect(robot.frame().line(23).contains(" x "))
            try await fleet.expectRelease("3.0.0", .testing)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a release without a signature is not approved where signing keys are set`(database: ConformingDatabase)
        async throws
    {
        try await withPromotion(on: database, from: .testing) { robot, fleet in
            _ = try await fleet.services.firmware.addSigningKey(
                named: "release", publicKey: SigningPair().publicBytes, by: fleet.operator)
            await robot.press("s", "n", .enter)
            await robot.type("3.0.0")
            await robot.press(.escape, "s")
            #expect(robot.frame().line(23).contains("firmware 3.0.0 has no signed manifest"))
            try await fleet.expectRelease("3.0.0", .testing)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `that a signature does not say what it is for is said before the approval`(database: ConformingDatabase)
        async throws
    {
        let signature = try SigningPair().signature(of: "abc".utf8)
        try await withPromotion(on: database, from: .testing, signature: signature) { robot, _ in
            #expect(robot.text().contains("It has no signed manifest"))
        }
    }

    /// At the form of the release 3.0.0.
    private func withPromotion(
        on database: ConformingDatabase, from status: FirmwareReleaseStatus = .draft,
        signature: FirmwareSignature? = nil,
        _ body: (inout Robot, DashboardFleet) async throws -> Void
    ) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            try await withTemporaryFolder { folder in
                // Its bytes are hashed again before it is approved.
                let file = folder.appending(path: "firmware.bin")
                try Data("abc".utf8).write(to: file)
                _ = try await fleet.services.firmware.importFile(
                    at: file.path, as: .example(version: "3.0.0", signature: signature), by: fleet.operator)
            }
            if status == .testing {
                _ = try await fleet.services.firmware.promote("3.0.0", to: .testing, by: fleet.operator)
            }
            var robot = fleet.robot()
            await robot.start()
            await robot.openPromotion()
            try await body(&robot, fleet)
        }
    }
}

extension DashboardFleet {
    fileprivate func expectRelease(
        _ version: String, _ status: FirmwareReleaseStatus, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let release = try await services.firmware.release(version: version, as: self.operator)
        #expect(release.releaseStatus == status, sourceLocation: sourceLocation)
    }
}
