import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What a registration that was broken off leaves, and how it goes on.
struct RegistrationDraftTests {
    @Test func `the names in a kept draft are those of every version`() throws {
        var row = RegistrationRow(line: 1, cells: ["gw-1", "", "", ""])
        row.validate(defaultOrganization: nil)
        let keptRow = String(decoding: try JSONEncoder().encode(row), as: UTF8.self)
        #expect(keptRow.contains("\"standing\":\"wrong\""))
        #expect(keptRow.contains("\"words\":\"organization"))
        let keptDraft = String(decoding: try JSONEncoder().encode(RegistrationDraft()), as: UTF8.self)
        #expect(keptDraft.contains("\"wishes\":{"))
        #expect(try JSONDecoder().decode(RegistrationRow.self, from: Data(keptRow.utf8)) == row)
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a draft is offered with its rows and goes on where it was`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot(keepsDrafts: true)
            await robot.pasteRows("uid,organization\ngw-1,acme\ngw-2,nobody\n")
            await robot.submit(tokensTo: desk.tokenPath)
            await robot.press(.escape)
            #expect(robot.frame().line(23) == " the draft is kept")
            robot = await desk.robot(keepsDrafts: true)
            #expect(robot.text().contains("with 2 rows?"))
            await robot.answer(.enter)
            await robot.press("5", .enter, .tab, .control("u"))
            await robot.type("acme")
            await robot.press(.escape, "r")
            #expect(robot.frame().line(23) == " 2 registered")
            let registered = try await desk.registered()
            #expect(registered == ["gw-1", "gw-2"])
            await robot.press(.escape)
            robot = await desk.robot(keepsDrafts: true)
            #expect(!robot.text().contains("Continue"))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `killed while sending, it goes on with the same uids and tokens and registers nothing twice`(
        database: ConformingDatabase
    )
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            let rows = (1...250).map { $0 % 5 == 0 ? ",acme" : "gw-\(1_000 + $0),acme" } + ["gw-1001,acme"]
            var robot = await desk.robot(keepsDrafts: true)
            await robot.pasteRows("uid,organization\n" + rows.joined(separator: "\n"))
            await robot.press("4", .enter, .control("u"))
            await robot.paste(desk.tokenPath)
            await robot.press(.escape)
            let draft = try #require(robot.registration?.draft)
            let left = try JSONEncoder().encode(draft)

            // Two requests of three go out and are answered to nobody.
            do {
                let run = try RegistrationRun(
                    services: desk.fleet.services, principal: desk.fleet.operator, tokenPath: desk.tokenPath)
                let sheet = draft.sheet.rows.map { $0.deviceRow(defaultOrganization: nil) }
                _ = await run.send(Array(sheet[0..<100]))
                _ = await run.send(Array(sheet[100..<200]))
            }
            let registered = try await desk.registered().count
            #expect(registered == 200)
            await robot.press(.escape)
            try left.write(to: desk.folder.appending(path: "drafts/registration.json"))

            robot = await desk.robot(keepsDrafts: true)
            await robot.answer(.enter)
            await robot.press("4", "r")
            await robot.answer("y")
            #expect(robot.frame().line(23) == " ! 250 registered, 1 left: r sends them again")
            let registeredNow = try await desk.registered().count
            #expect(registeredNow == 250)
            #expect(Set(try desk.tokens().map { $0[1] }).count == 250)
            let tokens = try desk.tokens().count
            #expect(tokens == 250)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `rows that were on their way when the program ended are unknown`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot(keepsDrafts: true)
            await robot.pasteRows("uid,organization\ngw-1,acme\n")
            await robot.press("4", .enter, .control("u"))
            await robot.paste(desk.tokenPath)
            await robot.press(.escape, "r")
            await robot.answer()
            var draft = try #require(robot.registration?.draft)
            draft.sheet.change(0) { $0.state = .sending }
            let again = try JSONDecoder().decode(RegistrationDraft.self, from: try JSONEncoder().encode(draft))
            #expect(again.sheet.rows[0].state == .unknown)
            #expect(again.sheet.count(.unknown) == 1)
            #expect(!again.isSending)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `no token stands in a draft`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            var robot = await desk.robot(keepsDrafts: true)
            await robot.pasteRows("uid,organization\n,acme\n,nobody\n")
            await robot.submit(tokensTo: desk.tokenPath)
            await robot.press(.escape)
            let draft = try String(
                contentsOf: desk.folder.appending(path: "drafts/registration.json"), encoding: .utf8)
            for line in try desk.tokens() { #expect(!draft.contains(line[2])) }
            let tokens = try desk.tokens().count
            #expect(tokens == 1)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a token file that is pasted by mistake leaves no token in the draft`(database: ConformingDatabase)
        async throws
    {
        try await RegistrationDesk.with(on: database) { desk in
            let secret = String(repeating: "s", count: 43)
            var robot = await desk.robot(keepsDrafts: true)
            await robot.press(.tab, .tab, .enter)
            await robot.paste("line,device_uid,device_token\n1,gw-1,\(secret)\n")
            await robot.press(.escape, "a", .escape)
            robot = await desk.robot(keepsDrafts: true)
            await robot.answer(.enter)
            #expect(robot.registration?.draft.sheet.rows.map(\.cells) == [["gw-1", "", "", ""]])
            await robot.press(.tab, .tab, .enter)
            await robot.paste("line,device_uid,device_token\n1,gw-1,\(secret)\n")
            await robot.press(.escape, .escape)
            let draft = try String(
                contentsOf: desk.folder.appending(path: "drafts/registration.json"), encoding: .utf8)
            #expect(!draft.contains(secret))
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a second dashboard of the account gets the form without a draft`(database: ConformingDatabase) async throws {
        try await RegistrationDesk.with(on: database) { desk in
            var first = await desk.robot(keepsDrafts: true)
            await first.pasteRows("uid,organization\ngw-1,acme\n")
            var second = await desk.robot(keepsDrafts: true)
            #expect(second.frame().line(23) == " ! this form is open elsewhere: no draft is kept here")
            #expect(second.registration?.draft.sheet.rows.isEmpty == true)
        }
    }
}
