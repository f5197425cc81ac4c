import Foundation
import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport

@testable import SlipwayDashboard

/// Somebody at the registration form, with a folder for files and tokens.
struct RegistrationDesk {
    let fleet: DashboardFleet
    let repository: LossyRepository
    let folder: URL

    var tokenPath: String { folder.appending(path: "new.tokens.csv").path }
    var drafts: DraftFolder { DraftFolder(path: folder.appending(path: "drafts").path) }

    /// One organization, `acme`, with room for so many devices more.
    static func with(
        on database: ConformingDatabase = .inMemory, places: Int = 1_000,
        _ body: (RegistrationDesk) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await DashboardFleet.with(on: database, devices: 2, places: places) { fleet in
                let lossy = LossyRepository(fleet.services.repository)
                let services = Services(repository: lossy, logger: Logger(label: "test"))
                try await body(
                    RegistrationDesk(
                        fleet: DashboardFleet(services: services, batch: fleet.batch), repository: lossy, folder: folder
                    ))
            }
        }
    }

    /// At the form's first step.
    func robot(columns: Int = 80, rows: Int = 24, keepsDrafts: Bool = false) async -> Robot {
        var robot = fleet.robot(columns: columns, rows: rows, drafts: keepsDrafts ? drafts : nil)
        await robot.start()
        await robot.open("register")
        return robot
    }

    enum Stage: String, CaseIterable, Sendable { case source, rows, check, submit, result }

    /// With a pasted sheet of seven rows, of which two are in order, at one of the steps.
    func robot(columns: Int, rows: Int, at stage: Stage) async -> Robot {
        var robot = await robot(columns: columns, rows: rows)
        await robot.press("1", .tab, .tab, .enter)
        await robot.paste(Self.sheet)
        await robot.press(.escape)
        switch stage {
        case .source: break
        case .rows: await robot.press("a", "G", .enter)
        case .check: await robot.press("a", "3")
        case .submit:
            await robot.press("a", "4", .enter, .control("u"))
            await robot.paste("/srv/new.tokens.csv")
            await robot.press(.escape)
        case .result:
            await robot.press("a", "3")
            await robot.submit(tokensTo: tokenPath)
        }
        return robot
    }

    private static let sheet = """
        uid\torganization\tserial\tcolour
        gw-1\tacme\tsn-1\tred
        gw-2\tacme\tsn-2\tblue
        gw-2\tacme\tsn-3\tblue
        \tnobody\t\t
        dev-001\tacme\t\t
        gw-6\t\tsn-6\t
        "a\u{7}"\tacme\t\t
        """

    func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    /// Those beyond the first two.
    func registered() async throws -> [String] {
        let page = try await fleet.services.devices.page(
            of: DeviceQuery(), at: .first, limit: 1_000, as: fleet.operator)
        return page.rows.map(\.deviceUID).filter { !$0.hasPrefix("dev-") }
    }

    /// Lines of the token file below its heading.
    func tokens() throws -> [[Substring]] {
        try String(contentsOfFile: tokenPath, encoding: .utf8).split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }
}

extension Robot {
    var registration: FormScreen<RegistrationForm>? { application.top(FormScreen<RegistrationForm>.self) }

    /// Into the paste field of the first step, and on to the rows.
    mutating func pasteRows(_ text: String) async {
        await press("1", .tab, .tab, .enter)
        await paste(text)
        await press(.escape, "a")
    }

    /// Names the token file and registers.
    mutating func submit(tokensTo path: String) async {
        await press("4", .enter, .control("u"))
        await paste(path)
        await press(.escape, "r")
        await answer("y")
    }
}
