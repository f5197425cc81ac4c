import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What can be made from the screens, besides batches and devices.
struct CreationTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `n on the organizations makes one, and what was refused is there to be corrected`(database: ConformingDatabase)
        async throws
    {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("organizations")
            await robot.press("n", .enter)
            await robot.type("acme")
            await robot.press(.escape, "s")
            #expect(robot.frame().line(23).contains("acme"))
            await robot.press(.enter, .control("u"))
            await robot.type("new")
            await robot.press(.escape, "s")
            #expect(robot.frame().line(23) == " created new")
            let made = try await fleet.services.organizations.organization(named: "new", as: fleet.operator)
            #expect(made.environment == .staging)
            #expect(made.deviceLimit == 100)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an organization gets its time zone and its approval by form, and an unknown zone is named where it stands`(
        database: ConformingDatabase
    ) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("organizations")
            await robot.press("n", .enter)
            await robot.type("new")
            await robot.press(.escape)
            await robot.fillTimeZone(below: 4, "Mars/Phobos")
            await robot.press(.escape, "s")
            #expect(robot.text().contains("x is not a time zone such as Europe/Berlin or UTC"))
            #expect(robot.frame().line(23).contains("1 thing is wrong: n goes there"))
            await robot.press("n", .enter, .control("u"))
            await robot.type("Europe/Berl")
            await robot.press(.tab, .escape, "s")
            #expect(robot.frame().line(23) == " created new", "\(robot.text())")
            let made = try await fleet.services.organizations.organization(named: "new", as: fleet.operator)
            #expect(made.timeZone == "Europe/Berlin")
            #expect(made.approval == .off)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an organization is changed by form, and what was not touched stays`(database: ConformingDatabase) async throws
    {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.openOrganization()
            #expect(robot.text().contains("Time zone     UTC"), "\(robot.text())")
            let name = try #require(
                await fleet.services.organizations.page(
                    of: OrganizationQuery(), at: .first, limit: 1, as: fleet.operator
                ).rows.first
            ).name
            // Meanwhile another person changes something else.
            _ = try await fleet.services.organizations.update(
                name, OrganizationChange(deviceLimit: 7_000), as: fleet.operator)
            await robot.fillTimeZone(below: 3, "America/New_York")
            await robot.press(.escape, "j", .enter)
            await robot.type("rollouts")
            await robot.press(.enter, "s")
            #expect(robot.frame().line(23).contains("changed " + name), "\(robot.text())")
            let changed = try await fleet.services.organizations.organization(named: name, as: fleet.operator)
            #expect(changed.timeZone == "America/New_York")
            #expect(changed.approval == .rollouts)
            #expect(changed.deviceLimit == 7_000)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a new access token goes to a file for its owner alone, and never to the screen`(database: ConformingDatabase)
        async throws
    {
        try await inFolder { folder in
            try await DashboardFleet.with(on: database) { fleet in
                var robot = fleet.robot()
                await robot.start()
                await robot.open("tokens")
                await robot.press("n")
                await robot.fillToken(path: folder + "/ci.token")
                await robot.press("s")
                let path = folder + "/ci.token"
                let token = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
                let principal = try await fleet.services.authentication.authenticate(token)
                #expect(principal.name == "1 (ci)")
                #expect(principal.scopes == [.updatesRead])
                #expect(try permissions(of: path) == 0o600)
                #expect(robot.text().contains("the token ci is in"))
                #expect(!robot.text().contains(token))
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a token that cannot be kept is not made`(database: ConformingDatabase) async throws {
        try await DashboardFleet.with(on: database) { fleet in
            var robot = fleet.robot()
            await robot.start()
            await robot.open("tokens")
            await robot.press("n")
            await robot.fillToken(path: "/nowhere/ci.token")
            await robot.press("s")
            #expect(robot.frame().line(23).contains("/nowhere/ci.token: No such file or directory"))
            let tokens = try await fleet.services.authentication.page(at: .first, limit: 9, as: fleet.operator)
            #expect(tokens.rows.isEmpty)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a device gets a new token in a file, and the old one is refused`(database: ConformingDatabase) async throws {
        try await inFolder { folder in
            try await DashboardFleet.with(on: database) { fleet in
                let old = try await fleet.services.devices.rotateToken(of: "dev-001", as: fleet.operator).deviceToken
                var robot = fleet.robot()
                await robot.start()
                await robot.open("devices")
                await robot.press("a")
                await robot.answer("j", "j", "j", "j", .enter)
                await robot.answer(.control("u"))
                await robot.type(folder + "/dev.token")
                await robot.press(.enter, "y")
                let token = try String(contentsOfFile: folder + "/dev.token", encoding: .utf8)
                    .trimmingCharacters(in: .newlines)
                _ = try await fleet.services.authentication.authenticateDevice(token, uid: "dev-001")
                await #expect(throws: SlipwayError.invalidToken) {
                    _ = try await fleet.services.authentication.authenticateDevice(old, uid: "dev-001")
                }
            }
        }
    }

    @Test func `the name of a file is made of a hostile uid without its dangers`() {
        #expect(FileName.of("../../etc/x y;\u{1B}[2Jé", ending: "token") == "_.._etc_x_y___2J_.token")
        #expect(FileName.of("-rf", ending: "token") == "rf.token")
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `whoever sees one organization only can create none, and halt not everything`(database: ConformingDatabase)
        async throws
    {
        try await DashboardFleet.with(on: database) { fleet in
            let limited = Principal.operator("eve", organization: .one(Organization.ID(1)))
            var robot = fleet.robot(principal: limited)
            await robot.start()
            await robot.open("organizations")
            await robot.press("n")
            #expect(robot.frame().line(23) == " ! only for those who see every organization")
        }
    }

    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slipway-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func permissions(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
