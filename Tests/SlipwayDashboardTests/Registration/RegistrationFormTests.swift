import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// Devices registered from the form, over a real database.
struct RegistrationFormTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `rows are typed, checked and registered, and their tokens are in the file`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot()
            await robot.press(.enter)
            await robot.type("ac")
            await robot.press(.enter, .escape, "2", "o")
            for uid in ["gw-1", "gw-2"] {
                await robot.type(uid)
                await robot.press(.enter, .enter)
                await robot.type("sn-" + uid)
                await robot.press(.enter, .enter)
            }
            await robot.press(.escape, "3")
            #expect(robot.text().contains("+ 0 that the service would refuse now"))
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(robot.frame().line(23) == " 2 registered")
            let registered = try await desk.registered()
            #expect(registered == ["gw-1", "gw-2"])
            let tokens = try desk.tokens()
            #expect(tokens.map { $0[1] } == ["gw-1", "gw-2"])
            for line in tokens {
                let uid = String(line[1])
                let stored = try await desk.fleet.services.repository.read { try $0.registered(uid: uid) }
                #expect(stored?.tokenHash == TokenHash.sha256Hex(of: String(line[2])))
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a file is read, shown and registered in requests of the limit`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            let rows = (1...250).map { "gw-\(1_000 + $0);acme;sn-\($0)" }.joined(separator: "\r\n")
            let path = try desk.file("devices.csv", "\u{FEFF}device_uid;organization;serial_number\r\n" + rows)
            var robot = await desk.robot()
            await robot.press("j", .enter)
            await robot.paste(path)
            await robot.press(.escape)
            #expect(robot.text().contains("250 rows, separated by semicolon, the first row is a header"))
            await robot.press("a")
            await robot.submit(tokensTo: desk.tokenPath)
            let registered = try await desk.registered().count
            #expect(registered == 250)
            let tokens = try desk.tokens().count
            #expect(tokens == 250)
            let events = try await desk.fleet.services.updates.page(
                of: EventQuery(), at: .first, limit: 10, as: desk.fleet.operator)
            #expect(events.rows.filter { $0.kind == .devicesRegistered }.count == 3)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `JSON as the service takes it is registered`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            let acme = try await desk.fleet.services.organizations.organization(named: "acme", as: desk.fleet.operator)
            var robot = await desk.robot()
            await robot.pasteRows(
                """
                [{"device_uid": "gw-1", "organization_id": \(acme.id.rawValue), "hardware_version": "C"},
                 {"organization_id": true}, {"device_uid": 7, "organization_id": 1}, 3]
                """)
            #expect(robot.registration?.draft.sheet.count(.ready) == 1)
            #expect(robot.registration?.draft.sheet.count(.wrong) == 3)
            await robot.submit(tokensTo: desk.tokenPath)
            let registered = try await desk.registered()
            #expect(registered == ["gw-1"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the result holds only what failed; corrected there, that alone is sent again`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\ndev-001,acme\ngw-3,nobody\n")
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(robot.frame().line(23) == " ! 1 registered, 2 left: r sends them again")
            await robot.press(.enter, .control("u"))
            await robot.type("gw-2")
            await robot.press(.escape, "j", .enter, .tab, .control("u"))
            await robot.type("acme")
            await robot.press(.escape, "r")
            #expect(robot.frame().line(23) == " 3 registered")
            let tokens = try desk.tokens()
            #expect(tokens.map { $0[1] }.sorted() == ["gw-1", "gw-2", "gw-3"])
            let registered = try await desk.registered()
            #expect(registered == ["gw-1", "gw-2", "gw-3"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `all that failed goes to the editor at once`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot()
            robot.editor = { text in
                #expect(
                    text.text == """
                        line,error,device_uid,organization,serial_number,hardware_version
                        2,organization not found: nobody,gw-2,nobody,,
                        3,organization not found: nobody,gw-3,nobody,,

                        """)
                return .saved(text.text.replacing(",nobody,,", with: ",acme,,"))
            }
            await robot.pasteRows("uid,organization\ngw-1,acme\ngw-2,nobody\ngw-3,nobody\n")
            await robot.submit(tokensTo: desk.tokenPath)
            await robot.press(.control("x"), .control("e"), "r")
            #expect(robot.frame().line(23) == " 3 registered")
            let registered = try await desk.registered()
            #expect(registered == ["gw-1", "gw-2", "gw-3"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an answer that was lost is unknown, and sending again settles it without a second device`(
        database: ConformingDatabase
    ) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            let rows = (1...150).map { "gw-\(1_000 + $0),acme" } + ["new,", ",acme"]
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\n" + rows.joined(separator: "\n"))
            desk.repository.lose(1)
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(
                robot.frame().line(23) == " x the answer was lost: send again, nothing is registered twice")
            #expect(robot.text().contains("! 100 unknown: the answer was lost, sending again settles it"))
            #expect(robot.text().contains(". 51 not sent yet"))
            await robot.press("r")
            #expect(robot.registration?.draft.sheet.count(.registered) == 151)
            let registered = try await desk.registered().count
            #expect(registered == 151)
            let tokens = try desk.tokens().count
            #expect(tokens == 151)
        }
    }

    @Test(arguments: [SlipwayError.databaseFull, .databaseReadOnly])
    func `a database that takes nothing leaves the rows as they were`(error: SlipwayError) async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\n")
            desk.repository.refuse(error)
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(robot.frame().line(23).hasPrefix(" x stopped, the rest was not sent: the d"))
            #expect(robot.registration?.draft.sheet.count(.ready) == 1)
            desk.repository.refuse(nil)
            await robot.press("r")
            #expect(robot.frame().line(23) == " 1 registered")
            let tokens = try desk.tokens()
            #expect(tokens.count == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `x stops after the request that is under way, and the rest is sent later`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            let rows = (1...250).map { "gw-\(1_000 + $0),acme" }
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\n" + rows.joined(separator: "\n"))
            await robot.press("4", .enter, .control("u"))
            await robot.paste(desk.tokenPath)
            await robot.press(.escape, "r")
            robot.awaitsWork = false
            await robot.answer("y")
            #expect(robot.text().contains("0 of 250 sent"))
            #expect(robot.text().contains("x Stop after this request"))
            await robot.press("x")
            await robot.awaitWork()
            #expect(robot.frame().line(23) == " ! 0 registered, 250 left: stopped")
            robot.awaitsWork = true
            await robot.press("r")
            #expect(robot.frame().line(23) == " 250 registered")
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `an organization that is switched off after the check refuses its rows`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\n")
            await robot.press("3")
            #expect(robot.text().contains("+ 0 that the service would refuse now"))
            var change = OrganizationChange()
            change.active = false
            _ = try await desk.fleet.services.organizations.update("acme", change, as: desk.fleet.operator)
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(robot.text().contains("organization acme is inactive"))
            let registered = try await desk.registered()
            #expect(registered == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a limit that somebody else reached meanwhile refuses the rest`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database, places: 2) { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\ngw-2,acme\n")
            await robot.press("3")
            #expect(robot.text().contains("  acme: 2 places free"))
            let acme = try await desk.fleet.services.organizations.organization(named: "acme", as: desk.fleet.operator)
            _ = try await desk.fleet.services.devices.register(
                [RegistrationEntry(deviceUID: "faster", organizationID: acme.id)], as: desk.fleet.operator)
            await robot.submit(tokensTo: desk.tokenPath)
            #expect(robot.frame().line(23) == " ! 1 registered, 1 left: r sends them again")
            #expect(robot.text().contains("the device limit of organization acme (4) is reached"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a token file that cannot be used stops it before anything is sent`(database: ConformingDatabase) async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            let other = try desk.file("devices.csv", "uid\ngw-1\n")
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\n")
            await robot.submit(tokensTo: other)
            #expect(robot.frame().line(23).hasPrefix(" x nothing was sent: token file "))
            let registered = try await desk.registered()
            #expect(registered == [])
            await robot.submit(tokensTo: desk.tokenPath)
            let registeredNow = try await desk.registered()
            #expect(registeredNow == ["gw-1"])
        }
    }

    @Test(arguments: [Key.control("o"), ">", "3"])
    func `leaving a paste that is not added asks, and adds it`(key: Key) async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.press(.tab, .tab, .enter)
            await robot.paste("uid,organization\n" + (1...5).map { "gw-\($0),acme" }.joined(separator: "\n"))
            if key != .control("o") { await robot.press(.escape) }
            await robot.press(key)
            #expect(robot.text().contains("Add 5 rows first?"))
            await robot.answer("y")
            #expect(robot.registration?.draft.sheet.count(.ready) == 5)
            #expect(robot.frame().line(1).contains(key == "3" ? "[3 Check]" : "[2 Rows]"))
        }
    }

    @Test func `a paste that is not added stays where it is, and the later steps say so`() async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.press(.tab, .tab, .enter)
            await robot.paste("uid,organization\ngw-1,acme\n")
            await robot.press(.control("o"))
            await robot.answer("n")
            #expect(robot.frame().line(1).contains("[1 Source]"))
            #expect(robot.frame().line(23) == " ! not added: a adds them, ctrl-o goes on without them")
            await robot.press(.control("o"), "3")
            #expect(robot.text().contains("! what was pasted or named in Source is not added: 1 goes there"))
            #expect(!robot.text().contains("+ 0"))
            #expect(robot.registration?.draft.pasted.isEmpty == false)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `n on the devices opens the form, and a read-only dashboard says why not`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = desk.fleet.robot()
            await robot.start()
            await robot.open("devices")
            await robot.press("n")
            #expect(robot.registration != nil)
            await robot.press(.escape)
            #expect(robot.frame().line(1).contains("[Devices]"))
            robot = desk.fleet.robot(isReadOnly: true)
            await robot.start()
            await robot.open("devices")
            await robot.press("n")
            #expect(robot.frame().line(23).contains("this dashboard is read-only"))
            await robot.open("register")
            #expect(robot.frame().line(23).contains("this dashboard is read-only"))
        }
    }

    @Test(arguments: ["1", "2", "3", "4", "5"])
    func `no key is bound twice in any step`(step: String) async throws {
        try await RegistrationDesk.with { desk in
            var robot = await desk.robot()
            await robot.pasteRows("uid,organization\ngw-1,acme\ngw-2,nobody\n")
            await robot.submit(tokensTo: desk.tokenPath)
            await robot.type(step)
            #expect(robot.application.keyGuide.duplicates == [])
        }
    }
}
